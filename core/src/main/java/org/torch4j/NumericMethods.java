package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Aliases;
import org.torch4j.op.family.Arithmetic;
import org.torch4j.op.family.BinaryFunctions;
import org.torch4j.op.family.Elementary;
import org.torch4j.op.family.Special;
import org.torch4j.type.Scalar;

/**
 * More elementwise functions of {@link Tensor}: divisors, neighbours, steps, incomplete gamma
 * functions, and second names.
 */
sealed interface NumericMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The absolute values, {@code torch.absolute}. */
  default Tensor absolute() {
    return Aliases.ABSOLUTE.call(self());
  }

  /** The absolute values, in place. */
  default Tensor absolute_() {
    return Aliases.ABSOLUTE.callInPlace(self());
  }

  /** The negated elements, {@code torch.negative}. */
  default Tensor negative() {
    return Aliases.NEGATIVE.call(self());
  }

  /** The negated elements, in place. */
  default Tensor negative_() {
    return Aliases.NEGATIVE.callInPlace(self());
  }

  /** The tensor itself; bool is refused, {@code torch.positive}. */
  default Tensor positive() {
    return Elementary.POSITIVE.call(self());
  }

  /** The integer parts, {@code torch.fix}. */
  default Tensor fix() {
    return Aliases.FIX.call(self());
  }

  /** The integer parts, in place. */
  default Tensor fix_() {
    return Aliases.FIX.callInPlace(self());
  }

  /** The inverse cosines, {@code torch.arccos}. */
  default Tensor arccos() {
    return Aliases.ARCCOS.call(self());
  }

  /** The inverse cosines, in place. */
  default Tensor arccos_() {
    return Aliases.ARCCOS.callInPlace(self());
  }

  /** The inverse sines, {@code torch.arcsin}. */
  default Tensor arcsin() {
    return Aliases.ARCSIN.call(self());
  }

  /** The inverse sines, in place. */
  default Tensor arcsin_() {
    return Aliases.ARCSIN.callInPlace(self());
  }

  /** The inverse tangents, {@code torch.arctan}. */
  default Tensor arctan() {
    return Aliases.ARCTAN.call(self());
  }

  /** The inverse tangents, in place. */
  default Tensor arctan_() {
    return Aliases.ARCTAN.callInPlace(self());
  }

  /** The inverse hyperbolic cosines, {@code torch.arccosh}. */
  default Tensor arccosh() {
    return Aliases.ARCCOSH.call(self());
  }

  /** The inverse hyperbolic cosines, in place. */
  default Tensor arccosh_() {
    return Aliases.ARCCOSH.callInPlace(self());
  }

  /** The inverse hyperbolic sines, {@code torch.arcsinh}. */
  default Tensor arcsinh() {
    return Aliases.ARCSINH.call(self());
  }

  /** The inverse hyperbolic sines, in place. */
  default Tensor arcsinh_() {
    return Aliases.ARCSINH.callInPlace(self());
  }

  /** The inverse hyperbolic tangents, {@code torch.arctanh}. */
  default Tensor arctanh() {
    return Aliases.ARCTANH.call(self());
  }

  /** The inverse hyperbolic tangents, in place. */
  default Tensor arctanh_() {
    return Aliases.ARCTANH.callInPlace(self());
  }

  /** Angles in degrees as radians, {@code torch.deg2rad}. */
  default Tensor deg2rad() {
    return Elementary.DEG2RAD.call(self());
  }

  /** Angles in degrees as radians, in place. */
  default Tensor deg2rad_() {
    return Elementary.DEG2RAD.callInPlace(self());
  }

  /** Angles in radians as degrees, {@code torch.rad2deg}. */
  default Tensor rad2deg() {
    return Elementary.RAD2DEG.call(self());
  }

  /** Angles in radians as degrees, in place. */
  default Tensor rad2deg_() {
    return Elementary.RAD2DEG.callInPlace(self());
  }

  /** {@code sin(pi x) / (pi x)}, 1 at 0, {@code torch.sinc}. */
  default Tensor sinc() {
    return Special.SINC.call(self());
  }

  /** {@code sin(pi x) / (pi x)}, 1 at 0, in place. */
  default Tensor sinc_() {
    return Special.SINC.callInPlace(self());
  }

  /** The modified Bessel function of the first kind, order 0, {@code torch.i0}. */
  default Tensor i0() {
    return Special.I0.call(self());
  }

  /** The modified Bessel function of the first kind, order 0, in place. */
  default Tensor i0_() {
    return Special.I0.callInPlace(self());
  }

  /**
   * The logarithm of the multivariate gamma function of dimension {@code p}, {@code
   * torch.mvlgamma}.
   */
  default Tensor mvlgamma(long p) {
    return Special.MVLGAMMA.call(self(), p);
  }

  /** The logarithm of the multivariate gamma function of dimension {@code p}, in place. */
  default Tensor mvlgamma_(long p) {
    return Special.MVLGAMMA.callInPlace(self(), p);
  }

  /** Rounded to {@code decimals} places, half to even, {@code torch.round}. */
  default Tensor round(long decimals) {
    return Elementary.ROUND_DECIMALS.call(self(), decimals);
  }

  /** Rounded to {@code decimals} places, half to even, in place. */
  default Tensor round_(long decimals) {
    return Elementary.ROUND_DECIMALS.callInPlace(self(), decimals);
  }

  /** Whether elements are positive infinity, {@code torch.isposinf}. */
  default Tensor isposinf() {
    return Elementary.ISPOSINF.call(self());
  }

  /** Whether elements are negative infinity, {@code torch.isneginf}. */
  default Tensor isneginf() {
    return Elementary.ISNEGINF.call(self());
  }

  /** Whether elements have no imaginary part, {@code torch.isreal}. */
  default Tensor isreal() {
    return Elementary.ISREAL.call(self());
  }

  /** The quotients, of integers too in floating point, {@code torch.true_divide}. */
  default Tensor trueDivide(Tensor other) {
    return Arithmetic.DIV.call(self(), other);
  }

  /** The quotients, of integers too in floating point, in place. */
  default Tensor trueDivide_(Tensor other) {
    return Arithmetic.DIV.callInPlace(self(), other);
  }

  /** The products, {@code torch.multiply}. */
  default Tensor multiply(Tensor other) {
    return Arithmetic.MUL.call(self(), other);
  }

  /** The products, in place. */
  default Tensor multiply_(Tensor other) {
    return Arithmetic.MUL.callInPlace(self(), other);
  }

  /** The differences, {@code torch.subtract}. */
  default Tensor subtract(Tensor other) {
    return Arithmetic.SUB.call(self(), other, Scalar.ONE);
  }

  /** The differences, in place. */
  default Tensor subtract_(Tensor other) {
    return Arithmetic.SUB.callInPlace(self(), other, Scalar.ONE);
  }

  /** The quotients, {@code torch.divide}. */
  default Tensor divide(Tensor other) {
    return Arithmetic.DIV.call(self(), other);
  }

  /** The quotients, in place. */
  default Tensor divide_(Tensor other) {
    return Arithmetic.DIV.callInPlace(self(), other);
  }

  /** The greatest common divisors of integers, {@code torch.gcd}. */
  default Tensor gcd(Tensor other) {
    return BinaryFunctions.GCD.call(self(), other);
  }

  /** The greatest common divisors of integers, in place. */
  default Tensor gcd_(Tensor other) {
    return BinaryFunctions.GCD.callInPlace(self(), other);
  }

  /** The least common multiples of integers, {@code torch.lcm}. */
  default Tensor lcm(Tensor other) {
    return BinaryFunctions.LCM.call(self(), other);
  }

  /** The least common multiples of integers, in place. */
  default Tensor lcm_(Tensor other) {
    return BinaryFunctions.LCM.callInPlace(self(), other);
  }

  /** The logarithms of the summed exponentials of two tensors, {@code torch.logaddexp}. */
  default Tensor logaddexp(Tensor other) {
    return BinaryFunctions.LOGADDEXP.call(self(), other);
  }

  /** The same to the base 2, {@code torch.logaddexp2}. */
  default Tensor logaddexp2(Tensor other) {
    return BinaryFunctions.LOGADDEXP2.call(self(), other);
  }

  /** 0 below 0, 1 above, {@code values} at 0, {@code torch.heaviside}. */
  default Tensor heaviside(Tensor values) {
    return BinaryFunctions.HEAVISIDE.call(self(), values);
  }

  /** 0 below 0, 1 above, {@code values} at 0, in place. */
  default Tensor heaviside_(Tensor values) {
    return BinaryFunctions.HEAVISIDE.callInPlace(self(), values);
  }

  /** The next number of the dtype toward {@code other}, {@code torch.nextafter}. */
  default Tensor nextafter(Tensor other) {
    return BinaryFunctions.NEXTAFTER.call(self(), other);
  }

  /** The next number of the dtype toward {@code other}, in place. */
  default Tensor nextafter_(Tensor other) {
    return BinaryFunctions.NEXTAFTER.callInPlace(self(), other);
  }

  /** The tensor times 2 to the power {@code other}, {@code torch.ldexp}. */
  default Tensor ldexp(Tensor other) {
    return BinaryFunctions.LDEXP.call(self(), other);
  }

  /** The tensor times 2 to the power {@code other}, in place. */
  default Tensor ldexp_(Tensor other) {
    return BinaryFunctions.LDEXP.callInPlace(self(), other);
  }

  /**
   * The regularised lower incomplete gamma function of this at {@code other}, {@code torch.igamma}.
   */
  default Tensor igamma(Tensor other) {
    return Special.IGAMMA.call(self(), other);
  }

  /** The regularised lower incomplete gamma function of this at {@code other}, in place. */
  default Tensor igamma_(Tensor other) {
    return Special.IGAMMA.callInPlace(self(), other);
  }

  /**
   * The regularised upper incomplete gamma function of this at {@code other}, {@code
   * torch.igammac}.
   */
  default Tensor igammac(Tensor other) {
    return Special.IGAMMAC.call(self(), other);
  }

  /** The regularised upper incomplete gamma function of this at {@code other}, in place. */
  default Tensor igammac_(Tensor other) {
    return Special.IGAMMAC.callInPlace(self(), other);
  }

  /** The powers, computed in double precision, {@code torch.float_power}. */
  default Tensor floatPower(Tensor exponent) {
    return BinaryFunctions.FLOAT_POWER.call(self(), exponent);
  }

  /** The powers, computed in double precision, {@code torch.float_power}. */
  default Tensor floatPower(Number exponent) {
    return BinaryFunctions.FLOAT_POWER_SCALAR.call(self(), Scalar.of(exponent));
  }

  /** Kept between tensors; null leaves an end open, {@code torch.clamp}. */
  default Tensor clamp(@Nullable Tensor min, @Nullable Tensor max) {
    return Arithmetic.CLAMP_TENSOR.call(self(), min, max);
  }

  /** Kept between tensors; null leaves an end open, in place. */
  default Tensor clamp_(@Nullable Tensor min, @Nullable Tensor max) {
    return Arithmetic.CLAMP_TENSOR.callInPlace(self(), min, max);
  }

  /** Kept between tensors; null leaves an end open, {@code torch.clip}. */
  default Tensor clip(@Nullable Tensor min, @Nullable Tensor max) {
    return Arithmetic.CLAMP_TENSOR.call(self(), min, max);
  }

  /** Kept between tensors; null leaves an end open, in place. */
  default Tensor clip_(@Nullable Tensor min, @Nullable Tensor max) {
    return Arithmetic.CLAMP_TENSOR.callInPlace(self(), min, max);
  }

  /** Kept above {@code min}, {@code torch.clamp_min}. */
  default Tensor clampMin(Tensor min) {
    return Arithmetic.CLAMP_MIN_TENSOR.call(self(), min);
  }

  /** Kept above {@code min}, in place. */
  default Tensor clampMin_(Tensor min) {
    return Arithmetic.CLAMP_MIN_TENSOR.callInPlace(self(), min);
  }

  /** Kept below {@code max}, {@code torch.clamp_max}. */
  default Tensor clampMax(Tensor max) {
    return Arithmetic.CLAMP_MAX_TENSOR.call(self(), max);
  }

  /** Kept below {@code max}, in place. */
  default Tensor clampMax_(Tensor max) {
    return Arithmetic.CLAMP_MAX_TENSOR.callInPlace(self(), max);
  }

  /**
   * NaN and the infinities replaced; null stands for 0 and the extreme finite values, {@code
   * torch.nan_to_num}.
   */
  default Tensor nanToNum(@Nullable Double nan, @Nullable Double posinf, @Nullable Double neginf) {
    return Elementary.NAN_TO_NUM.call(self(), nan, posinf, neginf);
  }

  /** NaN and the infinities replaced; null stands for 0 and the extreme finite values, in place. */
  default Tensor nanToNum_(@Nullable Double nan, @Nullable Double posinf, @Nullable Double neginf) {
    return Elementary.NAN_TO_NUM.callInPlace(self(), nan, posinf, neginf);
  }

  /** {@code log(x / (1 - x))} with x kept in [eps, 1 - eps], {@code torch.logit}. */
  default Tensor logit(double eps) {
    return Elementary.LOGIT.call(self(), eps);
  }

  /** {@code log(x / (1 - x))} with x kept in [eps, 1 - eps], in place. */
  default Tensor logit_(double eps) {
    return Elementary.LOGIT.callInPlace(self(), eps);
  }

  /**
   * Whether {@code |this - other| <= atol + rtol * |other|}, NaN being close to NaN if {@code
   * equalNan}, {@code torch.isclose}.
   */
  default Tensor isclose(Tensor other, double rtol, double atol, boolean equalNan) {
    return BinaryFunctions.ISCLOSE.call(self(), other, rtol, atol, equalNan);
  }

  /** The mantissas in [0.5, 1) and the exponents of base 2, {@code torch.frexp}. */
  default MantissaExponent frexp() {
    Tensor[] both = Elementary.FREXP.callAll(self());
    return new MantissaExponent(both[0], both[1]);
  }

  /** The derivative of order {@code n} of {@link Tensor#digamma}, {@code Tensor.polygamma}. */
  default Tensor polygamma(long n) {
    return Torch.polygamma(n, self());
  }

  /** Elements beyond {@code lambd}, else 0, {@code Tensor.hardshrink}. */
  default Tensor hardshrink(Number lambd) {
    return Torch.hardshrink(self(), lambd);
  }

  /** {@link #hardshrink(Number)} at 0.5. */
  default Tensor hardshrink() {
    return hardshrink(0.5);
  }

  /** Negative elements times the weight of their channel, {@code Tensor.prelu}. */
  default Tensor prelu(Tensor weight) {
    return Torch.prelu(self(), weight);
  }
}
