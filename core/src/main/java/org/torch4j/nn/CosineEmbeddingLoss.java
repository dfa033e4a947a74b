package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * {@code 1 - cos} of two inputs for target 1, {@code max(0, cos - margin)} for target -1, {@code
 * torch.nn.CosineEmbeddingLoss}: {@code apply(input1, input2, target)}.
 */
public class CosineEmbeddingLoss extends Module {
  private final double margin;
  private final String reduction;

  /** The mean, margin 0. */
  public CosineEmbeddingLoss() {
    this(0);
  }

  /** The mean, with this margin. */
  public CosineEmbeddingLoss(double margin) {
    this(margin, "mean");
  }

  /** With this margin and a reduction: {@code none}, {@code mean} or {@code sum}. */
  public CosineEmbeddingLoss(double margin, String reduction) {
    this.margin = margin;
    this.reduction = reduction;
  }

  @Override
  public Tensor forward(Tensor input1, Tensor input2, Tensor target) {
    return F.cosineEmbeddingLoss(input1, input2, target, margin, reduction);
  }
}
