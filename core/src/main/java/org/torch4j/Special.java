package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Aliases;
import org.torch4j.op.family.Elementary;
import org.torch4j.op.family.Polynomials;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/**
 * Special functions, {@code torch.special}; elementwise unless they say otherwise. Integers are
 * computed in the default dtype.
 */
public final class Special {
  private Special() {}

  /** Airy function of the first kind; it has no gradient, {@code torch.special.airy_ai}. */
  public static Tensor airyAi(Tensor x) {
    return org.torch4j.op.family.Special.AIRY_AI.call(x);
  }

  /** Bessel function of the first kind, order 0, {@code torch.special.bessel_j0}. */
  public static Tensor besselJ0(Tensor x) {
    return org.torch4j.op.family.Special.BESSEL_J0.call(x);
  }

  /** Bessel function of the first kind, order 1, {@code torch.special.bessel_j1}. */
  public static Tensor besselJ1(Tensor x) {
    return org.torch4j.op.family.Special.BESSEL_J1.call(x);
  }

  /** Bessel function of the second kind, order 0, {@code torch.special.bessel_y0}. */
  public static Tensor besselY0(Tensor x) {
    return org.torch4j.op.family.Special.BESSEL_Y0.call(x);
  }

  /** Bessel function of the second kind, order 1, {@code torch.special.bessel_y1}. */
  public static Tensor besselY1(Tensor x) {
    return org.torch4j.op.family.Special.BESSEL_Y1.call(x);
  }

  /**
   * Modified Bessel function of the first kind, order 0, {@code torch.special.modified_bessel_i0}.
   */
  public static Tensor modifiedBesselI0(Tensor x) {
    return org.torch4j.op.family.Special.MODIFIED_BESSEL_I0.call(x);
  }

  /**
   * Modified Bessel function of the first kind, order 1, {@code torch.special.modified_bessel_i1}.
   */
  public static Tensor modifiedBesselI1(Tensor x) {
    return org.torch4j.op.family.Special.MODIFIED_BESSEL_I1.call(x);
  }

  /**
   * Modified Bessel function of the second kind, order 0, {@code torch.special.modified_bessel_k0}.
   */
  public static Tensor modifiedBesselK0(Tensor x) {
    return org.torch4j.op.family.Special.MODIFIED_BESSEL_K0.call(x);
  }

  /**
   * Modified Bessel function of the second kind, order 1, {@code torch.special.modified_bessel_k1}.
   */
  public static Tensor modifiedBesselK1(Tensor x) {
    return org.torch4j.op.family.Special.MODIFIED_BESSEL_K1.call(x);
  }

  /**
   * {@code exp(x)} times the modified Bessel function of the second kind, order 0, {@code
   * torch.special.scaled_modified_bessel_k0}.
   */
  public static Tensor scaledModifiedBesselK0(Tensor x) {
    return org.torch4j.op.family.Special.SCALED_MODIFIED_BESSEL_K0.call(x);
  }

  /**
   * {@code exp(x)} times the modified Bessel function of the second kind, order 1, {@code
   * torch.special.scaled_modified_bessel_k1}.
   */
  public static Tensor scaledModifiedBesselK1(Tensor x) {
    return org.torch4j.op.family.Special.SCALED_MODIFIED_BESSEL_K1.call(x);
  }

  /**
   * Spherical Bessel function of the first kind, order 0, {@code
   * torch.special.spherical_bessel_j0}.
   */
  public static Tensor sphericalBesselJ0(Tensor x) {
    return org.torch4j.op.family.Special.SPHERICAL_BESSEL_J0.call(x);
  }

  /** Modified Bessel function of the first kind, order 0, {@code torch.special.i0}. */
  public static Tensor i0(Tensor x) {
    return org.torch4j.op.family.Special.SPECIAL_I0.call(x);
  }

  /** {@code exp(-|x|) * i0(x)}, {@code torch.special.i0e}. */
  public static Tensor i0e(Tensor x) {
    return org.torch4j.op.family.Special.I0E.call(x);
  }

