package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Squares where input and target differ by less than {@code beta}, absolute differences elsewhere,
 * {@code torch.nn.SmoothL1Loss}: {@code apply(input, target)}.
 */
public class SmoothL1Loss extends Module {
  private final String reduction;
  private final double beta;

  /** The mean over all elements, beta 1. */
  public SmoothL1Loss() {
    this("mean", 1);
  }

  /** With a reduction, {@code none}, {@code mean} or {@code sum}, and this beta. */
  public SmoothL1Loss(String reduction, double beta) {
    this.reduction = reduction;
    this.beta = beta;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.smoothL1Loss(input, target, reduction, beta);
  }
}
