package org.torch4j.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.testing.GradCheck;
import org.torch4j.type.AutogradException;

/** Functions with a backward of the user's own. */
class FunctionTest {
  private static final class Cube extends Function {
    @Override
    protected Tensor[] forward(Context context, Tensor... inputs) {
      context.saveForBackward(inputs[0]);
      return new Tensor[] {inputs[0].pow(3)};
    }

    @Override
    protected Tensor[] backward(Context context, Tensor... gradients) {
      return new Tensor[] {gradients[0].mul(context.savedTensor(0).pow(2)).mul(3)};
    }
  }

  /** Two inputs, two outputs, one of them without a gradient. */
  private static final class ProductAndSign extends Function {
    boolean[] needed;

    @Override
    protected Tensor[] forward(Context context, Tensor... inputs) {
      assertFalse(GradMode.isEnabled());
      Tensor product = inputs[0].mul(inputs[1]);
      Tensor sign = product.sign();
      context.saveForBackward(inputs[0], inputs[1], product);
      context.markNonDifferentiable(sign);
      return new Tensor[] {product, sign};
    }

    @Override
    protected Tensor[] backward(Context context, Tensor... gradients) {
      needed = new boolean[] {context.needsInputGrad(0), context.needsInputGrad(1)};
      assertEquals(gradients[1].shape(), gradients[0].shape());
      return new Tensor[] {
        needed[0] ? gradients[0].mul(context.savedTensor(1)) : null,
        needed[1] ? gradients[0].mul(context.savedTensor(0)) : null
      };
    }
  }

  private static Tensor leaf(double... values) {
    return Torch.tensor(values).requiresGrad_();
  }

  @Test
  void firstAndSecondDerivatives() {
    GradCheck.gradcheck(in -> new Cube().apply(in), leaf(1.5, -0.5));
    GradCheck.gradgradcheck(in -> new Cube().apply(in), leaf(1.5, -0.5));
  }

  @Test
  void severalInputsAndOutputs() {
    Tensor x = leaf(1, -2);
    Tensor y = Torch.tensor(new double[] {3, 4});
    ProductAndSign f = new ProductAndSign();
    Tensor[] out = f.applyAll(x, y);
    assertTrue(out[0].requiresGrad());
    assertFalse(out[1].requiresGrad());
    assertTrue(out[0].toString().contains("grad_fn=<ProductAndSignBackward>"), out[0].toString());
    out[0].sum().backward();
    assertClose(x.grad(), y);
    assertTrue(f.needed[0] && !f.needed[1]);
  }

  @Test
  void returningAnInput() {
    Function identity =
        new Function() {
          @Override
          protected Tensor[] forward(Context context, Tensor... inputs) {
            return inputs;
          }

          @Override
          protected Tensor[] backward(Context context, Tensor... gradients) {
            return new Tensor[] {gradients[0].mul(-1)};
          }
        };
    Tensor x = leaf(2);
    Tensor y = identity.apply(x);
    y.mul(3).sum().backward();
    assertTrue(x.isLeaf());
    assertEquals(-3, x.grad().item());
  }

  private static Function returning(Tensor... gradients) {
    return new Function() {
      @Override
      protected Tensor[] forward(Context context, Tensor... inputs) {
        return new Tensor[] {inputs[0].mul(1)};
      }

      @Override
      protected Tensor[] backward(Context context, Tensor... ignored) {
        return gradients;
      }
    };
  }

  @Test
  void wrongGradients() {
    Tensor x = leaf(1, 2);
    Tensor one = Torch.tensor(new double[] {1});
    AutogradException count =
        assertThrows(AutogradException.class, () -> returning(one, one).apply(x).sum().backward());
    assertTrue(count.getMessage().contains("2"), count.getMessage());
    AutogradException shape =
        assertThrows(
            AutogradException.class,
            () -> returning(Torch.ones(3).toDouble()).apply(x).sum().backward());
    assertTrue(shape.getMessage().contains("[3]"), shape.getMessage());
    assertTrue(shape.getMessage().contains("[2]"), shape.getMessage());
  }

  @Test
  void broadcastGradientsAreSummed() {
    Tensor x = leaf(1, 2);
    returning(Torch.ones(3, 2)).apply(x).sum().backward();
    assertClose(x.grad(), Torch.tensor(new double[] {3, 3}));
  }

  @Test
  void savedTensorsAreGuarded() {
    Tensor x = leaf(1, 2);
    Tensor h = x.mul(1);
    Tensor y = new Cube().apply(h);
    h.add_(1);
    assertThrows(AutogradException.class, () -> y.sum().backward());
    Tensor z = new Cube().apply(x.mul(1)).sum();
    z.backward();
    assertThrows(AutogradException.class, z::backward);
  }

  @Test
  void withoutRecordingItJustRuns() {
    Tensor x = leaf(2);
    try (var off = Torch.noGrad()) {
      assertFalse(new Cube().apply(x).requiresGrad());
    }
    assertEquals(8, new Cube().apply(x.detach()).item());
  }
}
