package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Half the squares where input and target differ by at most {@code delta}, straight lines beyond,
 * {@code torch.nn.HuberLoss} (Huber, 1964): {@code apply(input, target)}.
 */
public class HuberLoss extends Module {
  private final String reduction;
  private final double delta;

  /** The mean over all elements, delta 1. */
  public HuberLoss() {
    this("mean", 1);
  }

  /** With a reduction, {@code none}, {@code mean} or {@code sum}, and a positive delta. */
  public HuberLoss(String reduction, double delta) {
    this.reduction = reduction;
    this.delta = delta;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.huberLoss(input, target, reduction, delta);
  }
}
