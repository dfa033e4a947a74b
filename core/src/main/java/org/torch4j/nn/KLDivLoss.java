package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * The Kullback-Leibler divergence of a target distribution from an input of log probabilities,
 * {@code torch.nn.KLDivLoss}: {@code apply(input, target)}.
 */
public class KLDivLoss extends Module {
  private final String reduction;
  private final boolean logTarget;

  /** The mean over all elements; {@code batchmean} is the divergence per sample. */
  public KLDivLoss() {
    this("mean", false);
  }

  /**
   * With a reduction, {@code none}, {@code mean}, {@code sum} or {@code batchmean}.
   *
   * @param logTarget whether the target holds log probabilities too
   */
  public KLDivLoss(String reduction, boolean logTarget) {
    this.reduction = reduction;
    this.logTarget = logTarget;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.klDiv(input, target, reduction, logTarget);
  }
}
