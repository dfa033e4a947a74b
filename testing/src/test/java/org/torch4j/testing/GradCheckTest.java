package org.torch4j.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.Function;

/** The check finds wrong gradients and accepts right ones. */
class GradCheckTest {
  /** Its first derivative is right, or not, by a factor; the second likewise. */
  private static final class Scaled extends Function {
    private final double first;
    private final boolean loseSecond;

    Scaled(double first, boolean loseSecond) {
      this.first = first;
      this.loseSecond = loseSecond;
    }

    @Override
    protected Tensor[] forward(Context context, Tensor... inputs) {
      context.saveForBackward(inputs[0]);
      return new Tensor[] {inputs[0].mul(inputs[0])};
    }

    @Override
    protected Tensor[] backward(Context context, Tensor... gradients) {
      Tensor x = context.savedTensor(0);
      return new Tensor[] {gradients[0].mul(loseSecond ? x.detach() : x).mul(2 * first)};
    }
  }

  private static Tensor leaf() {
    return Torch.tensor(new double[][] {{0.5, -1}, {2, 3}}).requiresGrad_();
  }

  @Test
  void rightGradientsPass() {
    GradCheck.gradcheck(in -> new Scaled(1, false).apply(in), leaf());
    GradCheck.gradgradcheck(in -> new Scaled(1, false).apply(in), leaf());
    GradCheck.gradcheck(in -> List.of(in[0].sin(), in[1].gt(0)), leaf(), leaf());
    GradCheck.gradcheck(in -> in[0].mul(in[1]), leaf().detach().t().requiresGrad_(), leaf());
  }

  @Test
  void aWrongFirstDerivativeIsNamed() {
    AssertionError e =
        assertThrows(
            AssertionError.class,
            () -> GradCheck.gradcheck(in -> new Scaled(1.1, false).apply(in), leaf()));
    for (String part :
        List.of("output 0", "input 0", "[0, 0]", "analytical 1.1", "numerical 1.0")) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void aMissingSecondDerivativeIsFound() {
    GradCheck.gradcheck(in -> new Scaled(1, true).apply(in), leaf());
    assertThrows(
        AssertionError.class,
        () -> GradCheck.gradgradcheck(in -> new Scaled(1, true).apply(in), leaf()));
  }

  @Test
  void aCutGraphIsFound() {
    assertThrows(
        AssertionError.class, () -> GradCheck.gradcheck(in -> in[0].detach().sin(), leaf()));
  }

  @Test
  void inputsMustBeDoubleAndSomeMustRequireGradients() {
    assertThrows(
        IllegalArgumentException.class,
        () -> GradCheck.gradcheck(in -> in[0], Torch.ones(2).requiresGrad_()));
    assertThrows(
        IllegalArgumentException.class, () -> GradCheck.gradcheck(in -> in[0], Torch.ones(2)));
  }

  @Test
  void inputsAreLeftAsTheyWere() {
    Tensor x = leaf();
    GradCheck.gradcheck(in -> in[0].exp(), x);
    TensorAssertions.assertClose(x.detach(), leaf().detach(), 0, 0);
  }
}
