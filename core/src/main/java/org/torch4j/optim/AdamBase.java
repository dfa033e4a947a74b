package org.torch4j.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.family.OptimizerSteps;
import org.torch4j.type.LayoutException;

/** What {@link Adam} and {@link AdamW} share; they differ in how weights decay. */
abstract class AdamBase extends Optimizer {
  private static final String STEP = "step";
  private static final String MEAN = "exp_avg";
  private static final String SQUARE = "exp_avg_sq";
  private static final String MAX_SQUARE = "max_exp_avg_sq";

  private final boolean decoupled;

  AdamBase(List<ParamGroup> groups, Map<String, @Nullable Object> defaults, boolean decoupled) {
    super(groups, defaults);
    this.decoupled = decoupled;
  }

  static Map<String, @Nullable Object> defaults(
      double lr,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean amsgrad,
      boolean maximize) {
    Checks.atLeastZero("learning rate", lr);
    Checks.atLeastZero("epsilon value", eps);
    Checks.beta(0, beta1);
    Checks.beta(1, beta2);
    Checks.atLeastZero("weight_decay value", weightDecay);
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("lr", lr);
    map.put("betas", List.of(beta1, beta2));
    map.put("eps", eps);
    map.put("weight_decay", Checks.zeroAsInteger(weightDecay));
    map.put("amsgrad", amsgrad);
    map.put("maximize", maximize);
    map.put("foreach", null);
    map.put("capturable", false);
    return map;
  }

  @Override
  protected final void update(ParamGroup group) {
    boolean amsgrad = group.flag("amsgrad");
    // parameters without a gradient now and then fall behind in their count
    Map<Double, Batch> byStep = new TreeMap<>();
    for (Tensor p : group.params()) {
      Tensor gradient = gradient(p);
      if (gradient != null && gradient.isSparse()) {
        throw new LayoutException(
            getClass().getSimpleName()
                + ": sparse gradients are for SparseAdam, got sparse_coo "
                + gradient.shape());
      }
      if (gradient != null) {
        Map<String, @Nullable Object> state = state(p);
        double step = (state.get(STEP) instanceof Double d ? d : 0.0) + 1;
        state.put(STEP, step);
        Batch batch = byStep.computeIfAbsent(step, s -> new Batch());
        batch.params.add(p);
        batch.gradients.add(gradient);
        batch.means.add(tensor(state, MEAN, p));
        batch.squares.add(tensor(state, SQUARE, p));
        if (amsgrad) {
          batch.maxSquares.add(tensor(state, MAX_SQUARE, p));
        }
      }
    }
    byStep.forEach(
        (step, batch) ->
            OptimizerSteps.adam(
                batch.params,
                batch.gradients,
                batch.means,
                batch.squares,
                batch.maxSquares,
                step,
                group.lr(),
                group.number("betas", 0),
                group.number("betas", 1),
                group.number("eps"),
                group.number("weight_decay"),
                decoupled,
                amsgrad,
                group.flag("maximize")));
  }

  private static Tensor tensor(Map<String, @Nullable Object> state, String name, Tensor p) {
    if (state.get(name) instanceof Tensor t) {
      return t;
    }
    Tensor zeros = Torch.zerosLike(p).detach();
    state.put(name, zeros);
    return zeros;
  }

  /** Parameters that have taken the same number of steps. */
  private static final class Batch {
    final List<Tensor> params = new ArrayList<>();
    final List<Tensor> gradients = new ArrayList<>();
    final List<Tensor> means = new ArrayList<>();
    final List<Tensor> squares = new ArrayList<>();
    final List<Tensor> maxSquares = new ArrayList<>();
  }

  /** The count is a float32 scalar in PyTorch's files. */
  @Override
  protected final Map<String, @Nullable Object> packState(Map<String, @Nullable Object> own) {
    Map<String, @Nullable Object> packed = new LinkedHashMap<>(own);
    if (own.get(STEP) instanceof Double d) {
      packed.put(STEP, Torch.tensor(d.doubleValue()));
    }
    return packed;
  }

  @Override
  protected final Map<String, @Nullable Object> unpackState(Map<String, @Nullable Object> saved) {
    Object step = saved.get(STEP);
    if (step instanceof Tensor t) {
      saved.put(STEP, t.item());
    } else if (step instanceof Number n) {
      saved.put(STEP, n.doubleValue());
    }
    return saved;
  }
}
