package org.torch4j.nn;

import org.torch4j.op.family.Activations;

/** {@code x / 6 + 1/2} of each element, kept between 0 and 1, {@code torch.nn.Hardsigmoid}. */
public class Hardsigmoid extends Activation {
  /** Gives a new tensor. */
  public Hardsigmoid() {
    this(false);
  }

  /** Writes into its input if {@code inplace}. */
  public Hardsigmoid(boolean inplace) {
    super(Activations.HARDSIGMOID, inplace, "");
  }

  /** Nothing, as in PyTorch. */
  @Override
  public String extraRepr() {
    return "";
  }
}
