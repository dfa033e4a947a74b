package org.torch4j.expr;

/**
 * The functions of the table as methods of {@link Expr}, one or two for each row of {@link Fn}.
 * Longer than other files because each row has its method.
 */
public sealed interface Operators permits Expr {
  /** This as an expression. */
  private Expr self() {
    return (Expr) this;
  }

  /** -x. */
  default Expr neg() {
    return Expr.apply(Fn.NEG, self());
  }

  /** |x|. */
  default Expr abs() {
    return Expr.apply(Fn.ABS, self());
  }

  /** -1, 0 or 1 by the sign. */
  default Expr sign() {
    return Expr.apply(Fn.SIGN, self());
  }

  /** 1/x. */
  default Expr reciprocal() {
    return Expr.apply(Fn.RECIPROCAL, self());
  }

  /** Square root. */
  default Expr sqrt() {
    return Expr.apply(Fn.SQRT, self());
  }

  /** 1/sqrt(x). */
  default Expr rsqrt() {
    return Expr.apply(Fn.RSQRT, self());
  }

  /** e to the power x. */
  default Expr exp() {
    return Expr.apply(Fn.EXP, self());
  }

  /** 2 to the power x. */
  default Expr exp2() {
    return Expr.apply(Fn.EXP2, self());
  }

  /** exp(x) - 1, exact near 0. */
  default Expr expm1() {
    return Expr.apply(Fn.EXPM1, self());
  }

  /** Natural logarithm. */
  default Expr log() {
    return Expr.apply(Fn.LOG, self());
  }

  /** Logarithm of base 2. */
  default Expr log2() {
    return Expr.apply(Fn.LOG2, self());
  }

  /** Logarithm of base 10. */
  default Expr log10() {
    return Expr.apply(Fn.LOG10, self());
  }

  /** log(1 + x), exact near 0. */
  default Expr log1p() {
    return Expr.apply(Fn.LOG1P, self());
  }

  /** Sine. */
  default Expr sin() {
    return Expr.apply(Fn.SIN, self());
  }

  /** Cosine. */
  default Expr cos() {
    return Expr.apply(Fn.COS, self());
  }

  /** Tangent. */
  default Expr tan() {
    return Expr.apply(Fn.TAN, self());
  }

  /** Inverse sine. */
  default Expr asin() {
    return Expr.apply(Fn.ASIN, self());
  }

  /** Inverse cosine. */
  default Expr acos() {
    return Expr.apply(Fn.ACOS, self());
  }

  /** Inverse tangent. */
  default Expr atan() {
    return Expr.apply(Fn.ATAN, self());
  }

  /** Hyperbolic sine. */
  default Expr sinh() {
    return Expr.apply(Fn.SINH, self());
  }

  /** Hyperbolic cosine. */
  default Expr cosh() {
    return Expr.apply(Fn.COSH, self());
  }

  /** Hyperbolic tangent. */
  default Expr tanh() {
    return Expr.apply(Fn.TANH, self());
  }

  /** Inverse hyperbolic sine. */
  default Expr asinh() {
    return Expr.apply(Fn.ASINH, self());
  }

  /** Inverse hyperbolic cosine. */
  default Expr acosh() {
    return Expr.apply(Fn.ACOSH, self());
  }

  /** Inverse hyperbolic tangent. */
  default Expr atanh() {
    return Expr.apply(Fn.ATANH, self());
  }

  /** Error function. */
  default Expr erf() {
    return Expr.apply(Fn.ERF, self());
  }

  /** 1 - erf(x), exact in the tail. */
  default Expr erfc() {
    return Expr.apply(Fn.ERFC, self());
  }

  /** Inverse error function. */
  default Expr erfinv() {
    return Expr.apply(Fn.ERFINV, self());
  }

  /** Logarithm of |gamma(x)|. */
  default Expr lgamma() {
    return Expr.apply(Fn.LGAMMA, self());
  }

  /** Derivative of lgamma. */
  default Expr digamma() {
    return Expr.apply(Fn.DIGAMMA, self());
  }

