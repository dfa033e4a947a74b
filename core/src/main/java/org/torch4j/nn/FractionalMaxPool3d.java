package org.torch4j.nn;

/**
 * The greatest elements of windows at random places over {@code [N, C, D, H, W]} or {@code [C, D,
 * H, W]}, {@code torch.nn.FractionalMaxPool3d}: {@code new FractionalMaxPool3d(3,
 * FractionalMaxPool3d.options().outputRatio(0.5))}.
 */
public class FractionalMaxPool3d extends FractionalMaxPool {
  /** No size yet: {@code outputSize} or {@code outputRatio} must be added. */
  public static FractionalPoolOptions options() {
    return FractionalPoolOptions.defaults();
  }

  /** With a window of this size in all dimensions. */
  public FractionalMaxPool3d(long kernelSize, FractionalPoolOptions options) {
    this(new long[] {kernelSize}, options);
  }

  /** With a window of a size for each dimension. */
  public FractionalMaxPool3d(long[] kernelSize, FractionalPoolOptions options) {
    super(3, kernelSize, options);
  }
}
