package org.torch4j.nn;

import java.util.List;
import org.torch4j.Tensor;

/**
 * The windows of {@code [N, C, H, W]} or {@code [C, H, W]} as columns {@code [N, C * window,
 * windows]}, {@code torch.nn.Unfold}.
 */
public class Unfold extends Module {
  private final List<Long> kernelSize;
  private final FoldOptions options;

  /** The defaults: windows lie one step apart, nothing around the image. */
  public static FoldOptions options() {
    return FoldOptions.defaults();
  }

  /** With windows of this size, one step apart. */
  public Unfold(long kernelSize) {
    this(kernelSize, options());
  }

  /** With windows of this size. */
  public Unfold(long kernelSize, FoldOptions options) {
    this(new long[] {kernelSize}, options);
  }

  /** With a size for both dimensions. */
  public Unfold(long[] kernelSize, FoldOptions options) {
    this.kernelSize = ConvOptions.list(kernelSize);
    this.options = options;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.unfold(input, ConvOptions.spread(kernelSize, 2, "unfold kernel_size"), options);
  }

  @Override
  public String extraRepr() {
    return "kernel_size="
        + PythonText.scalarOrTuple(kernelSize)
        + ", dilation="
        + PythonText.scalarOrTuple(options.dilation())
        + ", padding="
        + PythonText.scalarOrTuple(options.padding())
        + ", stride="
        + PythonText.scalarOrTuple(options.stride());
  }
}
