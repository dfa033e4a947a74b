package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * The triplet margin loss with a distance of one's own, {@code
 * torch.nn.TripletMarginWithDistanceLoss}: {@code apply(anchor, positive, negative)}. A distance
 * that is a module is a part of this one.
 */
public class TripletMarginWithDistanceLoss extends Module {
  private final TripletDistanceOptions options;
  private final DistanceFunction distanceFunction;

  /** The defaults. */
  public static TripletDistanceOptions options() {
    return TripletDistanceOptions.defaults();
  }

  /** The mean, by the 2-norm, margin 1. */
  public TripletMarginWithDistanceLoss() {
    this(options());
  }

  /** With these options. */
  public TripletMarginWithDistanceLoss(TripletDistanceOptions options) {
    DistanceFunction given = options.distanceFunction();
    distanceFunction = given == null ? new PairwiseDistance() : given;
    this.options = options;
  }

  @Override
  public Tensor forward(Tensor anchor, Tensor positive, Tensor negative) {
    return F.tripletMarginWithDistanceLoss(
        anchor, positive, negative, options.distanceFunction(distanceFunction));
  }
}
