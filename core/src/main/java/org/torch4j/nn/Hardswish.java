package org.torch4j.nn;

import org.torch4j.op.family.Activations;

/** {@code x * hardsigmoid(x)} of each element (Howard et al., 2019), {@code torch.nn.Hardswish}. */
public class Hardswish extends Activation {
  /** Gives a new tensor. */
  public Hardswish() {
    this(false);
  }

  /** Writes into its input if {@code inplace}. */
  public Hardswish(boolean inplace) {
    super(Activations.HARDSWISH, inplace, "");
  }

  /** Nothing, as in PyTorch. */
  @Override
  public String extraRepr() {
    return "";
  }
}