  /** Modified Bessel function of the first kind, order 1, {@code torch.special.i1}. */
  public static Tensor i1(Tensor x) {
    return org.torch4j.op.family.Special.I1.call(x);
  }

  /** {@code exp(-|x|) * i1(x)}, {@code torch.special.i1e}. */
  public static Tensor i1e(Tensor x) {
    return org.torch4j.op.family.Special.I1E.call(x);
  }

  /** {@code -x * log(x)}, 0 at 0, minus infinity below, {@code torch.special.entr}. */
  public static Tensor entr(Tensor x) {
    return org.torch4j.op.family.Special.ENTR.call(x);
  }

  /** Error function, {@code torch.special.erf}. */
  public static Tensor erf(Tensor x) {
    return org.torch4j.op.family.Special.ERF.call(x);
  }

  /** {@code 1 - erf(x)}, {@code torch.special.erfc}. */
  public static Tensor erfc(Tensor x) {
    return org.torch4j.op.family.Special.ERFC.call(x);
  }

  /** {@code exp(x * x) * erfc(x)}, {@code torch.special.erfcx}. */
  public static Tensor erfcx(Tensor x) {
    return org.torch4j.op.family.Special.ERFCX.call(x);
  }

  /** Inverse error function, {@code torch.special.erfinv}. */
  public static Tensor erfinv(Tensor x) {
    return org.torch4j.op.family.Special.ERFINV.call(x);
  }

  /** 2 to the power x, {@code torch.special.exp2}. */
  public static Tensor exp2(Tensor x) {
    return org.torch4j.op.family.Special.EXP2.call(x);
  }

  /** {@code exp(x) - 1}, exact near 0, {@code torch.special.expm1}. */
  public static Tensor expm1(Tensor x) {
    return org.torch4j.op.family.Special.EXPM1.call(x);
  }

  /** {@code log(1 + x)}, exact near 0, {@code torch.special.log1p}. */
  public static Tensor log1p(Tensor x) {
    return org.torch4j.op.family.Special.LOG1P.call(x);
  }

  /** {@code 1 / (1 + exp(-x))}, {@code torch.special.expit}. */
  public static Tensor expit(Tensor x) {
    return org.torch4j.op.family.Special.EXPIT.call(x);
  }

  /** Logarithm of the magnitude of the gamma function, {@code torch.special.gammaln}. */
  public static Tensor gammaln(Tensor x) {
    return org.torch4j.op.family.Special.GAMMALN.call(x);
  }

  /** Derivative of {@link #gammaln}, {@code torch.special.digamma}. */
  public static Tensor digamma(Tensor x) {
    return org.torch4j.op.family.Special.DIGAMMA.call(x);
  }

  /** Derivative of {@link #gammaln}, {@code torch.special.psi}. */
  public static Tensor psi(Tensor x) {
    return org.torch4j.op.family.Special.PSI.call(x);
  }

  /** {@code sin(pi x) / (pi x)}, 1 at 0, {@code torch.special.sinc}. */
  public static Tensor sinc(Tensor x) {
    return org.torch4j.op.family.Special.SPECIAL_SINC.call(x);
  }

  /** Normal distribution function, {@code torch.special.ndtr}. */
  public static Tensor ndtr(Tensor x) {
    return org.torch4j.op.family.Special.NDTR.call(x);
  }

  /** Inverse of the normal distribution function, {@code torch.special.ndtri}. */
  public static Tensor ndtri(Tensor x) {
    return org.torch4j.op.family.Special.NDTRI.call(x);
  }

  /** Logarithm of the normal distribution function, {@code torch.special.log_ndtr}. */
  public static Tensor logNdtr(Tensor x) {
    return org.torch4j.op.family.Special.LOG_NDTR.call(x);
  }

