package org.torch4j.nn;

import org.torch4j.op.family.Activations;

/**
 * {@code x} where it is positive, {@code alpha * (exp(x / alpha) - 1)} elsewhere (Barron, 2017),
 * {@code torch.nn.CELU}.
 */
public class CELU extends Activation {
  /** With {@code alpha} 1.0. */
  public CELU() {
    this(1.0);
  }

  /** With this {@code alpha}. */
  public CELU(double alpha) {
    this(alpha, false);
  }

  /** Writes into its input if {@code inplace}. */
  public CELU(double alpha, boolean inplace) {
    super(Activations.CELU, inplace, "alpha=" + PythonText.of(alpha), alpha);
  }
}
