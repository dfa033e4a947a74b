package org.torch4j.nn;

/**
 * What {@link F#poissonNllLoss} may be told.
 *
 * @param logInput whether the input is the logarithm of the rate, true by default
 * @param full whether Stirling's approximation of the target's factorial is added, false by default
 * @param eps what keeps the logarithm of a rate finite, 1e-8 by default
 * @param reduction {@code none}, {@code mean} (the default) or {@code sum}
 */
public record PoissonNllOptions(boolean logInput, boolean full, double eps, String reduction) {
  private static final PoissonNllOptions DEFAULT = new PoissonNllOptions(true, false, 1e-8, "mean");

  /** The defaults. */
  public static PoissonNllOptions defaults() {
    return DEFAULT;
  }

  /** Whether the input is the logarithm of the rate, true by default. */
  public PoissonNllOptions logInput(boolean value) {
    return new PoissonNllOptions(value, full, eps, reduction);
  }

  /** Whether Stirling's approximation of the target's factorial is added, false by default. */
  public PoissonNllOptions full(boolean value) {
    return new PoissonNllOptions(logInput, value, eps, reduction);
  }

  /** What keeps the logarithm of a rate finite, 1e-8 by default. */
  public PoissonNllOptions eps(double value) {
    return new PoissonNllOptions(logInput, full, value, reduction);
  }

  /** {@code none}, {@code mean} (the default) or {@code sum}. */
  public PoissonNllOptions reduction(String value) {
    return new PoissonNllOptions(logInput, full, eps, value);
  }
}
