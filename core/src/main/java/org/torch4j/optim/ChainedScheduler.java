package org.torch4j.optim;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Schedulers that change the learning rates together, {@code
 * torch.optim.lr_scheduler.ChainedScheduler}: each takes what the one before has made.
 */
public class ChainedScheduler extends LRScheduler {
  private final List<LRScheduler> schedulers;

  /**
   * Schedulers of one optimizer, in the order in which they work.
   *
   * @throws IllegalArgumentException if there is none or they belong to several optimizers
   */
  public ChainedScheduler(List<? extends LRScheduler> schedulers) {
    super(first(schedulers).optimizer(), -1, false);
    for (int i = 1; i < schedulers.size(); i++) {
      if (schedulers.get(i).optimizer() != optimizer()) {
        throw new IllegalArgumentException(
            "ChainedScheduler expects all schedulers to belong to the same optimizer, but got"
                + " schedulers at index 0 and "
                + i
                + " to be different");
      }
    }
    this.schedulers = List.copyOf(schedulers);
    rememberRates();
  }

  private static LRScheduler first(List<? extends LRScheduler> schedulers) {
    if (schedulers.isEmpty()) {
      throw new IllegalArgumentException("ChainedScheduler: expected at least one scheduler");
    }
    return schedulers.get(0);
  }

  @Override
  protected List<Double> getLr() {
    return getLastLr();
  }

  @Override
  public void step() {
    schedulers.forEach(LRScheduler::step);
    rememberRates();
  }

  /** Sends all schedulers to a given epoch. */
  @Override
  public void step(double epoch) {
    schedulers.forEach(s -> s.step(epoch));
    rememberRates();
  }

  @Override
  public Map<String, @Nullable Object> stateDict() {
    return Nested.stateDict(super.stateDict(), schedulers, "_last_lr");
  }

  @Override
  public void loadStateDict(Map<String, ?> state) {
    Nested.load(state, schedulers);
    super.loadStateDict(state);
  }
}
