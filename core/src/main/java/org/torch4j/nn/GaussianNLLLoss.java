package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * The negative log likelihood of targets under normal distributions, {@code
 * torch.nn.GaussianNLLLoss}: {@code apply(mean, target, variance)}.
 */
public class GaussianNLLLoss extends Module {
  private final boolean full;
  private final double eps;
  private final String reduction;

  /** The mean without the constant part, variances of at least 1e-6. */
  public GaussianNLLLoss() {
    this(false, 1e-6, "mean");
  }

  /**
   * With a reduction: {@code none}, {@code mean} or {@code sum}.
   *
   * @param full whether the constant {@code log(2 pi) / 2} is added
   * @param eps the least variance
   */
  public GaussianNLLLoss(boolean full, double eps, String reduction) {
    this.full = full;
    this.eps = eps;
    this.reduction = reduction;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target, Tensor variance) {
    return F.gaussianNllLoss(input, target, variance, full, eps, reduction);
  }
}
