package org.torch4j.nn;

import org.torch4j.op.family.Activations;

/** {@code min(max(x, 0), 6)} of each element, {@code torch.nn.ReLU6}. */
public class ReLU6 extends Activation {
  /** Gives a new tensor. */
  public ReLU6() {
    this(false);
  }

  /** Writes into its input if {@code inplace}. */
  public ReLU6(boolean inplace) {
    super(Activations.RELU6, inplace, "");
  }
}