  /** {@code self * log1p(other)}, 0 where self is 0, {@code torch.special.xlog1py}. */
  public static Tensor xlog1py(Tensor self, Tensor other) {
    return org.torch4j.op.family.Special.XLOG1PY.call(self, other);
  }

  /** {@link #xlog1py(Tensor, Tensor)} with a number. */
  public static Tensor xlog1py(Number self, Tensor other) {
    return org.torch4j.op.family.Special.XLOG1PY_OF_SCALAR.call(Scalar.of(self), other);
  }

  /** {@link #xlog1py(Tensor, Tensor)} with a number. */
  public static Tensor xlog1py(Tensor self, Number other) {
    return org.torch4j.op.family.Special.XLOG1PY_SCALAR.call(self, Scalar.of(other));
  }

  /** {@code self * log(other)}, 0 where self is 0, {@code torch.special.xlogy}. */
  public static Tensor xlogy(Tensor self, Tensor other) {
    return org.torch4j.op.family.Special.XLOGY.call(self, other);
  }

  /** {@link #xlogy(Tensor, Tensor)} with a number. */
  public static Tensor xlogy(Number self, Tensor other) {
    return org.torch4j.op.family.Special.XLOGY_OF_SCALAR.call(Scalar.of(self), other);
  }

  /** {@link #xlogy(Tensor, Tensor)} with a number. */
  public static Tensor xlogy(Tensor self, Number other) {
    return org.torch4j.op.family.Special.XLOGY_SCALAR.call(self, Scalar.of(other));
  }

  /** Hurwitz zeta function; it has no gradient in self, {@code torch.special.zeta}. */
  public static Tensor zeta(Tensor self, Tensor other) {
    return org.torch4j.op.family.Special.ZETA.call(self, other);
  }

  /** {@link #zeta(Tensor, Tensor)} with a number. */
  public static Tensor zeta(Number self, Tensor other) {
    return org.torch4j.op.family.Special.ZETA_OF_SCALAR.call(Scalar.of(self), other);
  }

  /** {@link #zeta(Tensor, Tensor)} with a number. */
  public static Tensor zeta(Tensor self, Number other) {
    return org.torch4j.op.family.Special.ZETA_SCALAR.call(self, Scalar.of(other));
  }

  /**
   * Regularised lower incomplete gamma function of self at other; it has no gradient in self,
   * {@code torch.special.gammainc}.
   */
  public static Tensor gammainc(Tensor self, Tensor other) {
    return org.torch4j.op.family.Special.GAMMAINC.call(self, other);
  }

  /**
   * Regularised upper incomplete gamma function of self at other; it has no gradient in self,
   * {@code torch.special.gammaincc}.
   */
  public static Tensor gammaincc(Tensor self, Tensor other) {
    return org.torch4j.op.family.Special.GAMMAINCC.call(self, other);
  }

  /** Derivative number {@code n} of digamma, {@code torch.special.polygamma}. */
  public static Tensor polygamma(long n, Tensor self) {
    return org.torch4j.op.family.Special.SPECIAL_POLYGAMMA.call(n, self);
  }

  /** Logarithm of the multivariate gamma function, {@code torch.special.multigammaln}. */
  public static Tensor multigammaln(Tensor self, long p) {
    return org.torch4j.op.family.Special.MULTIGAMMALN.call(self, p);
  }

  /** {@code log(x / (1 - x))}, x kept in [eps, 1 - eps] unless that is null. */
  public static Tensor logit(Tensor self, @Nullable Double eps) {
    return Elementary.LOGIT.call(self, eps);
  }

  /** The nearest integers, halves to even, {@code torch.special.round}. */
  public static Tensor round(Tensor self) {
    return Elementary.ROUND.call(self);
  }

  /** The logarithms of the summed exponentials over {@code dims}. */
  public static Tensor logsumexp(Tensor self, long[] dims, boolean keepdim) {
    return self.logsumexp(dims, keepdim);
  }

