package org.torch4j.optim;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.expr.Expr;
import org.torch4j.op.FusedUpdate;
import org.torch4j.type.LayoutException;

/** What {@link Adam} and {@link AdamW} share; they differ in how weights decay. */
abstract class AdamBase extends Optimizer {
  private static final String MEAN = "exp_avg";
  private static final String SQUARE = "exp_avg_sq";
  private static final String MAX_SQUARE = "max_exp_avg_sq";

  private final boolean decoupled;

  AdamBase(List<ParamGroup> groups, Map<String, @Nullable Object> defaults, boolean decoupled) {
    super(groups, defaults);
    this.decoupled = decoupled;
  }

  static Map<String, @Nullable Object> defaults(
      double lr,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean amsgrad,
      boolean maximize) {
    Map<String, @Nullable Object> map = Checks.adam(lr, beta1, beta2, eps, weightDecay);
    map.put("amsgrad", amsgrad);
    map.put("maximize", maximize);
    map.put("foreach", null);
    map.put("capturable", false);
    return map;
  }

  private static final FusedUpdate UPDATE =
      new FusedUpdate(
          "adam",
          List.of("param", "grad", MEAN, SQUARE, MAX_SQUARE),
          List.of(
              "weight_decay",
              "beta1",
              "1 - beta1",
              "beta2",
              "1 - beta2",
              "eps",
              "correction",
              "-step size",
              "1 - lr * decay"),
          AdamBase::rule);

  private static void rule(FusedUpdate.Body u) {
    if (u.is("decoupled")) {
      u.set("param", u.mul(u.array("param"), u.number("1 - lr * decay")));
    }
    Expr g = Rules.gradient(u);
    Expr mean = Rules.average(u, MEAN, g);
    Expr square = Rules.averageSquare(u, SQUARE, g);
    if (u.is("amsgrad")) {
      square = u.set(MAX_SQUARE, u.array(MAX_SQUARE).max(square));
    }
    Expr corrected = u.div(u.sqrt(square), u.number("correction"));
    Expr denominator = u.add(corrected, u.number("eps"));
    u.set("param", u.addcdiv(u.array("param"), mean, denominator, u.number("-step size")));
  }

  @Override
  protected final Set<String> savedAsTensors() {
    return Set.of(STEP);
  }

  @Override
  protected final void update(ParamGroup group) {
    boolean amsgrad = group.flag("amsgrad");
    double decay = group.number("weight_decay");
    String[] flags = {
      group.flag("maximize") ? "maximize" : "",
      amsgrad ? "amsgrad" : "",
      decay == 0 ? "" : decoupled ? "decoupled" : "weight_decay"
    };
    FusedUpdate.Launch launch = UPDATE.launch(flags);
    double beta1 = group.number("betas", 0);
    double beta2 = group.number("betas", 1);
    for (Tensor p : group.params()) {
      Tensor g = gradient(p);
      if (g != null) {
        if (g.isSparse()) {
          throw new LayoutException(
              getClass().getSimpleName()
                  + ": sparse gradients are for SparseAdam, got sparse_coo "
                  + g.shape());
        }
        double step = countReal(p);
        launch.add(
            List.of(
                decay,
                beta1,
                1 - beta1,
                beta2,
                1 - beta2,
                group.number("eps"),
                Math.sqrt(1 - Math.pow(beta2, step)),
                -group.lr() / (1 - Math.pow(beta1, step)),
                1 - group.lr() * decay),
            p,
            g,
            zeros(p, MEAN),
            zeros(p, SQUARE),
            amsgrad ? zeros(p, MAX_SQUARE) : null);
      }
    }
    launch.run();
  }
}
