package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DTypeException;
import org.torch4j.type.ShapeException;

class ModuleCallTest {
  static class Block extends Module {
    final Conv2d conv1 = new Conv2d(3, 4, 3);

    @Override
    public Tensor forward(Tensor x) {
      return conv1.apply(x);
    }
  }

  static class Net extends Module {
    final Linear fc1 = new Linear(784, 64);
    final Sequential layer1 = new Sequential(new Block());
    final ModuleList heads = new ModuleList(new Linear(2, 2));

    @Override
    public Tensor forward(Tensor x) {
      return x.dim() == 2 ? fc1.apply(x) : x.dim() == 4 ? layer1.apply(x) : heads.get(0).apply(x);
    }
  }

  @Test
  void anErrorNamesTheModuleWhereItHappened() {
    ShapeException e =
        assertThrows(ShapeException.class, () -> new Net().apply(Torch.ones(64, 100)));
    assertEquals(
        "fc1 (Linear): linear: input has 100 features, weight wants 784 (input [64, 100], weight"
            + " [64, 784])",
        e.getMessage());
    assertTrue(e.getCause() instanceof ShapeException);
    e = assertThrows(ShapeException.class, () -> new Net().apply(Torch.ones(1, 2, 8, 8)));
    assertEquals(
        "layer1.0.conv1 (Conv2d): conv2d: input has 2 channels, weight wants 3 (input [1, 2, 8, 8],"
            + " weight [4, 3, 3, 3], groups 1)",
        e.getMessage());
    e = assertThrows(ShapeException.class, () -> new Net().apply(Torch.ones(5)));
    assertTrue(e.getMessage().startsWith("heads.0 (Linear): linear: "), e.getMessage());
  }

  @Test
  void theRootAloneAddsNothing() {
    ShapeException e =
        assertThrows(ShapeException.class, () -> new Linear(3, 2).apply(Torch.ones(4, 5)));
    assertTrue(e.getMessage().startsWith("linear: input has 5 features"), e.getMessage());
  }

  static class Broken extends Module {
    final RuntimeException error;

    Broken(RuntimeException error) {
      this.error = error;
    }

    @Override
    public Tensor forward(Tensor x) {
      throw error;
    }
  }

