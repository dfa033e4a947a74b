package org.torch4j.nn;

/**
 * Resizes {@code [N, C, H, W]} by nearest neighbours, {@code torch.nn.UpsamplingNearest2d}; {@link
 * Upsample} can do more.
 */
public class UpsamplingNearest2d extends Upsample {
  /** To a size or by a factor; what else the options say has no effect. */
  public UpsamplingNearest2d(InterpolateOptions options) {
    super(options().size(sizes(options)).scaleFactor(factors(options)).mode("nearest"));
  }

  /** To {@code scaleFactor} times the size. */
  public UpsamplingNearest2d(double scaleFactor) {
    this(options().scaleFactor(scaleFactor));
  }
}