  /** Derivative of digamma. */
  default Expr trigamma() {
    return Expr.apply(Fn.TRIGAMMA, self());
  }

  /** 1/(1 + exp(-x)). */
  default Expr sigmoid() {
    return Expr.apply(Fn.SIGMOID, self());
  }

  /** log(1 + exp(x)) without overflow. */
  default Expr softplus() {
    return Expr.apply(Fn.SOFTPLUS, self());
  }

  /** log(sigmoid(x)) without underflow. */
  default Expr logSigmoid() {
    return Expr.apply(Fn.LOG_SIGMOID, self());
  }

  /** Greatest integer not above. */
  default Expr floor() {
    return Expr.apply(Fn.FLOOR, self());
  }

  /** Least integer not below. */
  default Expr ceil() {
    return Expr.apply(Fn.CEIL, self());
  }

  /** Nearest integer, halves to even. */
  default Expr round() {
    return Expr.apply(Fn.ROUND, self());
  }

  /** Integer part. */
  default Expr trunc() {
    return Expr.apply(Fn.TRUNC, self());
  }

  /** Whether NaN. */
  default Expr isnan() {
    return Expr.apply(Fn.ISNAN, self());
  }

  /** Whether infinite. */
  default Expr isinf() {
    return Expr.apply(Fn.ISINF, self());
  }

  /** Whether neither infinite nor NaN. */
  default Expr isfinite() {
    return Expr.apply(Fn.ISFINITE, self());
  }

  /** Whether the sign is minus, also of -0. */
  default Expr signbit() {
    return Expr.apply(Fn.SIGNBIT, self());
  }

  /** Logical negation. */
  default Expr not() {
    return Expr.apply(Fn.NOT, self());
  }

  /** All bits flipped. */
  default Expr bitNot() {
    return Expr.apply(Fn.BIT_NOT, self());
  }

  /** Modified Bessel function of the first kind, order 0. */
  default Expr i0() {
    return Expr.apply(Fn.I0, self());
  }

  /** I0 times exp(-|x|). */
  default Expr i0e() {
    return Expr.apply(Fn.I0E, self());
  }

  /** Modified Bessel function of the first kind, order 1. */
  default Expr i1() {
    return Expr.apply(Fn.I1, self());
  }

  /** I1 times exp(-|x|). */
  default Expr i1e() {
    return Expr.apply(Fn.I1E, self());
  }

  /** Modified Bessel function of the second kind, order 0. */
  default Expr k0() {
    return Expr.apply(Fn.K0, self());
  }

  /** Modified Bessel function of the second kind, order 1. */
  default Expr k1() {
    return Expr.apply(Fn.K1, self());
  }

  /** K0 times exp(x). */
  default Expr k0Scaled() {
    return Expr.apply(Fn.K0_SCALED, self());
  }

  /** K1 times exp(x). */
  default Expr k1Scaled() {
    return Expr.apply(Fn.K1_SCALED, self());
  }

  /** Bessel function of the first kind, order 0. */
  default Expr besselJ0() {
    return Expr.apply(Fn.BESSEL_J0, self());
  }

  /** Bessel function of the first kind, order 1. */
  default Expr besselJ1() {
    return Expr.apply(Fn.BESSEL_J1, self());
  }

  /** Bessel function of the second kind, order 0. */
  default Expr besselY0() {
    return Expr.apply(Fn.BESSEL_Y0, self());
  }

  /** Bessel function of the second kind, order 1. */
  default Expr besselY1() {
    return Expr.apply(Fn.BESSEL_Y1, self());
  }

  /** sin(x)/x. */
  default Expr sphericalBesselJ0() {
    return Expr.apply(Fn.SPHERICAL_BESSEL_J0, self());
  }

  /** Airy function; its gradient is not known. */
  default Expr airyAi() {
    return Expr.apply(Fn.AIRY_AI, self());
  }