  /** The exponentials along {@code dim} divided by their sum, {@code torch.special.softmax}. */
  public static Tensor softmax(Tensor self, long dim, @Nullable DType dtype) {
    return Aliases.SPECIAL_SOFTMAX.call(self, dim, dtype);
  }

  /** The logarithm of {@link #softmax}, {@code torch.special.log_softmax}. */
  public static Tensor logSoftmax(Tensor self, long dim, @Nullable DType dtype) {
    return Aliases.SPECIAL_LOG_SOFTMAX.call(self, dim, dtype);
  }

  /**
   * Chebyshev polynomials of the first kind of degree {@code n} at {@code x}; they have no
   * gradient.
   */
  public static Tensor chebyshevPolynomialT(Tensor x, Tensor n) {
    return Polynomials.CHEBYSHEV_POLYNOMIAL_T.call(x, n);
  }

  /** {@link #chebyshevPolynomialT(Tensor, Tensor)} at a number. */
  public static Tensor chebyshevPolynomialT(Number x, Tensor n) {
    return Polynomials.CHEBYSHEV_POLYNOMIAL_T_OF_NUMBER.call(Scalar.of(x), n);
  }

  /** {@link #chebyshevPolynomialT(Tensor, Tensor)} of one degree. */
  public static Tensor chebyshevPolynomialT(Tensor x, Number n) {
    return Polynomials.CHEBYSHEV_POLYNOMIAL_T_DEGREE.call(x, Scalar.of(n));
  }

  /**
   * Chebyshev polynomials of the second kind of degree {@code n} at {@code x}; they have no
   * gradient.
   */
  public static Tensor chebyshevPolynomialU(Tensor x, Tensor n) {
    return Polynomials.CHEBYSHEV_POLYNOMIAL_U.call(x, n);
  }

  /** {@link #chebyshevPolynomialU(Tensor, Tensor)} at a number. */
  public static Tensor chebyshevPolynomialU(Number x, Tensor n) {
    return Polynomials.CHEBYSHEV_POLYNOMIAL_U_OF_NUMBER.call(Scalar.of(x), n);
  }

  /** {@link #chebyshevPolynomialU(Tensor, Tensor)} of one degree. */
  public static Tensor chebyshevPolynomialU(Tensor x, Number n) {
    return Polynomials.CHEBYSHEV_POLYNOMIAL_U_DEGREE.call(x, Scalar.of(n));
  }

  /**
   * Chebyshev polynomials of the third kind of degree {@code n} at {@code x}; they have no
   * gradient.
   */
  public static Tensor chebyshevPolynomialV(Tensor x, Tensor n) {
    return Polynomials.CHEBYSHEV_POLYNOMIAL_V.call(x, n);
  }

  /** {@link #chebyshevPolynomialV(Tensor, Tensor)} at a number. */
  public static Tensor chebyshevPolynomialV(Number x, Tensor n) {
    return Polynomials.CHEBYSHEV_POLYNOMIAL_V_OF_NUMBER.call(Scalar.of(x), n);
  }

  /** {@link #chebyshevPolynomialV(Tensor, Tensor)} of one degree. */
  public static Tensor chebyshevPolynomialV(Tensor x, Number n) {
    return Polynomials.CHEBYSHEV_POLYNOMIAL_V_DEGREE.call(x, Scalar.of(n));
  }

  /**
   * Chebyshev polynomials of the fourth kind of degree {@code n} at {@code x}; they have no
   * gradient.
   */
  public static Tensor chebyshevPolynomialW(Tensor x, Tensor n) {
    return Polynomials.CHEBYSHEV_POLYNOMIAL_W.call(x, n);
  }

  /** {@link #chebyshevPolynomialW(Tensor, Tensor)} at a number. */
  public static Tensor chebyshevPolynomialW(Number x, Tensor n) {
    return Polynomials.CHEBYSHEV_POLYNOMIAL_W_OF_NUMBER.call(Scalar.of(x), n);
  }

