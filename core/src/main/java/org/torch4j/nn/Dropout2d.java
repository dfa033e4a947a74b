package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Zeroes whole channels of {@code [N, C, H, W]} at random in training and scales the others by
 * {@code 1 / (1 - p)}, {@code torch.nn.Dropout2d}; does nothing in evaluation.
 */
public class Dropout2d extends DropoutNd {
  /** With probability 0.5. */
  public Dropout2d() {
    this(0.5);
  }

  /** With this probability of a loss. */
  public Dropout2d(double p) {
    this(p, false);
  }

  /** Writes into its input if {@code inplace}. */
  public Dropout2d(double p, boolean inplace) {
    super(p, inplace);
  }

  @Override
  Tensor drop(Tensor input, double p, boolean training) {
    return F.dropout2d(input, p, training);
  }
}
