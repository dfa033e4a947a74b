package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Aliases;
import org.torch4j.op.family.Arithmetic;
import org.torch4j.op.family.BinaryFunctions;
import org.torch4j.op.family.Elementary;
import org.torch4j.op.family.Special;
import org.torch4j.type.Scalar;

/** More elementwise functions of {@link Torch}. */
abstract class NumericFunctions extends ElementaryFunctions {
  NumericFunctions() {}

  /** The absolute values, {@code torch.absolute}. */
  public static Tensor absolute(Tensor self) {
    return Aliases.ABSOLUTE.call(self);
  }

  /** The negated elements, {@code torch.negative}. */
  public static Tensor negative(Tensor self) {
    return Aliases.NEGATIVE.call(self);
  }

  /** The tensor itself; bool is refused, {@code torch.positive}. */
  public static Tensor positive(Tensor self) {
    return Elementary.POSITIVE.call(self);
  }

  /** The integer parts, {@code torch.fix}. */
  public static Tensor fix(Tensor self) {
    return Aliases.FIX.call(self);
  }

  /** The inverse cosines, {@code torch.arccos}. */
  public static Tensor arccos(Tensor self) {
    return Aliases.ARCCOS.call(self);
  }

  /** The inverse sines, {@code torch.arcsin}. */
  public static Tensor arcsin(Tensor self) {
    return Aliases.ARCSIN.call(self);
  }

  /** The inverse tangents, {@code torch.arctan}. */
  public static Tensor arctan(Tensor self) {
    return Aliases.ARCTAN.call(self);
  }

  /** The inverse hyperbolic cosines, {@code torch.arccosh}. */
  public static Tensor arccosh(Tensor self) {
    return Aliases.ARCCOSH.call(self);
  }

  /** The inverse hyperbolic sines, {@code torch.arcsinh}. */
  public static Tensor arcsinh(Tensor self) {
    return Aliases.ARCSINH.call(self);
  }

  /** The inverse hyperbolic tangents, {@code torch.arctanh}. */
  public static Tensor arctanh(Tensor self) {
    return Aliases.ARCTANH.call(self);
  }

  /** Angles in degrees as radians, {@code torch.deg2rad}. */
  public static Tensor deg2rad(Tensor self) {
    return Elementary.DEG2RAD.call(self);
  }

  /** Angles in radians as degrees, {@code torch.rad2deg}. */
  public static Tensor rad2deg(Tensor self) {
    return Elementary.RAD2DEG.call(self);
  }

  /** {@code sin(pi x) / (pi x)}, 1 at 0, {@code torch.sinc}. */
  public static Tensor sinc(Tensor self) {
    return Special.SINC.call(self);
  }

  /** The modified Bessel function of the first kind, order 0, {@code torch.i0}. */
  public static Tensor i0(Tensor self) {
    return Special.I0.call(self);
  }

  /**
   * The logarithm of the multivariate gamma function of dimension {@code p}, {@code
   * torch.mvlgamma}.
   */
  public static Tensor mvlgamma(Tensor self, long p) {
    return Special.MVLGAMMA.call(self, p);
  }

  /** Rounded to {@code decimals} places, half to even, {@code torch.round}. */
  public static Tensor round(Tensor self, long decimals) {
    return Elementary.ROUND_DECIMALS.call(self, decimals);
  }

  /** Whether elements are positive infinity, {@code torch.isposinf}. */
  public static Tensor isposinf(Tensor self) {
    return Elementary.ISPOSINF.call(self);
  }

  /** Whether elements are negative infinity, {@code torch.isneginf}. */
  public static Tensor isneginf(Tensor self) {
    return Elementary.ISNEGINF.call(self);
  }

  /** Whether elements have no imaginary part, {@code torch.isreal}. */
  public static Tensor isreal(Tensor self) {
    return Elementary.ISREAL.call(self);
  }

  /** The quotients, of integers too in floating point, {@code torch.true_divide}. */
  public static Tensor trueDivide(Tensor self, Tensor other) {
    return Arithmetic.DIV.call(self, other);
  }

  /** The products, {@code torch.multiply}. */
  public static Tensor multiply(Tensor self, Tensor other) {
    return Arithmetic.MUL.call(self, other);
  }

  /** The differences, {@code torch.subtract}. */
  public static Tensor subtract(Tensor self, Tensor other) {
    return Arithmetic.SUB.call(self, other, Scalar.ONE);
  }

  /** The quotients, {@code torch.divide}. */
  public static Tensor divide(Tensor self, Tensor other) {
    return Arithmetic.DIV.call(self, other);
  }

  /** The greatest common divisors of integers, {@code torch.gcd}. */
  public static Tensor gcd(Tensor self, Tensor other) {
    return BinaryFunctions.GCD.call(self, other);
  }

  /** The least common multiples of integers, {@code torch.lcm}. */
  public static Tensor lcm(Tensor self, Tensor other) {
    return BinaryFunctions.LCM.call(self, other);
  }

