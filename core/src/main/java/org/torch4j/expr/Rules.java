package org.torch4j.expr;

/** Gradient rules that take more than a line. Each follows PyTorch at kinks and poles. */
final class Rules {
  private static final Expr ONE = Expr.constant(1);
  private static final double LN_2 = 0.6931471805599453;

  /** Where the quotient of a function that is x/2 near 0 and x is 1/2, to double precision. */
  private static final double NEAR = 1e-8;

  private Rules() {}

  static Expr exp2(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(y).mul(LN_2);
  }

  static Expr rsqrt(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(-0.5).mul(y.mul(y).mul(y));
  }

  static Expr tanh(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(ONE.sub(y.mul(y)));
  }

  static Expr sigmoid(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(y.mul(ONE.sub(y)));
  }

  static Expr asin(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(ONE.sub(a.mul(a)).rsqrt());
  }

  /** Factored, since {@code a*a - 1} loses all digits near 1. */
  static Expr acosh(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(a.sub(1).mul(a.add(1)).rsqrt());
  }

  static Expr atanh(Expr a, Expr b, Expr y, Expr g) {
    return g.div(ONE.sub(a).mul(a.add(1)));
  }

  static Expr erf(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(2 / Math.sqrt(Math.PI)).mul(a.mul(a).neg().exp());
  }

  static Expr erfc(Expr a, Expr b, Expr y, Expr g) {
    return erf(a, b, y, g).neg();
  }

  static Expr erfinv(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(Math.sqrt(Math.PI) / 2).mul(y.mul(y).exp());
  }

  static Expr powBase(Expr a, Expr b, Expr y, Expr g) {
    // d/da a^0 = 0, also at a = 0, where 0 * 0^-1 would be NaN.
    return Expr.select(b.eq(0), 0, g.mul(b.mul(a.pow(b.sub(1)))));
  }

  static Expr powExponent(Expr a, Expr b, Expr y, Expr g) {
    return Expr.select(a.eq(0).and(b.ge(0)), 0, g.mul(y.mul(a.log())));
  }

  static Expr atan2First(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(b.div(a.mul(a).add(b.mul(b))));
  }

  static Expr atan2Second(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(a.neg().div(a.mul(a).add(b.mul(b))));
  }

  /** The winner gets all, equal values half each, NaN passes to both. */
  static Expr minFirst(Expr a, Expr b, Expr y, Expr g) {
    return Expr.select(a.gt(b), 0, Expr.select(a.eq(b), g.mul(0.5), g));
  }

  static Expr minSecond(Expr a, Expr b, Expr y, Expr g) {
    return Expr.select(b.gt(a), 0, Expr.select(a.eq(b), g.mul(0.5), g));
  }

  static Expr maxFirst(Expr a, Expr b, Expr y, Expr g) {
    return Expr.select(a.lt(b), 0, Expr.select(a.eq(b), g.mul(0.5), g));
  }

  static Expr maxSecond(Expr a, Expr b, Expr y, Expr g) {
    return Expr.select(b.lt(a), 0, Expr.select(a.eq(b), g.mul(0.5), g));
  }

  /** Unlike min and max, equal values give all to the first. */
  static Expr fminFirst(Expr a, Expr b, Expr y, Expr g) {
    return Expr.select(a.le(b).or(b.isnan()), g, 0);
  }

  static Expr fminSecond(Expr a, Expr b, Expr y, Expr g) {
    return Expr.select(a.le(b).or(b.isnan()), 0, g);
  }

  static Expr fmaxFirst(Expr a, Expr b, Expr y, Expr g) {
    return Expr.select(a.ge(b).or(b.isnan()), g, 0);
  }

  static Expr fmaxSecond(Expr a, Expr b, Expr y, Expr g) {
    return Expr.select(a.ge(b).or(b.isnan()), 0, g);
  }

  static Expr copysign(Expr a, Expr b, Expr y, Expr g) {
    return Expr.select(a.eq(0), 0, g.mul(y.div(a)));
  }

  static Expr xlogyFirst(Expr a, Expr b, Expr y, Expr g) {
    return Expr.select(a.eq(0).and(b.le(0)), 0, g.xlogy(b));
  }

  static Expr digamma(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(Expr.select(isPole(a), reflected(a), a.trigamma()));
  }

  static Expr polygamma(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(Expr.select(a.eq(0).and(isPole(b)), reflected(b), a.add(1).polygamma(b)));
  }

  private static Expr isPole(Expr x) {
    return x.le(0).and(x.floor().eq(x));
  }

  /** What trigamma's reflection formula rounds to at a pole, as in PyTorch, and not infinity. */
  private static Expr reflected(Expr x) {
    Expr sine = x.mul(Math.PI).sin();
    return Expr.constant(Math.PI * Math.PI).div(sine.mul(sine));
  }

  static Expr i1(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(Expr.select(a.abs().gt(NEAR), a.i0().sub(y.div(a)), Expr.constant(0.5)));
  }

  static Expr i1e(Expr a, Expr b, Expr y, Expr g) {
    Expr slope = a.i0e().sub(y.mul(a.sign().add(a.reciprocal())));
    return g.mul(Expr.select(a.abs().gt(NEAR), slope, Expr.constant(0.5)));
  }

  static Expr besselJ1(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(Expr.select(a.eq(0), Expr.constant(0.5), a.besselJ0().sub(y.div(a))));
  }

  static Expr sphericalBesselJ0(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(Expr.select(a.eq(0), Expr.constant(0), a.cos().sub(y).div(a)));
  }

  static Expr logNdtr(Expr a, Expr b, Expr y, Expr g) {
    return g.div(a.mul(-Math.sqrt(0.5)).erfcx()).mul(Math.sqrt(2 / Math.PI));
  }

  static Expr xlog1pyFirst(Expr a, Expr b, Expr y, Expr g) {
    return Expr.select(a.eq(0).and(b.le(-1)), 0, g.mul(b.log1p()));
  }

  static Expr igamma(Expr a, Expr b, Expr y, Expr g) {
    return g.mul(a.sub(1).mul(b.log()).sub(b).sub(a.lgamma()).exp());
  }
}
