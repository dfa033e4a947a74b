package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How what is unpooled was pooled. One number counts for all dimensions.
 *
 * @param stride how far the window moved; null, the default, for its size
 * @param padding how much was put around the input, 0 by default
 * @param outputSize the size that was pooled; null, the default, for the one that follows
 */
public record MaxUnpoolOptions(
    @Nullable List<Long> stride, List<Long> padding, @Nullable List<Long> outputSize) {
  private static final MaxUnpoolOptions DEFAULT = new MaxUnpoolOptions(null, List.of(0L), null);

  /** The defaults. */
  public static MaxUnpoolOptions defaults() {
    return DEFAULT;
  }

  /** How far the window moved; null, the default, for its size. */
  public MaxUnpoolOptions stride(long @Nullable ... value) {
    return new MaxUnpoolOptions(
        value == null || value.length == 0 ? null : ConvOptions.list(value), padding, outputSize);
  }

  /** How much was put around the input, 0 by default. */
  public MaxUnpoolOptions padding(long... value) {
    return new MaxUnpoolOptions(stride, ConvOptions.list(value), outputSize);
  }

  /** The size that was pooled; null, the default, for the one that follows. */
  public MaxUnpoolOptions outputSize(long @Nullable ... value) {
    return new MaxUnpoolOptions(
        stride, padding, value == null || value.length == 0 ? null : ConvOptions.list(value));
  }
}
