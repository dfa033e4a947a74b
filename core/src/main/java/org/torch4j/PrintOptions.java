package org.torch4j;

import org.jspecify.annotations.Nullable;

/**
 * How tensors are printed, {@code torch.set_printoptions}.
 *
 * @param precision digits behind the point
 * @param threshold the number of elements above which only the edges are shown
 * @param edgeitems elements shown at each edge then
 * @param linewidth characters of a line
 * @param sciMode scientific notation or not; null lets the numbers decide
 */
public record PrintOptions(
    int precision, int threshold, int edgeitems, int linewidth, @Nullable Boolean sciMode) {
  private static final PrintOptions DEFAULTS = new PrintOptions(4, 1000, 3, 80, null);
  private static volatile PrintOptions current = DEFAULTS;

  /** Refuses negative numbers. */
  public PrintOptions {
    if (precision < 0 || threshold < 0 || edgeitems < 0 || linewidth < 1) {
      throw new IllegalArgumentException(
          "set_printoptions: precision, threshold and edgeitems must not be negative and linewidth"
              + " positive, got "
              + precision
              + ", "
              + threshold
              + ", "
              + edgeitems
              + " and "
              + linewidth);
    }
  }

  /** PyTorch's profile {@code "default"}: 4 digits, 1,000 elements, 3 at the edges, 80 wide. */
  public static PrintOptions defaults() {
    return DEFAULTS;
  }

  /** PyTorch's profile {@code "short"}: 2 digits, 2 elements at the edges. */
  public static PrintOptions shortened() {
    return DEFAULTS.precision(2).edgeitems(2);
  }

  /** PyTorch's profile {@code "full"}: every element. */
  public static PrintOptions full() {
    return DEFAULTS.threshold(Integer.MAX_VALUE);
  }

  static PrintOptions current() {
    return current;
  }

  static void use(PrintOptions options) {
    current = options;
  }

  /** With this many digits behind the point. */
  public PrintOptions precision(int value) {
    return new PrintOptions(value, threshold, edgeitems, linewidth, sciMode);
  }

  /** Shortened above this many elements. */
  public PrintOptions threshold(int value) {
    return new PrintOptions(precision, value, edgeitems, linewidth, sciMode);
  }

  /** With this many elements at each edge. */
  public PrintOptions edgeitems(int value) {
    return new PrintOptions(precision, threshold, value, linewidth, sciMode);
  }

  /** With lines of this many characters. */
  public PrintOptions linewidth(int value) {
    return new PrintOptions(precision, threshold, edgeitems, value, sciMode);
  }

  /** In scientific notation or not; null lets the numbers decide. */
  public PrintOptions sciMode(@Nullable Boolean value) {
    return new PrintOptions(precision, threshold, edgeitems, linewidth, value);
  }
}
