package org.torch4j.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Multiplies the learning rates by a function of the epoch, {@code
 * torch.optim.lr_scheduler.MultiplicativeLR}: {@code new MultiplicativeLR(optimizer, epoch ->
 * 0.95)}.
 */
public class MultiplicativeLR extends LRScheduler {
  private final List<IntToDoubleFunction> factors;

  /**
   * What {@link MultiplicativeLR} may be told.
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

  /** One factor for all groups, from the index of the epoch. */
  public MultiplicativeLR(Optimizer optimizer, IntToDoubleFunction lrLambda) {
    this(optimizer, Collections.nCopies(optimizer.paramGroups().size(), lrLambda), options());
  }

  /**
   * A factor for each group.
   *
   * @param lrLambdas from the index of the epoch, one for each group
   * @throws IllegalArgumentException if there are not as many as groups
   */
  public MultiplicativeLR(
      Optimizer optimizer, List<? extends IntToDoubleFunction> lrLambdas, Options options) {
    super(optimizer, options.lastEpoch, options.verbose);
    Checks.perGroup(optimizer, "lr_lambdas", lrLambdas.size());
    this.factors = List.copyOf(lrLambdas);
    start();
  }

  @Override
  protected List<Double> getLr() {
    int epoch = (int) lastEpoch();
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < factors.size(); i++) {
      double lr = optimizer().paramGroups().get(i).lr();
      rates.add(epoch > 0 ? lr * factors.get(i).applyAsDouble(epoch) : lr);
    }
    return rates;
  }

  /** As in PyTorch functions are not saved, only how many there are. */
  @Override
  public Map<String, @Nullable Object> stateDict() {
    Map<String, @Nullable Object> state = super.stateDict();
    state.put("lr_lambdas", new ArrayList<>(Collections.nCopies(factors.size(), null)));
    return state;
  }
}
