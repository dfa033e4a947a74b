package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;
import static org.torch4j.op.family.Terms.constant;

import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.PointwiseOp;

/**
 * Special functions: Bessel functions and relatives, the gamma family, the normal distribution.
 * Functions of tensors have the names of {@code torch.special}; what ATen has under two names is
 * here twice.
 */
public final class Special {
  public static final PointwiseOp I0 = unary("i0", SELF.i0());
  public static final PointwiseOp SPECIAL_I0 = unary("special_i0", SELF.i0());
  public static final PointwiseOp I0E = unary("special_i0e", SELF.i0e());
  public static final PointwiseOp I1 = unary("special_i1", SELF.i1());
  public static final PointwiseOp I1E = unary("special_i1e", SELF.i1e());
  public static final PointwiseOp MODIFIED_BESSEL_I0 =
      unary("special_modified_bessel_i0", SELF.i0());
  public static final PointwiseOp MODIFIED_BESSEL_I1 =
      unary("special_modified_bessel_i1", SELF.i1());
  public static final PointwiseOp MODIFIED_BESSEL_K0 =
      unary("special_modified_bessel_k0", SELF.k0());
  public static final PointwiseOp MODIFIED_BESSEL_K1 =
      unary("special_modified_bessel_k1", SELF.k1());
  public static final PointwiseOp SCALED_MODIFIED_BESSEL_K0 =
      ofX("special_scaled_modified_bessel_k0", SELF.k0Scaled());
  public static final PointwiseOp SCALED_MODIFIED_BESSEL_K1 =
      ofX("special_scaled_modified_bessel_k1", SELF.k1Scaled());
  public static final PointwiseOp BESSEL_J0 = unary("special_bessel_j0", SELF.besselJ0());
  public static final PointwiseOp BESSEL_J1 = unary("special_bessel_j1", SELF.besselJ1());
  public static final PointwiseOp BESSEL_Y0 = unary("special_bessel_y0", SELF.besselY0());
  public static final PointwiseOp BESSEL_Y1 = unary("special_bessel_y1", SELF.besselY1());
  public static final PointwiseOp SPHERICAL_BESSEL_J0 =
      ofX("special_spherical_bessel_j0", SELF.sphericalBesselJ0());
  public static final PointwiseOp AIRY_AI =
      ofX("special_airy_ai", SELF.airyAi()).withoutGradientOf("x");

  public static final PointwiseOp ENTR = unary("special_entr", SELF.entr());
  public static final PointwiseOp ERFCX = unary("special_erfcx", SELF.erfcx());
  public static final PointwiseOp LOG_NDTR = unary("special_log_ndtr", SELF.logNdtr());
  public static final PointwiseOp NDTRI = unary("special_ndtri", SELF.ndtri());

  /** By erfc, which is exact in the lower tail. */
  public static final PointwiseOp NDTR =
      unary("special_ndtr", SELF.mul(constant(-Math.sqrt(0.5))).erfc().mul(constant(0.5)));

  public static final PointwiseOp EXP2 = unary("special_exp2", SELF.exp2());
  public static final PointwiseOp EXPM1 = unary("special_expm1", SELF.expm1());
  public static final PointwiseOp LOG1P = unary("special_log1p", SELF.log1p());
  public static final PointwiseOp ERF = unary("special_erf", SELF.erf());
  public static final PointwiseOp ERFC = unary("special_erfc", SELF.erfc());
  public static final PointwiseOp ERFINV = unary("special_erfinv", SELF.erfinv());
  public static final PointwiseOp GAMMALN = unary("special_gammaln", SELF.lgamma());
  public static final PointwiseOp DIGAMMA = unary("special_digamma", SELF.digamma());
  public static final PointwiseOp PSI = unary("special_psi", SELF.digamma());
  public static final PointwiseOp EXPIT = unary("special_expit", SELF.sigmoid());

  public static final PointwiseOp SINC = unary("sinc", sinc()).gradient(0, sincSlope());
  public static final PointwiseOp SPECIAL_SINC =
      unary("special_sinc", sinc()).gradient(0, sincSlope());

  public static final PointwiseOp POLYGAMMA =
      pointwise("polygamma(int n, Tensor self) -> Tensor", polygamma())
          .gradient(0, polygammaSlope())
          .checking(Special::checkOrder);
  public static final PointwiseOp SPECIAL_POLYGAMMA =
      pointwise("special_polygamma(int n, Tensor self) -> Tensor", polygamma())
          .gradient(0, polygammaSlope())
          .checking(Special::checkOrder);

  public static final CompositeOp MVLGAMMA = mvlgamma("mvlgamma");
  public static final CompositeOp MULTIGAMMALN = mvlgamma("special_multigammaln");

  public static final PointwiseOp XLOG1PY =
      binary("special_xlog1py(Tensor self, Tensor other)", SELF.xlog1py(OTHER));
  public static final PointwiseOp XLOG1PY_OF_SCALAR =
      binary("special_xlog1py.self_scalar(Scalar self, Tensor other)", S0.xlog1py(SELF));
  public static final PointwiseOp XLOG1PY_SCALAR =
      binary("special_xlog1py.other_scalar(Tensor self, Scalar other)", SELF.xlog1py(S0));

