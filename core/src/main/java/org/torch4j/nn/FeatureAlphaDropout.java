package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Sets whole channels at random to what SELU tends to, so that mean and variance stay, {@code
 * torch.nn.FeatureAlphaDropout}; does nothing in evaluation.
 */
public class FeatureAlphaDropout extends DropoutNd {
  /** With probability 0.5. */
  public FeatureAlphaDropout() {
    this(0.5);
  }

  /** With this probability of a loss. */
  public FeatureAlphaDropout(double p) {
    this(p, false);
  }

  /** Writes into its input if {@code inplace}. */
  public FeatureAlphaDropout(double p, boolean inplace) {
    super(p, inplace);
  }

  @Override
  Tensor drop(Tensor input, double p, boolean training) {
    return F.featureAlphaDropout(input, p, training);
  }
}
