package org.torch4j.optim;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.expr.Expr;
import org.torch4j.op.FusedUpdate;

/**
 * Adam with Nesterov's momentum, {@code torch.optim.NAdam} (Dozat, 2016): {@code new
 * NAdam(model.parameters())}.
 */
public class NAdam extends Optimizer {
  private static final FusedUpdate UPDATE =
      new FusedUpdate(
          "nadam",
          List.of("param", "grad", "exp_avg", "exp_avg_sq"),
          List.of(
              "weight_decay",
              "beta1",
              "1 - beta1",
              "beta2",
              "1 - beta2",
              "eps",
              "correction",
              "-lr of grad",
              "-lr of mean"),
          NAdam::rule);

  private static void rule(FusedUpdate.Body u) {
    Expr g = Rules.gradient(u);
    Expr mean = Rules.average(u, "exp_avg", g);
    Expr square = Rules.averageSquare(u, "exp_avg_sq", g);
    Expr corrected = u.sqrt(u.div(square, u.number("correction")));
    Expr denominator = u.add(corrected, u.number("eps"));
    Expr p = u.addcdiv(u.array("param"), g, denominator, u.number("-lr of grad"));
    u.set("param", u.addcdiv(p, mean, denominator, u.number("-lr of mean")));
  }

  /**
   * What {@link NAdam} may be told.
   *
   * @param lr the learning rate, 2e-3 by default
   * @param beta1 how much of the running average of the gradient is kept, 0.9 by default
   * @param beta2 how much of the running average of its square is kept, 0.999 by default
   * @param eps added to the denominator, 1e-8 by default
   * @param weightDecay how much of the parameter is added to its gradient, 0 by default
   * @param momentumDecay how fast the momentum grows to beta1, 4e-3 by default
   */
  public record Options(
      double lr, double beta1, double beta2, double eps, double weightDecay, double momentumDecay) {
    static final Options DEFAULT = new Options(2e-3, 0.9, 0.999, 1e-8, 0, 4e-3);

    /** The learning rate. */
    public Options lr(double value) {
      return new Options(value, beta1, beta2, eps, weightDecay, momentumDecay);
    }

    /** How much of the running averages of the gradient and of its square is kept. */
    public Options betas(double first, double second) {
      return new Options(lr, first, second, eps, weightDecay, momentumDecay);
    }

    /** Added to the denominator. */
    public Options eps(double value) {
      return new Options(lr, beta1, beta2, value, weightDecay, momentumDecay);
    }

    /** How much of the parameter is added to its gradient. */
    public Options weightDecay(double value) {
      return new Options(lr, beta1, beta2, eps, value, momentumDecay);
    }

    /** How fast the momentum grows to beta1. */
    public Options momentumDecay(double value) {
      return new Options(lr, beta1, beta2, eps, weightDecay, value);
    }

    private Map<String, @Nullable Object> defaults() {
      Map<String, @Nullable Object> map = Checks.adam(lr, beta1, beta2, eps, weightDecay);
      Checks.atLeastZero("momentum_decay value", momentumDecay);
      map.put("momentum_decay", momentumDecay);
      map.put("foreach", null);
      return map;
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** Over these parameters with the defaults, learning rate 2e-3. */
  public NAdam(Iterable<? extends Tensor> params) {
    this(params, options());
  }

  /** Over these parameters. */
  public NAdam(Iterable<? extends Tensor> params, Options options) {
    this(single(params), options);
  }

  /** Over groups of parameters, whose missing options are {@code options}. */
  public NAdam(List<ParamGroup> groups, Options options) {
    super(groups, options.defaults());
  }

  @Override
  protected Set<String> savedAsTensors() {
    return Set.of(STEP, "mu_product");
  }

  @Override
  protected void update(ParamGroup group) {
    FusedUpdate.Launch launch = UPDATE.launch(Rules.flags(group));
    double beta1 = group.number("betas", 0);
    double beta2 = group.number("betas", 1);
    double momentumDecay = group.number("momentum_decay");
    for (Tensor p : group.params()) {
      Tensor g = gradient(p);
      if (g != null) {
        double step = countReal(p);
        double mu = beta1 * (1 - 0.5 * Math.pow(0.96, step * momentumDecay));
        double muNext = beta1 * (1 - 0.5 * Math.pow(0.96, (step + 1) * momentumDecay));
        // PyTorch keeps the product as a float32.
        float before = state(p).get("mu_product") instanceof Double d ? d.floatValue() : 1;
        float product = before * (float) mu;
        float productNext = product * (float) mu * (float) muNext;
        state(p).put("mu_product", (double) product);
        launch.add(
            List.of(
                group.number("weight_decay"),
                beta1,
                1 - beta1,
                beta2,
                1 - beta2,
                group.number("eps"),
                1 - Math.pow(beta2, step),
                -group.lr() * (1 - mu) / (1 - (double) product),
                -group.lr() * muNext / (1 - (double) productNext)),
            p,
            g,
            zeros(p, "exp_avg"),
            zeros(p, "exp_avg_sq"));
      }
    }
    launch.run();
  }
}
