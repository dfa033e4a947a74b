package org.torch4j.nn;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * How far {@link F#fractionalMaxPool2d} shrinks. Either {@code outputSize} or {@code outputRatio}
 * must be given; one number counts for all dimensions.
 *
 * @param outputSize the new spatial sizes, or null
 * @param outputRatio the new sizes as parts of the old ones, or null
 * @param randomSamples numbers from 0 to 1 {@code [N, C, dimensions]} that place the windows; null,
 *     the default, to draw them
 */
public record FractionalPoolOptions(
    @Nullable List<Long> outputSize,
    @Nullable List<Double> outputRatio,
    @Nullable Tensor randomSamples) {
  private static final FractionalPoolOptions DEFAULT = new FractionalPoolOptions(null, null, null);

  /** The defaults. */
  public static FractionalPoolOptions defaults() {
    return DEFAULT;
  }

  /** The new spatial sizes, or null. */
  public FractionalPoolOptions outputSize(long @Nullable ... value) {
    return new FractionalPoolOptions(
        value == null || value.length == 0 ? null : ConvOptions.list(value),
        outputRatio,
        randomSamples);
  }

  /** The new sizes as parts of the old ones, or null. */
  public FractionalPoolOptions outputRatio(double @Nullable ... value) {
    return new FractionalPoolOptions(
        outputSize, value == null ? null : Arrays.stream(value).boxed().toList(), randomSamples);
  }

  /**
   * Numbers from 0 to 1 {@code [N, C, dimensions]} that place the windows; null, the default, to
   * draw them.
   */
  public FractionalPoolOptions randomSamples(@Nullable Tensor value) {
    return new FractionalPoolOptions(outputSize, outputRatio, value);
  }
}