  public static final PointwiseOp XLOGY =
      binary("special_xlogy(Tensor self, Tensor other)", SELF.xlogy(OTHER));
  public static final PointwiseOp XLOGY_OF_SCALAR =
      binary("special_xlogy.self_scalar(Scalar self, Tensor other)", S0.xlogy(SELF));
  public static final PointwiseOp XLOGY_SCALAR =
      binary("special_xlogy.other_scalar(Tensor self, Scalar other)", SELF.xlogy(S0));

  public static final PointwiseOp ZETA =
      binary("special_zeta(Tensor self, Tensor other)", SELF.zeta(OTHER)).withoutGradientOf("self");
  public static final PointwiseOp ZETA_OF_SCALAR =
      binary("special_zeta.self_scalar(Scalar self, Tensor other)", S0.zeta(SELF));
  public static final PointwiseOp ZETA_SCALAR =
      binary("special_zeta.other_scalar(Tensor self, Scalar other)", SELF.zeta(S0))
          .withoutGradientOf("self");

  public static final PointwiseOp IGAMMA = gamma("igamma", SELF.igamma(OTHER));
  public static final PointwiseOp GAMMAINC = gamma("special_gammainc", SELF.igamma(OTHER));
  public static final PointwiseOp IGAMMAC = gamma("igammac", SELF.igammac(OTHER));
  public static final PointwiseOp GAMMAINCC = gamma("special_gammaincc", SELF.igammac(OTHER));

  private Special() {}

  private static PointwiseOp unary(String name, Expr body) {
    return pointwise(name + "(Tensor self) -> Tensor", body);
  }

  private static PointwiseOp ofX(String name, Expr body) {
    return pointwise(name + "(Tensor x) -> Tensor", body);
  }

  private static PointwiseOp binary(String schema, Expr body) {
    return pointwise(schema + " -> Tensor", body);
  }

  private static PointwiseOp gamma(String name, Expr body) {
    return pointwise(name + "(Tensor self, Tensor other) -> Tensor", body)
        .withoutGradientOf("self")
        .checking(Special::checkFloating);
  }

  private static Expr sinc() {
    Expr angle = SELF.mul(constant(Math.PI));
    return Expr.select(SELF.eq(constant(0)), constant(1), angle.sin().div(angle));
  }

  /** At the poles of the first derivative PyTorch gives what reflection rounds to, not infinity. */
  private static Expr polygamma() {
    return polygamma(S0);
  }

  /** Over the input and the gradient that arrived. */
  private static Expr polygammaSlope() {
    return OTHER.mul(polygamma(S0.add(constant(1))));
  }

  private static Expr polygamma(Expr n) {
    Expr one = constant(1);
    Expr pole = n.eq(one).and(SELF.le(constant(0))).and(SELF.floor().eq(SELF));
    Expr sine = SELF.mul(constant(Math.PI)).sin();
    return Expr.select(pole, constant(Math.PI * Math.PI).div(sine.mul(sine)), n.polygamma(SELF));
  }

  /** Over the input and the gradient that arrived. */
  private static Expr sincSlope() {
    Expr angle = SELF.mul(constant(Math.PI));
    Expr slope = angle.mul(angle.cos()).sub(angle.sin()).div(angle.mul(SELF));
    return Expr.select(SELF.eq(constant(0)), constant(0), OTHER.mul(slope));
  }

  private static void checkOrder(Args a) {
    if (a.integer("n") < 0) {
      throw new IllegalArgumentException(
          a.op() + ": n must not be negative, got " + a.integer("n"));
    }
  }

  private static void checkFloating(Args a) {
    for (String name : new String[] {"self", "other"}) {
      Tensor t = a.tensor(name);
      if (!t.dtype().isFloatingPoint()) {
        throw new org.torch4j.type.DTypeException(
            a.op() + ": expected floating-point tensors, got " + t.dtype() + " for " + name);
      }
    }
  }

  private static CompositeOp mvlgamma(String name) {
    return composite(
        name + "(Tensor self, int p) -> Tensor",
        a -> {
          long p = a.integer("p");
          if (p < 1 || p > 1 << 20) {
            throw new IllegalArgumentException(name + ": p must be from 1 to 1048576, got " + p);
          }
          Tensor self = a.tensor("self");
          Tensor x = self.dtype().isIntegral() ? self.to(Torch.getDefaultDtype()) : self;
          double[] steps = new double[(int) p];
          for (int i = 0; i < p; i++) {
            steps[i] = -i / 2.0;
          }
          Tensor shifted = x.unsqueeze(-1).add(Torch.tensor(steps).to(x.dtype()));
          return shifted.lgamma().sum(-1).add(p * (p - 1) / 4.0 * Math.log(Math.PI));
        });
  }
}
