package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.ShapeException;

/** Parametrized tensors, pruned ones, and calls with other parameters. */
class ParametrizeTest {
  private static final class Doubled extends Module implements RightInverse {
    private int calls;

    @Override
    public Tensor forward(Tensor x) {
      calls++;
      return x.mul(2);
    }

    @Override
    public Tensor[] rightInverse(Tensor value) {
      return new Tensor[] {value.div(2)};
    }
  }

  private static final class Transposed extends Module {
    @Override
    public Tensor forward(Tensor x) {
      return x.t();
    }
  }

  @Test
  void theOriginalStaysTheSameObjectAndTheValueStays() {
    Linear layer = new Linear(3, 4);
    Parameter weight = layer.weight;
    Tensor before = weight.detach().clone();
    Parametrize.registerParametrization(layer, "weight", new Doubled());
    assertSame(weight, Parametrize.parametrizations(layer, "weight").original());
    assertTrue(layer.weight.detach().allclose(before));
    assertTrue(Parametrize.isParametrized(layer) && Parametrize.isParametrized(layer, "weight"));
    assertFalse(Parametrize.isParametrized(layer, "bias"));
    assertEquals(List.of("bias", "parametrizations.weight.original"), keys(layer));
    Parametrize.removeParametrizations(layer, "weight", false);
    assertSame(weight, layer.weight);
    assertTrue(weight.detach().allclose(before.div(2)));
    assertFalse(Parametrize.isParametrized(layer));
    assertEquals(List.of("weight", "bias"), keys(layer));
  }

  private static List<String> keys(Module module) {
    return List.copyOf(module.stateDict().keySet());
  }

  @Test
  void aParameterPutIntoTheFieldBecomesTheOriginal() {
    Linear layer = new Linear(2, 2, false);
    Parametrize.registerParametrization(layer, "weight", new Doubled());
    layer.weight = new Parameter(Torch.ones(2, 2).mul(6));
    assertEquals(12, layer.apply(Torch.ones(1, 2)).detach().select(1, 0).item());
    assertEquals(
        3, Parametrize.parametrizations(layer, "weight").original().detach().amax().item());
  }

  @Test
  void aScopeComputesOnce() {
    Linear layer = new Linear(2, 2);
    Doubled doubled = new Doubled();
    Parametrize.registerParametrization(layer, "weight", doubled);
    doubled.calls = 0;
    Tensor x = Torch.ones(1, 2);
    try (var scope = Parametrize.cached()) {
      layer.apply(layer.apply(x)).sum().backward();
      assertEquals(1, doubled.calls);
    }
    layer.apply(x);
    assertEquals(2, doubled.calls);
    Tensor fresh = Parametrize.renew(layer, "weight");
    assertEquals(3, doubled.calls);
    assertSame(fresh, layer.weight);
    layer.zeroGrad();
    fresh.sum().backward(); // a penalty on the weight itself
    assertEquals(8, layer.getParameter("parametrizations.weight.original").grad().sum().item());
  }

