package org.torch4j.nn;

import java.util.List;
import org.torch4j.Tensor;

/**
 * The average of each window over {@code [N, C, H, W]} or {@code [C, H, W]}, {@code
 * torch.nn.AvgPool2d}.
 */
public class AvgPool2d extends Module {
  private final List<Long> kernelSize;
  private final AvgPoolOptions options;

  /** The defaults: the window moves by its own size. */
  public static AvgPoolOptions options() {
    return AvgPoolOptions.DEFAULT;
  }

  /** With a window of this size that moves by its size. */
  public AvgPool2d(long kernelSize) {
    this(kernelSize, options());
  }

  /** With a window of this size in all dimensions. */
  public AvgPool2d(long kernelSize, AvgPoolOptions options) {
    this(new long[] {kernelSize}, options);
  }

  /** With a window of a size for each dimension. */
  public AvgPool2d(long[] kernelSize, AvgPoolOptions options) {
    this.kernelSize = ConvOptions.list(kernelSize);
    this.options = options;
  }

  @Override
  public Tensor forward(Tensor input) {
    return PoolFunctions.average(2, input, kernelSize, options);
  }

  @Override
  public String extraRepr() {
    List<Long> stride = options.stride();
    return "kernel_size="
        + PythonText.scalarOrTuple(kernelSize)
        + ", stride="
        + PythonText.scalarOrTuple(stride == null ? kernelSize : stride)
        + ", padding="
        + PythonText.scalarOrTuple(options.padding());
  }
}
