package org.torch4j.expr;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.torch4j.type.DTypeException;

/**
 * The closed table of scalar functions: arity, family, values for floating point and integers, CUDA
 * spelling, gradient rules. Every reader of expressions handles every row, and a new row means a
 * new case in each of them. One row a function makes this file long.
 */
public enum Fn {
  /** Negation. */
  NEG(Row.number("-$0", a -> -a, a -> -a).d((_, _, _, g) -> g.neg())),
  /** Magnitude; its gradient at 0 is 0. */
  ABS(Row.number("t4j_abs($0)", Math::abs, Math::abs).d((a, _, _, g) -> g.mul(a.sign()))),
  /** -1, 0 or 1; 0 for NaN. Its gradient is 0. */
  SIGN(Row.number("t4j_sign($0)", FloatFunctions::sign, Long::signum)),
  /** 1/x. */
  RECIPROCAL(Row.floating("(T(1) / $0)", a -> 1 / a).d((_, _, y, g) -> g.mul(y.mul(y)).neg())),
  /** Square root. */
  SQRT(Row.floating("sqrt($0)", Math::sqrt).d((_, _, y, g) -> g.div(y.mul(2)))),
  /** 1/sqrt(x). */
  RSQRT(Row.floating("t4j_rsqrt($0)", FloatFunctions::rsqrt).d(Rules::rsqrt)),
  /** e to the power x. */
  EXP(Row.floating("exp($0)", Math::exp).d((_, _, y, g) -> g.mul(y))),
  /** 2 to the power x. */
  EXP2(Row.floating("exp2($0)", FloatFunctions::exp2).d(Rules::exp2)),
  /** exp(x) - 1, exact near 0. */
  EXPM1(Row.floating("expm1($0)", Math::expm1).d((_, _, y, g) -> g.mul(y.add(1)))),
  /** Natural logarithm. */
  LOG(Row.floating("log($0)", Math::log).d((a, _, _, g) -> g.div(a))),
  /** Logarithm of base 2. */
  LOG2(Row.floating("log2($0)", FloatFunctions::log2).d((a, _, _, g) -> g.div(a.mul(Math.log(2))))),
  /** Logarithm of base 10. */
  LOG10(Row.floating("log10($0)", Math::log10).d((a, _, _, g) -> g.div(a.mul(Math.log(10))))),
  /** log(1 + x), exact near 0. */
  LOG1P(Row.floating("log1p($0)", Math::log1p).d((a, _, _, g) -> g.div(a.add(1)))),
  /** Sine. */
  SIN(Row.floating("sin($0)", Math::sin).d((a, _, _, g) -> g.mul(a.cos()))),
  /** Cosine. */
  COS(Row.floating("cos($0)", Math::cos).d((a, _, _, g) -> g.mul(a.sin()).neg())),
  /** Tangent. */
  TAN(Row.floating("tan($0)", Math::tan).d((_, _, y, g) -> g.mul(y.mul(y).add(1)))),
  /** Inverse sine. */
  ASIN(Row.floating("asin($0)", Math::asin).d(Rules::asin)),
  /** Inverse cosine. */
  ACOS(Row.floating("acos($0)", Math::acos).d((a, b, y, g) -> Rules.asin(a, b, y, g).neg())),
  /** Inverse tangent. */
  ATAN(Row.floating("atan($0)", Math::atan).d((a, _, _, g) -> g.div(a.mul(a).add(1)))),
  /** Hyperbolic sine. */
  SINH(Row.floating("sinh($0)", Math::sinh).d((a, _, _, g) -> g.mul(a.cosh()))),
  /** Hyperbolic cosine. */
  COSH(Row.floating("cosh($0)", Math::cosh).d((a, _, _, g) -> g.mul(a.sinh()))),
  /** Hyperbolic tangent. */
  TANH(Row.floating("tanh($0)", Math::tanh).d(Rules::tanh)),
  /** Inverse hyperbolic sine. */
  ASINH(
      Row.floating("asinh($0)", FloatFunctions::asinh)
          .d((a, _, _, g) -> g.mul(a.mul(a).add(1).rsqrt()))),
  /** Inverse hyperbolic cosine. */
  ACOSH(Row.floating("acosh($0)", FloatFunctions::acosh).d(Rules::acosh)),
  /** Inverse hyperbolic tangent. */
  ATANH(Row.floating("atanh($0)", FloatFunctions::atanh).d(Rules::atanh)),
  /** Error function. */
  ERF(Row.floating("erf($0)", SpecialFunctions::erf).d(Rules::erf)),
  /** 1 - erf(x), exact in the tail. */
  ERFC(Row.floating("erfc($0)", SpecialFunctions::erfc).d(Rules::erfc)),
  /** Inverse error function. */
  ERFINV(Row.floating("t4j_erfinv($0)", SpecialFunctions::erfinv).d(Rules::erfinv)),
  /** log(abs(gamma(x))). */
  LGAMMA(
      Row.floating("lgamma($0)", SpecialFunctions::lgamma).d((a, _, _, g) -> g.mul(a.digamma()))),
  /** Derivative of lgamma. */
  DIGAMMA(Row.floating("t4j_digamma($0)", SpecialFunctions::digamma).d(Rules::digamma)),
  /** Derivative of digamma. */
  TRIGAMMA(
      Row.floating("t4j_trigamma($0)", SpecialFunctions::trigamma)
          .d((a, _, _, g) -> g.mul(Expr.constant(2).polygamma(a)))),
  /** 1/(1 + exp(-x)). */
  SIGMOID(Row.floating("t4j_sigmoid($0)", FloatFunctions::sigmoid).d(Rules::sigmoid)),
  /** log(1 + exp(x)) without overflow. */
  SOFTPLUS(
      Row.floating("t4j_softplus($0)", FloatFunctions::softplus)
          .d((a, _, _, g) -> g.mul(a.sigmoid()))),
  /** log(sigmoid(x)) without underflow. */
  LOG_SIGMOID(
      Row.floating("t4j_log_sigmoid($0)", FloatFunctions::logSigmoid)
          .d((a, _, _, g) -> g.mul(a.neg().sigmoid()))),
  /** Greatest integer not above. The gradient of this and the other roundings is 0. */
  FLOOR(Row.number("t4j_floor($0)", Math::floor, a -> a)),
  /** Least integer not below. */
  CEIL(Row.number("t4j_ceil($0)", Math::ceil, a -> a)),
  /** Nearest integer, halves to even. */
  ROUND(Row.number("t4j_round($0)", Math::rint, a -> a)),
  /** Integer part. */
  TRUNC(Row.number("t4j_trunc($0)", FloatFunctions::trunc, a -> a)),
  /** Sum. */
  ADD(
      Row.number2("($0 + $1)", (a, b) -> a + b, (a, b) -> a + b)
          .d((_, _, _, g) -> g)
          .d2((_, _, _, g) -> g)),
  /** Difference. */
  SUB(
      Row.number2("($0 - $1)", (a, b) -> a - b, (a, b) -> a - b)
          .d((_, _, _, g) -> g)
          .d2((_, _, _, g) -> g.neg())),
  /** Product. */
  MUL(
      Row.number2("($0 * $1)", (a, b) -> a * b, (a, b) -> a * b)
          .d((_, b, _, g) -> g.mul(b))
          .d2((a, _, _, g) -> g.mul(a))),
  /** True division. */
  DIV(
      Row.floating2("($0 / $1)", (a, b) -> a / b)
          .d((_, b, _, g) -> g.div(b))
          .d2((_, b, y, g) -> g.mul(y.div(b)).neg())),
  /** Python's {@code //}; integers raise {@link ArithmeticException} for a divisor of 0. */
  FLOOR_DIV(
      Row.number2("t4j_floor_div($0, $1)", FloatFunctions::floorDiv, IntegerFunctions::floorDiv)),
  /** Quotient rounded toward 0. */
  TRUNC_DIV(
      Row.number2("t4j_trunc_div($0, $1)", FloatFunctions::truncDiv, IntegerFunctions::truncDiv)),
  /** Remainder with the sign of the dividend. */
  FMOD(
      Row.number2("t4j_fmod($0, $1)", (a, b) -> a % b, IntegerFunctions::fmod)
          .d((_, _, _, g) -> g)
          .d2((a, b, _, g) -> g.mul(a.truncDiv(b)).neg())),
  /** Remainder with the sign of the divisor, Python's {@code %}. */
  REMAINDER(
      Row.number2("t4j_remainder($0, $1)", FloatFunctions::remainder, IntegerFunctions::remainder)
          .d((_, _, _, g) -> g)
          .d2((a, b, _, g) -> g.mul(a.floorDiv(b)).neg())),
  /** Power. */
  POW(
      Row.number2("t4j_pow($0, $1)", FloatFunctions::pow, IntegerFunctions::pow)
          .d(Rules::powBase)
          .d2(Rules::powExponent)),
  /** Angle of the point (second, first). */
  ATAN2(Row.floating2("atan2($0, $1)", Math::atan2).d(Rules::atan2First).d2(Rules::atan2Second)),
  /** sqrt(a*a + b*b) without overflow. */
  HYPOT(
      Row.floating2("hypot($0, $1)", Math::hypot)
          .d((a, _, y, g) -> g.mul(a.div(y)))
          .d2((_, b, y, g) -> g.mul(b.div(y)))),
  /** Smaller one; NaN if one is NaN. */
  MIN(Row.number2("t4j_min($0, $1)", Math::min, Math::min).d(Rules::minFirst).d2(Rules::minSecond)),
  /** Greater one; NaN if one is NaN. */
  MAX(Row.number2("t4j_max($0, $1)", Math::max, Math::max).d(Rules::maxFirst).d2(Rules::maxSecond)),
  /** Smaller one, ignoring NaN. */
  FMIN(
      Row.number2("t4j_fmin($0, $1)", FloatFunctions::fmin, Math::min)
          .d(Rules::fminFirst)
          .d2(Rules::fminSecond)),
  /** Greater one, ignoring NaN. */
  FMAX(
      Row.number2("t4j_fmax($0, $1)", FloatFunctions::fmax, Math::max)
          .d(Rules::fmaxFirst)
          .d2(Rules::fmaxSecond)),
  /** Magnitude of the first with the sign of the second. */
  COPYSIGN(Row.floating2("copysign($0, $1)", Math::copySign).d(Rules::copysign)),
  /** x*log(y), 0 where x is 0. */
  XLOGY(
      Row.floating2("t4j_xlogy($0, $1)", FloatFunctions::xlogy)
          .d(Rules::xlogyFirst)
          .d2((a, b, _, g) -> g.mul(a.div(b)))),
  /** Derivative number {@code first} (an integer from 0, constant) of digamma at {@code second}. */
  POLYGAMMA(
      Row.floating2("t4j_polygamma($0, $1)", SpecialFunctions::polygamma).d2(Rules::polygamma)),
  /** Modified Bessel function of the first kind, order 0. */
  I0(Row.floating("t4j_i0($0)", BesselFunctions::i0).d((a, _, _, g) -> g.mul(a.i1()))),
  /** I0 times exp(-|x|). */
  I0E(
      Row.floating("t4j_i0e($0)", BesselFunctions::i0e)
          .d((a, _, y, g) -> g.mul(a.i1e().sub(a.sign().mul(y))))),
  /** Modified Bessel function of the first kind, order 1. */
  I1(Row.floating("t4j_i1($0)", BesselFunctions::i1).d(Rules::i1)),
  /** I1 times exp(-|x|). */
  I1E(Row.floating("t4j_i1e($0)", BesselFunctions::i1e).d(Rules::i1e)),
  /** Modified Bessel function of the second kind, order 0. */
  K0(Row.floating("t4j_k0($0)", BesselFunctions::k0).d((a, _, _, g) -> g.mul(a.k1()).neg())),
  /** Modified Bessel function of the second kind, order 1. */
  K1(
      Row.floating("t4j_k1($0)", BesselFunctions::k1)
          .d((a, _, y, g) -> g.mul(a.k0().add(y.div(a))).neg())),
  /** K0 times exp(x). */
  K0_SCALED(
      Row.floating("t4j_k0_scaled($0)", BesselFunctions::k0Scaled)
          .d((a, _, y, g) -> g.mul(y.sub(a.k1Scaled())))),
  /** K1 times exp(x). */
  K1_SCALED(
      Row.floating("t4j_k1_scaled($0)", BesselFunctions::k1Scaled)
          .d((a, _, y, g) -> g.mul(y.sub(a.k0Scaled()).sub(y.div(a))))),
  /** Bessel function of the first kind, order 0. */
  BESSEL_J0(
      Row.floating("t4j_bessel_j0($0)", BesselFunctions::besselJ0)
          .d((a, _, _, g) -> g.mul(a.besselJ1()).neg())),
  /** Bessel function of the first kind, order 1. */
  BESSEL_J1(Row.floating("t4j_bessel_j1($0)", BesselFunctions::besselJ1).d(Rules::besselJ1)),
  /** Bessel function of the second kind, order 0. */
  BESSEL_Y0(
      Row.floating("t4j_bessel_y0($0)", BesselFunctions::besselY0)
          .d((a, _, _, g) -> g.mul(a.besselY1()).neg())),
  /** Bessel function of the second kind, order 1. */
  BESSEL_Y1(
      Row.floating("t4j_bessel_y1($0)", BesselFunctions::besselY1)
          .d((a, _, y, g) -> g.mul(a.besselY0().sub(y.div(a))))),
  /** sin(x)/x. */
  SPHERICAL_BESSEL_J0(
      Row.floating("t4j_spherical_bessel_j0($0)", BesselFunctions::sphericalBesselJ0)
          .d(Rules::sphericalBesselJ0)),
  /** Airy function; its gradient is not known. */
  AIRY_AI(Row.floating("t4j_airy_ai($0)", BesselFunctions::airyAi)),
  /** exp(x*x) * erfc(x). */
  ERFCX(
      Row.floating("t4j_erfcx($0)", ProbabilityFunctions::erfcx)
          .d((a, _, y, g) -> g.mul(a.mul(y).mul(2).sub(2 / Math.sqrt(Math.PI))))),
  /** Logarithm of the normal distribution function. */
  LOG_NDTR(Row.floating("t4j_log_ndtr($0)", ProbabilityFunctions::logNdtr).d(Rules::logNdtr)),
  /** Inverse of the normal distribution function. */
  NDTRI(
      Row.floating("t4j_ndtri($0)", ProbabilityFunctions::ndtri)
          .d((_, _, y, g) -> g.mul(y.mul(y).mul(0.5).exp()).mul(Math.sqrt(2 * Math.PI)))),
  /** -x*log(x), 0 at 0. */
  ENTR(
      Row.floating("t4j_entr($0)", ProbabilityFunctions::entr)
          .d((a, _, _, g) -> g.mul(a.log().add(1)).neg())),
  /** x*log(1 + y), 0 where x is 0. */
  XLOG1PY(
      Row.floating2("t4j_xlog1py($0, $1)", ProbabilityFunctions::xlog1py)
          .d(Rules::xlog1pyFirst)
          .d2((a, b, _, g) -> g.mul(a.div(b.add(1))))),
  /** log(exp(a) + exp(b)) without overflow. */
  LOGADDEXP(
      Row.floating2("t4j_logaddexp($0, $1)", ProbabilityFunctions::logaddexp)
          .d((a, b, _, g) -> g.mul(a.sub(b).sigmoid()))
          .d2((a, b, _, g) -> g.mul(b.sub(a).sigmoid()))),
  /** log2(2^a + 2^b) without overflow. */
  LOGADDEXP2(
      Row.floating2("t4j_logaddexp2($0, $1)", ProbabilityFunctions::logaddexp2)
          .d((a, b, _, g) -> g.mul(a.sub(b).mul(Math.log(2)).sigmoid()))
          .d2((a, b, _, g) -> g.mul(b.sub(a).mul(Math.log(2)).sigmoid()))),
  /** Regularised lower incomplete gamma function; its gradient in the first is not known. */
  IGAMMA(Row.floating2("t4j_igamma($0, $1)", ProbabilityFunctions::igamma).d2(Rules::igamma)),
  /** Regularised upper incomplete gamma function; its gradient in the first is not known. */
  IGAMMAC(
      Row.floating2("t4j_igammac($0, $1)", ProbabilityFunctions::igammac)
          .d2((a, b, y, g) -> Rules.igamma(a, b, y, g).neg())),
  /** Hurwitz zeta function; its gradient in the first is not known. */
  ZETA(
      Row.floating2("t4j_zeta($0, $1)", SpecialFunctions::zeta)
          .d2((a, b, _, g) -> g.mul(a.mul(a.add(1).zeta(b))).neg())),
  /**
   * Chebyshev polynomial of the first kind at the first, of the second's degree; its gradient is
   * not known.
   */
  CHEBYSHEV_T(Row.floating2("t4j_chebyshev_t($0, $1)", PolynomialFunctions::chebyshevT)),
  /**
   * Chebyshev polynomial of the second kind at the first, of the second's degree; its gradient is
   * not known.
   */
  CHEBYSHEV_U(Row.floating2("t4j_chebyshev_u($0, $1)", PolynomialFunctions::chebyshevU)),
  /**
   * Chebyshev polynomial of the third kind at the first, of the second's degree; its gradient is
   * not known.
   */
  CHEBYSHEV_V(Row.floating2("t4j_chebyshev_v($0, $1)", PolynomialFunctions::chebyshevV)),
  /**
   * Chebyshev polynomial of the fourth kind at the first, of the second's degree; its gradient is
   * not known.
   */
  CHEBYSHEV_W(Row.floating2("t4j_chebyshev_w($0, $1)", PolynomialFunctions::chebyshevW)),
  /**
   * Hermite polynomial, physicists' form at the first, of the second's degree; its gradient is not
   * known.
   */
  HERMITE_H(Row.floating2("t4j_hermite_h($0, $1)", PolynomialFunctions::hermiteH)),
  /**
   * Hermite polynomial, probabilists' form at the first, of the second's degree; its gradient is
   * not known.
   */
  HERMITE_HE(Row.floating2("t4j_hermite_he($0, $1)", PolynomialFunctions::hermiteHe)),
  /** Laguerre polynomial at the first, of the second's degree; its gradient is not known. */
  LAGUERRE_L(Row.floating2("t4j_laguerre_l($0, $1)", PolynomialFunctions::laguerreL)),
  /** Legendre polynomial at the first, of the second's degree; its gradient is not known. */
  LEGENDRE_P(Row.floating2("t4j_legendre_p($0, $1)", PolynomialFunctions::legendreP)),
  /** Whether equal. */
  EQ(Row.test2(Family.COMPARISON, "($0 == $1)", (a, b) -> a == b, (a, b) -> a == b)),
  /** Whether different. */
  NE(Row.test2(Family.COMPARISON, "($0 != $1)", (a, b) -> a != b, (a, b) -> a != b)),
  /** Whether less. */
  LT(Row.test2(Family.COMPARISON, "($0 < $1)", (a, b) -> a < b, (a, b) -> a < b)),
  /** Whether less or equal. */
  LE(Row.test2(Family.COMPARISON, "($0 <= $1)", (a, b) -> a <= b, (a, b) -> a <= b)),
  /** Whether greater. */
  GT(Row.test2(Family.COMPARISON, "($0 > $1)", (a, b) -> a > b, (a, b) -> a > b)),
  /** Whether greater or equal. */
  GE(Row.test2(Family.COMPARISON, "($0 >= $1)", (a, b) -> a >= b, (a, b) -> a >= b)),
  /** Whether NaN. */
  ISNAN(Row.test(Family.COMPARISON, "t4j_isnan($0)", Double::isNaN, _ -> false)),
  /** Whether infinite. */
  ISINF(Row.test(Family.COMPARISON, "t4j_isinf($0)", Double::isInfinite, _ -> false)),
  /** Whether neither infinite nor NaN. */
  ISFINITE(Row.test(Family.COMPARISON, "t4j_isfinite($0)", Double::isFinite, _ -> true)),
  /** Whether the sign is minus, also of -0. */
  SIGNBIT(Row.test(Family.COMPARISON, "t4j_signbit($0)", FloatFunctions::signbit, a -> a < 0)),
  /** Logical and. */
  AND(
      Row.test2(
          Family.LOGICAL, "($0 && $1)", (a, b) -> a != 0 && b != 0, (a, b) -> a != 0 && b != 0)),
  /** Logical or. */
  OR(
      Row.test2(
          Family.LOGICAL, "($0 || $1)", (a, b) -> a != 0 || b != 0, (a, b) -> a != 0 || b != 0)),
  /** Logical exclusive or. */
  XOR(
      Row.test2(
          Family.LOGICAL, "(!$0 != !$1)", (a, b) -> a != 0 ^ b != 0, (a, b) -> a != 0 ^ b != 0)),
  /** Logical negation. */
  NOT(Row.test(Family.LOGICAL, "(!$0)", a -> a == 0, a -> a == 0)),
  /** Greatest common divisor, not negative. */
  GCD(Row.bits2("t4j_gcd($0, $1)", IntegerFunctions::gcd)),
  /** Least common multiple, not negative. */
  LCM(Row.bits2("t4j_lcm($0, $1)", IntegerFunctions::lcm)),
  /** Bitwise and. */
  BIT_AND(Row.bits2("($0 & $1)", (a, b) -> a & b)),
  /** Bitwise or. */
  BIT_OR(Row.bits2("($0 | $1)", (a, b) -> a | b)),
  /** Bitwise exclusive or. */
  BIT_XOR(Row.bits2("($0 ^ $1)", (a, b) -> a ^ b)),
  /** All bits flipped. */
  BIT_NOT(Row.bits("(~$0)", a -> ~a)),
  /** Bits shifted up; 0 if the distance is negative or too large. */
  SHIFT_LEFT(Row.bits2("t4j_shift_left($0, $1)", IntegerFunctions::shiftLeft)),
  /**
   * Bits shifted down keeping the sign, to the sign alone if the distance is negative or too large.
   */
  SHIFT_RIGHT(Row.bits2("t4j_shift_right($0, $1)", IntegerFunctions::shiftRight));

