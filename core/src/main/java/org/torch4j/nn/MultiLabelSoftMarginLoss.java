package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * The cross entropy of logits of independent classes {@code [N, C]} and targets 0 and 1, averaged
 * over classes, {@code torch.nn.MultiLabelSoftMarginLoss}: {@code apply(input, target)}.
 */
public class MultiLabelSoftMarginLoss extends Module {
  private final String reduction;

  /** A weight for each class, or null. */
  public @Nullable Buffer weight;

  /** The mean. */
  public MultiLabelSoftMarginLoss() {
    this(null, "mean");
  }

  /**
   * With a weight for each class, or null, and a reduction: {@code none}, {@code mean} or {@code
   * sum}.
   */
  public MultiLabelSoftMarginLoss(@Nullable Tensor weight, String reduction) {
    this.reduction = reduction;
    this.weight = weight == null ? null : new Buffer(weight);
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.multilabelSoftMarginLoss(input, target, weight, reduction);
  }
}
