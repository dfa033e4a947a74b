package org.torch4j.nn;

import org.jspecify.annotations.Nullable;

/** What the p-norm poolings of one and two dimensions share. */
public abstract class LPPool extends Module {
  final double normType;
  final long[] kernelSize;
  final long @Nullable [] stride;
  final boolean ceilMode;

  LPPool(double normType, long[] kernelSize, long @Nullable [] stride, boolean ceilMode) {
    this.normType = normType;
    this.kernelSize = kernelSize.clone();
    this.stride = stride == null ? null : stride.clone();
    this.ceilMode = ceilMode;
  }

  @Override
  public String extraRepr() {
    return "norm_type="
        + PythonText.shortest(normType)
        + ", kernel_size="
        + PythonText.scalarOrTuple(ConvOptions.list(kernelSize))
        + ", stride="
        + (stride == null ? "None" : PythonText.scalarOrTuple(ConvOptions.list(stride)))
        + ", ceil_mode="
        + PythonText.of(ceilMode);
  }
}
