package org.torch4j.optim;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Stateful;
import org.torch4j.nn.PythonText;

/**
 * Changes the learning rates of an optimizer from epoch to epoch, {@code
 * torch.optim.lr_scheduler.LRScheduler}.
 *
 * <pre>{@code
 * var scheduler = new StepLR(optimizer, 30);
 * for (int epoch = 0; epoch < 90; epoch++) {
 *   train(...);            // optimizer.step() for each batch
 *   scheduler.step();
 * }
 * }</pre>
 *
 * <p>A subclass keeps what it was told by {@link #set}, calls {@link #start} at the end of its
 * constructor, and writes {@link #getLr}. What it keeps makes up its {@link #stateDict}, under
 * PyTorch's names.
 */
public abstract class LRScheduler implements Stateful {
  private static final Logger LOG = System.getLogger("org.torch4j.optim");
  private static final String LAST_EPOCH = "last_epoch";
  private static final String BASE_LRS = "base_lrs";
  private static final String STEP_COUNT = "_step_count";
  private static final String LAST_LR = "_last_lr";
  private static final String INITIAL = "initial_lr";

  private final Optimizer optimizer;
  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
  private long stepsAtStart;

  /**
   * A scheduler that has not started.
   *
   * @param lastEpoch the epoch to resume after; -1 starts anew from the present learning rates
   * @throws IllegalArgumentException if it resumes but the groups lack the option initial_lr, which
   *     a loaded state of the optimizer has
   */
  protected LRScheduler(Optimizer optimizer, int lastEpoch, boolean verbose) {
    this.optimizer = optimizer;
    List<ParamGroup> groups = optimizer.paramGroups();
    for (int i = 0; i < groups.size(); i++) {
      ParamGroup group = groups.get(i);
      if (lastEpoch == -1) {
        group.options().putIfAbsent(INITIAL, group.get("lr"));
      } else if (!group.options().containsKey(INITIAL)) {
        throw new IllegalArgumentException(
            "param 'initial_lr' is not specified in param_groups["
                + i
                + "] when resuming an optimizer");
      }
    }
    set(LAST_EPOCH, (long) lastEpoch);
    set("verbose", verbose);
  }

  /** The optimizer whose learning rates it changes. */
  public final Optimizer optimizer() {
    return optimizer;
  }

  /** Sets the first learning rates; to be called once, at the end of the constructor. */
  protected final void start() {
    List<Double> initial = new ArrayList<>();
    for (ParamGroup group : optimizer.paramGroups()) {
      initial.add(group.number(INITIAL));
    }
    set(BASE_LRS, initial);
    restart();
  }

  /** Counts steps from here and makes the first one. */
  void restart() {
    stepsAtStart = optimizer.steps();
    set(STEP_COUNT, 0L);
    step();
  }

  // ---- what a subclass keeps

  /** Keeps a value under its PyTorch name. */
  protected final void set(String name, @Nullable Object value) {
    fields.put(name, value);
  }

  /** A value that was kept. */
  protected final @Nullable Object get(String name) {
    return fields.get(name);
  }

  /** A value that was kept and is a number. */
  protected final double number(String name) {
    if (get(name) instanceof Number n) {
      return n.doubleValue();
    }
    throw new IllegalStateException(
        getClass().getSimpleName() + ": '" + name + "' is no number but " + get(name));
  }

  /** A value that was kept and is a number for each group. */
  protected final List<Double> numbers(String name) {
    if (get(name) instanceof List<?> list) {
      return list.stream().map(n -> ((Number) n).doubleValue()).toList();
    }
    throw new IllegalStateException(
        getClass().getSimpleName() + ": '" + name + "' is no list but " + get(name));
  }

  // ---- the schedule

  /** The index of the present epoch, from 0. */
  public final long lastEpoch() {
    return (long) number(LAST_EPOCH);
  }

  /** The learning rates at the beginning, one for each group. */
  protected final List<Double> baseLrs() {
    return numbers(BASE_LRS);
  }

  /** How many steps were made, the first one of the constructor included. */
  final long stepCount() {
    return (long) number(STEP_COUNT);
  }

  /** The learning rates of this epoch, one for each group, from those of the last one. */
  protected abstract List<Double> getLr();

  /** The learning rates of this epoch, from those at the beginning, or null if not known. */
  protected @Nullable List<Double> closedForm() {
    return null;
  }

  /** What became of one group's learning rate. */
  @FunctionalInterface
  protected interface Rate {
    /** The rate, from the present one and the one at the beginning. */
    double of(double lr, double base);
  }

