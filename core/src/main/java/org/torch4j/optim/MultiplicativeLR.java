package org.torch4j.optim;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Multiplies the learning rates by a function of the epoch, {@code
 * torch.optim.lr_scheduler.MultiplicativeLR}: {@code new MultiplicativeLR(optimizer, epoch ->
 * 0.95)}.
 */
public class MultiplicativeLR extends FactorLR {
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
    this(optimizer, forAll(optimizer, lrLambda), options());
  }

  /**
   * A factor for each group.
   *
   * @param lrLambdas from the index of the epoch, one for each group
   * @throws IllegalArgumentException if there are not as many as groups
   */
  public MultiplicativeLR(
      Optimizer optimizer, List<? extends IntToDoubleFunction> lrLambdas, Options options) {
    super(optimizer, lrLambdas, options.lastEpoch, options.verbose);
  }

  @Override
  protected List<Double> getLr() {
    List<Double> rates = each((lr, _) -> lr);
    return lastEpoch() > 0 ? times(rates) : rates;
  }
}
