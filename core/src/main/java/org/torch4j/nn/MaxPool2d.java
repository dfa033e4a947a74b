package org.torch4j.nn;

/**
 * The greatest element of each window over {@code [N, C, H, W]} or {@code [C, H, W]}, {@code
 * torch.nn.MaxPool2d}.
 */
public class MaxPool2d extends MaxPool {
  /** The defaults: the window moves by its own size. */
  public static MaxPoolOptions options() {
    return MaxPoolOptions.DEFAULT;
  }

  /** With a window of this size that moves by its size. */
  public MaxPool2d(long kernelSize) {
    this(kernelSize, options());
  }

  /** With a window of this size in all dimensions. */
  public MaxPool2d(long kernelSize, MaxPoolOptions options) {
    this(new long[] {kernelSize}, options);
  }

  /** With a window of a size for each dimension. */
  public MaxPool2d(long[] kernelSize, MaxPoolOptions options) {
    super(2, kernelSize, options);
  }
}
