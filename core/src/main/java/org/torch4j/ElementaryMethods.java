package org.torch4j;

import org.torch4j.op.family.Activations;
import org.torch4j.op.family.Arithmetic;
import org.torch4j.op.family.Comparisons;
import org.torch4j.op.family.Elementary;

/** The functions of one variable of {@link Tensor}; elementwise, with the shape of the tensor. */
sealed interface ElementaryMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The negated elements, {@code torch.neg}. */
  default Tensor neg() {
    return Elementary.NEG.call(self());
  }

  /** {@link #neg()} in place. */
  default Tensor neg_() {
    return Elementary.NEG.callInPlace(self());
  }

  /** The absolute values, {@code torch.abs}. */
  default Tensor abs() {
    return Elementary.ABS.call(self());
  }

  /** {@link #abs()} in place. */
  default Tensor abs_() {
    return Elementary.ABS.callInPlace(self());
  }

  /** -1, 0 or 1 by sign; NaN stays, {@code torch.sign}. */
  default Tensor sign() {
    return Elementary.SIGN.call(self());
  }

  /** {@link #sign()} in place. */
  default Tensor sign_() {
    return Elementary.SIGN.callInPlace(self());
  }

  /** 1 / x of each element, {@code torch.reciprocal}. */
  default Tensor reciprocal() {
    return Elementary.RECIPROCAL.call(self());
  }

  /** {@link #reciprocal()} in place. */
  default Tensor reciprocal_() {
    return Elementary.RECIPROCAL.callInPlace(self());
  }

  /** The square roots; NaN for negative elements, {@code torch.sqrt}. */
  default Tensor sqrt() {
    return Elementary.SQRT.call(self());
  }

  /** {@link #sqrt()} in place. */
  default Tensor sqrt_() {
    return Elementary.SQRT.callInPlace(self());
  }

  /** 1 / sqrt(x) of each element, {@code torch.rsqrt}. */
  default Tensor rsqrt() {
    return Elementary.RSQRT.call(self());
  }

  /** {@link #rsqrt()} in place. */
  default Tensor rsqrt_() {
    return Elementary.RSQRT.callInPlace(self());
  }

  /** The squares, {@code torch.square}. */
  default Tensor square() {
    return Arithmetic.SQUARE.call(self());
  }

  /** {@link #square()} in place. */
  default Tensor square_() {
    return Arithmetic.SQUARE.callInPlace(self());
  }

  /** e to the power of each element, {@code torch.exp}. */
  default Tensor exp() {
    return Elementary.EXP.call(self());
  }

  /** {@link #exp()} in place. */
  default Tensor exp_() {
    return Elementary.EXP.callInPlace(self());
  }

  /** 2 to the power of each element, {@code torch.exp2}. */
  default Tensor exp2() {
    return Elementary.EXP2.call(self());
  }

  /** {@link #exp2()} in place. */
  default Tensor exp2_() {
    return Elementary.EXP2.callInPlace(self());
  }

  /** exp(x) - 1, exact for small x, {@code torch.expm1}. */
  default Tensor expm1() {
    return Elementary.EXPM1.call(self());
  }

  /** {@link #expm1()} in place. */
  default Tensor expm1_() {
    return Elementary.EXPM1.callInPlace(self());
  }

  /** The natural logarithms, {@code torch.log}. */
  default Tensor log() {
    return Elementary.LOG.call(self());
  }

  /** {@link #log()} in place. */
  default Tensor log_() {
    return Elementary.LOG.callInPlace(self());
  }

  /** The logarithms to base 2, {@code torch.log2}. */
  default Tensor log2() {
    return Elementary.LOG2.call(self());
  }

  /** {@link #log2()} in place. */
  default Tensor log2_() {
    return Elementary.LOG2.callInPlace(self());
  }

  /** The logarithms to base 10, {@code torch.log10}. */
  default Tensor log10() {
    return Elementary.LOG10.call(self());
  }

  /** {@link #log10()} in place. */
  default Tensor log10_() {
    return Elementary.LOG10.callInPlace(self());
  }

  /** log(1 + x), exact for small x, {@code torch.log1p}. */
  default Tensor log1p() {
    return Elementary.LOG1P.call(self());
  }

  /** {@link #log1p()} in place. */
  default Tensor log1p_() {
    return Elementary.LOG1P.callInPlace(self());
  }

  /** The sines of angles in radians, {@code torch.sin}. */
  default Tensor sin() {
    return Elementary.SIN.call(self());
  }

  /** {@link #sin()} in place. */
  default Tensor sin_() {
    return Elementary.SIN.callInPlace(self());
  }

  /** The cosines of angles in radians, {@code torch.cos}. */
  default Tensor cos() {
    return Elementary.COS.call(self());
  }

  /** {@link #cos()} in place. */
  default Tensor cos_() {
    return Elementary.COS.callInPlace(self());
  }

  /** The tangents of angles in radians, {@code torch.tan}. */
  default Tensor tan() {
    return Elementary.TAN.call(self());
  }

  /** {@link #tan()} in place. */
  default Tensor tan_() {
    return Elementary.TAN.callInPlace(self());
  }

  /** The angles in radians with these sines, {@code torch.asin}. */
  default Tensor asin() {
    return Elementary.ASIN.call(self());
  }

  /** {@link #asin()} in place. */
  default Tensor asin_() {
    return Elementary.ASIN.callInPlace(self());
  }

  /** The angles in radians with these cosines, {@code torch.acos}. */
  default Tensor acos() {
    return Elementary.ACOS.call(self());
  }

  /** {@link #acos()} in place. */
  default Tensor acos_() {
    return Elementary.ACOS.callInPlace(self());
  }

  /** The angles in radians with these tangents, {@code torch.atan}. */
  default Tensor atan() {
    return Elementary.ATAN.call(self());
  }

  /** {@link #atan()} in place. */
  default Tensor atan_() {
    return Elementary.ATAN.callInPlace(self());
  }

  /** The hyperbolic sines, {@code torch.sinh}. */
  default Tensor sinh() {
    return Elementary.SINH.call(self());
  }

  /** {@link #sinh()} in place. */
  default Tensor sinh_() {
    return Elementary.SINH.callInPlace(self());
  }

  /** The hyperbolic cosines, {@code torch.cosh}. */
  default Tensor cosh() {
    return Elementary.COSH.call(self());
  }

  /** {@link #cosh()} in place. */
  default Tensor cosh_() {
    return Elementary.COSH.callInPlace(self());
  }

  /** The hyperbolic tangents, {@code torch.tanh}. */
  default Tensor tanh() {
    return Elementary.TANH.call(self());
  }

  /** {@link #tanh()} in place. */
  default Tensor tanh_() {
    return Elementary.TANH.callInPlace(self());
  }

  /** The inverse hyperbolic sines, {@code torch.asinh}. */
  default Tensor asinh() {
    return Elementary.ASINH.call(self());
  }

  /** {@link #asinh()} in place. */
  default Tensor asinh_() {
    return Elementary.ASINH.callInPlace(self());
  }

  /** The inverse hyperbolic cosines, {@code torch.acosh}. */
  default Tensor acosh() {
    return Elementary.ACOSH.call(self());
  }

  /** {@link #acosh()} in place. */
  default Tensor acosh_() {
    return Elementary.ACOSH.callInPlace(self());
  }

  /** The inverse hyperbolic tangents, {@code torch.atanh}. */
  default Tensor atanh() {
    return Elementary.ATANH.call(self());
  }

  /** {@link #atanh()} in place. */
  default Tensor atanh_() {
    return Elementary.ATANH.callInPlace(self());
  }

  /** The error function, {@code torch.erf}. */
  default Tensor erf() {
    return Elementary.ERF.call(self());
  }

  /** {@link #erf()} in place. */
  default Tensor erf_() {
    return Elementary.ERF.callInPlace(self());
  }

  /** 1 - erf(x), exact for large x, {@code torch.erfc}. */
  default Tensor erfc() {
    return Elementary.ERFC.call(self());
  }

  /** {@link #erfc()} in place. */
  default Tensor erfc_() {
    return Elementary.ERFC.callInPlace(self());
  }

  /** The inverse of the error function, {@code torch.erfinv}. */
  default Tensor erfinv() {
    return Elementary.ERFINV.call(self());
  }

  /** {@link #erfinv()} in place. */
  default Tensor erfinv_() {
    return Elementary.ERFINV.callInPlace(self());
  }

  /** The logarithms of the absolute gamma function, {@code torch.lgamma}. */
  default Tensor lgamma() {
    return Elementary.LGAMMA.call(self());
  }

  /** {@link #lgamma()} in place. */
  default Tensor lgamma_() {
    return Elementary.LGAMMA.callInPlace(self());
  }

  /** The logarithmic derivatives of the gamma function, {@code torch.digamma}. */
  default Tensor digamma() {
    return Elementary.DIGAMMA.call(self());
  }

  /** {@link #digamma()} in place. */
  default Tensor digamma_() {
    return Elementary.DIGAMMA.callInPlace(self());
  }

  /** 1 / (1 + exp(-x)) of each element, {@code torch.sigmoid}. */
  default Tensor sigmoid() {
    return Elementary.SIGMOID.call(self());
  }

  /** {@link #sigmoid()} in place. */
  default Tensor sigmoid_() {
    return Elementary.SIGMOID.callInPlace(self());
  }

  /** max(x, 0) of each element, {@code torch.relu}. */
  default Tensor relu() {
    return Activations.RELU.call(self());
  }

  /** {@link #relu()} in place. */
  default Tensor relu_() {
    return Activations.RELU.callInPlace(self());
  }

  /** The greatest integers not above each element, {@code torch.floor}. */
  default Tensor floor() {
    return Elementary.FLOOR.call(self());
  }

  /** {@link #floor()} in place. */
  default Tensor floor_() {
    return Elementary.FLOOR.callInPlace(self());
  }

  /** The least integers not below each element, {@code torch.ceil}. */
  default Tensor ceil() {
    return Elementary.CEIL.call(self());
  }

  /** {@link #ceil()} in place. */
  default Tensor ceil_() {
    return Elementary.CEIL.callInPlace(self());
  }

  /** The nearest integers; halves go to the even one, {@code torch.round}. */
  default Tensor round() {
    return Elementary.ROUND.call(self());
  }

  /** {@link #round()} in place. */
  default Tensor round_() {
    return Elementary.ROUND.callInPlace(self());
  }

  /** The elements without their fraction, {@code torch.trunc}. */
  default Tensor trunc() {
    return Elementary.TRUNC.call(self());
  }

  /** {@link #trunc()} in place. */
  default Tensor trunc_() {
    return Elementary.TRUNC.callInPlace(self());
  }

  /** The fractions of each element, with its sign, {@code torch.frac}. */
  default Tensor frac() {
    return Elementary.FRAC.call(self());
  }

  /** {@link #frac()} in place. */
  default Tensor frac_() {
    return Elementary.FRAC.callInPlace(self());
  }

  /** Whether each element is NaN, {@code torch.isnan}. */
  default Tensor isnan() {
    return Elementary.ISNAN.call(self());
  }

  /** Whether each element is infinite, {@code torch.isinf}. */
  default Tensor isinf() {
    return Elementary.ISINF.call(self());
  }

  /** Whether each element is neither infinite nor NaN, {@code torch.isfinite}. */
  default Tensor isfinite() {
    return Elementary.ISFINITE.call(self());
  }

  /** Whether each element is negative, minus zero included, {@code torch.signbit}. */
  default Tensor signbit() {
    return Elementary.SIGNBIT.call(self());
  }

  /** Whether each element is zero, {@code torch.logical_not}. */
  default Tensor logicalNot() {
    return Comparisons.LOGICAL_NOT.call(self());
  }
}
