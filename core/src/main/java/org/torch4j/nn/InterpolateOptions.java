package org.torch4j.nn;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How {@link F#interpolate} resizes. Either {@code size} or {@code scaleFactor} must be given; one
 * number counts for all dimensions.
 *
 * @param size the new spatial sizes, or null
 * @param scaleFactor by how much sizes grow, or null
 * @param mode {@code nearest} (the default), {@code nearest-exact}, {@code linear}, {@code
 *     bilinear}, {@code trilinear}, {@code bicubic} or {@code area}
 * @param alignCorners whether the outer pixels of input and output meet; null, the default, for
 *     false
 * @param recomputeScaleFactor whether places follow from the sizes and not from the factor; null,
 *     the default, for false
 * @param antialias whether shrinking smooths, for {@code bilinear} and {@code bicubic}; false by
 *     default
 */
public record InterpolateOptions(
    @Nullable List<Long> size,
    @Nullable List<Double> scaleFactor,
    String mode,
    @Nullable Boolean alignCorners,
    @Nullable Boolean recomputeScaleFactor,
    boolean antialias) {
  private static final InterpolateOptions DEFAULT =
      new InterpolateOptions(null, null, "nearest", null, null, false);

  /** The defaults. */
  public static InterpolateOptions defaults() {
    return DEFAULT;
  }

  /** The new spatial sizes, or null. */
  public InterpolateOptions size(long @Nullable ... value) {
    return new InterpolateOptions(
        value == null || value.length == 0 ? null : ConvOptions.list(value),
        scaleFactor,
        mode,
        alignCorners,
        recomputeScaleFactor,
        antialias);
  }

  /** By how much all sizes grow. */
  public InterpolateOptions scaleFactor(double value) {
    return scaleFactor(new double[] {value});
  }

  /** By how much sizes grow, or null. */
  public InterpolateOptions scaleFactor(double @Nullable [] value) {
    List<Double> factors = value == null ? null : Arrays.stream(value).boxed().toList();
    return new InterpolateOptions(
        size, factors, mode, alignCorners, recomputeScaleFactor, antialias);
  }

  /**
   * {@code nearest} (the default), {@code nearest-exact}, {@code linear}, {@code bilinear}, {@code
   * trilinear}, {@code bicubic} or {@code area}.
   */
  public InterpolateOptions mode(String value) {
    return new InterpolateOptions(
        size, scaleFactor, value, alignCorners, recomputeScaleFactor, antialias);
  }

  /** Whether the outer pixels of input and output meet; null, the default, for false. */
  public InterpolateOptions alignCorners(@Nullable Boolean value) {
    return new InterpolateOptions(size, scaleFactor, mode, value, recomputeScaleFactor, antialias);
  }

  /** Whether places follow from the sizes and not from the factor; null, the default, for false. */
  public InterpolateOptions recomputeScaleFactor(@Nullable Boolean value) {
    return new InterpolateOptions(size, scaleFactor, mode, alignCorners, value, antialias);
  }

  /** Whether shrinking smooths, for {@code bilinear} and {@code bicubic}; false by default. */
  public InterpolateOptions antialias(boolean value) {
    return new InterpolateOptions(
        size, scaleFactor, mode, alignCorners, recomputeScaleFactor, value);
  }
}
