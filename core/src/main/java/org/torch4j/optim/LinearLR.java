package org.torch4j.optim;

import java.util.List;

/**
 * Multiplies the learning rates by a factor that changes linearly, {@code
 * torch.optim.lr_scheduler.LinearLR}, mostly to warm up: {@code new LinearLR(optimizer)}.
 */
public class LinearLR extends LRScheduler {
  /**
   * What {@link LinearLR} may be told.
   *
   * @param startFactor the factor of the first epoch, above 0 and up to 1, 1/3 by default
   * @param endFactor the factor at the end, from 0 to 1, 1 by default
   * @param totalIters the number of epochs until the end, 5 by default
   * @param lastEpoch the epoch to resume after, -1 by default
   * @param verbose whether each change is logged, false by default
   */
  public record Options(
      double startFactor, double endFactor, int totalIters, int lastEpoch, boolean verbose) {
    static final Options DEFAULT = new Options(1.0 / 3, 1.0, 5, -1, false);

    /** The factor of the first epoch, above 0 and up to 1. */
    public Options startFactor(double value) {
      return new Options(value, endFactor, totalIters, lastEpoch, verbose);
    }

    /** The factor at the end, from 0 to 1. */
    public Options endFactor(double value) {
      return new Options(startFactor, value, totalIters, lastEpoch, verbose);
    }

    /** The number of epochs until the end. */
    public Options totalIters(int value) {
      return new Options(startFactor, endFactor, value, lastEpoch, verbose);
    }

    /** The epoch to resume after. */
    public Options lastEpoch(int value) {
      return new Options(startFactor, endFactor, totalIters, value, verbose);
    }

    /** Whether each change is logged. */
    public Options verbose(boolean value) {
      return new Options(startFactor, endFactor, totalIters, lastEpoch, value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public LinearLR(Optimizer optimizer) {
    this(optimizer, options());
  }

  /** Of {@code optimizer}. */
  public LinearLR(Optimizer optimizer, Options options) {
    super(optimizer, options.lastEpoch, options.verbose);
    Checks.require(
        options.startFactor > 0 && options.startFactor <= 1,
        "Starting multiplicative factor expected to be between 0 (not included) and 1, got ",
        options.startFactor);
    Checks.require(
        options.endFactor >= 0 && options.endFactor <= 1,
        "Ending multiplicative factor expected to be between 0 and 1, got ",
        options.endFactor);
    set("start_factor", options.startFactor);
    set("end_factor", options.endFactor);
    set("total_iters", (long) options.totalIters);
    start();
  }

  @Override
  protected List<Double> getLr() {
    double start = number("start_factor");
    double change = number("end_factor") - start;
    double total = number("total_iters");
    long epoch = lastEpoch();
    return each(
        (lr, _) -> {
          if (epoch == 0) {
            return lr * start;
          }
          return epoch > total ? lr : lr * (1 + change / (total * start + (epoch - 1) * change));
        });
  }

  @Override
  protected List<Double> closedForm() {
    double start = number("start_factor");
    double change = number("end_factor") - start;
    double total = number("total_iters");
    return each((_, base) -> base * (start + change * Math.min(total, lastEpoch()) / total));
  }
}
