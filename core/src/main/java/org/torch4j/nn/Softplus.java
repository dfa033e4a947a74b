package org.torch4j.nn;

import org.torch4j.Tensor;

/** {@code log(1 + exp(beta x)) / beta} of each element, {@code torch.nn.Softplus}. */
public class Softplus extends Module {
  private final double beta;
  private final double threshold;

  /** With beta 1 and threshold 20. */
  public Softplus() {
    this(1, 20);
  }

  /** With this beta; {@code x} itself where {@code beta x} is above {@code threshold}. */
  public Softplus(double beta, double threshold) {
    this.beta = beta;
    this.threshold = threshold;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.softplus(input, beta, threshold);
  }

  @Override
  public String extraRepr() {
    return "beta=" + PythonText.shortest(beta) + ", threshold=" + PythonText.shortest(threshold);
  }
}
