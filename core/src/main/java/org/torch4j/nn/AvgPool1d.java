package org.torch4j.nn;

/**
 * The average of each window over {@code [N, C, L]} or {@code [C, L]}, {@code torch.nn.AvgPool1d}.
 */
public class AvgPool1d extends AvgPool {
  /** The defaults: the window moves by its own size. */
  public static AvgPoolOptions options() {
    return AvgPoolOptions.DEFAULT;
  }

  /** With a window of this size that moves by its size. */
  public AvgPool1d(long kernelSize) {
    this(kernelSize, options());
  }

  /** With a window of this size in all dimensions. */
  public AvgPool1d(long kernelSize, AvgPoolOptions options) {
    this(new long[] {kernelSize}, options);
  }

  /** With a window of a size for each dimension. */
  public AvgPool1d(long[] kernelSize, AvgPoolOptions options) {
    super(1, kernelSize, options);
  }
}
