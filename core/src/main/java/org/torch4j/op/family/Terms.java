package org.torch4j.op.family;

import org.torch4j.expr.Expr;

/** The variables of pointwise expressions, by the place of the argument in the schema. */
final class Terms {
  /** The first tensor. */
  static final Expr SELF = Expr.input(0);

  /** The second tensor. */
  static final Expr OTHER = Expr.input(1);

  /** The third tensor. */
  static final Expr THIRD = Expr.input(2);

  /** The first number. */
  static final Expr S0 = Expr.scalar(0);

  /** The second number. */
  static final Expr S1 = Expr.scalar(1);

  /** The third number. */
  static final Expr S2 = Expr.scalar(2);

  private Terms() {}

  static Expr constant(double value) {
    return Expr.constant(value);
  }

  /** x, but at least the limit; NaN stays, and no gradient passes it, as in PyTorch. */
  static Expr atLeast(Expr x, Expr limit) {
    return Expr.select(x.ge(limit), x, orNan(x, limit));
  }

  /** x, but at most the limit, as {@link #atLeast}. */
  static Expr atMost(Expr x, Expr limit) {
    return Expr.select(x.le(limit), x, orNan(x, limit));
  }

  /** The value, or NaN where x is: floor is flat and keeps integers what they are. */
  private static Expr orNan(Expr x, Expr value) {
    return Expr.select(x.isnan(), x.floor(), value);
  }
}
