package org.torch4j.nn;

import org.torch4j.op.family.Activations;

/**
 * {@code x} where it is positive, {@code negativeSlope * x} elsewhere, {@code torch.nn.LeakyReLU}.
 */
public class LeakyReLU extends Activation {
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
    super(
        Activations.LEAKY_RELU,
        inplace,
        "negative_slope=" + PythonText.of(negativeSlope),
        negativeSlope);
  }
}