  /** The logarithms of the summed exponentials of two tensors, {@code torch.logaddexp}. */
  public static Tensor logaddexp(Tensor self, Tensor other) {
    return BinaryFunctions.LOGADDEXP.call(self, other);
  }

  /** The same to the base 2, {@code torch.logaddexp2}. */
  public static Tensor logaddexp2(Tensor self, Tensor other) {
    return BinaryFunctions.LOGADDEXP2.call(self, other);
  }

  /** 0 below 0, 1 above, {@code values} at 0, {@code torch.heaviside}. */
  public static Tensor heaviside(Tensor self, Tensor values) {
    return BinaryFunctions.HEAVISIDE.call(self, values);
  }

  /** The next number of the dtype toward {@code other}, {@code torch.nextafter}. */
  public static Tensor nextafter(Tensor self, Tensor other) {
    return BinaryFunctions.NEXTAFTER.call(self, other);
  }

  /** The tensor times 2 to the power {@code other}, {@code torch.ldexp}. */
  public static Tensor ldexp(Tensor self, Tensor other) {
    return BinaryFunctions.LDEXP.call(self, other);
  }

  /**
   * The regularised lower incomplete gamma function of self at {@code other}, {@code torch.igamma}.
   */
  public static Tensor igamma(Tensor self, Tensor other) {
    return Special.IGAMMA.call(self, other);
  }

  /**
   * The regularised upper incomplete gamma function of self at {@code other}, {@code
   * torch.igammac}.
   */
  public static Tensor igammac(Tensor self, Tensor other) {
    return Special.IGAMMAC.call(self, other);
  }

  /** The powers, computed in double precision, {@code torch.float_power}. */
  public static Tensor floatPower(Tensor self, Tensor exponent) {
    return BinaryFunctions.FLOAT_POWER.call(self, exponent);
  }

  /** The powers, computed in double precision, {@code torch.float_power}. */
  public static Tensor floatPower(Tensor self, Number exponent) {
    return BinaryFunctions.FLOAT_POWER_SCALAR.call(self, Scalar.of(exponent));
  }

  /** Kept between tensors; null leaves an end open, {@code torch.clamp}. */
  public static Tensor clamp(Tensor self, @Nullable Tensor min, @Nullable Tensor max) {
    return Arithmetic.CLAMP_TENSOR.call(self, min, max);
  }

  /** Kept between tensors; null leaves an end open, {@code torch.clip}. */
  public static Tensor clip(Tensor self, @Nullable Tensor min, @Nullable Tensor max) {
    return Arithmetic.CLAMP_TENSOR.call(self, min, max);
  }

  /** Kept above {@code min}, {@code torch.clamp_min}. */
  public static Tensor clampMin(Tensor self, Tensor min) {
    return Arithmetic.CLAMP_MIN_TENSOR.call(self, min);
  }

  /** Kept below {@code max}, {@code torch.clamp_max}. */
  public static Tensor clampMax(Tensor self, Tensor max) {
    return Arithmetic.CLAMP_MAX_TENSOR.call(self, max);
  }

  /**
   * NaN and the infinities replaced; null stands for 0 and the extreme finite values, {@code
   * torch.nan_to_num}.
   */
  public static Tensor nanToNum(
      Tensor self, @Nullable Double nan, @Nullable Double posinf, @Nullable Double neginf) {
    return Elementary.NAN_TO_NUM.call(self, nan, posinf, neginf);
  }

  /** {@code log(x / (1 - x))} with x kept in [eps, 1 - eps], {@code torch.logit}. */
  public static Tensor logit(Tensor self, double eps) {
    return Elementary.LOGIT.call(self, eps);
  }

  /**
   * Whether {@code |self - other| <= atol + rtol * |other|}, NaN being close to NaN if {@code
   * equalNan}, {@code torch.isclose}.
   */
  public static Tensor isclose(
      Tensor self, Tensor other, double rtol, double atol, boolean equalNan) {
    return BinaryFunctions.ISCLOSE.call(self, other, rtol, atol, equalNan);
  }

  /** The mantissas in [0.5, 1) and the exponents of base 2, {@code torch.frexp}. */
  public static MantissaExponent frexp(Tensor self) {
    return self.frexp();
  }

  /** Derivative number {@code n} of digamma, {@code torch.polygamma}. */
  public static Tensor polygamma(long n, Tensor self) {
    return Special.POLYGAMMA.call(n, self);
  }

  /** A number to the powers of a tensor in double precision, {@code torch.float_power}. */
  public static Tensor floatPower(Number self, Tensor exponent) {
    return BinaryFunctions.FLOAT_POWER_OF_SCALAR.call(Scalar.of(self), exponent);
  }

  /** Which elements are among the test elements, {@code torch.isin}. */
  public static Tensor isin(Tensor elements, Tensor testElements) {
    return BinaryFunctions.ISIN.call(elements, testElements, false, false);
  }

  /** Which elements are among the test elements, or are not if {@code invert}. */
  public static Tensor isin(
      Tensor elements, Tensor testElements, boolean assumeUnique, boolean invert) {
    return BinaryFunctions.ISIN.call(elements, testElements, assumeUnique, invert);
  }
}
