package org.torch4j.nn;

import java.util.List;

/**
 * What transposed convolutions may be told besides channels and kernel. One number counts for all
 * dimensions.
 *
 * @param stride how far the windows of the output are apart, 1 by default
 * @param padding how much is cut from each side of the output, 0 by default
 * @param outputPadding how much the output is longer at its end, 0 by default
 * @param groups into how many independent parts the channels are split, 1 by default
 * @param bias whether the layer adds a bias, true by default; functions ignore it
 * @param dilation how far the kernel's elements are apart, 1 by default
 * @param paddingMode only {@code zeros}
 */
public record ConvTransposeOptions(List<Long> stride, List<Long> padding, List<Long> outputPadding, long groups, boolean bias, List<Long> dilation, String paddingMode) {
  private static final ConvTransposeOptions DEFAULT = new ConvTransposeOptions(List.of(1L), List.of(0L), List.of(0L), 1, true, List.of(1L), "zeros");

  /** The defaults. */
  public static ConvTransposeOptions defaults() {
    return DEFAULT;
  }

  /** How far the windows of the output are apart, 1 by default. */
  public ConvTransposeOptions stride(long... value) {
    return new ConvTransposeOptions(ConvOptions.list(value), padding, outputPadding, groups, bias, dilation, paddingMode);
  }

  /** How much is cut from each side of the output, 0 by default. */
  public ConvTransposeOptions padding(long... value) {
    return new ConvTransposeOptions(stride, ConvOptions.list(value), outputPadding, groups, bias, dilation, paddingMode);
  }

  /** How much the output is longer at its end, 0 by default. */
  public ConvTransposeOptions outputPadding(long... value) {
    return new ConvTransposeOptions(stride, padding, ConvOptions.list(value), groups, bias, dilation, paddingMode);
  }

  /** Into how many independent parts the channels are split, 1 by default. */
  public ConvTransposeOptions groups(long value) {
    return new ConvTransposeOptions(stride, padding, outputPadding, value, bias, dilation, paddingMode);
  }

  /** Whether the layer adds a bias, true by default; functions ignore it. */
  public ConvTransposeOptions bias(boolean value) {
    return new ConvTransposeOptions(stride, padding, outputPadding, groups, value, dilation, paddingMode);
  }

  /** How far the kernel's elements are apart, 1 by default. */
  public ConvTransposeOptions dilation(long... value) {
    return new ConvTransposeOptions(stride, padding, outputPadding, groups, bias, ConvOptions.list(value), paddingMode);
  }

  /** Only {@code zeros}. */
  public ConvTransposeOptions paddingMode(String value) {
    return new ConvTransposeOptions(stride, padding, outputPadding, groups, bias, dilation, value);
  }
}
