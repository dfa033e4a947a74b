package org.torch4j.nn;

/**
 * The average of each window over {@code [N, C, D, H, W]} or {@code [C, D, H, W]}, {@code
 * torch.nn.AvgPool3d}.
 */
public class AvgPool3d extends AvgPool {
  /** The defaults: the window moves by its own size. */
  public static AvgPoolOptions options() {
    return AvgPoolOptions.DEFAULT;
  }

  /** With a window of this size that moves by its size. */
  public AvgPool3d(long kernelSize) {
    this(kernelSize, options());
  }

  /** With a window of this size in all dimensions. */
  public AvgPool3d(long kernelSize, AvgPoolOptions options) {
    this(new long[] {kernelSize}, options);
  }

  /** With a window of a size for each dimension. */
  public AvgPool3d(long[] kernelSize, AvgPoolOptions options) {
    super(3, kernelSize, options);
  }
}
