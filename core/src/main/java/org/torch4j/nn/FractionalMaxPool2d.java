package org.torch4j.nn;

/**
 * The greatest elements of windows at random places over {@code [N, C, H, W]} or {@code [C, H, W]},
 * {@code torch.nn.FractionalMaxPool2d}: {@code new FractionalMaxPool2d(3,
 * FractionalMaxPool2d.options().outputRatio(0.5))}.
 */
public class FractionalMaxPool2d extends FractionalMaxPool {
  /** No size yet: {@code outputSize} or {@code outputRatio} must be added. */
  public static FractionalPoolOptions options() {
    return FractionalPoolOptions.defaults();
  }

  /** With a window of this size in all dimensions. */
  public FractionalMaxPool2d(long kernelSize, FractionalPoolOptions options) {
    this(new long[] {kernelSize}, options);
  }

  /** With a window of a size for each dimension. */
  public FractionalMaxPool2d(long[] kernelSize, FractionalPoolOptions options) {
    super(2, kernelSize, options);
  }
}
