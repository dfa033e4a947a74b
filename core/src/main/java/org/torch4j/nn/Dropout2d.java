package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Zeroes whole channels of {@code [N, C, H, W]} or {@code [C, H, W]} at random in training and
 * scales the others by {@code 1 / (1 - p)}, {@code torch.nn.Dropout2d}; does nothing in evaluation.
 */
public class Dropout2d extends Module {
  private final double p;
  private final boolean inplace;

  /** With probability 0.5. */
  public Dropout2d() {
    this(0.5);
  }

  /** With this probability of a zero. */
  public Dropout2d(double p) {
    this(p, false);
  }

  /** Writes into its input if {@code inplace}. */
  public Dropout2d(double p, boolean inplace) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "dropout probability has to be between 0 and 1, but got " + PythonText.of(p));
    }
    this.p = p;
    this.inplace = inplace;
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor output = F.dropout2d(input, p, isTraining());
    return inplace && isTraining() ? input.copy_(output) : output;
  }

  @Override
  public String extraRepr() {
    return "p=" + PythonText.of(p) + ", inplace=" + PythonText.of(inplace);
  }
}
