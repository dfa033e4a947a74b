package org.torch4j.nn;

import org.torch4j.Tensor;

/** {@code max(x, 0)} of each element, {@code torch.nn.ReLU}. */
public class ReLU extends Module {
  private final boolean inplace;

  /** Gives a new tensor. */
  public ReLU() {
    this(false);
  }

  /** Writes into its input if {@code inplace}. */
  public ReLU(boolean inplace) {
    this.inplace = inplace;
  }

  @Override
  public Tensor forward(Tensor input) {
    return inplace ? input.relu_() : F.relu(input);
  }

  @Override
  public String extraRepr() {
    return inplace ? "inplace=True" : "";
  }
}
