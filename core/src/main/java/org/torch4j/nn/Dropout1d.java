package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Zeroes whole channels of {@code [N, C, L]} or {@code [C, L]} at random in training and scales the
 * others by {@code 1 / (1 - p)}, {@code torch.nn.Dropout1d}; does nothing in evaluation.
 */
public class Dropout1d extends DropoutNd {
  /** With probability 0.5. */
  public Dropout1d() {
    this(0.5);
  }

  /** With this probability of a loss. */
  public Dropout1d(double p) {
    this(p, false);
  }

  /** Writes into its input if {@code inplace}. */
  public Dropout1d(double p, boolean inplace) {
    super(p, inplace);
  }

  @Override
  Tensor drop(Tensor input, double p, boolean training) {
    return F.dropout1d(input, p, training);
  }
}
