package org.torch4j.optim;

import java.util.List;

/**
 * Multiplies the learning rates by gamma every epoch, {@code
 * torch.optim.lr_scheduler.ExponentialLR}: {@code new ExponentialLR(optimizer, 0.95)}.
 */
public class ExponentialLR extends LRScheduler {
  /**
   * What {@link ExponentialLR} may be told.
   *
   * @param lastEpoch the epoch to resume after, -1 by default
   * @param verbose whether each change is logged, false by default
   */
  public record Options(int lastEpoch, boolean verbose) {
    static final Options DEFAULT = new Options(-1, false);

    /** The epoch to resume after. */
    public Options lastEpoch(int value) {
      return new Options(value, verbose);
    }

    /** Whether each change is logged. */
    public Options verbose(boolean value) {
      return new Options(lastEpoch, value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public ExponentialLR(Optimizer optimizer, double gamma) {
    this(optimizer, gamma, options());
  }

  /**
   * Of {@code optimizer}.
   *
   * @param gamma the factor of each epoch
   */
  public ExponentialLR(Optimizer optimizer, double gamma, Options options) {
    super(optimizer, options.lastEpoch, options.verbose);
    set("gamma", gamma);
    start();
  }

  @Override
  protected List<Double> getLr() {
    return each((lr, _) -> lastEpoch() == 0 ? lr : lr * number("gamma"));
  }

  @Override
  protected List<Double> closedForm() {
    return each((_, base) -> base * Math.pow(number("gamma"), lastEpoch()));
  }
}
