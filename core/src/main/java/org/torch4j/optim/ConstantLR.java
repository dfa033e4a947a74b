package org.torch4j.optim;

import java.util.List;

/**
 * Multiplies the learning rates by a factor until a given epoch, {@code
 * torch.optim.lr_scheduler.ConstantLR}: {@code new ConstantLR(optimizer)}.
 */
public class ConstantLR extends LRScheduler {
  /**
   * What {@link ConstantLR} may be told.
   *
   * @param factor the factor, from 0 to 1, 1/3 by default
   * @param totalIters the number of epochs with the factor, 5 by default
   * @param lastEpoch the epoch to resume after, -1 by default
   * @param verbose whether each change is logged, false by default
   */
  public record Options(double factor, int totalIters, int lastEpoch, boolean verbose) {
    static final Options DEFAULT = new Options(1.0 / 3, 5, -1, false);

    /** The factor, from 0 to 1. */
    public Options factor(double value) {
      return new Options(value, totalIters, lastEpoch, verbose);
    }

    /** The number of epochs with the factor. */
    public Options totalIters(int value) {
      return new Options(factor, value, lastEpoch, verbose);
    }

    /** The epoch to resume after. */
    public Options lastEpoch(int value) {
      return new Options(factor, totalIters, value, verbose);
    }

    /** Whether each change is logged. */
    public Options verbose(boolean value) {
      return new Options(factor, totalIters, lastEpoch, value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public ConstantLR(Optimizer optimizer) {
    this(optimizer, options());
  }

  /** Of {@code optimizer}. */
  public ConstantLR(Optimizer optimizer, Options options) {
    super(optimizer, options.lastEpoch, options.verbose);
    Checks.require(
        options.factor >= 0 && options.factor <= 1,
        "Constant multiplicative factor expected to be between 0 and 1, got ",
        options.factor);
    set("factor", options.factor);
    set("total_iters", (long) options.totalIters);
    start();
  }

  @Override
  protected List<Double> getLr() {
    double factor = number("factor");
    double last = number("total_iters");
    long epoch = lastEpoch();
    return each((lr, _) -> epoch == 0 ? lr * factor : epoch == last ? lr * (1 / factor) : lr);
  }

  @Override
  protected List<Double> closedForm() {
    double factor = number("factor");
    boolean over = lastEpoch() >= number("total_iters");
    return each((_, base) -> base * (factor + (over ? 1 - factor : 0)));
  }
}
