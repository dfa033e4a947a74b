package org.torch4j.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.FusedUpdate;
import org.torch4j.type.Complex;

/**
 * Adagrad, {@code torch.optim.Adagrad} (Duchi et al., 2011): steps divided by the root of the sum
 * of all squares so far: {@code new Adagrad(model.parameters(), Adagrad.options().lr(0.05))}.
 */
public class Adagrad extends Optimizer {
  private static final FusedUpdate UPDATE =
      new FusedUpdate(
          "adagrad",
          List.of("param", "grad", "sum"),
          List.of("weight_decay", "eps", "-lr"),
          Adagrad::rule);

  private static void rule(FusedUpdate.Body u) {
    Expr g = Rules.gradient(u);
    Expr sum = u.set("sum", u.rounded(u.array("sum").add(g.mul(g))));
    Expr std = u.add(u.sqrt(sum), u.number("eps"));
    u.set("param", u.addcdiv(u.array("param"), g, std, u.number("-lr")));
  }

  /**
   * What {@link Adagrad} may be told.
   *
   * @param lr the learning rate, 1e-2 by default
   * @param lrDecay how fast the learning rate sinks with the count of steps, 0 by default
   * @param weightDecay how much of the parameter is added to its gradient, 0 by default
   * @param initialAccumulatorValue where the sums start, 0 by default
   * @param eps added to the denominator, 1e-10 by default
   * @param maximize whether to climb, false by default
   */
  public record Options(
      double lr,
      double lrDecay,
      double weightDecay,
      double initialAccumulatorValue,
      double eps,
      boolean maximize) {
    static final Options DEFAULT = new Options(1e-2, 0, 0, 0, 1e-10, false);

    /** The learning rate. */
    public Options lr(double value) {
      return new Options(value, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    /** How fast the learning rate sinks with the count of steps. */
    public Options lrDecay(double value) {
      return new Options(lr, value, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    /** How much of the parameter is added to its gradient. */
    public Options weightDecay(double value) {
      return new Options(lr, lrDecay, value, initialAccumulatorValue, eps, maximize);
    }

    /** Where the sums start. */
    public Options initialAccumulatorValue(double value) {
      return new Options(lr, lrDecay, weightDecay, value, eps, maximize);
    }

    /** Added to the denominator. */
    public Options eps(double value) {
      return new Options(lr, lrDecay, weightDecay, initialAccumulatorValue, value, maximize);
    }

    /** Whether to climb. */
    public Options maximize(boolean value) {
      return new Options(lr, lrDecay, weightDecay, initialAccumulatorValue, eps, value);
    }

    private Map<String, @Nullable Object> defaults() {
      Checks.atLeastZero("learning rate", lr);
      Checks.atLeastZero("lr_decay value", lrDecay);
      Checks.atLeastZero("weight_decay value", weightDecay);
      Checks.atLeastZero("initial_accumulator_value value", initialAccumulatorValue);
      Checks.atLeastZero("epsilon value", eps);
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("lr", lr);
      map.put("lr_decay", Checks.zeroAsInteger(lrDecay));
      map.put("eps", eps);
      map.put("weight_decay", Checks.zeroAsInteger(weightDecay));
      map.put("initial_accumulator_value", Checks.zeroAsInteger(initialAccumulatorValue));
      map.put("foreach", null);
      map.put("maximize", maximize);
      return map;
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** Over these parameters with the defaults, learning rate 1e-2. */
  public Adagrad(Iterable<? extends Tensor> params) {
    this(params, options());
  }

  /** Over these parameters. */
  public Adagrad(Iterable<? extends Tensor> params, Options options) {
    this(single(params), options);
  }

  /** Over groups of parameters, whose missing options are {@code options}. */
  public Adagrad(List<ParamGroup> groups, Options options) {
    super(groups, options.defaults());
    // PyTorch has the sums from the beginning, for parameters without gradients, too.
    for (ParamGroup group : paramGroups()) {
      for (Tensor p : group.params()) {
        state(p).put(STEP, 0.0);
        sum(group, p);
      }
    }
  }

  private Tensor sum(ParamGroup group, Tensor p) {
    return stateTensor(
        p,
        "sum",
        () -> {
          double start = group.number("initial_accumulator_value");
          Object value = p.dtype().isComplex() ? new Complex(start, start) : (Object) start;
          return Torch.fullLike(p, value).detach();
        });
  }

  @Override
  protected Set<String> savedAsTensors() {
    return Set.of(STEP);
  }

  @Override
  protected void update(ParamGroup group) {
    FusedUpdate.Launch launch = UPDATE.launch(Rules.flags(group));
    double decay = group.number("weight_decay");
    double eps = group.number("eps");
    for (Tensor p : group.params()) {
      Tensor g = gradient(p);
      if (g != null) {
        double lr = group.lr() / (1 + (countReal(p) - 1) * group.number("lr_decay"));
        launch.add(List.of(decay, eps, -lr), p, g, sum(group, p));
      }
    }
    launch.run();
  }
}
