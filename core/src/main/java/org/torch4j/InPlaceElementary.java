package org.torch4j;

/** Functions of one variable of {@link Torch} in place. */
abstract class InPlaceElementary extends CriterionFunctions {
  InPlaceElementary() {}

  /** {@link #abs(Tensor)} in place, {@code torch.abs_}. */
  public static Tensor abs_(Tensor self) {
    return self.abs_();
  }

  /** {@link #acos(Tensor)} in place, {@code torch.acos_}. */
  public static Tensor acos_(Tensor self) {
    return self.acos_();
  }

  /** {@link #acosh(Tensor)} in place, {@code torch.acosh_}. */
  public static Tensor acosh_(Tensor self) {
    return self.acosh_();
  }

  /** {@link #arccos(Tensor)} in place, {@code torch.arccos_}. */
  public static Tensor arccos_(Tensor self) {
    return self.arccos_();
  }

  /** {@link #arccosh(Tensor)} in place, {@code torch.arccosh_}. */
  public static Tensor arccosh_(Tensor self) {
    return self.arccosh_();
  }

  /** {@link #arcsin(Tensor)} in place, {@code torch.arcsin_}. */
  public static Tensor arcsin_(Tensor self) {
    return self.arcsin_();
  }

  /** {@link #arcsinh(Tensor)} in place, {@code torch.arcsinh_}. */
  public static Tensor arcsinh_(Tensor self) {
    return self.arcsinh_();
  }

  /** {@link #arctan(Tensor)} in place, {@code torch.arctan_}. */
  public static Tensor arctan_(Tensor self) {
    return self.arctan_();
  }

  /** {@link #arctanh(Tensor)} in place, {@code torch.arctanh_}. */
  public static Tensor arctanh_(Tensor self) {
    return self.arctanh_();
  }

  /** {@link #asin(Tensor)} in place, {@code torch.asin_}. */
  public static Tensor asin_(Tensor self) {
    return self.asin_();
  }

  /** {@link #asinh(Tensor)} in place, {@code torch.asinh_}. */
  public static Tensor asinh_(Tensor self) {
    return self.asinh_();
  }

  /** {@link #atan(Tensor)} in place, {@code torch.atan_}. */
  public static Tensor atan_(Tensor self) {
    return self.atan_();
  }

  /** {@link #atanh(Tensor)} in place, {@code torch.atanh_}. */
  public static Tensor atanh_(Tensor self) {
    return self.atanh_();
  }

  /** {@link #ceil(Tensor)} in place, {@code torch.ceil_}. */
  public static Tensor ceil_(Tensor self) {
    return self.ceil_();
  }

  /** {@link #conjPhysical(Tensor)} in place, {@code torch.conj_physical_}. */
  public static Tensor conjPhysical_(Tensor self) {
    return self.conjPhysical_();
  }

  /** {@link #cos(Tensor)} in place, {@code torch.cos_}. */
  public static Tensor cos_(Tensor self) {
    return self.cos_();
  }

  /** {@link #cosh(Tensor)} in place, {@code torch.cosh_}. */
  public static Tensor cosh_(Tensor self) {
    return self.cosh_();
  }

  /** {@link #deg2rad(Tensor)} in place, {@code torch.deg2rad_}. */
  public static Tensor deg2rad_(Tensor self) {
    return self.deg2rad_();
  }

  /** {@link #erf(Tensor)} in place, {@code torch.erf_}. */
  public static Tensor erf_(Tensor self) {
    return self.erf_();
  }

  /** {@link #erfc(Tensor)} in place, {@code torch.erfc_}. */
  public static Tensor erfc_(Tensor self) {
    return self.erfc_();
  }

  /** {@link #exp(Tensor)} in place, {@code torch.exp_}. */
  public static Tensor exp_(Tensor self) {
    return self.exp_();
  }

  /** {@link #exp2(Tensor)} in place, {@code torch.exp2_}. */
  public static Tensor exp2_(Tensor self) {
    return self.exp2_();
  }

