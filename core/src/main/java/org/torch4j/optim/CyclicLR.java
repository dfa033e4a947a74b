package org.torch4j.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lets the learning rates go up and down between two bounds, {@code
 * torch.optim.lr_scheduler.CyclicLR} (Smith, 2015); one step for each batch: {@code new
 * CyclicLR(optimizer, 1e-3, 1e-1)}.
 */
public class CyclicLR extends LRScheduler {
  private static final List<String> MODES = List.of("triangular", "triangular2", "exp_range");

  private final @Nullable DoubleUnaryOperator scaleFn;

  /**
   * What {@link CyclicLR} may be told.
   *
   * @param stepSizeUp steps from the least to the greatest learning rate, 2000 by default
   * @param stepSizeDown steps back, null for as many
   * @param mode {@code triangular}, {@code triangular2} (half as high each cycle) or {@code
   *     exp_range} (lower by gamma each step), triangular by default
   * @param gamma the factor of each step in exp_range, 1 by default
   * @param scaleFn a height of one's own from the cycle (from 1) or the step (from 0), instead of
   *     mode; null for none
   * @param scaleMode {@code cycle} or {@code iterations}: what scaleFn takes, cycle by default
   * @param cycleMomentum whether the momentum goes the other way, true by default
   * @param baseMomentum the least momentum, 0.8 by default
   * @param maxMomentum the greatest momentum, 0.9 by default
   * @param lastEpoch the step to resume after, -1 by default
   * @param verbose whether each change is logged, false by default
   */
  public record Options(
      int stepSizeUp,
      @Nullable Integer stepSizeDown,
      String mode,
      double gamma,
      @Nullable DoubleUnaryOperator scaleFn,
      String scaleMode,
      boolean cycleMomentum,
      double baseMomentum,
      double maxMomentum,
      int lastEpoch,
      boolean verbose) {
    static final Options DEFAULT =
        new Options(2000, null, "triangular", 1, null, "cycle", true, 0.8, 0.9, -1, false);

    /** Steps from the least to the greatest learning rate. */
    public Options stepSizeUp(int value) {
      return new Options(
          value,
          stepSizeDown,
          mode,
          gamma,
          scaleFn,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          lastEpoch,
          verbose);
    }

    /** Steps back, null for as many. */
    public Options stepSizeDown(@Nullable Integer value) {
      return new Options(
          stepSizeUp,
          value,
          mode,
          gamma,
          scaleFn,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          lastEpoch,
          verbose);
    }

    /**
     * {@code triangular}, {@code triangular2} (half as high each cycle) or {@code exp_range} (lower
     * by gamma each step).
     */
    public Options mode(String value) {
      return new Options(
          stepSizeUp,
          stepSizeDown,
          value,
          gamma,
          scaleFn,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          lastEpoch,
          verbose);
    }

    /** The factor of each step in exp_range. */
    public Options gamma(double value) {
      return new Options(
          stepSizeUp,
          stepSizeDown,
          mode,
          value,
          scaleFn,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          lastEpoch,
          verbose);
    }

    /**
     * A height of one's own from the cycle (from 1) or the step (from 0), instead of mode; null for
     * none.
     */
    public Options scaleFn(@Nullable DoubleUnaryOperator value) {
      return new Options(
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          value,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          lastEpoch,
          verbose);
    }

    /** {@code cycle} or {@code iterations}: what scaleFn takes. */
    public Options scaleMode(String value) {
      return new Options(
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          scaleFn,
          value,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          lastEpoch,
          verbose);
    }

    /** Whether the momentum goes the other way. */
    public Options cycleMomentum(boolean value) {
      return new Options(
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          scaleFn,
          scaleMode,
          value,
          baseMomentum,
          maxMomentum,
          lastEpoch,
          verbose);
    }

    /** The least momentum. */
    public Options baseMomentum(double value) {
      return new Options(
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          scaleFn,
          scaleMode,
          cycleMomentum,
          value,
          maxMomentum,
          lastEpoch,
          verbose);
    }

    /** The greatest momentum. */
    public Options maxMomentum(double value) {
      return new Options(
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          scaleFn,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          value,
          lastEpoch,
          verbose);
    }

    /** The step to resume after. */
    public Options lastEpoch(int value) {
      return new Options(
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          scaleFn,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          value,
          verbose);
    }

    /** Whether each change is logged. */
    public Options verbose(boolean value) {
      return new Options(
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          scaleFn,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          lastEpoch,
          value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** The same bounds for all groups, else the defaults. */
  public CyclicLR(Optimizer optimizer, double baseLr, double maxLr) {
    this(optimizer, baseLr, maxLr, options());
  }

  /** The same bounds for all groups. */
  public CyclicLR(Optimizer optimizer, double baseLr, double maxLr, Options options) {
    this(optimizer, all(optimizer, baseLr), all(optimizer, maxLr), options);
  }

  /**
   * Bounds for each group.
   *
   * @param baseLr the least learning rates
   * @param maxLr the greatest learning rates
   * @throws IllegalArgumentException if the optimizer has no momentum to cycle, the mode is
   *     unknown, or there are not as many bounds as groups
   */
  public CyclicLR(Optimizer optimizer, List<Double> baseLr, List<Double> maxLr, Options options) {
    super(withRates(optimizer, baseLr, options), options.lastEpoch, options.verbose);
    Checks.perGroup(optimizer, "values for max_lr", maxLr.size());
    if (!MODES.contains(options.mode) && options.scaleFn == null) {
      throw new IllegalArgumentException("mode is invalid and scale_fn is None");
    }
    double up = options.stepSizeUp;
    double down = options.stepSizeDown == null ? up : options.stepSizeDown;
    this.scaleFn = options.scaleFn;
    set("max_lrs", List.copyOf(maxLr));
    set("total_size", up + down);
    set("step_ratio", up / (up + down));
    set("mode", options.mode);
    set("gamma", options.gamma);
    boolean byStep = options.mode.equals("exp_range");
    set("scale_mode", scaleFn != null ? options.scaleMode : byStep ? "iterations" : "cycle");
    set("cycle_momentum", options.cycleMomentum);
    if (options.cycleMomentum) {
      if (!optimizer.defaults().containsKey("momentum")) {
        throw new IllegalArgumentException(
            "optimizer must support momentum with `cycle_momentum` option enabled");
      }
      set("base_momentums", all(optimizer, options.baseMomentum));
      set("max_momentums", all(optimizer, options.maxMomentum));
    }
    start();
    set("base_lrs", List.copyOf(baseLr));
  }

  private static List<Double> all(Optimizer optimizer, double value) {
    return Collections.nCopies(optimizer.paramGroups().size(), value);
  }

  /** The rates of the beginning are the lower bounds, whatever the optimizer was made with. */
  private static Optimizer withRates(Optimizer optimizer, List<Double> baseLr, Options options) {
    Checks.perGroup(optimizer, "values for base_lr", baseLr.size());
    if (options.lastEpoch == -1) {
      for (int i = 0; i < baseLr.size(); i++) {
        optimizer.paramGroups().get(i).lr(baseLr.get(i));
      }
    }
    return optimizer;
  }

  private double scale(double x) {
    if (scaleFn != null) {
      return scaleFn.applyAsDouble(x);
    }
    return switch (String.valueOf(get("mode"))) {
      case "triangular" -> 1;
      case "triangular2" -> 1 / Math.pow(2, x - 1);
      default -> Math.pow(number("gamma"), x);
    };
  }

  @Override
  protected List<Double> getLr() {
    double position = lastEpoch() / number("total_size");
    double ratio = number("step_ratio");
    double cycle = Math.floor(1 + position);
    double x = 1 + position - cycle;
    double height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
    height *= scale("cycle".equals(get("scale_mode")) ? cycle : lastEpoch());
    List<Double> base = baseLrs();
    List<Double> max = numbers("max_lrs");
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < base.size(); i++) {
      rates.add(base.get(i) + (max.get(i) - base.get(i)) * height);
    }
    if (get("cycle_momentum") instanceof Boolean b && b) {
      List<Double> least = numbers("base_momentums");
      List<Double> most = numbers("max_momentums");
      for (int i = 0; i < least.size(); i++) {
        optimizer()
            .paramGroups()
            .get(i)
            .set("momentum", most.get(i) - (most.get(i) - least.get(i)) * height);
      }
    }
    return rates;
  }
}