  /** The learning rate of each group. */
  protected final List<Double> each(Rate rate) {
    List<Double> base = baseLrs();
    List<Double> all = new ArrayList<>();
    List<ParamGroup> groups = optimizer.paramGroups();
    for (int i = 0; i < base.size(); i++) {
      all.add(rate.of(groups.get(i).lr(), base.get(i)));
    }
    return all;
  }

  /** Goes to the next epoch. */
  public void step() {
    warnOfOrder();
    set(STEP_COUNT, stepCount() + 1);
    set(LAST_EPOCH, lastEpoch() + 1);
    apply(getLr());
  }

  /** Goes to a given epoch, by the closed form if there is one. */
  public void step(double epoch) {
    warnOfOrder();
    set(STEP_COUNT, stepCount() + 1);
    set(LAST_EPOCH, (long) Math.floor(epoch));
    List<Double> closed = closedForm();
    apply(closed != null ? closed : getLr());
  }

  private void warnOfOrder() {
    if (stepCount() == 1 && optimizer.steps() == stepsAtStart) {
      LOG.log(
          Level.WARNING,
          "{0}: step() was called before the optimizer''s; the first learning rate of the schedule"
              + " is skipped. Call optimizer.step() first.",
          getClass().getSimpleName());
    }
  }

  /** Gives the groups their learning rates. */
  final void apply(List<Double> rates) {
    List<ParamGroup> groups = optimizer.paramGroups();
    for (int i = 0; i < rates.size(); i++) {
      groups.get(i).lr(rates.get(i));
      if (get("verbose") instanceof Boolean b && b) {
        log("Adjusting learning rate of group " + i + " to " + scientific(rates.get(i)) + ".");
      }
    }
    rememberRates();
  }

  /** Keeps the groups' learning rates as the last ones. */
  final void rememberRates() {
    List<Double> last = new ArrayList<>();
    optimizer.paramGroups().forEach(g -> last.add(g.lr()));
    set(LAST_LR, last);
  }

  /** What PyTorch prints when told to be verbose goes to the log: a library prints nothing. */
  static void log(String line) {
    LOG.log(Level.INFO, line);
  }

  /** As Python writes {@code "{:.4e}"}. */
  static String scientific(double value) {
    return String.format(Locale.ROOT, "%.4e", value);
  }

  /** The learning rates set last, one for each group. */
  public final List<Double> getLastLr() {
    return Collections.unmodifiableList(numbers(LAST_LR));
  }

  // ---- state

  /** Everything that decides how it goes on, under PyTorch's names. */
  @Override
  public Map<String, @Nullable Object> stateDict() {
    Map<String, @Nullable Object> own = new LinkedHashMap<>();
    Map<String, @Nullable Object> common = new LinkedHashMap<>();
    fields.forEach((name, value) -> (isCommon(name) ? common : own).put(name, value));
    for (String name : List.of(BASE_LRS, LAST_EPOCH, "verbose", STEP_COUNT)) {
      if (common.containsKey(name)) {
        own.put(name, common.get(name));
      }
    }
    own.put("_get_lr_called_within_step", false);
    if (common.containsKey(LAST_LR)) {
      own.put(LAST_LR, common.get(LAST_LR));
    }
    return own;
  }

  private static boolean isCommon(String name) {
    return name.equals(BASE_LRS)
        || name.equals(LAST_EPOCH)
        || name.equals("verbose")
        || name.equals(STEP_COUNT)
        || name.equals(LAST_LR);
  }

  /**
   * Takes over a state of {@link #stateDict} or of PyTorch; names that it does not know are left.
   *
   * @throws IllegalArgumentException if a value is not of the kind of the present one
   */
  @Override
  public void loadStateDict(Map<String, ?> state) {
    state.forEach(
        (name, value) -> {
          if (fields.containsKey(name)) {
            check(name, fields.get(name), value);
          }
        });
    state.forEach(
        (name, value) -> {
          if (fields.containsKey(name)) {
            fields.put(name, value);
          }
        });
  }

  private void check(String name, @Nullable Object mine, @Nullable Object theirs) {
    boolean fits =
        switch (mine) {
          case Number _ -> theirs instanceof Number;
          case List<?> list ->
              theirs instanceof List<?> other
                  && (!name.endsWith("lrs") || other.size() == list.size());
          case Map<?, ?> _ -> theirs instanceof Map<?, ?>;
          case null, default -> true;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          getClass().getSimpleName()
              + " state: '"
              + name
              + "' is "
              + PythonText.of(theirs)
              + ", expected one like "
              + PythonText.of(mine));
    }
  }
}
