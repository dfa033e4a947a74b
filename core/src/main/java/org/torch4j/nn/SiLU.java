package org.torch4j.nn;

import org.torch4j.op.family.Activations;

/** {@code x * sigmoid(x)} of each element, {@code torch.nn.SiLU}. */
public class SiLU extends Activation {
  /** Gives a new tensor. */
  public SiLU() {
    this(false);
  }

  /** Writes into its input if {@code inplace}. */
  public SiLU(boolean inplace) {
    super(Activations.SILU, inplace, "");
  }
}
