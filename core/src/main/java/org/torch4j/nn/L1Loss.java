package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * The mean absolute difference of input and target, {@code torch.nn.L1Loss}: {@code apply(input,
 * target)}.
 */
public class L1Loss extends Module {
  private final String reduction;

  /** The mean over all elements. */
  public L1Loss() {
    this("mean");
  }

  /** With a reduction: {@code none}, {@code mean} or {@code sum}. */
  public L1Loss(String reduction) {
    this.reduction = reduction;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.l1Loss(input, target, reduction);
  }
}
