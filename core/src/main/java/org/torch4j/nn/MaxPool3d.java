package org.torch4j.nn;

/**
 * The greatest element of each window over {@code [N, C, D, H, W]} or {@code [C, D, H, W]}, {@code
 * torch.nn.MaxPool3d}.
 */
public class MaxPool3d extends MaxPool {
  /** The defaults: the window moves by its own size. */
  public static MaxPoolOptions options() {
    return MaxPoolOptions.DEFAULT;
  }

  /** With a window of this size that moves by its size. */
  public MaxPool3d(long kernelSize) {
    this(kernelSize, options());
  }

  /** With a window of this size in all dimensions. */
  public MaxPool3d(long kernelSize, MaxPoolOptions options) {
    this(new long[] {kernelSize}, options);
  }

  /** With a window of a size for each dimension. */
  public MaxPool3d(long[] kernelSize, MaxPoolOptions options) {
    super(3, kernelSize, options);
  }
}
