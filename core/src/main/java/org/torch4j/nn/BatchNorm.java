package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.ShapeException;

/**
 * What the batch normalisations share (Ioffe and Szegedy, 2015): each channel is brought to mean 0
 * and variance 1, in training by the batch's statistics, in evaluation by the running ones, then
 * scaled by {@code weight} and moved by {@code bias}.
 */
public abstract class BatchNorm extends NormBase {
  private final int minDim;
  private final int maxDim;

  BatchNorm(int minDim, int maxDim, long numFeatures, Options options) {
    super(numFeatures, options);
    this.minDim = minDim;
    this.maxDim = maxDim;
  }

  /** A layer that learns the number of channels from its first input. */
  BatchNorm(int minDim, int maxDim, Options options) {
    super(options);
    this.minDim = minDim;
    this.maxDim = maxDim;
  }

  @Override
  public Tensor forward(Tensor input) {
    if (input.dim() < minDim || input.dim() > maxDim) {
      String wanted =
          minDim == maxDim
              ? minDim + "D"
              : maxDim == Integer.MAX_VALUE
                  ? "at least " + minDim + "D"
                  : minDim + "D or " + maxDim + "D";
      throw new ShapeException(
          "batch_norm: expected "
              + wanted
              + " input, got "
              + input.dim()
              + "D (input "
              + input.shape()
              + ")");
    }
    settle(input.size(1));
    boolean batchStatistics = isTraining() || runningMean == null && runningVar == null;
    boolean useRunning = !isTraining() || options.trackRunningStats();
    return F.batchNorm(
        input,
        useRunning ? runningMean : null,
        useRunning ? runningVar : null,
        weight,
        bias,
        batchStatistics,
        share(),
        options.eps());
  }

  /** The share of this batch in the running statistics; counts the batch. */
  private double share() {
    Double momentum = options.momentum();
    Buffer counter = numBatchesTracked;
    if (isTraining() && options.trackRunningStats() && counter != null) {
      GradMode.with(false, () -> counter.add_(1));
      return momentum == null ? 1.0 / counter.item() : momentum;
    }
    return momentum == null ? 0 : momentum;
  }
}
