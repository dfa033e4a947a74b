package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * {@code log(1 + exp(-target * input))} for targets 1 and -1, {@code torch.nn.SoftMarginLoss}:
 * {@code apply(input, target)}.
 */
public class SoftMarginLoss extends Module {
  private final String reduction;

  /** The mean over all. */
  public SoftMarginLoss() {
    this("mean");
  }

  /** With a reduction: {@code none}, {@code mean} or {@code sum}. */
  public SoftMarginLoss(String reduction) {
    this.reduction = reduction;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.softMarginLoss(input, target, reduction);
  }
}
