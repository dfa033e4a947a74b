package org.torch4j.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.FusedUpdate;
import org.torch4j.type.LayoutException;

/**
 * Stochastic gradient descent, {@code torch.optim.SGD}, with momentum and Nesterov's variant
 * (Sutskever et al., 2013): {@code new SGD(model.parameters(),
 * SGD.options().lr(0.1).momentum(0.9))}.
 */
public class SGD extends Optimizer {
  private static final String BUFFER = "momentum_buffer";
  private static final FusedUpdate UPDATE =
      new FusedUpdate(
          "sgd",
          List.of("param", "grad", BUFFER),
          List.of("weight_decay", "momentum", "1 - dampening", "-lr"),
          SGD::rule);

  private static void rule(FusedUpdate.Body u) {
    Expr step = Rules.gradient(u);
    if (u.is("momentum")) {
      Expr g = step;
      Expr momentum = u.number("momentum");
      Expr kept = u.mul(u.array(BUFFER), momentum);
      Expr buffer =
          u.set(BUFFER, u.is("first") ? g : u.addScaled(kept, g, u.number("1 - dampening")));
      step = u.is("nesterov") ? u.addScaled(g, buffer, momentum) : buffer;
    }
    u.set("param", u.addScaled(u.array("param"), step, u.number("-lr")));
  }

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
    String[] own = {
      momentum != 0 ? "momentum" : "", group.flag("nesterov") ? "nesterov" : "", "first"
    };
    FusedUpdate.Launch first = UPDATE.launch(Rules.flags(group, own));
    own[2] = "";
    FusedUpdate.Launch later = UPDATE.launch(Rules.flags(group, own));
    List<Double> numbers =
        List.of(group.number("weight_decay"), momentum, 1 - group.number("dampening"), -group.lr());
    for (Tensor p : group.params()) {
      Tensor g = gradient(p);
      if (g != null && (g.isSparse() || state(p).get(BUFFER) instanceof Tensor b && b.isSparse())) {
        sparseStep(p, g, group, momentum);
      } else if (g != null) {
        boolean starts = momentum != 0 && !(state(p).get(BUFFER) instanceof Tensor);
        if (momentum == 0) {
          state(p).putIfAbsent(BUFFER, null); // PyTorch's files have the name
        }
        Tensor buffer =
            momentum == 0 ? null : stateTensor(p, BUFFER, () -> Torch.emptyLike(p).detach());
        (starts ? first : later).add(numbers, p, g, buffer);
      }
    }
    first.run();
    later.run();
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
}
