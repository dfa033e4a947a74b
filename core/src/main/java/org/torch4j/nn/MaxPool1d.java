package org.torch4j.nn;

/**
 * The greatest element of each window over {@code [N, C, L]} or {@code [C, L]}, {@code
 * torch.nn.MaxPool1d}.
 */
public class MaxPool1d extends MaxPool {
  /** The defaults: the window moves by its own size. */
  public static MaxPoolOptions options() {
    return MaxPoolOptions.DEFAULT;
  }

  /** With a window of this size that moves by its size. */
  public MaxPool1d(long kernelSize) {
    this(kernelSize, options());
  }

  /** With a window of this size in all dimensions. */
  public MaxPool1d(long kernelSize, MaxPoolOptions options) {
    this(new long[] {kernelSize}, options);
  }

  /** With a window of a size for each dimension. */
  public MaxPool1d(long[] kernelSize, MaxPoolOptions options) {
    super(1, kernelSize, options);
  }
}
