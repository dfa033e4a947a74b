package org.torch4j.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * Reduces the learning rates when a metric has stopped getting better, {@code
 * torch.optim.lr_scheduler.ReduceLROnPlateau}:
 *
 * <pre>{@code
 * var scheduler = new ReduceLROnPlateau(optimizer);
 * for (int epoch = 0; epoch < 90; epoch++) {
 *   train(...);
 *   scheduler.step(validate(...));
 * }
 * }</pre>
 */
public class ReduceLROnPlateau {
  private final Optimizer optimizer;
  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  /**
   * What {@link ReduceLROnPlateau} may be told.
   *
   * @param mode {@code min} or {@code max}: which way the metric gets better, min by default
   * @param factor the factor of a reduction, below 1, 0.1 by default
   * @param patience epochs without improvement that are let pass, 10 by default
   * @param threshold how much better counts as better, 1e-4 by default
   * @param thresholdMode {@code rel} or {@code abs}: what the threshold is measured by, rel by
   *     default
   * @param cooldown epochs after a reduction in which none follows, 0 by default
   * @param minLr the least learning rate, for all groups or for each, 0 by default
   * @param eps the least reduction that is made, 1e-8 by default
   * @param verbose whether each change is logged, false by default
   */
  public record Options(
      String mode,
      double factor,
      int patience,
      double threshold,
      String thresholdMode,
      int cooldown,
      List<Double> minLr,
      double eps,
      boolean verbose) {
    static final Options DEFAULT =
        new Options("min", 0.1, 10, 1e-4, "rel", 0, List.of(0.0), 1e-8, false);

    /** {@code min} or {@code max}: which way the metric gets better. */
    public Options mode(String value) {
      return new Options(
          value, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, verbose);
    }

    /** The factor of a reduction, below 1. */
    public Options factor(double value) {
      return new Options(
          mode, value, patience, threshold, thresholdMode, cooldown, minLr, eps, verbose);
    }

    /** Epochs without improvement that are let pass. */
    public Options patience(int value) {
      return new Options(
          mode, factor, value, threshold, thresholdMode, cooldown, minLr, eps, verbose);
    }

    /** How much better counts as better. */
    public Options threshold(double value) {
      return new Options(
          mode, factor, patience, value, thresholdMode, cooldown, minLr, eps, verbose);
    }

    /** {@code rel} or {@code abs}: what the threshold is measured by. */
    public Options thresholdMode(String value) {
      return new Options(mode, factor, patience, threshold, value, cooldown, minLr, eps, verbose);
    }

    /** Epochs after a reduction in which none follows. */
    public Options cooldown(int value) {
      return new Options(
          mode, factor, patience, threshold, thresholdMode, value, minLr, eps, verbose);
    }

    /** The least learning rate, for all groups. */
    public Options minLr(double value) {
      return minLr(List.of(value));
    }

    /** The least learning rate, for each group. */
    public Options minLr(List<Double> value) {
      return new Options(
          mode, factor, patience, threshold, thresholdMode, cooldown, value, eps, verbose);
    }

    /** The least reduction that is made. */
    public Options eps(double value) {
      return new Options(
          mode, factor, patience, threshold, thresholdMode, cooldown, minLr, value, verbose);
    }

    /** Whether each change is logged. */
    public Options verbose(boolean value) {
      return new Options(
          mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public ReduceLROnPlateau(Optimizer optimizer) {
    this(optimizer, options());
  }

  /**
   * Of {@code optimizer}.
   *
   * @throws IllegalArgumentException if the factor is not below 1, a mode is unknown, or there are
   *     not as many least learning rates as groups
   */
  public ReduceLROnPlateau(Optimizer optimizer, Options options) {
    Checks.require(options.factor < 1, "Factor should be < 1.0, got ", options.factor);
    this.optimizer = optimizer;
    List<Double> min = options.minLr;
    int groups = optimizer.paramGroups().size();
    if (min.size() != 1) {
      Checks.perGroup(optimizer, "min_lrs", min.size());
    }
    fields.put("factor", options.factor);
    fields.put(
        "min_lrs",
        (min.size() == 1 ? Collections.nCopies(groups, min.get(0)) : min)
            .stream().map(Checks::zeroAsInteger).toList());
    fields.put("patience", (long) options.patience);
    fields.put("verbose", options.verbose);
    fields.put("cooldown", (long) options.cooldown);
    fields.put("cooldown_counter", 0L);
    fields.put("mode", options.mode);
    fields.put("threshold", options.threshold);
    fields.put("threshold_mode", options.thresholdMode);
    checkModes();
    double worst = options.mode.equals("min") ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    fields.put("best", worst);
    fields.put("num_bad_epochs", 0L);
    fields.put("mode_worse", worst);
    fields.put("eps", options.eps);
    fields.put("last_epoch", 0L);
  }

  private void checkModes() {
    if (!List.of("min", "max").contains(String.valueOf(fields.get("mode")))) {
      throw new IllegalArgumentException("mode " + fields.get("mode") + " is unknown!");
    }
    if (!List.of("rel", "abs").contains(String.valueOf(fields.get("threshold_mode")))) {
      throw new IllegalArgumentException(
          "threshold mode " + fields.get("threshold_mode") + " is unknown!");
    }
  }

  private double number(String name) {
    if (fields.get(name) instanceof Number n) {
      return n.doubleValue();
    }
    throw new IllegalStateException("ReduceLROnPlateau: '" + name + "' is " + fields.get(name));
  }

  private void count(String name, long value) {
    fields.put(name, value);
  }

  /** Takes the metric of an epoch, a tensor of one element. */
  public void step(Tensor metrics) {
    step(metrics.item());
  }

  /** Takes the metric of an epoch. */
  public void step(double metrics) {
    long epoch = (long) number("last_epoch") + 1;
    count("last_epoch", epoch);
    long bad = (long) number("num_bad_epochs") + 1;
    if (isBetter(metrics)) {
      fields.put("best", metrics);
      bad = 0;
    }
    if (number("cooldown_counter") > 0) {
      count("cooldown_counter", (long) number("cooldown_counter") - 1);
      bad = 0;
    }
    if (bad > number("patience")) {
      reduce(epoch);
      count("cooldown_counter", (long) number("cooldown"));
      bad = 0;
    }
    count("num_bad_epochs", bad);
    List<Double> last = new ArrayList<>();
    optimizer.paramGroups().forEach(g -> last.add(g.lr()));
    fields.put("_last_lr", last);
  }

  private boolean isBetter(double metric) {
    double best = number("best");
    double threshold = number("threshold");
    boolean relative = "rel".equals(fields.get("threshold_mode"));
    if ("min".equals(fields.get("mode"))) {
      return metric < (relative ? best * (1 - threshold) : best - threshold);
    }
    return metric > (relative ? best * (threshold + 1) : best + threshold);
  }

  private void reduce(long epoch) {
    List<ParamGroup> groups = optimizer.paramGroups();
    List<?> least = fields.get("min_lrs") instanceof List<?> l ? l : List.of();
    for (int i = 0; i < groups.size(); i++) {
      double before = groups.get(i).lr();
      double min = least.get(i) instanceof Number n ? n.doubleValue() : 0;
      double after = Math.max(before * number("factor"), min);
      if (before - after > number("eps")) {
        groups.get(i).lr(after);
        if (Boolean.TRUE.equals(fields.get("verbose"))) {
          String number = String.format(Locale.ROOT, "%05d", epoch);
          String lr = LRScheduler.scientific(after);
          LRScheduler.log(
              "Epoch " + number + ": reducing learning rate of group " + i + " to " + lr + ".");
        }
      }
    }
  }

  /** The learning rates after the last step, one for each group; empty before the first one. */
  public List<Double> getLastLr() {
    List<Double> last = new ArrayList<>();
    if (fields.get("_last_lr") instanceof List<?> l) {
      l.forEach(n -> last.add(((Number) n).doubleValue()));
    }
    return last;
  }

  /** Everything that decides how it goes on, under PyTorch's names. */
  public Map<String, @Nullable Object> stateDict() {
    return new LinkedHashMap<>(fields);
  }

  /**
   * Takes over a state of {@link #stateDict} or of PyTorch.
   *
   * @throws IllegalArgumentException if a mode in it is unknown
   */
  public void loadStateDict(Map<String, ?> state) {
    Map<String, @Nullable Object> before = new LinkedHashMap<>(fields);
    fields.putAll(state);
    try {
      checkModes();
    } catch (IllegalArgumentException e) {
      fields.clear();
      fields.putAll(before);
      throw e;
    }
  }
}
