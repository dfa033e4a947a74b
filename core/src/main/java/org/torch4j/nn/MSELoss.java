package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * The mean squared difference of input and target, {@code torch.nn.MSELoss}: {@code apply(input,
 * target)}.
 */
public class MSELoss extends Module {
  private final String reduction;

  /** The mean over all elements. */
  public MSELoss() {
    this("mean");
  }

  /** With a reduction: {@code none}, {@code mean} or {@code sum}. */
  public MSELoss(String reduction) {
    this.reduction = reduction;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.mseLoss(input, target, reduction);
  }
}