  @Test
  void shapesMustStayUnlessUnsafe() {
    Linear layer = new Linear(3, 4, false);
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () -> Parametrize.registerParametrization(layer, "weight", new Transposed()));
    assertEquals(
        "parametrize: forward must keep the shape [4, 3], got [3, 4]; say unsafe to allow it",
        e.getMessage());
    assertEquals(List.of("weight"), keys(layer));
    Parametrize.registerParametrization(layer, "weight", new Transposed(), true);
    assertEquals(List.of(2L, 3L), shape(layer.apply(Torch.ones(2, 4))));
  }

  private static final class Wider extends Module implements RightInverse {
    @Override
    public Tensor forward(Tensor x) {
      return x.clone();
    }

    @Override
    public Tensor[] rightInverse(Tensor value) {
      return new Tensor[] {Torch.zeros(9, 9)};
    }
  }

  @Test
  void aRefusedParametrizationChangesNothing() {
    Linear layer = new Linear(3, 4);
    Tensor before = layer.weight.detach().clone();
    assertThrows(
        ShapeException.class,
        () -> Parametrize.registerParametrization(layer, "weight", new Wider()));
    assertTrue(before.equal(layer.weight.detach()));
  }

  private static List<Long> shape(Tensor t) {
    return ConvOptions.list(t.shape().toArray());
  }

  @Test
  void weightNormalisationHasTwoOriginals() {
    Linear layer = Parametrizations.weightNorm(new Linear(3, 4));
    assertEquals(
        List.of("bias", "parametrizations.weight.original0", "parametrizations.weight.original1"),
        keys(layer));
    Tensor value = layer.weight.detach().clone();
    assertThrows(
        IllegalArgumentException.class,
        () -> Parametrize.removeParametrizations(layer, "weight", false));
    Parametrize.removeParametrizations(layer, "weight");
    assertTrue(layer.weight.isLeaf() && layer.weight.requiresGrad());
    assertTrue(layer.weight.detach().allclose(value));
  }

  @Test
  void recurrentWeightsToo() {
    LSTM plain = new LSTM(3, 4);
    LSTM layer = new LSTM(3, 4);
    layer.loadStateDict(plain.stateDict());
    NnUtils.weightNorm(layer, "weight_hh_l0", 0);
    Tensor x = Torch.rand(5, 2, 3);
    assertTrue(plain.apply(x).allclose(layer.apply(x), 1e-5, 1e-6));
    layer.apply(x).sum().backward();
    assertTrue(layer.getParameter("weight_hh_l0_g").grad().abs().sum().item() > 0);
    NnUtils.removeWeightNorm(layer, "weight_hh_l0");
    assertTrue(plain.apply(x).allclose(layer.apply(x), 1e-5, 1e-6));
  }

  @Test
  void wrongUse() {
    Linear layer = new Linear(3, 4);
    assertMessage(
        "weight_norm: Linear has no parameter or buffer 'wait'",
        () -> NnUtils.weightNorm(layer, "wait", 0));
    assertMessage(
        "weight_norm of 'weight' not found in Linear", () -> NnUtils.removeWeightNorm(layer));
    NnUtils.weightNorm(layer);
    assertMessage(
        "weight_norm: 'weight' of Linear is computed already", () -> NnUtils.weightNorm(layer));
    assertMessage(
        "prune: 'weight' of Linear is computed already",
        () -> Prune.l1Unstructured(layer, "weight", 1));
    Linear other = new Linear(3, 4);
    assertMessage(
        "prune: amount=13 should not be greater than the 12 there are",
        () -> Prune.l1Unstructured(other, "weight", 13));
    assertMessage(
        "prune: amount as a share should be in the range [0.0, 1.0], got 1.5",
        () -> Prune.l1Unstructured(other, "weight", 1.5));
    assertMessage("pruning of 'weight' not found in Linear", () -> Prune.remove(other, "weight"));
    assertMessage(
        "prune: structured pruning needs at least 2 dimensions, got shape [4]",
        () -> Prune.lnStructured(other, "bias", 1, 2, 0));
    assertFalse(Prune.isPruned(other));
    assertEquals(List.of("weight", "bias"), keys(other));
  }

  private static void assertMessage(
      String message, org.junit.jupiter.api.function.Executable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
    assertEquals(message, e.getMessage());
  }

  @Test
  void pruningIsPermanentWhenRemoved() {
    Linear layer = Prune.l1Unstructured(new Linear(3, 4), "weight", 5);
    Sequential net = new Sequential(layer);
    assertTrue(Prune.isPruned(net));
    Parameter original = layer.getParameter("weight_orig");
    Prune.remove(layer, "weight");
    assertFalse(Prune.isPruned(net));
    assertSame(original, layer.weight);
    assertEquals(5, layer.weight.eq(0).sum().item());
  }

  @Test
  void functionalCallsLeaveTheModuleAlone() {
    Sequential net = new Sequential(new Linear(2, 2, false), new BatchNorm1d(2));
    Parameter before = ((Linear) net.get(0)).weight;
    Tensor given = Torch.eye(2).mul(3).requiresGrad_(true);
    net.eval();
    Tensor y = Stateless.functionalCall(net, Map.of("0.weight", given), Torch.ones(1, 2));
    assertEquals(3, y.select(1, 0).item(), 1e-4);
    y.sum().backward();
    assertEquals(4, given.grad().sum().item(), 1e-4);
    assertSame(before, ((Linear) net.get(0)).weight);
    assertNull(before.grad());
    assertMessage(
        "functional_call: Sequential has no parameter or buffer '0.wait'",
        () -> Stateless.functionalCall(net, Map.of("0.wait", given), Torch.ones(1, 2)));
  }

  @Test
  void copiesComputeTheirOwn() {
    Linear layer = NnUtils.weightNorm(new Linear(3, 4));
    Prune.l1Unstructured(layer, "bias", 2);
    Parametrize.registerParametrization(layer, "weight_v", new Doubled());
    Linear copy = layer.copy();
    Tensor x = Torch.rand(2, 3);
    assertTrue(layer.apply(x).equal(copy.apply(x)));
    copy.apply(x).sum().backward();
    assertNull(layer.getParameter("bias_orig").grad());
    assertTrue(copy.getParameter("bias_orig").grad().sum().item() > 0);
    Parametrize.parametrizations(copy, "weight_v").original().detach().fill_(1); // at once
    copy.apply(x);
    assertEquals(
        copy.getParameter("weight_g").detach().sum().item() * Math.sqrt(3),
        copy.weight.detach().sum().item(),
        1e-5);
    LazyLinear lazy = new LazyLinear(2);
    LazyLinear other = lazy.copy();
    other.apply(x);
    assertTrue(lazy.hasUninitializedParams());
    assertFalse(other.hasUninitializedParams());
  }

  @Test
  void skippedFirstValuesDrawNothing() {
    Torch.manualSeed(3);
    Tensor expected = Torch.rand(2);
    Torch.manualSeed(3);
    Linear layer = NnUtils.skipInit(() -> new Linear(5, 6));
    assertTrue(expected.equal(Torch.rand(2)));
    assertEquals(List.of(6L, 5L), shape(layer.weight));
  }
}
