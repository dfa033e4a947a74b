package org.torch4j.optim;

import java.util.List;

/**
 * Lets the learning rates fall to zero by a polynomial, {@code
 * torch.optim.lr_scheduler.PolynomialLR}: {@code new PolynomialLR(optimizer,
 * PolynomialLR.options().totalIters(90))}.
 */
public class PolynomialLR extends LRScheduler {
  /**
   * What {@link PolynomialLR} may be told.
   *
   * @param totalIters the number of epochs until zero, 5 by default
   * @param power the power of the polynomial, 1 by default
   * @param lastEpoch the epoch to resume after, -1 by default
   * @param verbose whether each change is logged, false by default
   */
  public record Options(int totalIters, double power, int lastEpoch, boolean verbose) {
    static final Options DEFAULT = new Options(5, 1.0, -1, false);

    /** The number of epochs until zero. */
    public Options totalIters(int value) {
      return new Options(value, power, lastEpoch, verbose);
    }

    /** The power of the polynomial. */
    public Options power(double value) {
      return new Options(totalIters, value, lastEpoch, verbose);
    }

    /** The epoch to resume after. */
    public Options lastEpoch(int value) {
      return new Options(totalIters, power, value, verbose);
    }

    /** Whether each change is logged. */
    public Options verbose(boolean value) {
      return new Options(totalIters, power, lastEpoch, value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public PolynomialLR(Optimizer optimizer) {
    this(optimizer, options());
  }

  /** Of {@code optimizer}. */
  public PolynomialLR(Optimizer optimizer, Options options) {
    super(optimizer, options.lastEpoch, options.verbose);
    set("total_iters", (long) options.totalIters);
    set("power", options.power);
    start();
  }

  @Override
  protected List<Double> getLr() {
    double total = number("total_iters");
    double epoch = lastEpoch();
    if (epoch == 0 || epoch > total) {
      return each((lr, _) -> lr);
    }
    double ratio = (1 - epoch / total) / (1 - (epoch - 1) / total);
    return each((lr, _) -> lr * Math.pow(ratio, number("power")));
  }

  @Override
  protected List<Double> closedForm() {
    double total = number("total_iters");
    double left = 1 - Math.min(total, lastEpoch()) / total;
    return each((_, base) -> base * Math.pow(left, number("power")));
  }
}
