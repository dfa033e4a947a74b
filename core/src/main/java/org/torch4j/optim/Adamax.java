package org.torch4j.optim;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.expr.Expr;
import org.torch4j.op.FusedUpdate;

/**
 * Adam with the greatest gradient in place of the average square, {@code torch.optim.Adamax}
 * (Kingma and Ba, 2014): {@code new Adamax(model.parameters())}.
 */
public class Adamax extends Optimizer {
  private static final FusedUpdate UPDATE =
      new FusedUpdate(
          "adamax",
          List.of("param", "grad", "exp_avg", "exp_inf"),
          List.of("weight_decay", "beta1", "1 - beta1", "beta2", "eps", "-lr"),
          Adamax::rule);

  private static void rule(FusedUpdate.Body u) {
    Expr g = Rules.gradient(u);
    Expr mean = Rules.average(u, "exp_avg", g);
    Expr faded = u.mul(u.array("exp_inf"), u.number("beta2"));
    Expr most = u.set("exp_inf", faded.max(u.add(g.abs(), u.number("eps"))));
    u.set("param", u.addcdiv(u.array("param"), mean, most, u.number("-lr")));
  }

  /**
   * What {@link Adamax} may be told.
   *
   * @param lr the learning rate, 2e-3 by default
   * @param beta1 how much of the running average of the gradient is kept, 0.9 by default
   * @param beta2 how much of the running average of its square is kept, 0.999 by default
   * @param eps added to the denominator, 1e-8 by default
   * @param weightDecay how much of the parameter is added to its gradient, 0 by default
   * @param maximize whether to climb, false by default
   */
  public record Options(
      double lr, double beta1, double beta2, double eps, double weightDecay, boolean maximize) {
    static final Options DEFAULT = new Options(2e-3, 0.9, 0.999, 1e-8, 0, false);

    /** The learning rate. */
    public Options lr(double value) {
      return new Options(value, beta1, beta2, eps, weightDecay, maximize);
    }

    /** How much of the running averages of the gradient and of its square is kept. */
    public Options betas(double first, double second) {
      return new Options(lr, first, second, eps, weightDecay, maximize);
    }

    /** Added to the denominator. */
    public Options eps(double value) {
      return new Options(lr, beta1, beta2, value, weightDecay, maximize);
    }

    /** How much of the parameter is added to its gradient. */
    public Options weightDecay(double value) {
      return new Options(lr, beta1, beta2, eps, value, maximize);
    }

    /** Whether to climb. */
    public Options maximize(boolean value) {
      return new Options(lr, beta1, beta2, eps, weightDecay, value);
    }

    private Map<String, @Nullable Object> defaults() {
      Map<String, @Nullable Object> map = Checks.adam(lr, beta1, beta2, eps, weightDecay);
      map.put("foreach", null);
      map.put("maximize", maximize);
      return map;
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** Over these parameters with the defaults, learning rate 2e-3. */
  public Adamax(Iterable<? extends Tensor> params) {
    this(params, options());
  }

  /** Over these parameters. */
  public Adamax(Iterable<? extends Tensor> params, Options options) {
    this(single(params), options);
  }

  /** Over groups of parameters, whose missing options are {@code options}. */
  public Adamax(List<ParamGroup> groups, Options options) {
    super(groups, options.defaults());
  }

  @Override
  protected Set<String> savedAsTensors() {
    return Set.of(STEP);
  }

  @Override
  protected void update(ParamGroup group) {
    FusedUpdate.Launch launch = UPDATE.launch(Rules.flags(group));
    double decay = group.number("weight_decay");
    double beta1 = group.number("betas", 0);
    double beta2 = group.number("betas", 1);
    for (Tensor p : group.params()) {
      Tensor g = gradient(p);
      if (g != null) {
        double lr = group.lr() / (1 - Math.pow(beta1, countReal(p)));
        launch.add(
            List.of(decay, beta1, 1 - beta1, beta2, group.number("eps"), -lr),
            p,
            g,
            zeros(p, "exp_avg"),
            zeros(p, "exp_inf"));
      }
    }
    launch.run();
  }
}
