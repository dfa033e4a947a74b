package org.torch4j.nn;

import org.torch4j.op.family.Activations;

/**
 * ELU with the scale and alpha that keep mean 0 and variance 1 (Klambauer et al., 2017), {@code
 * torch.nn.SELU}.
 */
public class SELU extends Activation {
  /** Gives a new tensor. */
  public SELU() {
    this(false);
  }

  /** Writes into its input if {@code inplace}. */
  public SELU(boolean inplace) {
    super(Activations.SELU, inplace, "");
  }
}
