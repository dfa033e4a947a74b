package org.torch4j.nn;

import java.util.List;

/** What the max poolings of one and two dimensions share. */
public abstract class MaxPool extends Module {
  final List<Long> kernelSize;
  final MaxPoolOptions options;

  MaxPool(long[] kernelSize, MaxPoolOptions options) {
    this.kernelSize = ConvOptions.list(kernelSize);
    this.options = options;
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
