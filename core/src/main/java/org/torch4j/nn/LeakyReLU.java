package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.op.family.Activations;
import org.torch4j.type.Scalar;

/**
 * {@code x} where it is positive, {@code negativeSlope * x} elsewhere, {@code torch.nn.LeakyReLU}.
 */
public class LeakyReLU extends Module {
  private final double negativeSlope;
  private final boolean inplace;

  /** With {@code negativeSlope} 0.01. */
  public LeakyReLU() {
    this(0.01);
  }

  /** With this {@code negativeSlope}. */
  public LeakyReLU(double negativeSlope) {
    this(negativeSlope, false);
  }

  /** Writes into its input if {@code inplace}. */
  public LeakyReLU(double negativeSlope, boolean inplace) {
    this.negativeSlope = negativeSlope;
    this.inplace = inplace;
  }

  @Override
  public Tensor forward(Tensor input) {
    return inplace
        ? Activations.LEAKY_RELU.callInPlace(input, Scalar.of(negativeSlope))
        : F.leakyRelu(input, negativeSlope);
  }

  @Override
  public String extraRepr() {
    return "negative_slope=" + PythonText.of(negativeSlope) + (inplace ? ", inplace=True" : "");
  }
}
