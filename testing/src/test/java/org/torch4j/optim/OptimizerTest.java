package org.torch4j.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.nn.Linear;
import org.torch4j.type.DType;

class OptimizerTest {
  private static Tensor leaf(float... values) {
    return Torch.tensor(values).requiresGrad_(true);
  }

  private static void assertMessage(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  @Test
  void optionsAreChecked() {
    List<Tensor> p = List.of(leaf(1));
    assertMessage("Invalid learning rate: -1.0", () -> new SGD(p, SGD.options().lr(-1)));
    assertMessage("Invalid momentum value: -0.1", () -> new SGD(p, SGD.options().momentum(-0.1)));
    assertMessage(
        "Invalid weight_decay value: -1e-05", () -> new SGD(p, SGD.options().weightDecay(-1e-5)));
    assertMessage(
        "Nesterov momentum requires a momentum and zero dampening",
        () -> new SGD(p, SGD.options().nesterov(true)));
    assertMessage("Invalid learning rate: nan", () -> new Adam(p, Adam.options().lr(Double.NaN)));
    assertMessage(
        "Invalid beta parameter at index 0: 1.0", () -> new Adam(p, Adam.options().betas(1, 0.9)));
    assertMessage(
        "Invalid beta parameter at index 1: -0.5",
        () -> new AdamW(p, AdamW.options().betas(0.9, -0.5)));
    assertMessage("Invalid epsilon value: -1.0", () -> new AdamW(p, AdamW.options().eps(-1)));
  }

  @Test
  void parametersAreChecked() {
    List<Tensor> none = List.of();
    assertMessage("optimizer got an empty parameter list", () -> new SGD(none));
    Tensor a = leaf(1);
    assertMessage(
        "can't optimize a non-leaf Tensor", () -> new SGD(List.of(a.mul(2)), SGD.options()));
    SGD sgd = new SGD(List.of(a));
    assertMessage(
        "some parameters appear in more than one parameter group",
        () -> sgd.addParamGroup(ParamGroup.of(List.of(a))));
    assertMessage(
        "a parameter group contains the same parameter twice", () -> new SGD(List.of(a, a)));
  }

  @Test
  void groupsHaveOptionsOfTheirOwn() {
    Tensor a = leaf(1);
    Tensor b = leaf(1);
    Tensor c = leaf(1);
    SGD sgd =
        new SGD(
            List.of(ParamGroup.of(List.of(a)), ParamGroup.of(List.of(b)).lr(0.5)),
            SGD.options().lr(0.1));
    sgd.addParamGroup(ParamGroup.of(List.of(c)).set("weight_decay", 1.0));
    a.add(b).add(c).sum().backward();
    sgd.step();
    assertEquals(0.9, a.item(), 1e-6);
    assertEquals(0.5, b.item(), 1e-6);
    assertEquals(0.8, c.item(), 1e-6);
    sgd.paramGroups().get(0).lr(1);
    sgd.step();
    assertEquals(-0.1, a.item(), 1e-6);
    assertMessage(
        "parameter group has no option 'beta', only [lr, momentum, dampening, weight_decay,"
            + " nesterov, maximize, foreach, differentiable]",
        () -> sgd.paramGroups().get(0).get("beta"));
  }

  @Test
  void parametersWithoutGradientStay() {
    Tensor a = leaf(1);
    Tensor b = leaf(1);
    for (Optimizer o :
        List.of(
            new SGD(List.of(a, b), SGD.options().lr(0.1).momentum(0.9).weightDecay(0.5)),
            new Adam(List.of(a, b), Adam.options().weightDecay(0.5)),
            new AdamW(List.of(a, b)))) {
      o.zeroGrad();
      assertNull(b.grad());
      double before = a.item();
      a.mul(3).sum().backward();
      o.step();
      assertEquals(1, b.item());
      assertNotSame(before, a.item());
      assertEquals(1, ((Map<?, ?>) o.stateDict().get("state")).size());
    }
  }

  @Test
  void aClosureIsRunWithGradients() {
    Tensor a = leaf(4);
    SGD sgd = new SGD(List.of(a), SGD.options().lr(0.5));
    try (var off = Torch.noGrad()) {
      Tensor loss =
          sgd.step(
              () -> {
                sgd.zeroGrad();
                Tensor l = a.mul(a).sum();
                l.backward();
                return l;
              });
      assertEquals(16, loss.item());
    }
    assertEquals(0, a.item());
  }

  @Test
  void theStateHasPyTorchsStructure() {
    Tensor a = leaf(1, 2);
    Tensor b = leaf(3);
    Adam adam = new Adam(List.of(a, b), Adam.options().amsgrad(true));
    a.sum().backward();
    adam.step();
    adam.step();
    Map<String, Object> dict = adam.stateDict();
    assertEquals(List.of("state", "param_groups"), List.copyOf(dict.keySet()));
    Map<?, ?> state = (Map<?, ?>) dict.get("state");
    assertEquals(java.util.Set.of(0L), state.keySet());
    Map<?, ?> own = (Map<?, ?>) state.get(0L);
    assertEquals(
        List.of("step", "exp_avg", "exp_avg_sq", "max_exp_avg_sq"), List.copyOf(own.keySet()));
    Tensor step = (Tensor) own.get("step");
    assertEquals(2, step.item());
    assertEquals(DType.FLOAT32, step.dtype());
    assertEquals(0, step.dim());
    Map<?, ?> group = (Map<?, ?>) ((List<?>) dict.get("param_groups")).get(0);
    assertEquals(
        List.of(
            "lr",
            "betas",
            "eps",
            "weight_decay",
            "amsgrad",
            "maximize",
            "foreach",
            "capturable",
            "differentiable",
            "fused",
            "params"),
        List.copyOf(group.keySet()));
    assertEquals(List.of(0L, 1L), group.get("params"));
    assertEquals(List.of(0.9, 0.999), group.get("betas"));
    assertEquals(0L, group.get("weight_decay"));
    Map<?, ?> plain = (Map<?, ?>) new SGD(List.of(a)).stateDict().get("state");
    assertEquals(0, plain.size());
  }

  @Test
  void aLoadedStateContinuesTheSameWay() {
    for (int kind = 0; kind < 3; kind++) {
      Tensor a = leaf(1, 2, 3);
      Optimizer first = make(kind, a, 0.1);
      descend(first, a, 3);
      Tensor b = a.detach().clone().requiresGrad_(true);
      Optimizer second = make(kind, b, 0.7);
      second.loadStateDict(first.stateDict());
      assertEquals(0.1, second.paramGroups().get(0).lr());
      descend(first, a, 4);
      descend(second, b, 4);
      assertArrayEquals(a.detach().toFloatArray(), b.detach().toFloatArray());
    }
  }

  private static Optimizer make(int kind, Tensor p, double lr) {
    return switch (kind) {
      case 0 -> new SGD(List.of(p), SGD.options().lr(lr).momentum(0.9));
      case 1 -> new Adam(List.of(p), Adam.options().lr(lr));
      default -> new AdamW(List.of(p), AdamW.options().lr(lr).amsgrad(true));
    };
  }

  private static void descend(Optimizer optimizer, Tensor p, int steps) {
    for (int i = 0; i < steps; i++) {
      optimizer.zeroGrad();
      p.pow(2).sum().backward();
      optimizer.step();
    }
  }

  @Test
  void statesThatDoNotFitAreRefused() {
    Tensor a = leaf(1, 2);
    Tensor b = leaf(1);
    SGD one = new SGD(List.of(a));
    SGD two = new SGD(List.of(a, b));
    SGD groups =
        new SGD(List.of(ParamGroup.of(List.of(a)), ParamGroup.of(List.of(b))), SGD.options());
    assertMessage(
        "loaded state dict has a different number of parameter groups (2, the optimizer has 1)",
        () -> one.loadStateDict(groups.stateDict()));
    assertMessage(
        "loaded state dict contains a parameter group that doesn't match the size of optimizer's"
            + " group (group 0: 2 and 1 parameters)",
        () -> one.loadStateDict(two.stateDict()));
    assertMessage(
        "optimizer state: 'param_groups' is no list", () -> one.loadStateDict(Map.of("state", 1)));
    Map<String, Object> bad = new LinkedHashMap<>(one.stateDict());
    bad.put("state", Map.of(0, Map.of("momentum_buffer", Torch.ones(7))));
    assertMessage(
        "optimizer state: 'momentum_buffer' has shape torch.Size([7]), the parameter"
            + " torch.Size([2])",
        () -> one.loadStateDict(bad));
  }

  @Test
  void itPrintsAsInPyTorch() {
    assertEquals(
        """
        SGD (
        Parameter Group 0
            dampening: 0
            differentiable: False
            foreach: None
            lr: 0.1
            maximize: False
            momentum: 0.9
            nesterov: False
            weight_decay: 0
        )\
        """,
        new SGD(new Linear(1, 1).parameters(), SGD.options().lr(0.1).momentum(0.9)).toString());
    assertEquals(
        """
        AdamW (
        Parameter Group 0
            amsgrad: False
            betas: (0.9, 0.999)
            capturable: False
            eps: 1e-08
            foreach: None
            lr: 0.001
            maximize: False
            weight_decay: 0.01
        )\
        """,
        new AdamW(List.of(leaf(1))).toString());
  }

  /** {@code p -= 0.5 * sign(gradient)}, with a count. */
  static class SignDescent extends Optimizer {
    SignDescent(List<Tensor> params) {
      super(single(params), Map.of("lr", 0.5));
    }

    @Override
    protected void update(ParamGroup group) {
      for (Tensor p : group.params()) {
        Tensor g = gradient(p);
        if (g != null) {
          p.sub_(g.sign().mul(group.lr()));
          state(p).merge("count", 1L, (x, y) -> (Long) x + (Long) y);
        }
      }
    }
  }

  @Test
  void anOptimizerOfOnesOwnIsShort() {
    Tensor a = leaf(3, -3);
    List<Optimizer> all = new ArrayList<>();
    all.add(new SignDescent(List.of(a)));
    descend(all.get(0), a, 2);
    assertArrayEquals(new float[] {2, -2}, a.detach().toFloatArray());
    assertEquals(2L, all.get(0).state(a).get("count"));
  }
}
