package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * The margin loss of scores {@code [N, C]} and lists of right classes {@code [N, C]}, which -1
 * ends, {@code torch.nn.MultiLabelMarginLoss}: {@code apply(input, target)}.
 */
public class MultiLabelMarginLoss extends Module {
  private final String reduction;

  /** The mean over all. */
  public MultiLabelMarginLoss() {
    this("mean");
  }

  /** With a reduction: {@code none}, {@code mean} or {@code sum}. */
  public MultiLabelMarginLoss(String reduction) {
    this.reduction = reduction;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.multilabelMarginLoss(input, target, reduction);
  }
}
