package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Zeroes whole channels of {@code [N, C, D, H, W]} or {@code [C, D, H, W]} at random in training
 * and scales the others by {@code 1 / (1 - p)}, {@code torch.nn.Dropout3d}; does nothing in
 * evaluation.
 */
public class Dropout3d extends DropoutNd {
  /** With probability 0.5. */
  public Dropout3d() {
    this(0.5);
  }

  /** With this probability of a loss. */
  public Dropout3d(double p) {
    this(p, false);
  }

  /** Writes into its input if {@code inplace}. */
  public Dropout3d(double p, boolean inplace) {
    super(p, inplace);
  }

  @Override
  Tensor drop(Tensor input, double p, boolean training) {
    return F.dropout3d(input, p, training);
  }
}