  @Test
  void otherTypesAreKeptAsTheyAre() {
    var mine = new java.io.UncheckedIOException(new java.io.IOException("disk"));
    assertSame(
        mine,
        assertThrows(
            java.io.UncheckedIOException.class,
            () -> new Sequential(new Broken(mine)).apply(Torch.ones(1))));
    var bounds = new IndexOutOfBoundsException("embedding: index 9");
    var located =
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> new Sequential(new Broken(bounds)).apply(Torch.ones(1)));
    assertEquals("0 (Broken): embedding: index 9", located.getMessage());
    assertSame(bounds, located.getCause());
    var dtype = new DTypeException("x");
    assertEquals(
        "0.0 (Broken): x",
        assertThrows(
                DTypeException.class,
                () -> new Sequential(new Sequential(new Broken(dtype))).apply(Torch.ones(1)))
            .getMessage());
  }

  @Test
  void aMissingForwardSaysWhichInputsItWasAskedFor() {
    Module m = new ModuleList(new ReLU());
    assertEquals(
        "ModuleList has no forward(Tensor); override it",
        assertThrows(IllegalStateException.class, () -> m.apply(Torch.ones(1))).getMessage());
    Module net = new Net();
    Tensor x = Torch.ones(1);
    String message = assertThrows(IllegalStateException.class, () -> net.apply(x, x)).getMessage();
    assertTrue(message.startsWith("Net has no forward(Tensor, Tensor);"), message);
    message = assertThrows(IllegalStateException.class, () -> net.apply(x, x, x)).getMessage();
    assertEquals("Net has no forward(Tensor, Tensor, Tensor); its forward takes (Tensor)", message);
  }

  static class Sum extends Module {
    @Override
    public Tensor forward(Tensor... inputs) {
      Tensor sum = inputs[0];
      for (int i = 1; i < inputs.length; i++) {
        sum = sum.add(inputs[i]);
      }
      return sum;
    }
  }

  @Test
  void anyNumberOfInputsIsPossible() {
    Tensor one = Torch.ones(1);
    Sum sum = new Sum();
    assertEquals(1, sum.apply(one).item());
    assertEquals(2, sum.apply(one, one).item());
    assertEquals(3, sum.apply(one, one, one).item());
  }

  static class Weighted extends Module {
    final Parameter scale = new Parameter(Torch.ones(1));

    @Override
    public Tensor forward(Tensor input, Tensor target) {
      return input.sub(target).mul(scale).pow(2).mean();
    }
  }

  @Test
  void aLossOfOnesOwnIsAModule() {
    Weighted loss = new Weighted();
    Tensor value = loss.apply(Torch.ones(2).mul(3), Torch.ones(2));
    assertEquals(4, value.item());
    value.backward();
    assertEquals(8, loss.scale.grad().item());
  }

  @Test
  void forwardHooksSeeAndReplace() {
    Linear layer = new Linear(2, 2, false);
    Init.eye_(layer.weight);
    List<String> calls = new ArrayList<>();
    var pre =
        layer.registerForwardPreHook(
            (m, in) -> {
              calls.add("pre");
              return new Tensor[] {in[0].mul(2)};
            });
    var post =
        layer.registerForwardHook(
            (m, in, out) -> {
              assertSame(layer, m);
              calls.add("post " + in[0].get(0).item());
              return out.add(1);
            });
    layer.registerForwardHook((m, in, out) -> null);
    assertArrayEquals(
        new float[] {3, 5}, layer.apply(Torch.tensor(new float[] {1, 2})).toFloatArray());
    assertEquals(List.of("pre", "post 2.0"), calls);
    pre.remove();
    post.remove();
    post.remove();
    assertArrayEquals(
        new float[] {1, 2}, layer.apply(Torch.tensor(new float[] {1, 2})).toFloatArray());
    assertEquals(2, calls.size());
  }

  @Test
  void backwardHooksSeeBothSides() {
    Sequential model = new Sequential(new Linear(2, 2, false), new ReLU());
    Init.constant_(model.getParameter("0.weight"), 2);
    List<float[]> seen = new ArrayList<>();
    var handle =
        model
            .get(0)
            .registerFullBackwardHook(
                (m, gradInput, gradOutput) -> {
                  assertEquals(1, gradInput.length);
                  assertNotNull(gradInput[0]);
                  seen.add(gradInput[0].toFloatArray());
                  seen.add(gradOutput[0].toFloatArray());
                  return new Tensor[] {gradInput[0].mul(10)};
                });
    Tensor x = Torch.tensor(new float[] {1, 1}).requiresGrad_(true);
    model.apply(x).sum().backward();
    assertArrayEquals(new float[] {4, 4}, seen.get(0));
    assertArrayEquals(new float[] {1, 1}, seen.get(1));
    assertArrayEquals(new float[] {40, 40}, x.grad().toFloatArray());
    handle.remove();
    x.setGrad(null);
    model.apply(x).sum().backward();
    assertArrayEquals(new float[] {4, 4}, x.grad().toFloatArray());
    assertEquals(2, seen.size());
  }

  @Test
  void aBackwardHookRunsWithoutAnInputThatWantsGradients() {
    Linear layer = new Linear(2, 1);
    List<Integer> calls = new ArrayList<>();
    layer.registerFullBackwardHook(
        (m, gradInput, gradOutput) -> {
          assertNull(gradInput[0]);
          calls.add(gradOutput.length);
          return null;
        });
    layer.apply(Torch.ones(3, 2)).sum().backward();
    assertEquals(List.of(1), calls);
    assertNotNull(layer.weight.grad());
  }
}
