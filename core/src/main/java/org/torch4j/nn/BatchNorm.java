package org.torch4j.nn;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.ShapeException;

/**
 * What the batch normalisations share (Ioffe and Szegedy, 2015): each channel is brought to mean 0
 * and variance 1, in training by the batch's statistics, in evaluation by the running ones, then
 * scaled by {@code weight} and moved by {@code bias}.
 */
public abstract class BatchNorm extends Module {
  private final long numFeatures;
  private Options options;
  private final int minDim;
  private final int maxDim;

  /** The scale of each channel, or null. */
  public @Nullable Parameter weight;

  /** What is added to each channel, or null. */
  public @Nullable Parameter bias;

  /** The running mean of each channel, or null. */
  public @Nullable Buffer runningMean;

  /** The running unbiased variance of each channel, or null. */
  public @Nullable Buffer runningVar;

  /** How many batches training has seen, int64, or null. */
  public @Nullable Buffer numBatchesTracked;

  /**
   * What batch normalisations may be told.
   *
   * @param eps added to the variance, 1e-5 by default
   * @param momentum the share of a batch in the running statistics, 0.1 by default; null for their
   *     plain average
   * @param affine whether there are weight and bias, true by default
   * @param trackRunningStats whether running statistics are kept, true by default; else a batch's
   *     own serve in evaluation as well
   */
  public record Options(
      double eps, @Nullable Double momentum, boolean affine, boolean trackRunningStats) {
    static final Options DEFAULT = new Options(1e-5, 0.1, true, true);

    /** What is added to the variance. */
    public Options eps(double value) {
      return new Options(value, momentum, affine, trackRunningStats);
    }

    /** The share of a batch in the running statistics, null for their plain average. */
    public Options momentum(@Nullable Double value) {
      return new Options(eps, value, affine, trackRunningStats);
    }

    /** Whether there are weight and bias. */
    public Options affine(boolean on) {
      return new Options(eps, momentum, on, trackRunningStats);
    }

    /** Whether running statistics are kept. */
    public Options trackRunningStats(boolean on) {
      return new Options(eps, momentum, affine, on);
    }
  }

  BatchNorm(int minDim, int maxDim, long numFeatures, Options options) {
    this.minDim = minDim;
    this.maxDim = maxDim;
    this.numFeatures = numFeatures;
    this.options = options;
    if (options.affine) {
      weight = new Parameter(Torch.ones(numFeatures));
      bias = new Parameter(Torch.zeros(numFeatures));
    }
    if (options.trackRunningStats) {
      runningMean = new Buffer(Torch.zeros(numFeatures));
      runningVar = new Buffer(Torch.ones(numFeatures));
      numBatchesTracked = new Buffer(Torch.tensor(0L));
    }
  }

  /** The share of a batch in the running statistics, or null for their plain average. */
  public final @Nullable Double momentum() {
    return options.momentum;
  }

  /** Sets the share of a batch in the running statistics, null for their plain average. */
  public final void setMomentum(@Nullable Double momentum) {
    options = options.momentum(momentum);
  }

  /** Sets the running statistics to mean 0, variance 1. */
  public void resetRunningStats() {
    if (runningMean != null && runningVar != null && numBatchesTracked != null) {
      runningMean.zero_();
      runningVar.fill_(1);
      numBatchesTracked.zero_();
    }
  }

  /** Sets weight to 1, bias to 0 and resets the running statistics. */
  public void resetParameters() {
    resetRunningStats();
    if (weight != null && bias != null) {
      Init.ones_(weight);
      Init.zeros_(bias);
    }
  }

  @Override
  public Tensor forward(Tensor input) {
    if (input.dim() < minDim || input.dim() > maxDim) {
      String wanted = minDim == maxDim ? minDim + "D" : minDim + "D or " + maxDim + "D";
      throw new ShapeException(
          "batch_norm: expected "
              + wanted
              + " input, got "
              + input.dim()
              + "D (input "
              + input.shape()
              + ")");
    }
    boolean batchStatistics = isTraining() || runningMean == null && runningVar == null;
    boolean useRunning = !isTraining() || options.trackRunningStats;
    return F.batchNorm(
        input,
        useRunning ? runningMean : null,
        useRunning ? runningVar : null,
        weight,
        bias,
        batchStatistics,
        share(),
        options.eps);
  }

  /** The share of this batch in the running statistics; counts the batch. */
  private double share() {
    Double momentum = options.momentum;
    Buffer counter = numBatchesTracked;
    if (isTraining() && options.trackRunningStats && counter != null) {
      GradMode.with(false, () -> counter.add_(1));
      return momentum == null ? 1.0 / counter.item() : momentum;
    }
    return momentum == null ? 0 : momentum;
  }

  /** States from before batches were counted lack the counter. */
  @Override
  protected void beforeLoad(Map<String, Tensor> state, String prefix) {
    if (numBatchesTracked != null) {
      state.putIfAbsent(prefix + "num_batches_tracked", Torch.tensor(0L));
    }
  }

  @Override
  public String extraRepr() {
    return numFeatures
        + ", eps="
        + PythonText.of(options.eps)
        + ", momentum="
        + PythonText.of(options.momentum)
        + ", affine="
        + PythonText.of(options.affine)
        + ", track_running_stats="
        + PythonText.of(options.trackRunningStats);
  }
}
