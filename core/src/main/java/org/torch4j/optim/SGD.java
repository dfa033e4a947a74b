package org.torch4j.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.family.OptimizerSteps;
import org.torch4j.type.LayoutException;

/**
 * Stochastic gradient descent, {@code torch.optim.SGD}, with momentum and Nesterov's variant
 * (Sutskever et al., 2013): {@code new SGD(model.parameters(),
 * SGD.options().lr(0.1).momentum(0.9))}.
 */
public class SGD extends Optimizer {
  private static final String BUFFER = "momentum_buffer";

  /**
   * What {@link SGD} may be told.
   *
   * @param lr the learning rate, 1e-3 by default
   * @param momentum how much of the last step is kept, 0 by default
   * @param dampening how much less of the gradient enters the momentum, 0 by default
   * @param weightDecay how much of the parameter is added to its gradient, 0 by default
   * @param nesterov whether to look ahead along the momentum, false by default
   * @param maximize whether to climb, false by default
   */
  public record Options(
      double lr,
      double momentum,
      double dampening,
      double weightDecay,
      boolean nesterov,
      boolean maximize) {
    static final Options DEFAULT = new Options(1e-3, 0, 0, 0, false, false);

    /** The learning rate. */
    public Options lr(double value) {
      return new Options(value, momentum, dampening, weightDecay, nesterov, maximize);
    }

    /** How much of the last step is kept. */
    public Options momentum(double value) {
      return new Options(lr, value, dampening, weightDecay, nesterov, maximize);
    }

    /** How much less of the gradient enters the momentum. */
    public Options dampening(double value) {
      return new Options(lr, momentum, value, weightDecay, nesterov, maximize);
    }

    /** How much of the parameter is added to its gradient. */
    public Options weightDecay(double value) {
      return new Options(lr, momentum, dampening, value, nesterov, maximize);
    }

    /** Whether to look ahead along the momentum. */
    public Options nesterov(boolean on) {
      return new Options(lr, momentum, dampening, weightDecay, on, maximize);
    }

    /** Whether to climb. */
    public Options maximize(boolean on) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, on);
    }

    private Map<String, @Nullable Object> defaults() {
      Checks.atLeastZero("learning rate", lr);
      Checks.atLeastZero("momentum value", momentum);
      Checks.atLeastZero("weight_decay value", weightDecay);
      if (nesterov && (momentum <= 0 || dampening != 0)) {
        throw new IllegalArgumentException(
            "Nesterov momentum requires a momentum and zero dampening");
      }
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("lr", lr);
      map.put("momentum", Checks.zeroAsInteger(momentum));
      map.put("dampening", Checks.zeroAsInteger(dampening));
      map.put("weight_decay", Checks.zeroAsInteger(weightDecay));
      map.put("nesterov", nesterov);
      map.put("maximize", maximize);
      map.put("foreach", null);
      map.put("differentiable", false);
      return map;
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** Over these parameters with the defaults, learning rate 1e-3. */
  public SGD(Iterable<? extends Tensor> params) {
    this(params, options());
  }

  /** Over these parameters. */
  public SGD(Iterable<? extends Tensor> params, Options options) {
    super(single(params), options.defaults());
  }

  /** Over groups of parameters, whose missing options are {@code options}. */
  public SGD(List<ParamGroup> groups, Options options) {
    super(groups, options.defaults());
  }

  @Override
  protected void update(ParamGroup group) {
    double momentum = group.number("momentum");
    Batch first = new Batch();
    Batch later = new Batch();
    for (Tensor p : group.params()) {
      Tensor gradient = gradient(p);
      if (gradient == null) {
        continue;
      }
      boolean sparse = gradient.isSparse();
      if (sparse || state(p).get(BUFFER) instanceof Tensor b && b.isSparse()) {
        sparseStep(p, gradient, group, momentum);
        continue;
      }
      if (momentum == 0) {
        later.add(p, gradient, null);
        continue;
      }
      Map<String, @Nullable Object> state = state(p);
      if (state.get(BUFFER) instanceof Tensor buffer) {
        later.add(p, gradient, buffer);
      } else {
        Tensor buffer = Torch.emptyLike(p).detach();
        state.put(BUFFER, buffer);
        first.add(p, gradient, buffer);
      }
    }
    first.step(group, momentum, true);
    later.step(group, momentum, false);
  }

  /** The same step in tensor operations, which touch only the rows that a gradient names. */
  private void sparseStep(Tensor p, Tensor given, ParamGroup group, double momentum) {
    if (group.number("weight_decay") != 0) {
      throw new LayoutException(
          "SGD: weight_decay "
              + group.number("weight_decay")
              + " needs strided gradients, got "
              + given.layout()
              + " "
              + given.shape());
    }
    Tensor gradient = group.flag("maximize") ? given.neg() : given;
    if (momentum != 0) {
      Map<String, @Nullable Object> state = state(p);
      Tensor buffer =
          state.get(BUFFER) instanceof Tensor b
              ? b.mul(momentum).add(gradient, 1 - group.number("dampening"))
              : gradient.coalesce().clone();
      state.put(BUFFER, buffer);
      gradient = group.flag("nesterov") ? gradient.add(buffer, momentum) : buffer;
    }
    p.add_(gradient, -group.lr());
  }

  /** Parameters that are changed by one call. */
  private static final class Batch {
    private final List<Tensor> params = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();
    private final List<Tensor> buffers = new ArrayList<>();

    void add(Tensor p, Tensor gradient, @Nullable Tensor buffer) {
      params.add(p);
      gradients.add(gradient);
      if (buffer != null) {
        buffers.add(buffer);
      }
    }

    void step(ParamGroup group, double momentum, boolean first) {
      if (!params.isEmpty()) {
        OptimizerSteps.sgd(
            params,
            gradients,
            buffers,
            group.lr(),
            momentum,
            group.number("dampening"),
            group.number("weight_decay"),
            group.flag("nesterov"),
            group.flag("maximize"),
            first);
      }
    }
  }
}
