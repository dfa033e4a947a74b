package org.torch4j;

import org.torch4j.op.family.Activations;
import org.torch4j.op.family.Arithmetic;
import org.torch4j.op.family.Comparisons;
import org.torch4j.op.family.Elementary;

/** Functions of one variable of {@link Torch}; elementwise. */
abstract class ElementaryFunctions {
  ElementaryFunctions() {}

  /** The negated elements, {@code torch.neg}. */
  public static Tensor neg(Tensor self) {
    return Elementary.NEG.call(self);
  }

  /** The absolute values, {@code torch.abs}. */
  public static Tensor abs(Tensor self) {
    return Elementary.ABS.call(self);
  }

  /** -1, 0 or 1 by sign; NaN stays, {@code torch.sign}. */
  public static Tensor sign(Tensor self) {
    return Elementary.SIGN.call(self);
  }

  /** 1 / x of each element, {@code torch.reciprocal}. */
  public static Tensor reciprocal(Tensor self) {
    return Elementary.RECIPROCAL.call(self);
  }

  /** The square roots; NaN for negative elements, {@code torch.sqrt}. */
  public static Tensor sqrt(Tensor self) {
    return Elementary.SQRT.call(self);
  }

  /** 1 / sqrt(x) of each element, {@code torch.rsqrt}. */
  public static Tensor rsqrt(Tensor self) {
    return Elementary.RSQRT.call(self);
  }

  /** The squares, {@code torch.square}. */
  public static Tensor square(Tensor self) {
    return Arithmetic.SQUARE.call(self);
  }

  /** e to the power of each element, {@code torch.exp}. */
  public static Tensor exp(Tensor self) {
    return Elementary.EXP.call(self);
  }

  /** 2 to the power of each element, {@code torch.exp2}. */
  public static Tensor exp2(Tensor self) {
    return Elementary.EXP2.call(self);
  }

  /** exp(x) - 1, exact for small x, {@code torch.expm1}. */
  public static Tensor expm1(Tensor self) {
    return Elementary.EXPM1.call(self);
  }

  /** The natural logarithms, {@code torch.log}. */
  public static Tensor log(Tensor self) {
    return Elementary.LOG.call(self);
  }

  /** The logarithms to base 2, {@code torch.log2}. */
  public static Tensor log2(Tensor self) {
    return Elementary.LOG2.call(self);
  }

  /** The logarithms to base 10, {@code torch.log10}. */
  public static Tensor log10(Tensor self) {
    return Elementary.LOG10.call(self);
  }

  /** log(1 + x), exact for small x, {@code torch.log1p}. */
  public static Tensor log1p(Tensor self) {
    return Elementary.LOG1P.call(self);
  }

  /** The sines of angles in radians, {@code torch.sin}. */
  public static Tensor sin(Tensor self) {
    return Elementary.SIN.call(self);
  }

  /** The cosines of angles in radians, {@code torch.cos}. */
  public static Tensor cos(Tensor self) {
    return Elementary.COS.call(self);
  }

  /** The tangents of angles in radians, {@code torch.tan}. */
  public static Tensor tan(Tensor self) {
    return Elementary.TAN.call(self);
  }

  /** The angles in radians with these sines, {@code torch.asin}. */
  public static Tensor asin(Tensor self) {
    return Elementary.ASIN.call(self);
  }

  /** The angles in radians with these cosines, {@code torch.acos}. */
  public static Tensor acos(Tensor self) {
    return Elementary.ACOS.call(self);
  }

  /** The angles in radians with these tangents, {@code torch.atan}. */
  public static Tensor atan(Tensor self) {
    return Elementary.ATAN.call(self);
  }

  /** The hyperbolic sines, {@code torch.sinh}. */
  public static Tensor sinh(Tensor self) {
    return Elementary.SINH.call(self);
  }

  /** The hyperbolic cosines, {@code torch.cosh}. */
  public static Tensor cosh(Tensor self) {
    return Elementary.COSH.call(self);
  }

  /** The hyperbolic tangents, {@code torch.tanh}. */
  public static Tensor tanh(Tensor self) {
    return Elementary.TANH.call(self);
  }

  /** The inverse hyperbolic sines, {@code torch.asinh}. */
  public static Tensor asinh(Tensor self) {
    return Elementary.ASINH.call(self);
  }

  /** The inverse hyperbolic cosines, {@code torch.acosh}. */
  public static Tensor acosh(Tensor self) {
    return Elementary.ACOSH.call(self);
  }

  /** The inverse hyperbolic tangents, {@code torch.atanh}. */
  public static Tensor atanh(Tensor self) {
    return Elementary.ATANH.call(self);
  }

  /** The error function, {@code torch.erf}. */
  public static Tensor erf(Tensor self) {
    return Elementary.ERF.call(self);
  }

  /** 1 - erf(x), exact for large x, {@code torch.erfc}. */
  public static Tensor erfc(Tensor self) {
    return Elementary.ERFC.call(self);
  }

  /** The inverse of the error function, {@code torch.erfinv}. */
  public static Tensor erfinv(Tensor self) {
    return Elementary.ERFINV.call(self);
  }

  /** The logarithms of the absolute gamma function, {@code torch.lgamma}. */
  public static Tensor lgamma(Tensor self) {
    return Elementary.LGAMMA.call(self);
  }

  /** The logarithmic derivatives of the gamma function, {@code torch.digamma}. */
  public static Tensor digamma(Tensor self) {
    return Elementary.DIGAMMA.call(self);
  }

  /** 1 / (1 + exp(-x)) of each element, {@code torch.sigmoid}. */
  public static Tensor sigmoid(Tensor self) {
    return Elementary.SIGMOID.call(self);
  }

  /** max(x, 0) of each element, {@code torch.relu}. */
  public static Tensor relu(Tensor self) {
    return Activations.RELU.call(self);
  }

  /** The greatest integers not above each element, {@code torch.floor}. */
  public static Tensor floor(Tensor self) {
    return Elementary.FLOOR.call(self);
  }

  /** The least integers not below each element, {@code torch.ceil}. */
  public static Tensor ceil(Tensor self) {
    return Elementary.CEIL.call(self);
  }

  /** The nearest integers; halves go to the even one, {@code torch.round}. */
  public static Tensor round(Tensor self) {
    return Elementary.ROUND.call(self);
  }

  /** The elements without their fraction, {@code torch.trunc}. */
  public static Tensor trunc(Tensor self) {
    return Elementary.TRUNC.call(self);
  }

  /** The fractions of each element, with its sign, {@code torch.frac}. */
  public static Tensor frac(Tensor self) {
    return Elementary.FRAC.call(self);
  }

  /** Whether each element is NaN, {@code torch.isnan}. */
  public static Tensor isnan(Tensor self) {
    return Elementary.ISNAN.call(self);
  }

  /** Whether each element is infinite, {@code torch.isinf}. */
  public static Tensor isinf(Tensor self) {
    return Elementary.ISINF.call(self);
  }

  /** Whether each element is neither infinite nor NaN, {@code torch.isfinite}. */
  public static Tensor isfinite(Tensor self) {
    return Elementary.ISFINITE.call(self);
  }

  /** Whether each element is negative, minus zero included, {@code torch.signbit}. */
  public static Tensor signbit(Tensor self) {
    return Elementary.SIGNBIT.call(self);
  }

  /** Whether each element is zero, {@code torch.logical_not}. */
  public static Tensor logicalNot(Tensor self) {
    return Comparisons.LOGICAL_NOT.call(self);
  }
}
