package org.torch4j.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What {@link LambdaLR} and {@link MultiplicativeLR} share: a function for each group. */
abstract class FactorLR extends LRScheduler {
  private final List<IntToDoubleFunction> factors;

  FactorLR(
      Optimizer optimizer,
      List<? extends IntToDoubleFunction> lrLambdas,
      int lastEpoch,
      boolean verbose) {
    super(optimizer, lastEpoch, verbose);
    Checks.perGroup(optimizer, "lr_lambdas", lrLambdas.size());
    factors = List.copyOf(lrLambdas);
    start();
  }

  /** The same function for each group. */
  static List<IntToDoubleFunction> forAll(Optimizer optimizer, IntToDoubleFunction lrLambda) {
    return Collections.nCopies(optimizer.paramGroups().size(), lrLambda);
  }

  /** {@code rates}, one for each group, times what the functions give for this epoch. */
  final List<Double> times(List<Double> rates) {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < factors.size(); i++) {
      all.add(rates.get(i) * factors.get(i).applyAsDouble((int) lastEpoch()));
    }
    return all;
  }

  /** As in PyTorch functions are not saved, only how many there are. */
  @Override
  public Map<String, @Nullable Object> stateDict() {
    Map<String, @Nullable Object> state = super.stateDict();
    state.put("lr_lambdas", new ArrayList<>(Collections.nCopies(factors.size(), null)));
    return state;
  }
}
