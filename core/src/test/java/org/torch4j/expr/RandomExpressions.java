package org.torch4j.expr;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.torch4j.type.DType;

/** Random expressions over two inputs and a scalar, sharing parts. */
final class RandomExpressions {
  private static final double[] CONSTANTS = {0, 1, -1, 2, 3, 0.5, -2, 4, -0.5, 1.25, -0.0};
  private static final double[] INTEGERS = {0, 1, -1, 2, 3, 5, -2, 7, 16777216, -0.0, 3e9};

  private static final Set<Fn> DEGREES =
      EnumSet.of(
          Fn.CHEBYSHEV_T,
          Fn.CHEBYSHEV_U,
          Fn.CHEBYSHEV_V,
          Fn.CHEBYSHEV_W,
          Fn.HERMITE_H,
          Fn.HERMITE_HE,
          Fn.LAGUERRE_L,
          Fn.LEGENDRE_P);

  private final Random random;
  private final boolean floating;
  private final List<Fn> functions = new ArrayList<>();

  RandomExpressions(long seed, boolean floating) {
    this.random = new Random(seed);
    this.floating = floating;
    for (Fn fn : Fn.values()) {
      boolean divides =
          fn == Fn.FLOOR_DIV || fn == Fn.TRUNC_DIV || fn == Fn.FMOD || fn == Fn.REMAINDER;
      if (fn != Fn.POLYGAMMA && (floating ? !fn.isIntegerOnly() : !fn.isFloatOnly() && !divides)) {
        functions.add(fn);
      }
    }
    // What simplification looks at comes more often.
    for (int i = 0; i < 8; i++) {
      functions.addAll(List.of(Fn.ADD, Fn.SUB, Fn.MUL, Fn.NEG, Fn.POW, Fn.AND, Fn.NOT, Fn.EQ));
    }
    if (floating) {
      functions.addAll(List.of(Fn.DIV, Fn.DIV, Fn.DIV, Fn.DIV));
    }
  }

  Expr next(int parts) {
    List<Expr> pool = new ArrayList<>();
    pool.add(Expr.input(0));
    pool.add(Expr.input(1));
    pool.add(Expr.scalar(0));
    double[] constants = floating ? CONSTANTS : INTEGERS;
    for (int i = 0; i < 3; i++) {
      pool.add(Expr.constant(constants[random.nextInt(constants.length)]));
    }
    for (int i = 0; i < parts; i++) {
      int kind = random.nextInt(8);
      if (kind == 0) {
        pool.add(Expr.select(pick(pool), pick(pool), pick(pool)));
      } else if (kind == 1 && random.nextBoolean()) {
        pool.add(pick(pool).cast(floating ? DType.FLOAT32 : DType.INT8));
      } else {
        Fn fn = functions.get(random.nextInt(functions.size()));
        pool.add(fn.arity() == 1 ? Expr.apply(fn, pick(pool)) : pair(fn, pool));
      }
    }
    return pool.getLast();
  }

  private Expr pair(Fn fn, List<Expr> pool) {
    Expr first = pick(pool);
    // The time of a recurrence grows with the degree, which is a small integer in use.
    boolean recurrence = DEGREES.contains(fn);
    return Expr.apply(fn, first, recurrence ? Expr.constant(random.nextInt(9)) : pick(pool));
  }

  private Expr pick(List<Expr> pool) {
    // Younger parts are likelier, so that the last one uses most.
    int back = Math.min(random.nextInt(pool.size()), random.nextInt(pool.size()));
    return pool.get(pool.size() - 1 - back);
  }
}