  /** {@link #chebyshevPolynomialW(Tensor, Tensor)} of one degree. */
  public static Tensor chebyshevPolynomialW(Tensor x, Number n) {
    return Polynomials.CHEBYSHEV_POLYNOMIAL_W_DEGREE.call(x, Scalar.of(n));
  }

  /**
   * Hermite polynomials, physicists' form of degree {@code n} at {@code x}; they have no gradient.
   */
  public static Tensor hermitePolynomialH(Tensor x, Tensor n) {
    return Polynomials.HERMITE_POLYNOMIAL_H.call(x, n);
  }

  /** {@link #hermitePolynomialH(Tensor, Tensor)} at a number. */
  public static Tensor hermitePolynomialH(Number x, Tensor n) {
    return Polynomials.HERMITE_POLYNOMIAL_H_OF_NUMBER.call(Scalar.of(x), n);
  }

  /** {@link #hermitePolynomialH(Tensor, Tensor)} of one degree. */
  public static Tensor hermitePolynomialH(Tensor x, Number n) {
    return Polynomials.HERMITE_POLYNOMIAL_H_DEGREE.call(x, Scalar.of(n));
  }

  /**
   * Hermite polynomials, probabilists' form of degree {@code n} at {@code x}; they have no
   * gradient.
   */
  public static Tensor hermitePolynomialHe(Tensor x, Tensor n) {
    return Polynomials.HERMITE_POLYNOMIAL_HE.call(x, n);
  }

  /** {@link #hermitePolynomialHe(Tensor, Tensor)} at a number. */
  public static Tensor hermitePolynomialHe(Number x, Tensor n) {
    return Polynomials.HERMITE_POLYNOMIAL_HE_OF_NUMBER.call(Scalar.of(x), n);
  }

  /** {@link #hermitePolynomialHe(Tensor, Tensor)} of one degree. */
  public static Tensor hermitePolynomialHe(Tensor x, Number n) {
    return Polynomials.HERMITE_POLYNOMIAL_HE_DEGREE.call(x, Scalar.of(n));
  }

  /** Laguerre polynomials of degree {@code n} at {@code x}; they have no gradient. */
  public static Tensor laguerrePolynomialL(Tensor x, Tensor n) {
    return Polynomials.LAGUERRE_POLYNOMIAL_L.call(x, n);
  }

  /** {@link #laguerrePolynomialL(Tensor, Tensor)} at a number. */
  public static Tensor laguerrePolynomialL(Number x, Tensor n) {
    return Polynomials.LAGUERRE_POLYNOMIAL_L_OF_NUMBER.call(Scalar.of(x), n);
  }

  /** {@link #laguerrePolynomialL(Tensor, Tensor)} of one degree. */
  public static Tensor laguerrePolynomialL(Tensor x, Number n) {
    return Polynomials.LAGUERRE_POLYNOMIAL_L_DEGREE.call(x, Scalar.of(n));
  }

  /** Legendre polynomials of degree {@code n} at {@code x}; they have no gradient. */
  public static Tensor legendrePolynomialP(Tensor x, Tensor n) {
    return Polynomials.LEGENDRE_POLYNOMIAL_P.call(x, n);
  }

  /** {@link #legendrePolynomialP(Tensor, Tensor)} at a number. */
  public static Tensor legendrePolynomialP(Number x, Tensor n) {
    return Polynomials.LEGENDRE_POLYNOMIAL_P_OF_NUMBER.call(Scalar.of(x), n);
  }

  /** {@link #legendrePolynomialP(Tensor, Tensor)} of one degree. */
  public static Tensor legendrePolynomialP(Tensor x, Number n) {
    return Polynomials.LEGENDRE_POLYNOMIAL_P_DEGREE.call(x, Scalar.of(n));
  }

  /**
   * Chebyshev polynomials of the first kind on [0, 1] of degree {@code n} at {@code x}; they have
   * no gradient.
   */
  public static Tensor shiftedChebyshevPolynomialT(Tensor x, Tensor n) {
    return Polynomials.SHIFTED_CHEBYSHEV_POLYNOMIAL_T.call(x, n);
  }

