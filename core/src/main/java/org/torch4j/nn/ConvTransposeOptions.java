package org.torch4j.nn;

import java.util.List;

/**
 * What transposed convolutions may be told besides channels and kernel. One number counts for all
 * dimensions.
 *
 * @param stride how far the kernel moves over the output, 1 by default
 * @param padding how much is cut from each side of the output, 0 by default
 * @param outputPadding how much is added to one side of the output, 0 by default
 * @param groups into how many independent parts the channels are split, 1 by default
 * @param bias whether the layer adds a bias, true by default
 * @param dilation how far the kernel's elements are apart, 1 by default
 * @param paddingMode {@code zeros}, the only one there is
 */
public record ConvTransposeOptions(
    List<Long> stride,
    List<Long> padding,
    List<Long> outputPadding,
    long groups,
    boolean bias,
    List<Long> dilation,
    String paddingMode) {
  static final ConvTransposeOptions DEFAULT =
      new ConvTransposeOptions(
          List.of(1L), List.of(0L), List.of(0L), 1, true, List.of(1L), "zeros");

  /** How far the kernel moves over the output. */
  public ConvTransposeOptions stride(long... steps) {
    return new ConvTransposeOptions(
        ConvOptions.list(steps), padding, outputPadding, groups, bias, dilation, paddingMode);
  }

  /** How much is cut from each side of the output. */
  public ConvTransposeOptions padding(long... sizes) {
    return new ConvTransposeOptions(
        stride, ConvOptions.list(sizes), outputPadding, groups, bias, dilation, paddingMode);
  }

  /** How much is added to one side of the output. */
  public ConvTransposeOptions outputPadding(long... sizes) {
    return new ConvTransposeOptions(
        stride, padding, ConvOptions.list(sizes), groups, bias, dilation, paddingMode);
  }

  /** Into how many independent parts the channels are split. */
  public ConvTransposeOptions groups(long parts) {
    return new ConvTransposeOptions(
        stride, padding, outputPadding, parts, bias, dilation, paddingMode);
  }

  /** Whether the layer adds a bias. */
  public ConvTransposeOptions bias(boolean on) {
    return new ConvTransposeOptions(
        stride, padding, outputPadding, groups, on, dilation, paddingMode);
  }

  /** How far the kernel's elements are apart. */
  public ConvTransposeOptions dilation(long... steps) {
    return new ConvTransposeOptions(
        stride, padding, outputPadding, groups, bias, ConvOptions.list(steps), paddingMode);
  }

  /** Only {@code zeros} is supported. */
  public ConvTransposeOptions paddingMode(String mode) {
    if (!mode.equals("zeros")) {
      throw new IllegalArgumentException(
          "Only \"zeros\" padding mode is supported for transposed convolutions, got " + mode);
    }
    return this;
  }
}
