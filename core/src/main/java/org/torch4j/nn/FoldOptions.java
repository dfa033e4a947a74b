package org.torch4j.nn;

import java.util.List;

/**
 * How the windows of {@link F#unfold} and {@link F#fold} lie. One number counts for both
 * dimensions.
 *
 * @param dilation how far a window's elements are apart, 1 by default
 * @param padding how many zeros are put around the image, 0 by default
 * @param stride how far windows are apart, 1 by default
 */
public record FoldOptions(List<Long> dilation, List<Long> padding, List<Long> stride) {
  private static final FoldOptions DEFAULT = new FoldOptions(List.of(1L), List.of(0L), List.of(1L));

  /** The defaults. */
  public static FoldOptions defaults() {
    return DEFAULT;
  }

  /** How far a window's elements are apart, 1 by default. */
  public FoldOptions dilation(long... value) {
    return new FoldOptions(ConvOptions.list(value), padding, stride);
  }

  /** How many zeros are put around the image, 0 by default. */
  public FoldOptions padding(long... value) {
    return new FoldOptions(dilation, ConvOptions.list(value), stride);
  }

  /** How far windows are apart, 1 by default. */
  public FoldOptions stride(long... value) {
    return new FoldOptions(dilation, padding, ConvOptions.list(value));
  }

  long[] dilations() {
    return ConvOptions.spread(dilation, 2, "dilation");
  }

  long[] paddings() {
    return ConvOptions.spread(padding, 2, "padding");
  }

  long[] strides() {
    return ConvOptions.spread(stride, 2, "stride");
  }
}
