package org.torch4j.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets the learning rates rise to a greatest value and fall far below the first one, once, {@code
 * torch.optim.lr_scheduler.OneCycleLR} (Smith and Topin, 2017); one step for each batch: {@code new
 * OneCycleLR(optimizer, 0.1, OneCycleLR.options().epochs(10).stepsPerEpoch(loader.size()))}.
 */
public class OneCycleLR extends LRScheduler {
  private static final String FIRST = "initial_lr";
  private static final String MAX = "max_lr";
  private static final String MIN = "min_lr";
  private static final String HIGH = "max_momentum";
  private static final String LOW = "base_momentum";

  private final boolean linear;

  /**
   * What {@link OneCycleLR} may be told.
   *
   * @param totalSteps steps of the cycle, null for epochs times stepsPerEpoch
   * @param epochs epochs of the training
   * @param stepsPerEpoch steps of an epoch
   * @param pctStart the share of the cycle in which the learning rate rises, 0.3 by default
   * @param annealStrategy {@code cos} or {@code linear}, cos by default
   * @param cycleMomentum whether the momentum goes the other way, true by default
   * @param baseMomentum the least momentum, 0.85 by default
   * @param maxMomentum the greatest momentum, 0.95 by default
   * @param divFactor how much smaller the first learning rate is than the greatest, 25 times by
   *     default
   * @param finalDivFactor how much smaller the last learning rate is than the first, 1e4 times by
   *     default
   * @param threePhase whether the learning rate comes back to the first before it falls to the
   *     last, false by default
   * @param lastEpoch the step to resume after, -1 by default
   * @param verbose whether each change is logged, false by default
   */
  public record Options(
      @Nullable Integer totalSteps,
      @Nullable Integer epochs,
      @Nullable Integer stepsPerEpoch,
      double pctStart,
      String annealStrategy,
      boolean cycleMomentum,
      double baseMomentum,
      double maxMomentum,
      double divFactor,
      double finalDivFactor,
      boolean threePhase,
      int lastEpoch,
      boolean verbose) {
    static final Options DEFAULT =
        new Options(null, null, null, 0.3, "cos", true, 0.85, 0.95, 25, 1e4, false, -1, false);

    /** Steps of the cycle, null for epochs times stepsPerEpoch. */
    public Options totalSteps(@Nullable Integer value) {
      return new Options(
          value,
          epochs,
          stepsPerEpoch,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase,
          lastEpoch,
          verbose);
    }

    /** Epochs of the training. */
    public Options epochs(@Nullable Integer value) {
      return new Options(
          totalSteps,
          value,
          stepsPerEpoch,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase,
          lastEpoch,
          verbose);
    }

    /** Steps of an epoch. */
    public Options stepsPerEpoch(@Nullable Integer value) {
      return new Options(
          totalSteps,
          epochs,
          value,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase,
          lastEpoch,
          verbose);
    }

    /** The share of the cycle in which the learning rate rises. */
    public Options pctStart(double value) {
      return new Options(
          totalSteps,
          epochs,
          stepsPerEpoch,
          value,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase,
          lastEpoch,
          verbose);
    }

    /** {@code cos} or {@code linear}. */
    public Options annealStrategy(String value) {
      return new Options(
          totalSteps,
          epochs,
          stepsPerEpoch,
          pctStart,
          value,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase,
          lastEpoch,
          verbose);
    }

    /** Whether the momentum goes the other way. */
    public Options cycleMomentum(boolean value) {
      return new Options(
          totalSteps,
          epochs,
          stepsPerEpoch,
          pctStart,
          annealStrategy,
          value,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase,
          lastEpoch,
          verbose);
    }

    /** The least momentum. */
    public Options baseMomentum(double value) {
      return new Options(
          totalSteps,
          epochs,
          stepsPerEpoch,
          pctStart,
          annealStrategy,
          cycleMomentum,
          value,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase,
          lastEpoch,
          verbose);
    }

    /** The greatest momentum. */
    public Options maxMomentum(double value) {
      return new Options(
          totalSteps,
          epochs,
          stepsPerEpoch,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          value,
          divFactor,
          finalDivFactor,
          threePhase,
          lastEpoch,
          verbose);
    }

    /** How much smaller the first learning rate is than the greatest. */
    public Options divFactor(double value) {
      return new Options(
          totalSteps,
          epochs,
          stepsPerEpoch,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          value,
          finalDivFactor,
          threePhase,
          lastEpoch,
          verbose);
    }

    /** How much smaller the last learning rate is than the first. */
    public Options finalDivFactor(double value) {
      return new Options(
          totalSteps,
          epochs,
          stepsPerEpoch,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          value,
          threePhase,
          lastEpoch,
          verbose);
    }

    /** Whether the learning rate comes back to the first before it falls to the last. */
    public Options threePhase(boolean value) {
      return new Options(
          totalSteps,
          epochs,
          stepsPerEpoch,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          value,
          lastEpoch,
          verbose);
    }

    /** The step to resume after. */
    public Options lastEpoch(int value) {
      return new Options(
          totalSteps,
          epochs,
          stepsPerEpoch,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase,
          value,
          verbose);
    }

    /** Whether each change is logged. */
    public Options verbose(boolean value) {
      return new Options(
          totalSteps,
          epochs,
          stepsPerEpoch,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase,
          lastEpoch,
          value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** The same greatest learning rate for all groups. */
  public OneCycleLR(Optimizer optimizer, double maxLr, Options options) {
    this(optimizer, Collections.nCopies(optimizer.paramGroups().size(), maxLr), options);
  }

  /**
   * A greatest learning rate for each group.
   *
   * @throws IllegalArgumentException if the number of steps is not given, a value is out of bounds,
   *     or the optimizer has no momentum to cycle
   */
  public OneCycleLR(Optimizer optimizer, List<Double> maxLr, Options options) {
    super(optimizer, options.lastEpoch, options.verbose);
    Checks.perGroup(optimizer, "values for max_lr", maxLr.size());
    Checks.require(
        options.pctStart >= 0 && options.pctStart <= 1,
        "Expected float between 0 and 1 pct_start, but got ",
        options.pctStart);
    Checks.require(
        options.annealStrategy.equals("cos") || options.annealStrategy.equals("linear"),
        "anneal_strategy must be one of 'cos' or 'linear', instead got ",
        options.annealStrategy);
    this.linear = options.annealStrategy.equals("linear");
    long total = totalSteps(options);
    set("total_steps", total);
    set("_schedule_phases", phases(options, total));
    set("cycle_momentum", options.cycleMomentum);
    boolean fresh = options.lastEpoch == -1;
    for (int i = 0; fresh && i < maxLr.size(); i++) {
      ParamGroup group = optimizer.paramGroups().get(i);
      group.set(FIRST, maxLr.get(i) / options.divFactor);
      group.set(MAX, maxLr.get(i));
      group.set(MIN, maxLr.get(i) / options.divFactor / options.finalDivFactor);
    }
    if (options.cycleMomentum) {
      boolean betas = optimizer.defaults().containsKey("betas");
      if (!betas && !optimizer.defaults().containsKey("momentum")) {
        throw new IllegalArgumentException(
            "optimizer must support momentum with `cycle_momentum` option enabled");
      }
      set("use_beta1", betas);
      for (ParamGroup group : optimizer.paramGroups()) {
        if (fresh) {
          momentum(group, betas, options.maxMomentum);
          group.set(HIGH, options.maxMomentum);
          group.set(LOW, options.baseMomentum);
        }
      }
    }
    start();
  }

  private static long totalSteps(Options o) {
    if (o.totalSteps != null) {
      Checks.require(
          o.totalSteps > 0, "Expected positive integer total_steps, but got ", (long) o.totalSteps);
      return o.totalSteps;
    }
    if (o.epochs == null || o.stepsPerEpoch == null) {
      throw new IllegalArgumentException(
          "You must define either total_steps OR (epochs AND steps_per_epoch)");
    }
    Checks.require(o.epochs > 0, "Expected positive integer epochs, but got ", (long) o.epochs);
    Checks.require(
        o.stepsPerEpoch > 0,
        "Expected positive integer steps_per_epoch, but got ",
        (long) o.stepsPerEpoch);
    return Math.multiplyExact(o.epochs, o.stepsPerEpoch);
  }

  private static List<Map<String, Object>> phases(Options o, long total) {
    double rise = o.pctStart * total - 1;
    List<Map<String, Object>> phases = new ArrayList<>();
    phases.add(phase(rise, FIRST, MAX, HIGH, LOW));
    if (o.threePhase) {
      phases.add(phase(2 * o.pctStart * total - 2, MAX, FIRST, LOW, HIGH));
      phases.add(phase(total - 1, FIRST, MIN, HIGH, HIGH));
    } else {
      phases.add(phase(total - 1, MAX, MIN, LOW, HIGH));
    }
    return phases;
  }

  private static Map<String, Object> phase(
      Number end, String fromLr, String toLr, String fromMomentum, String toMomentum) {
    Map<String, Object> phase = new LinkedHashMap<>();
    phase.put("end_step", end);
    phase.put("start_lr", fromLr);
    phase.put("end_lr", toLr);
    phase.put("start_momentum", fromMomentum);
    phase.put("end_momentum", toMomentum);
    return phase;
  }

  private static void momentum(ParamGroup group, boolean betas, double value) {
    if (betas) {
      group.set("betas", List.of(value, group.number("betas", 1)));
    } else {
      group.set("momentum", value);
    }
  }

  private double anneal(double from, double to, double share) {
    return linear
        ? (to - from) * share + from
        : to + (from - to) / 2 * (Math.cos(Math.PI * share) + 1);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException past the last step
   */
  @Override
  protected List<Double> getLr() {
    long step = lastEpoch();
    if (step > number("total_steps")) {
      throw new IllegalArgumentException(
          "Tried to step %d times. The specified number of total steps is %d"
              .formatted(step + 1, (long) number("total_steps")));
    }
    List<?> phases = (List<?>) get("_schedule_phases");
    int last = phases == null ? 0 : phases.size() - 1;
    double begin = 0;
    for (int i = 0; phases != null && i <= last; i++) {
      Map<?, ?> phase = (Map<?, ?>) phases.get(i);
      double end = phase.get("end_step") instanceof Number n ? n.doubleValue() : begin;
      if (step <= end || i == last) {
        return rates(phase, (step - begin) / (end - begin));
      }
      begin = end;
    }
    throw new IllegalStateException("OneCycleLR: no phases");
  }

  private List<Double> rates(Map<?, ?> phase, double share) {
    List<Double> rates = new ArrayList<>();
    boolean moves = Boolean.TRUE.equals(get("cycle_momentum"));
    for (ParamGroup group : optimizer().paramGroups()) {
      rates.add(between(group, phase, "lr", share));
      if (moves) {
        momentum(
            group, Boolean.TRUE.equals(get("use_beta1")), between(group, phase, "momentum", share));
      }
    }
    return rates;
  }

  private double between(ParamGroup group, Map<?, ?> phase, String what, double share) {
    double from = group.number(String.valueOf(phase.get("start_" + what)));
    double to = group.number(String.valueOf(phase.get("end_" + what)));
    return anneal(from, to, share);
  }
}
