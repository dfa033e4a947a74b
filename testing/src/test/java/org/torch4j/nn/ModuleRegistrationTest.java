package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

class ModuleRegistrationTest {
  @SuppressWarnings("unused") // being a field is the use
  static class Base extends Module {
    private final Linear inProj = new Linear(2, 3);
    protected final Buffer runningMean = new Buffer(Torch.zeros(3));
    private final Buffer cache = new Buffer(Torch.ones(1), false);
  }

  static class Net extends Base {
    final Parameter clsToken = new Parameter(Torch.ones(4));
    Linear fc = new Linear(3, 5);
    @Nullable Linear extra;
    final Tensor plain = Torch.ones(7);
    final transient Linear hidden = new Linear(9, 9);
    static final Linear SHARED = new Linear(8, 8);
    final UnaryOperator<Tensor> activation = new PReLULike();

    @Override
    public Tensor forward(Tensor x) {
      return fc.apply(activation.apply(super.inProj.apply(x)));
    }
  }

  static class PReLULike extends Module {
    final Parameter slope = new Parameter(Torch.ones(1));

    @Override
    public Tensor forward(Tensor x) {
      return F.relu(x).mul(slope);
    }
  }

  @Test
  void fieldsRegisterThemselvesInOrderSuperclassFirst() {
    Net net = new Net();
    assertEquals(
        List.of(
            "cls_token",
            "running_mean",
            "in_proj.weight",
            "in_proj.bias",
            "fc.weight",
            "fc.bias",
            "activation.slope"),
        List.copyOf(net.stateDict().keySet()));
    assertEquals(
        List.of(
            "cls_token",
            "in_proj.weight",
            "in_proj.bias",
            "fc.weight",
            "fc.bias",
            "activation.slope"),
        List.copyOf(net.namedParameters().keySet()));
    assertEquals(List.of("running_mean", "cache"), List.copyOf(net.namedBuffers().keySet()));
    assertEquals(
        List.of("", "in_proj", "fc", "activation"), List.copyOf(net.namedModules().keySet()));
    assertEquals(List.of("in_proj", "fc", "activation"), List.copyOf(net.namedChildren().keySet()));
  }

  @Test
  void aReplacedFieldIsSeenAtOnce() {
    Net net = new Net();
    Parameter before = net.fc.weight;
    net.eval();
    net.fc = new Linear(3, 2, false);
    net.extra = new Linear(1, 1);
    assertFalse(identities(net.parameters()).contains(before));
    assertTrue(identities(net.parameters()).contains(net.fc.weight));
    assertEquals(List.of(2L, 3L), sizes(net.stateDict().get("fc.weight")));
    assertNull(net.stateDict().get("fc.bias"));
    assertEquals(List.of(1L, 1L), sizes(net.stateDict().get("extra.weight")));
    assertTrue(net.fc.isTraining());
    net.eval();
    assertFalse(net.fc.isTraining());
    net.toDouble();
    assertEquals(DType.FLOAT64, net.fc.weight.dtype());
    assertEquals(List.of(5L, 2L), sizes(net.apply(Torch.ones(5, 2).to(DType.FLOAT64))));
  }

  private static Set<Parameter> identities(List<Parameter> parameters) {
    Set<Parameter> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(parameters);
    return set;
  }

  private static List<Long> sizes(Tensor t) {
    List<Long> sizes = new ArrayList<>();
    t.shape().forEach(sizes::add);
    return sizes;
  }