  /** exp(x*x) * erfc(x). */
  default Expr erfcx() {
    return Expr.apply(Fn.ERFCX, self());
  }

  /** Logarithm of the normal distribution function. */
  default Expr logNdtr() {
    return Expr.apply(Fn.LOG_NDTR, self());
  }

  /** Inverse of the normal distribution function. */
  default Expr ndtri() {
    return Expr.apply(Fn.NDTRI, self());
  }

  /** -x*log(x), 0 at 0. */
  default Expr entr() {
    return Expr.apply(Fn.ENTR, self());
  }

  /** x*log(1 + y), 0 where x is 0. */
  default Expr xlog1py(Expr other) {
    return Expr.apply(Fn.XLOG1PY, self(), other);
  }

  /** x*log(1 + y), 0 where x is 0, with a constant. */
  default Expr xlog1py(double other) {
    return xlog1py(Expr.constant(other));
  }

  /** log(exp(a) + exp(b)) without overflow. */
  default Expr logaddexp(Expr other) {
    return Expr.apply(Fn.LOGADDEXP, self(), other);
  }

  /** log(exp(a) + exp(b)) without overflow, with a constant. */
  default Expr logaddexp(double other) {
    return logaddexp(Expr.constant(other));
  }

  /** log2(2^a + 2^b) without overflow. */
  default Expr logaddexp2(Expr other) {
    return Expr.apply(Fn.LOGADDEXP2, self(), other);
  }

  /** log2(2^a + 2^b) without overflow, with a constant. */
  default Expr logaddexp2(double other) {
    return logaddexp2(Expr.constant(other));
  }

  /** Regularised lower incomplete gamma function; its gradient in the first is not known. */
  default Expr igamma(Expr other) {
    return Expr.apply(Fn.IGAMMA, self(), other);
  }

  /**
   * Regularised lower incomplete gamma function; its gradient in the first is not known, with a
   * constant.
   */
  default Expr igamma(double other) {
    return igamma(Expr.constant(other));
  }

  /** Regularised upper incomplete gamma function; its gradient in the first is not known. */
  default Expr igammac(Expr other) {
    return Expr.apply(Fn.IGAMMAC, self(), other);
  }

  /**
   * Regularised upper incomplete gamma function; its gradient in the first is not known, with a
   * constant.
   */
  default Expr igammac(double other) {
    return igammac(Expr.constant(other));
  }

  /** Hurwitz zeta function; its gradient in the first is not known. */
  default Expr zeta(Expr other) {
    return Expr.apply(Fn.ZETA, self(), other);
  }

  /** Hurwitz zeta function; its gradient in the first is not known, with a constant. */
  default Expr zeta(double other) {
    return zeta(Expr.constant(other));
  }

  /**
   * Chebyshev polynomial of the first kind at the first, of the second's degree; its gradient is
   * not known.
   */
  default Expr chebyshevT(Expr other) {
    return Expr.apply(Fn.CHEBYSHEV_T, self(), other);
  }

  /**
   * Chebyshev polynomial of the first kind at the first, of the second's degree; its gradient is
   * not known, with a constant.
   */
  default Expr chebyshevT(double other) {
    return chebyshevT(Expr.constant(other));
  }

  /**
   * Chebyshev polynomial of the second kind at the first, of the second's degree; its gradient is
   * not known.
   */
  default Expr chebyshevU(Expr other) {
    return Expr.apply(Fn.CHEBYSHEV_U, self(), other);
  }

  /**
   * Chebyshev polynomial of the second kind at the first, of the second's degree; its gradient is
   * not known, with a constant.
   */
  default Expr chebyshevU(double other) {
    return chebyshevU(Expr.constant(other));
  }

  /**
   * Chebyshev polynomial of the third kind at the first, of the second's degree; its gradient is
   * not known.
   */
  default Expr chebyshevV(Expr other) {
    return Expr.apply(Fn.CHEBYSHEV_V, self(), other);
  }

  /**
   * Chebyshev polynomial of the third kind at the first, of the second's degree; its gradient is
   * not known, with a constant.
   */
  default Expr chebyshevV(double other) {
    return chebyshevV(Expr.constant(other));
  }