  /** {@link #expm1(Tensor)} in place, {@code torch.expm1_}. */
  public static Tensor expm1_(Tensor self) {
    return self.expm1_();
  }

  /** {@link #fix(Tensor)} in place, {@code torch.fix_}. */
  public static Tensor fix_(Tensor self) {
    return self.fix_();
  }

  /** {@link #floor(Tensor)} in place, {@code torch.floor_}. */
  public static Tensor floor_(Tensor self) {
    return self.floor_();
  }

  /** {@link #frac(Tensor)} in place, {@code torch.frac_}. */
  public static Tensor frac_(Tensor self) {
    return self.frac_();
  }

  /** {@link #i0(Tensor)} in place, {@code torch.i0_}. */
  public static Tensor i0_(Tensor self) {
    return self.i0_();
  }

  /** {@link #log(Tensor)} in place, {@code torch.log_}. */
  public static Tensor log_(Tensor self) {
    return self.log_();
  }

  /** {@link #log10(Tensor)} in place, {@code torch.log10_}. */
  public static Tensor log10_(Tensor self) {
    return self.log10_();
  }

  /** {@link #log1p(Tensor)} in place, {@code torch.log1p_}. */
  public static Tensor log1p_(Tensor self) {
    return self.log1p_();
  }

  /** {@link #log2(Tensor)} in place, {@code torch.log2_}. */
  public static Tensor log2_(Tensor self) {
    return self.log2_();
  }

  /** {@link #neg(Tensor)} in place, {@code torch.neg_}. */
  public static Tensor neg_(Tensor self) {
    return self.neg_();
  }

  /** {@link #negative(Tensor)} in place, {@code torch.negative_}. */
  public static Tensor negative_(Tensor self) {
    return self.negative_();
  }

  /** {@link #rad2deg(Tensor)} in place, {@code torch.rad2deg_}. */
  public static Tensor rad2deg_(Tensor self) {
    return self.rad2deg_();
  }

  /** {@link #reciprocal(Tensor)} in place, {@code torch.reciprocal_}. */
  public static Tensor reciprocal_(Tensor self) {
    return self.reciprocal_();
  }

  /** {@link #relu(Tensor)} in place, {@code torch.relu_}. */
  public static Tensor relu_(Tensor self) {
    return self.relu_();
  }

  /** {@link #round(Tensor)} in place, {@code torch.round_}. */
  public static Tensor round_(Tensor self) {
    return self.round_();
  }

  /** {@link #rsqrt(Tensor)} in place, {@code torch.rsqrt_}. */
  public static Tensor rsqrt_(Tensor self) {
    return self.rsqrt_();
  }

  /** {@link #sigmoid(Tensor)} in place, {@code torch.sigmoid_}. */
  public static Tensor sigmoid_(Tensor self) {
    return self.sigmoid_();
  }

  /** {@link #sin(Tensor)} in place, {@code torch.sin_}. */
  public static Tensor sin_(Tensor self) {
    return self.sin_();
  }

  /** {@link #sinc(Tensor)} in place, {@code torch.sinc_}. */
  public static Tensor sinc_(Tensor self) {
    return self.sinc_();
  }

  /** {@link #sinh(Tensor)} in place, {@code torch.sinh_}. */
  public static Tensor sinh_(Tensor self) {
    return self.sinh_();
  }

  /** {@link #sqrt(Tensor)} in place, {@code torch.sqrt_}. */
  public static Tensor sqrt_(Tensor self) {
    return self.sqrt_();
  }

  /** {@link #square(Tensor)} in place, {@code torch.square_}. */
  public static Tensor square_(Tensor self) {
    return self.square_();
  }

  /** {@link #tan(Tensor)} in place, {@code torch.tan_}. */
  public static Tensor tan_(Tensor self) {
    return self.tan_();
  }

  /** {@link #tanh(Tensor)} in place, {@code torch.tanh_}. */
  public static Tensor tanh_(Tensor self) {
    return self.tanh_();
  }

  /** {@link #trunc(Tensor)} in place, {@code torch.trunc_}. */
  public static Tensor trunc_(Tensor self) {
    return self.trunc_();
  }
}
