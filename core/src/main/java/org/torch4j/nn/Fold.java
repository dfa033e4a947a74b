package org.torch4j.nn;

import java.util.List;
import org.torch4j.Tensor;

/**
 * Columns {@code [N, C * window, windows]} added to images {@code [N, C, H, W]}; the transpose of
 * {@link Unfold}, {@code torch.nn.Fold}.
 */
public class Fold extends Module {
  private final List<Long> outputSize;
  private final List<Long> kernelSize;
  private final FoldOptions options;

  /** The defaults: windows lie one step apart, nothing around the image. */
  public static FoldOptions options() {
    return FoldOptions.defaults();
  }

  /** With windows of this size, one step apart. */
  public Fold(long outputSize, long kernelSize) {
    this(outputSize, kernelSize, options());
  }

  /** With windows of this size. */
  public Fold(long outputSize, long kernelSize, FoldOptions options) {
    this(new long[] {outputSize}, new long[] {kernelSize}, options);
  }

  /** With sizes of both dimensions. */
  public Fold(long[] outputSize, long[] kernelSize, FoldOptions options) {
    this.outputSize = ConvOptions.list(outputSize);
    this.kernelSize = ConvOptions.list(kernelSize);
    this.options = options;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.fold(
        input,
        ConvOptions.spread(outputSize, 2, "fold output_size"),
        ConvOptions.spread(kernelSize, 2, "fold kernel_size"),
        options);
  }

  @Override
  public String extraRepr() {
    return "output_size="
        + PythonText.scalarOrTuple(outputSize)
        + ", kernel_size="
        + PythonText.scalarOrTuple(kernelSize)
        + ", dilation="
        + PythonText.scalarOrTuple(options.dilation())
        + ", padding="
        + PythonText.scalarOrTuple(options.padding())
        + ", stride="
        + PythonText.scalarOrTuple(options.stride());
  }
}
