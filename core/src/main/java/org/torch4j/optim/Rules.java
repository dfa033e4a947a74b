package org.torch4j.optim;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.torch4j.expr.Expr;
import org.torch4j.op.FusedUpdate;

/** Steps that the rules of several optimizers have in common. */
final class Rules {
  private static final String MAXIMIZE = "maximize";
  private static final String DECAY = "weight_decay";

  private Rules() {}

  /** The flags that {@link #gradient} reads, from a group's options, and {@code own} ones. */
  static String[] flags(ParamGroup group, String... own) {
    Set<String> flags = new HashSet<>(List.of(own));
    if (group.flag(MAXIMIZE)) {
      flags.add(MAXIMIZE);
    }
    if (group.number(DECAY) != 0) {
      flags.add(DECAY);
    }
    return flags.toArray(new String[0]);
  }

  /** The gradient, turned around by {@code maximize}, with the weight decay in it. */
  static Expr gradient(FusedUpdate.Body u) {
    Expr g = u.array("grad");
    if (u.is(MAXIMIZE)) {
      g = g.neg();
    }
    return u.is(DECAY) ? u.addScaled(g, u.array("param"), u.number(DECAY)) : g;
  }

  /** Moves a running average towards {@code g} by the numbers beta1 and 1 - beta1. */
  static Expr average(FusedUpdate.Body u, String array, Expr g) {
    Expr kept = u.mul(u.array(array), u.number("beta1"));
    return u.set(array, u.addScaled(kept, g, u.number("1 - beta1")));
  }

  /** Moves a running average towards the square of {@code g} by beta2 and 1 - beta2. */
  static Expr averageSquare(FusedUpdate.Body u, String array, Expr g) {
    Expr kept = u.mul(u.array(array), u.number("beta2"));
    return u.set(array, u.addcmul(kept, g, g, u.number("1 - beta2")));
  }
}
