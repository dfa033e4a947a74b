package org.torch4j.nn;

import org.jspecify.annotations.Nullable;

/**
 * What {@link F#tripletMarginWithDistanceLoss} may be told.
 *
 * @param distanceFunction how far rows are apart; null, the default, for the 2-norm
 * @param margin by how much the negative must be farther than the positive, 1 by default
 * @param swap whether the positive's distance to the negative counts if it is smaller, false by
 *     default
 * @param reduction {@code none}, {@code mean} (the default) or {@code sum}
 */
public record TripletDistanceOptions(
    @Nullable DistanceFunction distanceFunction, double margin, boolean swap, String reduction) {
  private static final TripletDistanceOptions DEFAULT =
      new TripletDistanceOptions(null, 1, false, "mean");

  /** The defaults. */
  public static TripletDistanceOptions defaults() {
    return DEFAULT;
  }

  /** How far rows are apart; null, the default, for the 2-norm. */
  public TripletDistanceOptions distanceFunction(@Nullable DistanceFunction value) {
    return new TripletDistanceOptions(value, margin, swap, reduction);
  }

  /** By how much the negative must be farther than the positive, 1 by default. */
  public TripletDistanceOptions margin(double value) {
    return new TripletDistanceOptions(distanceFunction, value, swap, reduction);
  }

  /** Whether the positive's distance to the negative counts if it is smaller, false by default. */
  public TripletDistanceOptions swap(boolean value) {
    return new TripletDistanceOptions(distanceFunction, margin, value, reduction);
  }

  /** {@code none}, {@code mean} (the default) or {@code sum}. */
  public TripletDistanceOptions reduction(String value) {
    return new TripletDistanceOptions(distanceFunction, margin, swap, value);
  }
}
