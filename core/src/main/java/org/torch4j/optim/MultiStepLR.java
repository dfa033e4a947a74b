package org.torch4j.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Multiplies the learning rates by gamma at given epochs, {@code
 * torch.optim.lr_scheduler.MultiStepLR}: {@code new MultiStepLR(optimizer, List.of(30, 80))}.
 */
public class MultiStepLR extends LRScheduler {
  /**
   * What {@link MultiStepLR} may be told.
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
  public MultiStepLR(Optimizer optimizer, List<Integer> milestones) {
    this(optimizer, milestones, options());
  }

  /**
   * Of {@code optimizer}.
   *
   * @param milestones the epochs; one given twice decays twice
   */
  public MultiStepLR(Optimizer optimizer, List<Integer> milestones, Options options) {
    super(optimizer, options.lastEpoch, options.verbose);
    Map<Long, Long> counts = new LinkedHashMap<>();
    milestones.forEach(m -> counts.merge((long) m, 1L, Long::sum));
    set("milestones", counts);
    set("gamma", options.gamma);
    start();
  }

  /** How often the epoch is a milestone, by epoch; numbers from a file may be of other types. */
  private static Map<Long, Long> counts(@Nullable Object milestones) {
    Map<Long, Long> counts = new LinkedHashMap<>();
    if (milestones instanceof Map<?, ?> map) {
      map.forEach((k, v) -> counts.put(((Number) k).longValue(), ((Number) v).longValue()));
    }
    return counts;
  }

  @Override
  protected List<Double> getLr() {
    long times = counts(get("milestones")).getOrDefault(lastEpoch(), 0L);
    return each((lr, _) -> times == 0 ? lr : lr * Math.pow(number("gamma"), times));
  }

  @Override
  protected List<Double> closedForm() {
    long[] passed = {0};
    counts(get("milestones")).forEach((epoch, n) -> passed[0] += epoch <= lastEpoch() ? n : 0);
    return each((_, base) -> base * Math.pow(number("gamma"), passed[0]));
  }
}
