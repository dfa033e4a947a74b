package org.torch4j.nn;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.ValuesIndices;

/** What the max poolings of one, two and three dimensions share. */
public abstract class MaxPool extends Module {
  private final int dims;
  private final List<Long> kernelSize;
  private final MaxPoolOptions options;

  MaxPool(int dims, long[] kernelSize, MaxPoolOptions options) {
    this.dims = dims;
    this.kernelSize = ConvOptions.list(kernelSize);
    this.options = options;
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
    return PoolFunctions.max(dims, input, kernelSize, options);
  }

  @Override
  public String extraRepr() {
    List<Long> stride = options.stride();
    return "kernel_size="
        + PythonText.scalarOrTuple(kernelSize)
        + ", stride="
        + PythonText.scalarOrTuple(stride == null ? kernelSize : stride)
        + ", padding="
        + PythonText.scalarOrTuple(options.padding())
        + ", dilation="
        + PythonText.scalarOrTuple(options.dilation())
        + ", ceil_mode="
        + PythonText.of(options.ceilMode());
  }
}