  /**
   * Chebyshev polynomial of the fourth kind at the first, of the second's degree; its gradient is
   * not known.
   */
  default Expr chebyshevW(Expr other) {
    return Expr.apply(Fn.CHEBYSHEV_W, self(), other);
  }

  /**
   * Chebyshev polynomial of the fourth kind at the first, of the second's degree; its gradient is
   * not known, with a constant.
   */
  default Expr chebyshevW(double other) {
    return chebyshevW(Expr.constant(other));
  }

  /**
   * Hermite polynomial, physicists' form at the first, of the second's degree; its gradient is not
   * known.
   */
  default Expr hermiteH(Expr other) {
    return Expr.apply(Fn.HERMITE_H, self(), other);
  }

  /**
   * Hermite polynomial, physicists' form at the first, of the second's degree; its gradient is not
   * known, with a constant.
   */
  default Expr hermiteH(double other) {
    return hermiteH(Expr.constant(other));
  }

  /**
   * Hermite polynomial, probabilists' form at the first, of the second's degree; its gradient is
   * not known.
   */
  default Expr hermiteHe(Expr other) {
    return Expr.apply(Fn.HERMITE_HE, self(), other);
  }

  /**
   * Hermite polynomial, probabilists' form at the first, of the second's degree; its gradient is
   * not known, with a constant.
   */
  default Expr hermiteHe(double other) {
    return hermiteHe(Expr.constant(other));
  }

  /** Laguerre polynomial at the first, of the second's degree; its gradient is not known. */
  default Expr laguerreL(Expr other) {
    return Expr.apply(Fn.LAGUERRE_L, self(), other);
  }

  /**
   * Laguerre polynomial at the first, of the second's degree; its gradient is not known, with a
   * constant.
   */
  default Expr laguerreL(double other) {
    return laguerreL(Expr.constant(other));
  }

  /** Legendre polynomial at the first, of the second's degree; its gradient is not known. */
  default Expr legendreP(Expr other) {
    return Expr.apply(Fn.LEGENDRE_P, self(), other);
  }

  /**
   * Legendre polynomial at the first, of the second's degree; its gradient is not known, with a
   * constant.
   */
  default Expr legendreP(double other) {
    return legendreP(Expr.constant(other));
  }

  /** Least common multiple, not negative. */
  default Expr lcm(Expr other) {
    return Expr.apply(Fn.LCM, self(), other);
  }

  /** Least common multiple, not negative, with a constant. */
  default Expr lcm(double other) {
    return lcm(Expr.constant(other));
  }

  /** Sum. */
  default Expr add(Expr other) {
    return Expr.apply(Fn.ADD, self(), other);
  }

  /** Sum, with a constant. */
  default Expr add(double other) {
    return add(Expr.constant(other));
  }

  /** Difference. */
  default Expr sub(Expr other) {
    return Expr.apply(Fn.SUB, self(), other);
  }

  /** Difference, with a constant. */
  default Expr sub(double other) {
    return sub(Expr.constant(other));
  }

  /** Product. */
  default Expr mul(Expr other) {
    return Expr.apply(Fn.MUL, self(), other);
  }

  /** Product, with a constant. */
  default Expr mul(double other) {
    return mul(Expr.constant(other));
  }

  /** True division. */
  default Expr div(Expr other) {
    return Expr.apply(Fn.DIV, self(), other);
  }

  /** True division, with a constant. */
  default Expr div(double other) {
    return div(Expr.constant(other));
  }

  /** Quotient rounded down, Python's {@code //}. */
  default Expr floorDiv(Expr other) {
    return Expr.apply(Fn.FLOOR_DIV, self(), other);
  }

  /** Quotient rounded down, Python's {@code //}, with a constant. */
  default Expr floorDiv(double other) {
    return floorDiv(Expr.constant(other));
  }

