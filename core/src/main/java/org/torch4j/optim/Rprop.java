package org.torch4j.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.FusedUpdate;
import org.torch4j.type.Complex;

/**
 * Resilient backpropagation, {@code torch.optim.Rprop} (Riedmiller and Braun, 1993): every number
 * has a step of its own, which grows while its gradient keeps the sign; for whole batches only:
 * {@code new Rprop(model.parameters())}.
 */
public class Rprop extends Optimizer {
  private static final FusedUpdate UPDATE =
      new FusedUpdate(
          "rprop",
          List.of("param", "grad", "prev", "step_size"),
          List.of("eta-", "eta+", "smallest", "greatest"),
          Rprop::rule);

  private static void rule(FusedUpdate.Body u) {
    Expr g = u.array("grad");
    if (u.is("maximize")) {
      g = g.neg();
    }
    Expr same = u.mul(g, u.array("prev"));
    Expr factor =
        Expr.select(same.gt(0), u.number("eta+"), Expr.select(same.lt(0), u.number("eta-"), 1));
    Expr grown = u.mul(u.array("step_size"), u.rounded(factor));
    Expr size = u.set("step_size", grown.max(u.number("smallest")).min(u.number("greatest")));
    Expr used = u.set("prev", Expr.select(same.lt(0), 0, g));
    u.set("param", u.rounded(u.array("param").sub(used.sign().mul(size))));
  }

  /**
   * What {@link Rprop} may be told.
   *
   * @param lr the learning rate, 1e-2 by default
   * @param etaMinus the factor of a step whose gradient has changed its sign, 0.5 by default
   * @param etaPlus the factor of a step whose gradient has kept its sign, 1.2 by default
   * @param smallest the least step, 1e-6 by default
   * @param greatest the greatest step, 50 by default
   * @param maximize whether to climb, false by default
   */
  public record Options(
      double lr,
      double etaMinus,
      double etaPlus,
      double smallest,
      double greatest,
      boolean maximize) {
    static final Options DEFAULT = new Options(1e-2, 0.5, 1.2, 1e-6, 50, false);

    /** The learning rate. */
    public Options lr(double value) {
      return new Options(value, etaMinus, etaPlus, smallest, greatest, maximize);
    }

    /** The factors by which steps shrink and grow. */
    public Options etas(double first, double second) {
      return new Options(lr, first, second, smallest, greatest, maximize);
    }

    /** The bounds of the steps. */
    public Options stepSizes(double first, double second) {
      return new Options(lr, etaMinus, etaPlus, first, second, maximize);
    }

    /** Whether to climb. */
    public Options maximize(boolean value) {
      return new Options(lr, etaMinus, etaPlus, smallest, greatest, value);
    }

    private Map<String, @Nullable Object> defaults() {
      Checks.atLeastZero("learning rate", lr);
      Checks.etas(etaMinus, etaPlus);
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("lr", lr);
      map.put("etas", List.of(etaMinus, etaPlus));
      map.put("step_sizes", List.of(smallest, greatest));
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
  public Rprop(Iterable<? extends Tensor> params) {
    this(params, options());
  }

  /** Over these parameters. */
  public Rprop(Iterable<? extends Tensor> params, Options options) {
    this(single(params), options);
  }

  /** Over groups of parameters, whose missing options are {@code options}. */
  public Rprop(List<ParamGroup> groups, Options options) {
    super(groups, options.defaults());
  }

  @Override
  protected void update(ParamGroup group) {
    FusedUpdate.Launch launch = UPDATE.launch(group.flag("maximize") ? "maximize" : "");
    List<Double> numbers =
        List.of(
            group.number("etas", 0),
            group.number("etas", 1),
            group.number("step_sizes", 0),
            group.number("step_sizes", 1));
    for (Tensor p : group.params()) {
      Tensor g = gradient(p);
      if (g != null) {
        count(p);
        Object lr =
            p.dtype().isComplex() ? new Complex(group.lr(), group.lr()) : (Object) group.lr();
        Tensor previous = zeros(p, "prev");
        Tensor size = stateTensor(p, "step_size", () -> Torch.fullLike(p, lr).detach());
        launch.add(numbers, p, g, previous, size);
      }
    }
    launch.run();
  }
}
