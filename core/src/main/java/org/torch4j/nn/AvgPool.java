package org.torch4j.nn;

import java.util.List;
import org.torch4j.Tensor;

/** What the average poolings of one, two and three dimensions share. */
public abstract class AvgPool extends Module {
  private final int dims;
  private final List<Long> kernelSize;
  private final AvgPoolOptions options;

  AvgPool(int dims, long[] kernelSize, AvgPoolOptions options) {
    this.dims = dims;
    this.kernelSize = ConvOptions.list(kernelSize);
    this.options = options;
  }

  @Override
  public Tensor forward(Tensor input) {
    return PoolFunctions.average(dims, input, kernelSize, options);
  }

  @Override
  public String extraRepr() {
    List<Long> stride = options.stride();
    return "kernel_size="
        + text(kernelSize)
        + ", stride="
        + text(stride == null ? kernelSize : stride)
        + ", padding="
        + text(options.padding());
  }

  /** PyTorch makes tuples of all sizes in one dimension and keeps them as given in others. */
  private String text(List<Long> sizes) {
    return dims == 1 ? PythonText.tuple(sizes) : PythonText.scalarOrTuple(sizes);
  }
}
