package org.torch4j.nn;

import org.torch4j.op.family.Activations;

/** {@code x * tanh(log(1 + exp(x)))} of each element (Misra, 2019), {@code torch.nn.Mish}. */
public class Mish extends Activation {
  /** Gives a new tensor. */
  public Mish() {
    this(false);
  }

  /** Writes into its input if {@code inplace}. */
  public Mish(boolean inplace) {
    super(Activations.MISH, inplace, "");
  }
}
