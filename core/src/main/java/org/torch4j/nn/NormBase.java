package org.torch4j.nn;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/** What batch and instance normalisations share: weight and bias, and running statistics. */
public abstract class NormBase extends Module {
  private long numFeatures;
  private boolean open;
  Options options;

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
   * What batch and instance normalisations may be told.
   *
   * @param eps added to the variance, 1e-5 by default
   * @param momentum the share of a batch in the running statistics, 0.1 by default; null for their
   *     plain average
   * @param affine whether there are weight and bias; by default true for batch, false for instance
   *     normalisations
   * @param trackRunningStats whether running statistics are kept, else a batch's own serve in
   *     evaluation as well; by default true for batch, false for instance normalisations
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

  NormBase(long numFeatures, Options options) {
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

  /** A layer that learns the number of channels from its first input. */
  NormBase(Options options) {
    this.options = options;
    open = true;
    if (options.affine) {
      weight = new UninitializedParameter();
      bias = new UninitializedParameter();
    }
    if (options.trackRunningStats) {
      runningMean = new UninitializedBuffer();
      runningVar = new UninitializedBuffer();
      numBatchesTracked = new Buffer(Torch.tensor(0L));
    }
  }

  final boolean isOpen() {
    return open;
  }

  /** Takes the number of channels if it is not known yet. */
  final void settle(long channels) {
    if (open) {
      open = false;
      numFeatures = channels;
      boolean fresh = Uninitialized.isOpen(weight) || Uninitialized.isOpen(runningMean);
      Uninitialized.settle(weight, channels);
      Uninitialized.settle(bias, channels);
      Uninitialized.settle(runningMean, channels);
      Uninitialized.settle(runningVar, channels);
      if (fresh) {
        resetParameters();
      }
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
