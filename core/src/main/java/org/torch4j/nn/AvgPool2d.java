package org.torch4j.nn;

/**
 * The average of each window over {@code [N, C, H, W]} or {@code [C, H, W]}, {@code
 * torch.nn.AvgPool2d}.
 */
public class AvgPool2d extends AvgPool {
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
    super(2, kernelSize, options);
  }
}
