package org.torch4j.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Schedulers one after another, {@code torch.optim.lr_scheduler.SequentialLR}, such as a warm-up
 * and what follows it:
 *
 * <pre>{@code
 * var warmup = new LinearLR(optimizer, LinearLR.options().startFactor(0.1));
 * var then = new CosineAnnealingLR(optimizer, 95);
 * var scheduler = new SequentialLR(optimizer, List.of(warmup, then), List.of(5));
 * }</pre>
 */
public class SequentialLR extends LRScheduler {
  private static final String MILESTONES = "_milestones";
  private final List<LRScheduler> schedulers;

  /**
   * Schedulers of {@code optimizer}.
   *
   * @param milestones the epochs at which the next scheduler takes over, one fewer than schedulers
   * @throws IllegalArgumentException if the numbers do not fit or a scheduler is another
   *     optimizer's
   */
  public SequentialLR(
      Optimizer optimizer, List<? extends LRScheduler> schedulers, List<Integer> milestones) {
    super(optimizer, -1, false);
    for (int i = 0; i < schedulers.size(); i++) {
      if (schedulers.get(i).optimizer() != optimizer) {
        throw new IllegalArgumentException(
            "Sequential Schedulers expects all schedulers to belong to the same optimizer, but got"
                + " schedulers at index "
                + i
                + " to be different than the optimizer passed in.");
      }
    }
    if (milestones.size() != schedulers.size() - 1) {
      throw new IllegalArgumentException(
          "Sequential Schedulers expects number of schedulers provided to be one more than the"
              + " number of milestone points, but got number of schedulers "
              + schedulers.size()
              + " and the number of milestones to be equal to "
              + milestones.size());
    }
    this.schedulers = List.copyOf(schedulers);
    set(MILESTONES, milestones.stream().map(Integer::longValue).toList());
    set("last_epoch", 0L);
    // The schedulers have changed the rates when they were made; only the first may.
    for (ParamGroup group : optimizer.paramGroups()) {
      group.set("lr", group.get("initial_lr"));
    }
    for (LRScheduler scheduler : schedulers) {
      scheduler.set("last_epoch", scheduler.lastEpoch() - 1);
    }
    this.schedulers.get(0).restart();
    rememberRates();
  }

  @Override
  protected List<Double> getLr() {
    return getLastLr();
  }

  @Override
  public void step() {
    long epoch = lastEpoch() + 1;
    set("last_epoch", epoch);
    List<Double> milestones = numbers(MILESTONES);
    int i = 0;
    while (i < milestones.size() && milestones.get(i) <= epoch) {
      i++;
    }
    if (i > 0 && milestones.get(i - 1) == epoch) {
      schedulers.get(i).step(0);
    } else {
      schedulers.get(i).step();
    }
    rememberRates();
  }

  /**
   * Not to be had: the schedulers have no common closed form.
   *
   * @throws IllegalArgumentException always
   */
  @Override
  public void step(double epoch) {
    throw new IllegalArgumentException("SequentialLR: step takes no epoch");
  }

  @Override
  public Map<String, @Nullable Object> stateDict() {
    return Nested.stateDict(super.stateDict(), schedulers, MILESTONES, "last_epoch", "_last_lr");
  }

  @Override
  public void loadStateDict(Map<String, ?> state) {
    Nested.load(state, schedulers);
    super.loadStateDict(state);
  }

  /** The schedulers, in order. */
  public List<LRScheduler> schedulers() {
    return new ArrayList<>(schedulers);
  }
}
