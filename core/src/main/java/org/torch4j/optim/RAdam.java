package org.torch4j.optim;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.expr.Expr;
import org.torch4j.op.FusedUpdate;

/**
 * Adam whose steps are rectified while its averages are young, {@code torch.optim.RAdam} (Liu et
 * al., 2019): {@code new RAdam(model.parameters())}.
 */
public class RAdam extends Optimizer {
  private static final FusedUpdate UPDATE =
      new FusedUpdate(
          "radam",
          List.of("param", "grad", "exp_avg", "exp_avg_sq"),
          List.of(
              "weight_decay",
              "beta1",
              "1 - beta1",
              "beta2",
              "1 - beta2",
              "eps",
              "lr",
              "correction1",
              "correction2",
              "rectification"),
          RAdam::rule);

  private static void rule(FusedUpdate.Body u) {
    Expr g = Rules.gradient(u);
    Expr mean = Rules.average(u, "exp_avg", g);
    Expr square = Rules.averageSquare(u, "exp_avg_sq", g);
    Expr step = u.mul(u.div(mean, u.number("correction1")), u.number("lr"));
    if (u.is("rectified")) {
      Expr denominator = u.add(u.sqrt(square), u.number("eps"));
      step = u.mul(step, u.div(u.number("correction2"), denominator));
      step = u.mul(step, u.number("rectification"));
    }
    u.set("param", u.sub(u.array("param"), step));
  }

  /**
   * What {@link RAdam} may be told.
   *
   * @param lr the learning rate, 1e-3 by default
   * @param beta1 how much of the running average of the gradient is kept, 0.9 by default
   * @param beta2 how much of the running average of its square is kept, 0.999 by default
   * @param eps added to the denominator, 1e-8 by default
   * @param weightDecay how much of the parameter is added to its gradient, 0 by default
   */
  public record Options(double lr, double beta1, double beta2, double eps, double weightDecay) {
    static final Options DEFAULT = new Options(1e-3, 0.9, 0.999, 1e-8, 0);

    /** The learning rate. */
    public Options lr(double value) {
      return new Options(value, beta1, beta2, eps, weightDecay);
    }

    /** How much of the running averages of the gradient and of its square is kept. */
    public Options betas(double first, double second) {
      return new Options(lr, first, second, eps, weightDecay);
    }

    /** Added to the denominator. */
    public Options eps(double value) {
      return new Options(lr, beta1, beta2, value, weightDecay);
    }

    /** How much of the parameter is added to its gradient. */
    public Options weightDecay(double value) {
      return new Options(lr, beta1, beta2, eps, value);
    }

    private Map<String, @Nullable Object> defaults() {
      Map<String, @Nullable Object> map = Checks.adam(lr, beta1, beta2, eps, weightDecay);
      map.put("foreach", null);
      return map;
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** Over these parameters with the defaults, learning rate 1e-3. */
  public RAdam(Iterable<? extends Tensor> params) {
    this(params, options());
  }

  /** Over these parameters. */
  public RAdam(Iterable<? extends Tensor> params, Options options) {
    this(single(params), options);
  }

  /** Over groups of parameters, whose missing options are {@code options}. */
  public RAdam(List<ParamGroup> groups, Options options) {
    super(groups, options.defaults());
  }

  @Override
  protected Set<String> savedAsTensors() {
    return Set.of(STEP);
  }

  @Override
  protected void update(ParamGroup group) {
    FusedUpdate.Launch plain = UPDATE.launch(Rules.flags(group));
    FusedUpdate.Launch rectified = UPDATE.launch(Rules.flags(group, "rectified"));
    double beta1 = group.number("betas", 0);
    double beta2 = group.number("betas", 1);
    double longest = 2 / (1 - beta2) - 1;
    for (Tensor p : group.params()) {
      Tensor g = gradient(p);
      if (g != null) {
        double step = countReal(p);
        double correction2 = 1 - Math.pow(beta2, step);
        double length = longest - 2 * step * Math.pow(beta2, step) / correction2;
        boolean enough = length > 5;
        double rectification =
            enough
                ? Math.sqrt(
                    (length - 4)
                        * (length - 2)
                        * longest
                        / ((longest - 4) * (longest - 2) * length))
                : 0;
        (enough ? rectified : plain)
            .add(
                List.of(
                    group.number("weight_decay"),
                    beta1,
                    1 - beta1,
                    beta2,
                    1 - beta2,
                    group.number("eps"),
                    group.lr(),
                    1 - Math.pow(beta1, step),
                    Math.sqrt(correction2),
                    rectification),
                p,
                g,
                zeros(p, "exp_avg"),
                zeros(p, "exp_avg_sq"));
      }
    }
    plain.run();
    rectified.run();
  }
}
