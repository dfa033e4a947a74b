package org.torch4j.nn;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What convolutions may be told besides channels and kernel. One number counts for all dimensions.
 *
 * @param stride how far the kernel moves, 1 by default
 * @param padding how much is put around the input, 0 by default
 * @param paddingText {@code same}, {@code valid}, or null if {@code padding} counts
 * @param dilation how far the kernel's elements are apart, 1 by default
 * @param groups into how many independent parts the channels are split, 1 by default
 * @param bias whether the layer adds a bias, true by default; functions ignore it
 * @param paddingMode {@code zeros} (the default), {@code reflect}, {@code replicate} or {@code
 *     circular}
 */
public record ConvOptions(
    List<Long> stride,
    List<Long> padding,
    @Nullable String paddingText,
    List<Long> dilation,
    long groups,
    boolean bias,
    String paddingMode) {
  static final ConvOptions DEFAULT =
      new ConvOptions(List.of(1L), List.of(0L), null, List.of(1L), 1, true, "zeros");

  /** How far the kernel moves. */
  public ConvOptions stride(long... steps) {
    return new ConvOptions(list(steps), padding, paddingText, dilation, groups, bias, paddingMode);
  }

  /** How much is put around the input. */
  public ConvOptions padding(long... sizes) {
    return new ConvOptions(stride, list(sizes), null, dilation, groups, bias, paddingMode);
  }

  /** {@code same}: the output has the input's sizes; {@code valid}: nothing is put around. */
  public ConvOptions padding(String text) {
    if (!text.equals("same") && !text.equals("valid")) {
      throw new IllegalArgumentException(
          "Invalid padding string '" + text + "', should be one of 'same', 'valid'");
    }
    return new ConvOptions(stride, padding, text, dilation, groups, bias, paddingMode);
  }

  /** How far the kernel's elements are apart. */
  public ConvOptions dilation(long... steps) {
    return new ConvOptions(stride, padding, paddingText, list(steps), groups, bias, paddingMode);
  }

  /** Into how many independent parts the channels are split. */
  public ConvOptions groups(long parts) {
    return new ConvOptions(stride, padding, paddingText, dilation, parts, bias, paddingMode);
  }

  /** Whether the layer adds a bias. */
  public ConvOptions bias(boolean on) {
    return new ConvOptions(stride, padding, paddingText, dilation, groups, on, paddingMode);
  }

  /**
   * What the padding shows: {@code zeros}, {@code reflect}, {@code replicate}, {@code circular}.
   */
  public ConvOptions paddingMode(String mode) {
    if (!List.of("zeros", "reflect", "replicate", "circular").contains(mode)) {
      throw new IllegalArgumentException(
          "padding_mode must be one of 'zeros', 'reflect', 'replicate', 'circular', but got"
              + " padding_mode='"
              + mode
              + "'");
    }
    return new ConvOptions(stride, padding, paddingText, dilation, groups, bias, mode);
  }

  static List<Long> list(long... values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** One number repeated, or as many numbers as there are dimensions. */
  static long[] spread(List<Long> values, int dims, String what) {
    if (values.size() != 1 && values.size() != dims) {
      throw new IllegalArgumentException(
          what + ": expected 1 or " + dims + " numbers, got " + values);
    }
    long[] all = new long[dims];
    for (int i = 0; i < dims; i++) {
      all[i] = values.get(values.size() == 1 ? 0 : i);
    }
    return all;
  }
}
