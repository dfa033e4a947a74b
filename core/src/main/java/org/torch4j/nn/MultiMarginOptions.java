package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * What {@link F#multiMarginLoss} may be told.
 *
 * @param p the power of each violation, 1 (the default) or 2
 * @param margin by how much the right class must be ahead, 1 by default
 * @param weight a weight for each class, or null
 * @param reduction {@code none}, {@code mean} (the default) or {@code sum}
 */
public record MultiMarginOptions(
    double p, double margin, @Nullable Tensor weight, String reduction) {
  private static final MultiMarginOptions DEFAULT = new MultiMarginOptions(1, 1, null, "mean");

  /** The defaults. */
  public static MultiMarginOptions defaults() {
    return DEFAULT;
  }

  /** The power of each violation, 1 (the default) or 2. */
  public MultiMarginOptions p(double value) {
    return new MultiMarginOptions(value, margin, weight, reduction);
  }

  /** By how much the right class must be ahead, 1 by default. */
  public MultiMarginOptions margin(double value) {
    return new MultiMarginOptions(p, value, weight, reduction);
  }

  /** A weight for each class, or null. */
  public MultiMarginOptions weight(@Nullable Tensor value) {
    return new MultiMarginOptions(p, margin, value, reduction);
  }

  /** {@code none}, {@code mean} (the default) or {@code sum}. */
  public MultiMarginOptions reduction(String value) {
    return new MultiMarginOptions(p, margin, weight, value);
  }
}
