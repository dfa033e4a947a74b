package org.torch4j.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.expr.Expr;
import org.torch4j.op.FusedUpdate;

/**
 * Adadelta, {@code torch.optim.Adadelta} (Zeiler, 2012): steps as large as the running average of
 * former steps, measured by that of gradients: {@code new Adadelta(model.parameters())}.
 */
public class Adadelta extends Optimizer {
  private static final FusedUpdate UPDATE =
      new FusedUpdate(
          "adadelta",
          List.of("param", "grad", "square_avg", "acc_delta"),
          List.of("weight_decay", "rho", "1 - rho", "eps", "-lr"),
          Adadelta::rule);

  private static void rule(FusedUpdate.Body u) {
    Expr g = Rules.gradient(u);
    Expr keep = u.number("rho");
    Expr rest = u.number("1 - rho");
    Expr eps = u.number("eps");
    Expr square = u.set("square_avg", u.addcmul(u.mul(u.array("square_avg"), keep), g, g, rest));
    Expr std = u.sqrt(u.add(square, eps));
    Expr delta = u.mul(u.div(u.sqrt(u.add(u.array("acc_delta"), eps)), std), g);
    u.set("acc_delta", u.addcmul(u.mul(u.array("acc_delta"), keep), delta, delta, rest));
    u.set("param", u.addScaled(u.array("param"), delta, u.number("-lr")));
  }

  /**
   * What {@link Adadelta} may be told.
   *
   * @param lr the learning rate, 1.0 by default
   * @param rho how much of the running averages of squares is kept, 0.9 by default
   * @param eps added below the roots, 1e-6 by default
   * @param weightDecay how much of the parameter is added to its gradient, 0 by default
   * @param maximize whether to climb, false by default
   */
  public record Options(double lr, double rho, double eps, double weightDecay, boolean maximize) {
    static final Options DEFAULT = new Options(1.0, 0.9, 1e-6, 0, false);

    /** The learning rate. */
    public Options lr(double value) {
      return new Options(value, rho, eps, weightDecay, maximize);
    }

    /** How much of the running averages of squares is kept. */
    public Options rho(double value) {
      return new Options(lr, value, eps, weightDecay, maximize);
    }

    /** Added below the roots. */
    public Options eps(double value) {
      return new Options(lr, rho, value, weightDecay, maximize);
    }

    /** How much of the parameter is added to its gradient. */
    public Options weightDecay(double value) {
      return new Options(lr, rho, eps, value, maximize);
    }

    /** Whether to climb. */
    public Options maximize(boolean value) {
      return new Options(lr, rho, eps, weightDecay, value);
    }

    private Map<String, @Nullable Object> defaults() {
      Checks.atLeastZero("learning rate", lr);
      Checks.fraction("rho value", rho);
      Checks.atLeastZero("epsilon value", eps);
      Checks.atLeastZero("weight_decay value", weightDecay);
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("lr", lr);
      map.put("rho", rho);
      map.put("eps", eps);
      map.put("weight_decay", Checks.zeroAsInteger(weightDecay));
      map.put("maximize", maximize);
      map.put("foreach", null);
      return map;
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** Over these parameters with the defaults, learning rate 1. */
  public Adadelta(Iterable<? extends Tensor> params) {
    this(params, options());
  }

  /** Over these parameters. */
  public Adadelta(Iterable<? extends Tensor> params, Options options) {
    this(single(params), options);
  }

  /** Over groups of parameters, whose missing options are {@code options}. */
  public Adadelta(List<ParamGroup> groups, Options options) {
    super(groups, options.defaults());
  }

  @Override
  protected void update(ParamGroup group) {
    FusedUpdate.Launch launch = UPDATE.launch(Rules.flags(group));
    double rho = group.number("rho");
    List<Double> numbers =
        List.of(group.number("weight_decay"), rho, 1 - rho, group.number("eps"), -group.lr());
    for (Tensor p : group.params()) {
      Tensor g = gradient(p);
      if (g != null) {
        count(p);
        launch.add(numbers, p, g, zeros(p, "square_avg"), zeros(p, "acc_delta"));
      }
    }
    launch.run();
  }
}
