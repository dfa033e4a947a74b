package org.torch4j.optim;

import java.util.List;

/**
 * Lets the learning rates fall along a cosine and starts again, each time with a longer period,
 * {@code torch.optim.lr_scheduler.CosineAnnealingWarmRestarts} (Loshchilov and Hutter, 2016):
 * {@code new CosineAnnealingWarmRestarts(optimizer, 10)}. {@link #step(double)} takes parts of
 * epochs.
 */
public class CosineAnnealingWarmRestarts extends LRScheduler {
  /**
   * What {@link CosineAnnealingWarmRestarts} may be told.
   *
   * @param tMult how much longer each period is than the one before, 1 by default
   * @param etaMin the least learning rate, 0 by default
   * @param lastEpoch the epoch to resume after, -1 by default
   * @param verbose whether each change is logged, false by default
   */
  public record Options(int tMult, double etaMin, int lastEpoch, boolean verbose) {
    static final Options DEFAULT = new Options(1, 0, -1, false);

    /** How much longer each period is than the one before. */
    public Options tMult(int value) {
      return new Options(value, etaMin, lastEpoch, verbose);
    }

    /** The least learning rate. */
    public Options etaMin(double value) {
      return new Options(tMult, value, lastEpoch, verbose);
    }

    /** The epoch to resume after. */
    public Options lastEpoch(int value) {
      return new Options(tMult, etaMin, value, verbose);
    }

    /** Whether each change is logged. */
    public Options verbose(boolean value) {
      return new Options(tMult, etaMin, lastEpoch, value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public CosineAnnealingWarmRestarts(Optimizer optimizer, int t0) {
    this(optimizer, t0, options());
  }

  /**
   * Of {@code optimizer}.
   *
   * @param t0 the epochs of the first period
   */
  public CosineAnnealingWarmRestarts(Optimizer optimizer, int t0, Options options) {
    super(optimizer, options.lastEpoch, options.verbose);
    Checks.require(t0 > 0, "Expected positive integer T_0, but got ", (long) t0);
    Checks.require(
        options.tMult >= 1, "Expected integer T_mult >= 1, but got ", (long) options.tMult);
    set("T_0", (long) t0);
    set("T_i", (long) t0);
    set("T_mult", (long) options.tMult);
    set("eta_min", Checks.zeroAsInteger(options.etaMin));
    set("T_cur", (long) options.lastEpoch);
    start();
  }

  /** The first learning rates are those of the beginning of a period. */
  @Override
  void restart() {
    set("_step_count", 0L);
    step();
  }

  @Override
  protected List<Double> getLr() {
    double min = number("eta_min");
    double share = (1 + Math.cos(Math.PI * number("T_cur") / number("T_i"))) / 2;
    return each((_, base) -> min + (base - min) * share);
  }

  @Override
  public void step() {
    if (lastEpoch() < 0) {
      step(0);
      return;
    }
    double current = number("T_cur") + 1;
    double period = number("T_i");
    if (current >= period) {
      current -= period;
      set("T_i", (long) (period * number("T_mult")));
    }
    set("T_cur", whole(current));
    set("last_epoch", lastEpoch() + 1);
    apply(getLr());
  }

  /**
   * Goes to a given time, such as {@code epoch + batch / batches}.
   *
   * @throws IllegalArgumentException if it is negative
   */
  @Override
  public void step(double epoch) {
    Checks.require(epoch >= 0, "Expected non-negative epoch, but got ", epoch);
    double first = number("T_0");
    double mult = number("T_mult");
    if (epoch < first) {
      set("T_i", (long) first);
      set("T_cur", whole(epoch));
    } else if (mult == 1) {
      set("T_cur", whole(epoch % first));
    } else {
      int n = (int) (Math.log(epoch / first * (mult - 1) + 1) / Math.log(mult));
      double begun = first * (Math.pow(mult, n) - 1) / (mult - 1);
      set("T_cur", whole(epoch - begun));
      set("T_i", (long) (first * Math.pow(mult, n)));
    }
    set("last_epoch", (long) Math.floor(epoch));
    apply(getLr());
  }

  private static Number whole(double epoch) {
    return epoch == Math.rint(epoch) ? (Number) (long) epoch : (Number) epoch;
  }
}
