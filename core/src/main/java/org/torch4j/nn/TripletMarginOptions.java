package org.torch4j.nn;

/**
 * What {@link F#tripletMarginLoss} may be told.
 *
 * @param margin by how much the negative must be farther than the positive, 1 by default
 * @param p the p of the norm, 2 by default
 * @param eps what is added to each difference, 1e-6 by default
 * @param swap whether the positive's distance to the negative counts if it is smaller, false by
 *     default
 * @param reduction {@code none}, {@code mean} (the default) or {@code sum}
 */
public record TripletMarginOptions(
    double margin, double p, double eps, boolean swap, String reduction) {
  private static final TripletMarginOptions DEFAULT =
      new TripletMarginOptions(1, 2, 1e-6, false, "mean");

  /** The defaults. */
  public static TripletMarginOptions defaults() {
    return DEFAULT;
  }

  /** By how much the negative must be farther than the positive, 1 by default. */
  public TripletMarginOptions margin(double value) {
    return new TripletMarginOptions(value, p, eps, swap, reduction);
  }

  /** The p of the norm, 2 by default. */
  public TripletMarginOptions p(double value) {
    return new TripletMarginOptions(margin, value, eps, swap, reduction);
  }

  /** What is added to each difference, 1e-6 by default. */
  public TripletMarginOptions eps(double value) {
    return new TripletMarginOptions(margin, p, value, swap, reduction);
  }

  /** Whether the positive's distance to the negative counts if it is smaller, false by default. */
  public TripletMarginOptions swap(boolean value) {
    return new TripletMarginOptions(margin, p, eps, value, reduction);
  }

  /** {@code none}, {@code mean} (the default) or {@code sum}. */
  public TripletMarginOptions reduction(String value) {
    return new TripletMarginOptions(margin, p, eps, swap, value);
  }
}
