package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * {@code max(0, margin - target * (input1 - input2))}: target 1 wants the first input higher, -1
 * the second, {@code torch.nn.MarginRankingLoss}: {@code apply(input1, input2, target)}.
 */
public class MarginRankingLoss extends Module {
  private final double margin;
  private final String reduction;

  /** The mean, margin 0. */
  public MarginRankingLoss() {
    this(0);
  }

  /** The mean, with this margin. */
  public MarginRankingLoss(double margin) {
    this(margin, "mean");
  }

  /** With this margin and a reduction: {@code none}, {@code mean} or {@code sum}. */
  public MarginRankingLoss(double margin, String reduction) {
    this.margin = margin;
    this.reduction = reduction;
  }

  @Override
  public Tensor forward(Tensor input1, Tensor input2, Tensor target) {
    return F.marginRankingLoss(input1, input2, target, margin, reduction);
  }
}