  /** What kind of values a function takes and gives. */
  public enum Family {
    /** Numbers of every compute type. */
    ARITHMETIC,
    /** Floating-point numbers only; integers are promoted first. */
    FLOATING,
    /** Numbers to a truth value. */
    COMPARISON,
    /** Truth values (numbers: {@code != 0}) to a truth value. */
    LOGICAL,
    /** Integers only. */
    BITWISE
  }

  private final Row row;

  Fn(Row row) {
    this.row = row;
  }

  /** Number of arguments, 1 or 2. */
  public int arity() {
    return row.arity;
  }

  /** What kind of values it takes and gives. */
  public Family family() {
    return row.family;
  }

  /** Whether it yields a truth value. */
  public boolean isPredicate() {
    return row.family == Family.COMPARISON || row.family == Family.LOGICAL;
  }

  /** Whether integers are promoted to floating point before it. */
  public boolean isFloatOnly() {
    return row.family == Family.FLOATING;
  }

  /** Whether it is defined on integers only. */
  public boolean isIntegerOnly() {
    return row.family == Family.BITWISE;
  }

  /** The name in lower case, as printed expressions show it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The value in CUDA C++, with {@code $0} and {@code $1} for the arguments (atoms or in
   * parentheses) and {@code T} for the compute type. Names with the prefix {@code t4j_} are
   * functions that the generated source defines for the types it needs.
   */
  public String cuda() {
    return row.cuda;
  }

