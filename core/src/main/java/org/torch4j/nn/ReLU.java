package org.torch4j.nn;

import org.torch4j.op.family.Activations;

/** {@code max(x, 0)} of each element, {@code torch.nn.ReLU}. */
public class ReLU extends Activation {
  /** Gives a new tensor. */
  public ReLU() {
    this(false);
  }

  /** Writes into its input if {@code inplace}. */
  public ReLU(boolean inplace) {
    super(Activations.RELU, inplace, "");
  }
}
