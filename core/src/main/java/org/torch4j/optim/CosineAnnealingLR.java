package org.torch4j.optim;

import java.util.List;

/**
 * Lets the learning rates swing between their beginning and a minimum along a cosine, {@code
 * torch.optim.lr_scheduler.CosineAnnealingLR} (Loshchilov and Hutter, 2016, without restarts):
 * {@code new CosineAnnealingLR(optimizer, epochs)}.
 */
public class CosineAnnealingLR extends LRScheduler {
  /**
   * What {@link CosineAnnealingLR} may be told.
   *
   * @param etaMin the least learning rate, 0 by default
   * @param lastEpoch the epoch to resume after, -1 by default
   * @param verbose whether each change is logged, false by default
   */
  public record Options(double etaMin, int lastEpoch, boolean verbose) {
    static final Options DEFAULT = new Options(0, -1, false);

    /** The least learning rate. */
    public Options etaMin(double value) {
      return new Options(value, lastEpoch, verbose);
    }

    /** The epoch to resume after. */
    public Options lastEpoch(int value) {
      return new Options(etaMin, value, verbose);
    }

    /** Whether each change is logged. */
    public Options verbose(boolean value) {
      return new Options(etaMin, lastEpoch, value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public CosineAnnealingLR(Optimizer optimizer, int tMax) {
    this(optimizer, tMax, options());
  }

  /**
   * Of {@code optimizer}.
   *
   * @param tMax the epochs from the greatest to the least learning rate
   */
  public CosineAnnealingLR(Optimizer optimizer, int tMax, Options options) {
    super(optimizer, options.lastEpoch, options.verbose);
    set("T_max", (long) tMax);
    set("eta_min", Checks.zeroAsInteger(options.etaMin));
    start();
  }

  @Override
  protected List<Double> getLr() {
    double min = number("eta_min");
    long half = (long) number("T_max");
    long epoch = lastEpoch();
    if (epoch == 0) {
      return each((lr, _) -> lr);
    }
    if (stepCount() == 1) {
      return closedForm();
    }
    if ((epoch - 1 - half) % (2 * half) == 0) {
      double rise = (1 - Math.cos(Math.PI / half)) / 2;
      return each((lr, base) -> lr + (base - min) * rise);
    }
    double now = 1 + Math.cos(Math.PI * epoch / half);
    double before = 1 + Math.cos(Math.PI * (epoch - 1) / half);
    return each((lr, _) -> now / before * (lr - min) + min);
  }

  @Override
  protected List<Double> closedForm() {
    double min = number("eta_min");
    double share = (1 + Math.cos(Math.PI * lastEpoch() / number("T_max"))) / 2;
    return each((_, base) -> min + (base - min) * share);
  }
}
