package org.torch4j.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Brings the learning rates to a constant one, at which weights are averaged, {@code
 * torch.optim.swa_utils.SWALR}: {@code new SWALR(optimizer, 0.05)}, see {@link AveragedModel}.
 */
public class SWALR extends LRScheduler {
  private final boolean linear;

  /**
   * What {@link SWALR} may be told.
   *
   * @param annealEpochs epochs until the learning rates are reached, 10 by default
   * @param annealStrategy {@code cos} or {@code linear}, cos by default
   * @param lastEpoch the step to resume after, -1 by default
   */
  public record Options(int annealEpochs, String annealStrategy, int lastEpoch) {
    static final Options DEFAULT = new Options(10, "cos", -1);

    /** Epochs until the learning rates are reached. */
    public Options annealEpochs(int value) {
      return new Options(value, annealStrategy, lastEpoch);
    }

    /** {@code cos} or {@code linear}. */
    public Options annealStrategy(String value) {
      return new Options(annealEpochs, value, lastEpoch);
    }

    /** The step to resume after. */
    public Options lastEpoch(int value) {
      return new Options(annealEpochs, annealStrategy, value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** The same learning rate for all groups, with the defaults. */
  public SWALR(Optimizer optimizer, double swaLr) {
    this(optimizer, Collections.nCopies(optimizer.paramGroups().size(), swaLr), options());
  }

  /**
   * A learning rate for each group.
   *
   * @throws IllegalArgumentException if there are not as many as groups, the strategy is unknown or
   *     the number of epochs is negative
   */
  public SWALR(Optimizer optimizer, List<Double> swaLr, Options options) {
    super(optimizer, options.lastEpoch, false);
    Checks.perGroup(optimizer, "values for swa_lr", swaLr.size());
    Checks.require(
        options.annealStrategy.equals("cos") || options.annealStrategy.equals("linear"),
        "anneal_strategy must be one of 'cos' or 'linear', instead got ",
        options.annealStrategy);
    Checks.require(
        options.annealEpochs >= 0,
        "anneal_epochs must be equal or greater than 0, got ",
        (long) options.annealEpochs);
    for (int i = 0; i < swaLr.size(); i++) {
      optimizer.paramGroups().get(i).set("swa_lr", swaLr.get(i));
    }
    this.linear = options.annealStrategy.equals("linear");
    set("anneal_epochs", (long) options.annealEpochs);
    start();
  }

  private double share(double step) {
    double t = Math.clamp(step / Math.max(1, number("anneal_epochs")), 0.0, 1.0);
    return linear ? t : (1 - Math.cos(Math.PI * t)) / 2;
  }

  @Override
  protected List<Double> getLr() {
    double step = stepCount() - 1;
    if (number("anneal_epochs") == 0) {
      step = Math.max(1, step);
    }
    double before = share(step - 1);
    double now = share(step);
    List<Double> rates = new ArrayList<>();
    for (ParamGroup group : optimizer().paramGroups()) {
      double swa = group.number("swa_lr");
      double first = before == 1 ? swa : (group.lr() - before * swa) / (1 - before);
      rates.add(swa * now + first * (1 - now));
    }
    return rates;
  }
}
