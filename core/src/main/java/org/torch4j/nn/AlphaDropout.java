package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Sets elements at random to what SELU tends to, so that mean and variance stay, {@code
 * torch.nn.AlphaDropout} (Klambauer et al., 2017); does nothing in evaluation.
 */
public class AlphaDropout extends DropoutNd {
  /** With probability 0.5. */
  public AlphaDropout() {
    this(0.5);
  }

  /** With this probability of a loss. */
  public AlphaDropout(double p) {
    this(p, false);
  }

  /** Writes into its input if {@code inplace}. */
  public AlphaDropout(double p, boolean inplace) {
    super(p, inplace);
  }

  @Override
  Tensor drop(Tensor input, double p, boolean training) {
    return F.alphaDropout(input, p, training);
  }
}
