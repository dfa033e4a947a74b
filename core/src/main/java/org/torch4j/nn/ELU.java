package org.torch4j.nn;

import org.torch4j.op.family.Activations;

/** {@code x} where it is positive, {@code alpha * (exp(x) - 1)} elsewhere, {@code torch.nn.ELU}. */
public class ELU extends Activation {
  /** With {@code alpha} 1.0. */
  public ELU() {
    this(1.0);
  }

  /** With this {@code alpha}. */
  public ELU(double alpha) {
    this(alpha, false);
  }

  /** Writes into its input if {@code inplace}. */
  public ELU(double alpha, boolean inplace) {
    super(Activations.ELU, inplace, "alpha=" + PythonText.of(alpha), alpha, 1, 1);
  }
}