  /** Quotient rounded toward 0. */
  default Expr truncDiv(Expr other) {
    return Expr.apply(Fn.TRUNC_DIV, self(), other);
  }

  /** Quotient rounded toward 0, with a constant. */
  default Expr truncDiv(double other) {
    return truncDiv(Expr.constant(other));
  }

  /** Remainder with the sign of the dividend. */
  default Expr fmod(Expr other) {
    return Expr.apply(Fn.FMOD, self(), other);
  }

  /** Remainder with the sign of the dividend, with a constant. */
  default Expr fmod(double other) {
    return fmod(Expr.constant(other));
  }

  /** Remainder with the sign of the divisor, Python's {@code %}. */
  default Expr remainder(Expr other) {
    return Expr.apply(Fn.REMAINDER, self(), other);
  }

  /** Remainder with the sign of the divisor, Python's {@code %}, with a constant. */
  default Expr remainder(double other) {
    return remainder(Expr.constant(other));
  }

  /** Power. */
  default Expr pow(Expr other) {
    return Expr.apply(Fn.POW, self(), other);
  }

  /** Power, with a constant. */
  default Expr pow(double other) {
    return pow(Expr.constant(other));
  }

  /** Angle of the point (other, this). */
  default Expr atan2(Expr other) {
    return Expr.apply(Fn.ATAN2, self(), other);
  }

  /** Angle of the point (other, this), with a constant. */
  default Expr atan2(double other) {
    return atan2(Expr.constant(other));
  }

  /** sqrt(a*a + b*b) without overflow. */
  default Expr hypot(Expr other) {
    return Expr.apply(Fn.HYPOT, self(), other);
  }

  /** sqrt(a*a + b*b) without overflow, with a constant. */
  default Expr hypot(double other) {
    return hypot(Expr.constant(other));
  }

  /** Smaller one; NaN if one is NaN. */
  default Expr min(Expr other) {
    return Expr.apply(Fn.MIN, self(), other);
  }

  /** Smaller one; NaN if one is NaN, with a constant. */
  default Expr min(double other) {
    return min(Expr.constant(other));
  }

  /** Greater one; NaN if one is NaN. */
  default Expr max(Expr other) {
    return Expr.apply(Fn.MAX, self(), other);
  }

  /** Greater one; NaN if one is NaN, with a constant. */
  default Expr max(double other) {
    return max(Expr.constant(other));
  }

  /** Smaller one, ignoring NaN. */
  default Expr fmin(Expr other) {
    return Expr.apply(Fn.FMIN, self(), other);
  }

  /** Smaller one, ignoring NaN, with a constant. */
  default Expr fmin(double other) {
    return fmin(Expr.constant(other));
  }

  /** Greater one, ignoring NaN. */
  default Expr fmax(Expr other) {
    return Expr.apply(Fn.FMAX, self(), other);
  }

  /** Greater one, ignoring NaN, with a constant. */
  default Expr fmax(double other) {
    return fmax(Expr.constant(other));
  }

  /** Magnitude of this with the sign of the other. */
  default Expr copysign(Expr other) {
    return Expr.apply(Fn.COPYSIGN, self(), other);
  }

  /** Magnitude of this with the sign of the other, with a constant. */
  default Expr copysign(double other) {
    return copysign(Expr.constant(other));
  }

  /** x*log(y), 0 where x is 0. */
  default Expr xlogy(Expr other) {
    return Expr.apply(Fn.XLOGY, self(), other);
  }

  /** x*log(y), 0 where x is 0, with a constant. */
  default Expr xlogy(double other) {
    return xlogy(Expr.constant(other));
  }

  /** Derivative number {@code this} (a constant integer) of digamma at the other. */
  default Expr polygamma(Expr other) {
    return Expr.apply(Fn.POLYGAMMA, self(), other);
  }

  /** Whether equal. */
  default Expr eq(Expr other) {
    return Expr.apply(Fn.EQ, self(), other);
  }

  /** Whether equal, with a constant. */
  default Expr eq(double other) {
    return eq(Expr.constant(other));
  }