  /** The value of a function of one argument; truth values are 1 or 0. */
  public double apply(double a) {
    check(1);
    return floating().applyAsDouble(a, a);
  }

  /** The value of a function of two arguments; truth values are 1 or 0. */
  public double apply(double a, double b) {
    check(2);
    return floating().applyAsDouble(a, b);
  }

  /**
   * The value on a 64-bit integer, wrapping; its low half is the value in 32 bits.
   *
   * @throws DTypeException if it is defined on floating point only
   */
  public long apply(long a) {
    check(1);
    return integer().applyAsLong(a, a);
  }

  /**
   * The value on 64-bit integers, wrapping; its low half is the value in 32 bits.
   *
   * @throws DTypeException if it is defined on floating point only
   * @throws ArithmeticException for an integer division by zero
   */
  public long apply(long a, long b) {
    check(2);
    return integer().applyAsLong(a, b);
  }

  /** Whether a gradient flows to argument {@code i}; for others it is 0. */
  boolean hasGradient(int i) {
    return (i == 0 ? row.first : row.second) != null;
  }

  /**
   * What arrives at argument {@code i} when {@code grad} arrives at {@code result}, the value of
   * this function on {@code args}: linear in {@code grad}.
   */
  Expr gradient(int i, List<Expr> args, Expr result, Expr grad) {
    Row.Rule rule = i == 0 ? row.first : row.second;
    return rule == null
        ? Expr.constant(0)
        : rule.apply(args.get(0), args.get(args.size() - 1), result, grad);
  }

  private void check(int received) {
    if (received != row.arity) {
      throw new IllegalArgumentException(
          label() + ": takes " + row.arity + " arguments, received " + received);
    }
  }

  private DoubleBinaryOperator floating() {
    if (row.floating == null) {
      throw new DTypeException(label() + ": is defined on integers, received floating point");
    }
    return row.floating;
  }

  private LongBinaryOperator integer() {
    if (row.integer == null) {
      throw new DTypeException(
          label() + ": is defined on floating point, received integers; promote them first");
    }
    return row.integer;
  }
}
