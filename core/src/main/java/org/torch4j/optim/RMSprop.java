package org.torch4j.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.expr.Expr;
import org.torch4j.op.FusedUpdate;

/**
 * RMSprop, {@code torch.optim.RMSprop} (Hinton, 2012): steps divided by the root of the running
 * average of squares, which {@code centered} takes around the mean: {@code new
 * RMSprop(model.parameters(), RMSprop.options().momentum(0.9))}.
 */
public class RMSprop extends Optimizer {
  private static final FusedUpdate UPDATE =
      new FusedUpdate(
          "rmsprop",
          List.of("param", "grad", "square_avg", "grad_avg", "momentum_buffer"),
          List.of("weight_decay", "alpha", "1 - alpha", "eps", "momentum", "-lr"),
          RMSprop::rule);

  private static void rule(FusedUpdate.Body u) {
    Expr g = Rules.gradient(u);
    Expr keep = u.number("alpha");
    Expr rest = u.number("1 - alpha");
    Expr square = u.set("square_avg", u.addcmul(u.mul(u.array("square_avg"), keep), g, g, rest));
    Expr variance = square;
    if (u.is("centered")) {
      Expr mean = u.set("grad_avg", u.addScaled(u.mul(u.array("grad_avg"), keep), g, rest));
      variance = u.rounded(square.sub(mean.mul(mean)));
    }
    Expr denominator = u.add(u.sqrt(variance), u.number("eps"));
    if (u.is("momentum")) {
      Expr kept = u.mul(u.array("momentum_buffer"), u.number("momentum"));
      Expr buffer = u.set("momentum_buffer", u.add(kept, g.div(denominator)));
      u.set("param", u.addScaled(u.array("param"), buffer, u.number("-lr")));
    } else {
      u.set("param", u.addcdiv(u.array("param"), g, denominator, u.number("-lr")));
    }
  }

  /**
   * What {@link RMSprop} may be told.
   *
   * @param lr the learning rate, 1e-2 by default
   * @param alpha how much of the running average of squares is kept, 0.99 by default
   * @param eps added to the denominator, 1e-8 by default
   * @param weightDecay how much of the parameter is added to its gradient, 0 by default
   * @param momentum how much of the last step is kept, 0 by default
   * @param centered whether to divide by the variance around the mean, false by default
   * @param maximize whether to climb, false by default
   */
  public record Options(
      double lr,
      double alpha,
      double eps,
      double weightDecay,
      double momentum,
      boolean centered,
      boolean maximize) {
    static final Options DEFAULT = new Options(1e-2, 0.99, 1e-8, 0, 0, false, false);

    /** The learning rate. */
    public Options lr(double value) {
      return new Options(value, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    /** How much of the running average of squares is kept. */
    public Options alpha(double value) {
      return new Options(lr, value, eps, weightDecay, momentum, centered, maximize);
    }

    /** Added to the denominator. */
    public Options eps(double value) {
      return new Options(lr, alpha, value, weightDecay, momentum, centered, maximize);
    }

    /** How much of the parameter is added to its gradient. */
    public Options weightDecay(double value) {
      return new Options(lr, alpha, eps, value, momentum, centered, maximize);
    }

    /** How much of the last step is kept. */
    public Options momentum(double value) {
      return new Options(lr, alpha, eps, weightDecay, value, centered, maximize);
    }

    /** Whether to divide by the variance around the mean. */
    public Options centered(boolean value) {
      return new Options(lr, alpha, eps, weightDecay, momentum, value, maximize);
    }

    /** Whether to climb. */
    public Options maximize(boolean value) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, value);
    }

    private Map<String, @Nullable Object> defaults() {
      Checks.atLeastZero("learning rate", lr);
      Checks.atLeastZero("epsilon value", eps);
      Checks.atLeastZero("momentum value", momentum);
      Checks.atLeastZero("weight_decay value", weightDecay);
      Checks.atLeastZero("alpha value", alpha);
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("lr", lr);
      map.put("momentum", Checks.zeroAsInteger(momentum));
      map.put("alpha", alpha);
      map.put("eps", eps);
      map.put("centered", centered);
      map.put("weight_decay", Checks.zeroAsInteger(weightDecay));
      map.put("foreach", null);
      map.put("maximize", maximize);
      map.put("differentiable", false);
      return map;
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** Over these parameters with the defaults, learning rate 1e-2. */
  public RMSprop(Iterable<? extends Tensor> params) {
    this(params, options());
  }

  /** Over these parameters. */
  public RMSprop(Iterable<? extends Tensor> params, Options options) {
    this(single(params), options);
  }

  /** Over groups of parameters, whose missing options are {@code options}. */
  public RMSprop(List<ParamGroup> groups, Options options) {
    super(groups, options.defaults());
  }

  @Override
  protected void update(ParamGroup group) {
    double momentum = group.number("momentum");
    boolean centered = group.flag("centered");
    String[] own = {centered ? "centered" : "", momentum > 0 ? "momentum" : ""};
    FusedUpdate.Launch launch = UPDATE.launch(Rules.flags(group, own));
    double alpha = group.number("alpha");
    List<Double> numbers =
        List.of(
            group.number("weight_decay"),
            alpha,
            1 - alpha,
            group.number("eps"),
            momentum,
            -group.lr());
    for (Tensor p : group.params()) {
      Tensor g = gradient(p);
      if (g != null) {
        count(p);
        Tensor square = zeros(p, "square_avg");
        Tensor buffer = momentum > 0 ? zeros(p, "momentum_buffer") : null;
        Tensor mean = centered ? zeros(p, "grad_avg") : null;
        launch.add(numbers, p, g, square, mean, buffer);
      }
    }
    launch.run();
  }
}
