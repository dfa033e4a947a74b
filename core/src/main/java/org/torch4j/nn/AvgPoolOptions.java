package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What average pooling may be told besides the kernel. One number counts for all dimensions.
 *
 * @param stride how far the window moves; null, the default, for the size of the window
 * @param padding how many zeros are put around the input, 0 by default
 * @param ceilMode whether windows that reach past the end count, false by default
 * @param countIncludePad whether those zeros count in the average, true by default
 * @param divisorOverride what sums are divided by in place of the count, or null
 */
public record AvgPoolOptions(
    @Nullable List<Long> stride,
    List<Long> padding,
    boolean ceilMode,
    boolean countIncludePad,
    @Nullable Long divisorOverride) {
  static final AvgPoolOptions DEFAULT = new AvgPoolOptions(null, List.of(0L), false, true, null);

  /** The defaults. */
  public static AvgPoolOptions defaults() {
    return DEFAULT;
  }

  /** How far the window moves; null or nothing for its size. */
  public AvgPoolOptions stride(long @Nullable ... steps) {
    List<Long> asked = steps == null || steps.length == 0 ? null : ConvOptions.list(steps);
    return new AvgPoolOptions(asked, padding, ceilMode, countIncludePad, divisorOverride);
  }

  /** How many zeros are put around the input. */
  public AvgPoolOptions padding(long... sizes) {
    return new AvgPoolOptions(
        stride, ConvOptions.list(sizes), ceilMode, countIncludePad, divisorOverride);
  }

  /** Whether windows that reach past the end count. */
  public AvgPoolOptions ceilMode(boolean on) {
    return new AvgPoolOptions(stride, padding, on, countIncludePad, divisorOverride);
  }

  /** Whether the zeros around the input count in the average. */
  public AvgPoolOptions countIncludePad(boolean on) {
    return new AvgPoolOptions(stride, padding, ceilMode, on, divisorOverride);
  }

  /** What sums are divided by in place of the count. */
  public AvgPoolOptions divisorOverride(long divisor) {
    return new AvgPoolOptions(stride, padding, ceilMode, countIncludePad, divisor);
  }
}
