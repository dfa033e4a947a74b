package org.torch4j.nn;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.ValuesIndices;

/** What max poolings over windows at random places share (Graham, 2014). */
public abstract class FractionalMaxPool extends Module {
  private final int dims;
  private final long[] kernelSize;
  private final FractionalPoolOptions options;

  FractionalMaxPool(int dims, long[] kernelSize, FractionalPoolOptions options) {
    if ((options.outputSize() == null) == (options.outputRatio() == null)) {
      throw new IllegalArgumentException(
          moduleName()
              + ": either output_size or output_ratio must be given, got "
              + options.outputSize()
              + " and "
              + options.outputRatio());
    }
    List<Double> ratios = options.outputRatio();
    if (ratios != null && ratios.stream().anyMatch(r -> !(r > 0 && r < 1))) {
      throw new IllegalArgumentException(
          moduleName() + ": output_ratio must be between 0 and 1, got " + ratios);
    }
    this.dims = dims;
    this.kernelSize = kernelSize.clone();
    this.options = options;
    registerBuffer("_random_samples", options.randomSamples());
  }

  @Override
  public Tensor forward(Tensor input) {
    return Aside.values(this, forwardWithIndices(input));
  }

  /** Runs the hooks and forward, for the values and where they are, {@code return_indices=True}. */
  public final ValuesIndices applyWithIndices(Tensor input) {
    return Aside.withIndices(this, input);
  }

  /** The values and where in the input's last dimensions they are, {@code return_indices=True}. */
  public ValuesIndices forwardWithIndices(Tensor input) {
    Tensor samples = registry().buffers().get("_random_samples");
    return PoolFunctions.fractional(dims, input, kernelSize, options.randomSamples(samples));
  }
}
