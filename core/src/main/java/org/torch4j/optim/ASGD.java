package org.torch4j.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.expr.Expr;
import org.torch4j.op.FusedUpdate;

/**
 * Averaged stochastic gradient descent, {@code torch.optim.ASGD} (Polyak and Juditsky, 1992):
 * {@code new ASGD(model.parameters())}. The average is the state {@code ax} of each parameter.
 */
public class ASGD extends Optimizer {
  private static final FusedUpdate UPDATE =
      new FusedUpdate(
          "asgd",
          List.of("param", "grad", "ax"),
          List.of("weight_decay", "1 - lambd * eta", "-eta", "mu"),
          ASGD::rule);

  private static void rule(FusedUpdate.Body u) {
    Expr g = Rules.gradient(u);
    Expr shrunk = u.mul(u.array("param"), u.number("1 - lambd * eta"));
    Expr p = u.set("param", u.addScaled(shrunk, g, u.number("-eta")));
    Expr ax = u.array("ax");
    Expr averaged = u.add(ax, u.mul(u.sub(p, ax), u.number("mu")));
    u.set("ax", Expr.select(u.number("mu").ne(1), averaged, p));
  }

  /**
   * What {@link ASGD} may be told.
   *
   * @param lr the learning rate, 1e-2 by default
   * @param lambd the decay term, 1e-4 by default
   * @param alpha the power by which the step sinks, 0.75 by default
   * @param t0 the step at which averaging starts, 1e6 by default
   * @param weightDecay how much of the parameter is added to its gradient, 0 by default
   * @param maximize whether to climb, false by default
   */
  public record Options(
      double lr, double lambd, double alpha, double t0, double weightDecay, boolean maximize) {
    static final Options DEFAULT = new Options(1e-2, 1e-4, 0.75, 1e6, 0, false);

    /** The learning rate. */
    public Options lr(double value) {
      return new Options(value, lambd, alpha, t0, weightDecay, maximize);
    }

    /** The decay term. */
    public Options lambd(double value) {
      return new Options(lr, value, alpha, t0, weightDecay, maximize);
    }

    /** The power by which the step sinks. */
    public Options alpha(double value) {
      return new Options(lr, lambd, value, t0, weightDecay, maximize);
    }

    /** The step at which averaging starts. */
    public Options t0(double value) {
      return new Options(lr, lambd, alpha, value, weightDecay, maximize);
    }

    /** How much of the parameter is added to its gradient. */
    public Options weightDecay(double value) {
      return new Options(lr, lambd, alpha, t0, value, maximize);
    }

    /** Whether to climb. */
    public Options maximize(boolean value) {
      return new Options(lr, lambd, alpha, t0, weightDecay, value);
    }

    private Map<String, @Nullable Object> defaults() {
      Checks.atLeastZero("learning rate", lr);
      Checks.atLeastZero("weight_decay value", weightDecay);
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("lr", lr);
      map.put("lambd", lambd);
      map.put("alpha", alpha);
      map.put("t0", t0);
      map.put("weight_decay", Checks.zeroAsInteger(weightDecay));
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
  public ASGD(Iterable<? extends Tensor> params) {
    this(params, options());
  }

  /** Over these parameters. */
  public ASGD(Iterable<? extends Tensor> params, Options options) {
    this(single(params), options);
  }

  /** Over groups of parameters, whose missing options are {@code options}. */
  public ASGD(List<ParamGroup> groups, Options options) {
    super(groups, options.defaults());
  }

  @Override
  protected Set<String> savedAsTensors() {
    return Set.of(STEP, "eta", "mu");
  }

  @Override
  protected void update(ParamGroup group) {
    FusedUpdate.Launch launch = UPDATE.launch(Rules.flags(group));
    double lr = group.lr();
    double lambd = group.number("lambd");
    for (Tensor p : group.params()) {
      Tensor g = gradient(p);
      if (g != null) {
        double step = countReal(p);
        Map<String, @Nullable Object> state = state(p);
        double eta = state.get("eta") instanceof Double d ? d : (float) lr;
        double mu = state.get("mu") instanceof Double d ? d : 1;
        launch.add(
            List.of(group.number("weight_decay"), 1 - lambd * eta, -eta, mu), p, g, zeros(p, "ax"));
        // PyTorch keeps both as float32.
        double next = lr / Math.pow(1 + lambd * lr * step, group.number("alpha"));
        state.put("eta", (double) (float) next);
        state.put("mu", (double) (float) (1 / Math.max(1, step - group.number("t0"))));
      }
    }
    launch.run();
  }
}
