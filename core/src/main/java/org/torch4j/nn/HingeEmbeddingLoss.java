package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * The input for target 1, {@code max(0, margin - input)} for target -1, {@code
 * torch.nn.HingeEmbeddingLoss}: {@code apply(input, target)}.
 */
public class HingeEmbeddingLoss extends Module {
  private final double margin;
  private final String reduction;

  /** The mean, margin 1. */
  public HingeEmbeddingLoss() {
    this(1);
  }

  /** The mean, with this margin. */
  public HingeEmbeddingLoss(double margin) {
    this(margin, "mean");
  }

  /** With this margin and a reduction: {@code none}, {@code mean} or {@code sum}. */
  public HingeEmbeddingLoss(double margin, String reduction) {
    this.margin = margin;
    this.reduction = reduction;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.hingeEmbeddingLoss(input, target, margin, reduction);
  }
}