  /** {@link #shiftedChebyshevPolynomialT(Tensor, Tensor)} at a number. */
  public static Tensor shiftedChebyshevPolynomialT(Number x, Tensor n) {
    return Polynomials.SHIFTED_CHEBYSHEV_POLYNOMIAL_T_OF_NUMBER.call(Scalar.of(x), n);
  }

  /** {@link #shiftedChebyshevPolynomialT(Tensor, Tensor)} of one degree. */
  public static Tensor shiftedChebyshevPolynomialT(Tensor x, Number n) {
    return Polynomials.SHIFTED_CHEBYSHEV_POLYNOMIAL_T_DEGREE.call(x, Scalar.of(n));
  }

  /**
   * Chebyshev polynomials of the second kind on [0, 1] of degree {@code n} at {@code x}; they have
   * no gradient.
   */
  public static Tensor shiftedChebyshevPolynomialU(Tensor x, Tensor n) {
    return Polynomials.SHIFTED_CHEBYSHEV_POLYNOMIAL_U.call(x, n);
  }

  /** {@link #shiftedChebyshevPolynomialU(Tensor, Tensor)} at a number. */
  public static Tensor shiftedChebyshevPolynomialU(Number x, Tensor n) {
    return Polynomials.SHIFTED_CHEBYSHEV_POLYNOMIAL_U_OF_NUMBER.call(Scalar.of(x), n);
  }

  /** {@link #shiftedChebyshevPolynomialU(Tensor, Tensor)} of one degree. */
  public static Tensor shiftedChebyshevPolynomialU(Tensor x, Number n) {
    return Polynomials.SHIFTED_CHEBYSHEV_POLYNOMIAL_U_DEGREE.call(x, Scalar.of(n));
  }

  /**
   * Chebyshev polynomials of the third kind on [0, 1] of degree {@code n} at {@code x}; they have
   * no gradient.
   */
  public static Tensor shiftedChebyshevPolynomialV(Tensor x, Tensor n) {
    return Polynomials.SHIFTED_CHEBYSHEV_POLYNOMIAL_V.call(x, n);
  }

  /** {@link #shiftedChebyshevPolynomialV(Tensor, Tensor)} at a number. */
  public static Tensor shiftedChebyshevPolynomialV(Number x, Tensor n) {
    return Polynomials.SHIFTED_CHEBYSHEV_POLYNOMIAL_V_OF_NUMBER.call(Scalar.of(x), n);
  }

  /** {@link #shiftedChebyshevPolynomialV(Tensor, Tensor)} of one degree. */
  public static Tensor shiftedChebyshevPolynomialV(Tensor x, Number n) {
    return Polynomials.SHIFTED_CHEBYSHEV_POLYNOMIAL_V_DEGREE.call(x, Scalar.of(n));
  }

  /**
   * Chebyshev polynomials of the fourth kind on [0, 1] of degree {@code n} at {@code x}; they have
   * no gradient.
   */
  public static Tensor shiftedChebyshevPolynomialW(Tensor x, Tensor n) {
    return Polynomials.SHIFTED_CHEBYSHEV_POLYNOMIAL_W.call(x, n);
  }

  /** {@link #shiftedChebyshevPolynomialW(Tensor, Tensor)} at a number. */
  public static Tensor shiftedChebyshevPolynomialW(Number x, Tensor n) {
    return Polynomials.SHIFTED_CHEBYSHEV_POLYNOMIAL_W_OF_NUMBER.call(Scalar.of(x), n);
  }

  /** {@link #shiftedChebyshevPolynomialW(Tensor, Tensor)} of one degree. */
  public static Tensor shiftedChebyshevPolynomialW(Tensor x, Number n) {
    return Polynomials.SHIFTED_CHEBYSHEV_POLYNOMIAL_W_DEGREE.call(x, Scalar.of(n));
  }
}
