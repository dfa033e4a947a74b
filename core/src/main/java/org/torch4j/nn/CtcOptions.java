package org.torch4j.nn;

/**
 * What {@link F#ctcLoss} may be told.
 *
 * @param blank the class that stands for no label, 0 by default
 * @param reduction {@code none}, {@code mean} (the default) or {@code sum}
 * @param zeroInfinity whether a target that does not fit costs nothing instead of infinity, false
 *     by default
 */
public record CtcOptions(long blank, String reduction, boolean zeroInfinity) {
  private static final CtcOptions DEFAULT = new CtcOptions(0, "mean", false);

  /** The defaults. */
  public static CtcOptions defaults() {
    return DEFAULT;
  }

  /** The class that stands for no label, 0 by default. */
  public CtcOptions blank(long value) {
    return new CtcOptions(value, reduction, zeroInfinity);
  }

  /** {@code none}, {@code mean} (the default) or {@code sum}. */
  public CtcOptions reduction(String value) {
    return new CtcOptions(blank, value, zeroInfinity);
  }

  /** Whether a target that does not fit costs nothing instead of infinity, false by default. */
  public CtcOptions zeroInfinity(boolean value) {
    return new CtcOptions(blank, reduction, value);
  }
}
