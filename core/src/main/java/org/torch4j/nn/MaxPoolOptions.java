package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What max pooling may be told besides the kernel. One number counts for all dimensions.
 *
 * @param stride how far the window moves; null, the default, for the size of the window
 * @param padding how much is put around the input, never chosen, 0 by default
 * @param dilation how far the window's elements are apart, 1 by default
 * @param ceilMode whether windows that reach past the end count, false by default
 */
public record MaxPoolOptions(
    @Nullable List<Long> stride, List<Long> padding, List<Long> dilation, boolean ceilMode) {
  static final MaxPoolOptions DEFAULT = new MaxPoolOptions(null, List.of(0L), List.of(1L), false);

  /** The defaults. */
  public static MaxPoolOptions defaults() {
    return DEFAULT;
  }

  /** How far the window moves; null or nothing for its size. */
  public MaxPoolOptions stride(long @Nullable ... steps) {
    List<Long> asked = steps == null || steps.length == 0 ? null : ConvOptions.list(steps);
    return new MaxPoolOptions(asked, padding, dilation, ceilMode);
  }

  /** How much is put around the input. */
  public MaxPoolOptions padding(long... sizes) {
    return new MaxPoolOptions(stride, ConvOptions.list(sizes), dilation, ceilMode);
  }

  /** How far the window's elements are apart. */
  public MaxPoolOptions dilation(long... steps) {
    return new MaxPoolOptions(stride, padding, ConvOptions.list(steps), ceilMode);
  }

  /** Whether windows that reach past the end count. */
  public MaxPoolOptions ceilMode(boolean on) {
    return new MaxPoolOptions(stride, padding, dilation, on);
  }
}
