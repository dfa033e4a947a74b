package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.type.ShapeException;

/**
 * What the instance normalisations share (Ulyanov et al., 2016): each channel of each sample is
 * brought to mean 0 and variance 1, by its own statistics, or in evaluation by running ones if they
 * are kept.
 */
public abstract class InstanceNorm extends NormBase {
  static final Options DEFAULT = new Options(1e-5, 0.1, false, false);

  private final int dims;

  InstanceNorm(int dims, long numFeatures, Options options) {
    super(numFeatures, options);
    this.dims = dims;
  }

  /** A layer that learns the number of channels from its first input. */
  InstanceNorm(int dims, Options options) {
    super(options);
    this.dims = dims;
  }

  @Override
  public Tensor forward(Tensor input) {
    if (input.dim() != dims + 1 && input.dim() != dims + 2) {
      throw new ShapeException(
          "instance_norm: expected "
              + (dims + 1)
              + "D or "
              + (dims + 2)
              + "D input, got "
              + input.dim()
              + "D (input "
              + input.shape()
              + ")");
    }
    settle(input.size(-dims - 1));
    return input.dim() == dims + 1 ? run(input.unsqueeze(0)).squeeze(0) : run(input);
  }

  private Tensor run(Tensor input) {
    Double momentum = options.momentum();
    return F.instanceNorm(
        input,
        runningMean,
        runningVar,
        weight,
        bias,
        isTraining() || !options.trackRunningStats(),
        momentum == null ? 0 : momentum,
        options.eps());
  }
}
