package org.torch4j.nn;

/**
 * Resizes {@code [N, C, H, W]} bilinearly, the corner pixels of input and output on each other,
 * {@code torch.nn.UpsamplingBilinear2d}; {@link Upsample} can do more.
 */
public class UpsamplingBilinear2d extends Upsample {
  /** To a size or by a factor; what else the options say has no effect. */
  public UpsamplingBilinear2d(InterpolateOptions options) {
    super(
        options()
            .size(sizes(options))
            .scaleFactor(factors(options))
            .mode("bilinear")
            .alignCorners(true));
  }

  /** To {@code scaleFactor} times the size. */
  public UpsamplingBilinear2d(double scaleFactor) {
    this(options().scaleFactor(scaleFactor));
  }
}
