package org.torch4j.nn;

/**
 * Puts what {@link MaxPool1d} took back to its place, {@code torch.nn.MaxUnpool1d}: {@code
 * apply(values, indices)}.
 */
public class MaxUnpool1d extends MaxUnpool {
  /** The defaults: the window moved by its own size. */
  public static MaxUnpoolOptions options() {
    return MaxUnpoolOptions.defaults();
  }

  /** With a window of this size that moved by its size. */
  public MaxUnpool1d(long kernelSize) {
    this(kernelSize, options());
  }

  /** With a window of this size in all dimensions. */
  public MaxUnpool1d(long kernelSize, MaxUnpoolOptions options) {
    this(new long[] {kernelSize}, options);
  }

  /** With a window of a size for each dimension. */
  public MaxUnpool1d(long[] kernelSize, MaxUnpoolOptions options) {
    super(1, kernelSize, options);
  }
}
