package org.torch4j.optim;

import java.util.List;

/**
 * Multiplies the learning rates by gamma every so many epochs, {@code
 * torch.optim.lr_scheduler.StepLR}: {@code new StepLR(optimizer, 30)}.
 */
public class StepLR extends LRScheduler {
  /**
   * What {@link StepLR} may be told.
   *
   * @param gamma the factor of the decay, 0.1 by default
   * @param lastEpoch the epoch to resume after, -1 by default
   * @param verbose whether each change is logged, false by default
   */
  public record Options(double gamma, int lastEpoch, boolean verbose) {
    static final Options DEFAULT = new Options(0.1, -1, false);

    /** The factor of the decay. */
    public Options gamma(double value) {
      return new Options(value, lastEpoch, verbose);
    }

    /** The epoch to resume after. */
    public Options lastEpoch(int value) {
      return new Options(gamma, value, verbose);
    }

    /** Whether each change is logged. */
    public Options verbose(boolean value) {
      return new Options(gamma, lastEpoch, value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public StepLR(Optimizer optimizer, int stepSize) {
    this(optimizer, stepSize, options());
  }

  /**
   * Of {@code optimizer}.
   *
   * @param stepSize epochs from decay to decay
   */
  public StepLR(Optimizer optimizer, int stepSize, Options options) {
    super(optimizer, options.lastEpoch, options.verbose);
    set("step_size", (long) stepSize);
    set("gamma", options.gamma);
    start();
  }

  @Override
  protected List<Double> getLr() {
    boolean decays = lastEpoch() != 0 && lastEpoch() % (long) number("step_size") == 0;
    return each((lr, _) -> decays ? lr * number("gamma") : lr);
  }

  @Override
  protected List<Double> closedForm() {
    double times = Math.floorDiv(lastEpoch(), (long) number("step_size"));
    return each((_, base) -> base * Math.pow(number("gamma"), times));
  }
}
