package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Zeroes elements at random in training and scales the others by {@code 1 / (1 - p)}, {@code
 * torch.nn.Dropout}; does nothing in evaluation.
 */
public class Dropout extends DropoutNd {
  /** With probability 0.5. */
  public Dropout() {
    this(0.5);
  }

  /** With this probability of a loss. */
  public Dropout(double p) {
    this(p, false);
  }

  /** Writes into its input if {@code inplace}. */
  public Dropout(double p, boolean inplace) {
    super(p, inplace);
  }

  @Override
  Tensor drop(Tensor input, double p, boolean training) {
    return F.dropout(input, p, training);
  }
}
