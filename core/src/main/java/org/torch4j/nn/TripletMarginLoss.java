package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * {@code max(0, |anchor - positive| - |anchor - negative| + margin)} of rows, {@code
 * torch.nn.TripletMarginLoss}: {@code apply(anchor, positive, negative)}.
 */
public class TripletMarginLoss extends Module {
  private final TripletMarginOptions options;

  /** The defaults. */
  public static TripletMarginOptions options() {
    return TripletMarginOptions.defaults();
  }

  /** The mean loss. */
  public TripletMarginLoss() {
    this(options());
  }

  /** With these options. */
  public TripletMarginLoss(TripletMarginOptions options) {
    this.options = options;
  }

  @Override
  public Tensor forward(Tensor anchor, Tensor positive, Tensor negative) {
    return F.tripletMarginLoss(anchor, positive, negative, options);
  }
}