  /** Whether different. */
  default Expr ne(Expr other) {
    return Expr.apply(Fn.NE, self(), other);
  }

  /** Whether different, with a constant. */
  default Expr ne(double other) {
    return ne(Expr.constant(other));
  }

  /** Whether less. */
  default Expr lt(Expr other) {
    return Expr.apply(Fn.LT, self(), other);
  }

  /** Whether less, with a constant. */
  default Expr lt(double other) {
    return lt(Expr.constant(other));
  }

  /** Whether less or equal. */
  default Expr le(Expr other) {
    return Expr.apply(Fn.LE, self(), other);
  }

  /** Whether less or equal, with a constant. */
  default Expr le(double other) {
    return le(Expr.constant(other));
  }

  /** Whether greater. */
  default Expr gt(Expr other) {
    return Expr.apply(Fn.GT, self(), other);
  }

  /** Whether greater, with a constant. */
  default Expr gt(double other) {
    return gt(Expr.constant(other));
  }

  /** Whether greater or equal. */
  default Expr ge(Expr other) {
    return Expr.apply(Fn.GE, self(), other);
  }

  /** Whether greater or equal, with a constant. */
  default Expr ge(double other) {
    return ge(Expr.constant(other));
  }

  /** Logical and. */
  default Expr and(Expr other) {
    return Expr.apply(Fn.AND, self(), other);
  }

  /** Logical and, with a constant. */
  default Expr and(double other) {
    return and(Expr.constant(other));
  }

  /** Logical or. */
  default Expr or(Expr other) {
    return Expr.apply(Fn.OR, self(), other);
  }

  /** Logical or, with a constant. */
  default Expr or(double other) {
    return or(Expr.constant(other));
  }

  /** Logical exclusive or. */
  default Expr xor(Expr other) {
    return Expr.apply(Fn.XOR, self(), other);
  }

  /** Logical exclusive or, with a constant. */
  default Expr xor(double other) {
    return xor(Expr.constant(other));
  }

  /** Greatest common divisor, not negative. */
  default Expr gcd(Expr other) {
    return Expr.apply(Fn.GCD, self(), other);
  }

  /** Greatest common divisor, not negative, with a constant. */
  default Expr gcd(double other) {
    return gcd(Expr.constant(other));
  }

  /** Bitwise and. */
  default Expr bitAnd(Expr other) {
    return Expr.apply(Fn.BIT_AND, self(), other);
  }

  /** Bitwise and, with a constant. */
  default Expr bitAnd(double other) {
    return bitAnd(Expr.constant(other));
  }

  /** Bitwise or. */
  default Expr bitOr(Expr other) {
    return Expr.apply(Fn.BIT_OR, self(), other);
  }

  /** Bitwise or, with a constant. */
  default Expr bitOr(double other) {
    return bitOr(Expr.constant(other));
  }

  /** Bitwise exclusive or. */
  default Expr bitXor(Expr other) {
    return Expr.apply(Fn.BIT_XOR, self(), other);
  }

  /** Bitwise exclusive or, with a constant. */
  default Expr bitXor(double other) {
    return bitXor(Expr.constant(other));
  }

  /** Bits shifted up; 0 if the distance is negative or too large. */
  default Expr shiftLeft(Expr other) {
    return Expr.apply(Fn.SHIFT_LEFT, self(), other);
  }

  /** Bits shifted up; 0 if the distance is negative or too large, with a constant. */
  default Expr shiftLeft(double other) {
    return shiftLeft(Expr.constant(other));
  }

  /**
   * Bits shifted down keeping the sign; only the sign is left if the distance is negative or too
   * large.
   */
  default Expr shiftRight(Expr other) {
    return Expr.apply(Fn.SHIFT_RIGHT, self(), other);
  }

  /**
   * Bits shifted down keeping the sign; only the sign is left if the distance is negative or too
   * large, with a constant.
   */
  default Expr shiftRight(double other) {
    return shiftRight(Expr.constant(other));
  }
}