  @Test
  void keysAreTheSnakeCaseOfFieldNames() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("fc1", "fc1");
    names.put("runningMean", "running_mean");
    names.put("numBatchesTracked", "num_batches_tracked");
    names.put("inProj", "in_proj");
    names.put("weight_ih_l0", "weight_ih_l0");
    names.put("useBN", "use_bn");
    names.put("BNLayer", "bn_layer");
    names.put("layer1Norm", "layer1_norm");
    names.forEach((field, key) -> assertEquals(key, FieldSlots.key(field)));
  }

  class Inner extends Module {
    final Linear fc = new Linear(1, 1);
    final ModuleRegistrationTest outer = ModuleRegistrationTest.this;
  }

  static class Outer extends Module {
    final Linear fc = new Linear(1, 1);
    final Part part = new Part();

    class Part extends Module {
      final Linear own = new Linear(1, 1);

      @Override
      public Tensor forward(Tensor x) {
        return own.apply(fc.apply(x));
      }
    }
  }

  @Test
  void anInnerClassDoesNotRegisterItsOuterModule() {
    assertEquals(
        List.of("fc.weight", "fc.bias", "part.own.weight", "part.own.bias"),
        List.copyOf(new Outer().stateDict().keySet()));
    assertEquals(1, new Inner().children().size());
  }

  @Test
  void sharedParametersAreListedOnceAndSavedUnderEachKey() {
    Linear a = new Linear(2, 2);
    Linear b = new Linear(2, 2);
    b.weight = a.weight;
    Sequential both = new Sequential(a, b, a);
    assertEquals(3, both.parameters().size());
    assertEquals(
        List.of("0.weight", "0.bias", "1.bias"), List.copyOf(both.namedParameters().keySet()));
    assertEquals(
        List.of("0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"),
        List.copyOf(both.stateDict().keySet()));
    assertEquals(2, both.children().size());
    assertEquals(3, both.size());
  }

  @Test
  void membersCanBeRegisteredByName() {
    Module m = new Identity();
    Parameter p = new Parameter(Torch.ones(2));
    m.registerParameter("w", p);
    m.registerParameter("none", null);
    m.registerBuffer("kept", Torch.ones(1));
    m.registerBuffer("passing", Torch.ones(1), false);
    m.registerModule("child", new Linear(1, 1, false));
    m.addModule("empty", null);
    assertEquals(List.of("w", "kept", "child.weight"), List.copyOf(m.stateDict().keySet()));
    assertEquals(List.of("kept", "passing"), List.copyOf(m.namedBuffers().keySet()));
    assertSame(p, m.getParameter("w"));
    Parameter q = new Parameter(Torch.zeros(2));
    m.registerParameter("w", q);
    assertSame(q, m.parameters().get(0));
  }

  @Test
  void badNamesAreRefused() {
    Module m = new Linear(1, 1);
    Parameter p = new Parameter(Torch.ones(2));
    assertMessage(
        "parameter name can't contain \".\", got: a.b", () -> m.registerParameter("a.b", p));
    assertMessage("buffer name can't be empty string \"\"", () -> m.registerBuffer("", p));
    assertMessage("attribute 'weight' already exists", () -> m.registerParameter("weight", p));
    m.registerBuffer("b", p);
    assertMessage("attribute 'b' already exists", () -> m.registerModule("b", new ReLU()));
  }

  @SuppressWarnings("HidingField")
  static class Clash extends Linear {
    final Parameter weight = new Parameter(Torch.ones(1));

    Clash() {
      super(1, 1);
    }
  }

  @Test
  void twoFieldsOfOneKeyAreAnError() {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> new Clash().parameters());
    assertTrue(
        e.getMessage().startsWith("Clash: two fields share the key 'weight'"), e.getMessage());
  }

  private static void assertMessage(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  @Test
  void pathsLeadToMembers() {
    Net net = new Net();
    Sequential model = new Sequential(new ReLU(), net);
    assertSame(net.fc, model.getSubmodule("1.fc"));
    assertSame(model, model.getSubmodule(""));
    assertSame(net.fc.bias, model.getParameter("1.fc.bias"));
    assertSame(net.runningMean, model.getBuffer("1.running_mean"));
    assertMessage("Net has no submodule 'fx' (path '1.fx')", () -> model.getSubmodule("1.fx"));
    assertMessage(
        "Linear has no parameter 'biaz' (path '1.fc.biaz')", () -> model.getParameter("1.fc.biaz"));
  }

  @Test
  void conversionsKeepTheParametersTheSameObjects() {
    BatchNorm1d bn = new BatchNorm1d(2);
    Parameter weight = bn.weight;
    bn.apply(Torch.rand(4, 2)).sum().backward();
    BatchNorm1d same = bn.toDouble();
    assertSame(bn, same);
    assertSame(weight, bn.weight);
    assertEquals(DType.FLOAT64, weight.dtype());
    assertEquals(DType.FLOAT64, weight.grad().dtype());
    assertEquals(DType.FLOAT64, bn.runningMean.dtype());
    assertEquals(DType.INT64, bn.numBatchesTracked.dtype());
    assertTrue(weight.requiresGrad());
    bn.half();
    assertEquals(DType.FLOAT16, weight.dtype());
    bn.toFloat();
    bn.zeroGrad();
    assertNull(weight.grad());
    assertThrows(DTypeException.class, () -> bn.to(DType.INT32));
  }

  @Test
  void modesAndFreezingReachAllModules() {
    Sequential model = new Sequential(new Sequential(new Dropout(), new Linear(1, 1)), new ReLU());
    List<String> order = new ArrayList<>();
    Sequential same = model.apply(m -> order.add(m.moduleName()));
    assertSame(model, same);
    assertEquals(List.of("Dropout", "Linear", "Sequential", "ReLU", "Sequential"), order);
    model.eval();
    assertTrue(model.modules().stream().noneMatch(Module::isTraining));
    model.train();
    assertTrue(model.modules().stream().allMatch(Module::isTraining));
    model.requiresGrad_(false);
    assertTrue(model.parameters().stream().noneMatch(p -> p.requiresGrad()));
  }

  @Test
  void aParameterIsALeafOverTheGivenMemory() {
    Tensor data = Torch.zeros(2);
    Parameter p = new Parameter(data);
    assertTrue(p.requiresGrad() && p.isLeaf());
    data.fill_(3);
    assertEquals(3, p.detach().get(0).item());
    assertFalse(new Parameter(Torch.zeros(2), false).requiresGrad());
    assertTrue(p.toString().startsWith("Parameter containing:\ntensor([3., 3.]"), p.toString());
    assertNotSame(p, data);
  }
}
