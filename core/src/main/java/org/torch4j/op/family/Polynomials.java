package org.torch4j.op.family;

import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;
import static org.torch4j.op.family.Terms.constant;

import java.util.function.BinaryOperator;
import org.torch4j.expr.Expr;
import org.torch4j.op.PointwiseOp;

/**
 * Orthogonal polynomials of {@code torch.special}; each with tensors, with a number for x, and with
 * a number for the degree n. As in PyTorch they have no gradient, and asking for one is an error.
 */
public final class Polynomials {
  public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_T =
      tensors("special_chebyshev_polynomial_t", Expr::chebyshevT);
  public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_T_OF_NUMBER =
      ofNumber("special_chebyshev_polynomial_t", Expr::chebyshevT);
  public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_T_DEGREE =
      degree("special_chebyshev_polynomial_t", Expr::chebyshevT);

  public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_U =
      tensors("special_chebyshev_polynomial_u", Expr::chebyshevU);
  public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_U_OF_NUMBER =
      ofNumber("special_chebyshev_polynomial_u", Expr::chebyshevU);
  public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_U_DEGREE =
      degree("special_chebyshev_polynomial_u", Expr::chebyshevU);

  public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_V =
      tensors("special_chebyshev_polynomial_v", Expr::chebyshevV);
  public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_V_OF_NUMBER =
      ofNumber("special_chebyshev_polynomial_v", Expr::chebyshevV);
  public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_V_DEGREE =
      degree("special_chebyshev_polynomial_v", Expr::chebyshevV);

  public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_W =
      tensors("special_chebyshev_polynomial_w", Expr::chebyshevW);
  public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_W_OF_NUMBER =
      ofNumber("special_chebyshev_polynomial_w", Expr::chebyshevW);
  public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_W_DEGREE =
      degree("special_chebyshev_polynomial_w", Expr::chebyshevW);

  public static final PointwiseOp HERMITE_POLYNOMIAL_H =
      tensors("special_hermite_polynomial_h", Expr::hermiteH);
  public static final PointwiseOp HERMITE_POLYNOMIAL_H_OF_NUMBER =
      ofNumber("special_hermite_polynomial_h", Expr::hermiteH);
  public static final PointwiseOp HERMITE_POLYNOMIAL_H_DEGREE =
      degree("special_hermite_polynomial_h", Expr::hermiteH);

  public static final PointwiseOp HERMITE_POLYNOMIAL_HE =
      tensors("special_hermite_polynomial_he", Expr::hermiteHe);
  public static final PointwiseOp HERMITE_POLYNOMIAL_HE_OF_NUMBER =
      ofNumber("special_hermite_polynomial_he", Expr::hermiteHe);
  public static final PointwiseOp HERMITE_POLYNOMIAL_HE_DEGREE =
      degree("special_hermite_polynomial_he", Expr::hermiteHe);

  public static final PointwiseOp LAGUERRE_POLYNOMIAL_L =
      tensors("special_laguerre_polynomial_l", Expr::laguerreL);
  public static final PointwiseOp LAGUERRE_POLYNOMIAL_L_OF_NUMBER =
      ofNumber("special_laguerre_polynomial_l", Expr::laguerreL);
  public static final PointwiseOp LAGUERRE_POLYNOMIAL_L_DEGREE =
      degree("special_laguerre_polynomial_l", Expr::laguerreL);

  public static final PointwiseOp LEGENDRE_POLYNOMIAL_P =
      tensors("special_legendre_polynomial_p", Expr::legendreP);
  public static final PointwiseOp LEGENDRE_POLYNOMIAL_P_OF_NUMBER =
      ofNumber("special_legendre_polynomial_p", Expr::legendreP);
  public static final PointwiseOp LEGENDRE_POLYNOMIAL_P_DEGREE =
      degree("special_legendre_polynomial_p", Expr::legendreP);

  public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_T =
      tensors("special_shifted_chebyshev_polynomial_t", shifted(Expr::chebyshevT));
  public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_T_OF_NUMBER =
      ofNumber("special_shifted_chebyshev_polynomial_t", shifted(Expr::chebyshevT));
  public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_T_DEGREE =
      degree("special_shifted_chebyshev_polynomial_t", shifted(Expr::chebyshevT));

  public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_U =
      tensors("special_shifted_chebyshev_polynomial_u", shifted(Expr::chebyshevU));
  public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_U_OF_NUMBER =
      ofNumber("special_shifted_chebyshev_polynomial_u", shifted(Expr::chebyshevU));
  public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_U_DEGREE =
      degree("special_shifted_chebyshev_polynomial_u", shifted(Expr::chebyshevU));

  public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_V =
      tensors("special_shifted_chebyshev_polynomial_v", shifted(Expr::chebyshevV));
  public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_V_OF_NUMBER =
      ofNumber("special_shifted_chebyshev_polynomial_v", shifted(Expr::chebyshevV));
  public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_V_DEGREE =
      degree("special_shifted_chebyshev_polynomial_v", shifted(Expr::chebyshevV));

  public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_W =
      tensors("special_shifted_chebyshev_polynomial_w", shifted(Expr::chebyshevW));
  public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_W_OF_NUMBER =
      ofNumber("special_shifted_chebyshev_polynomial_w", shifted(Expr::chebyshevW));
  public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_W_DEGREE =
      degree("special_shifted_chebyshev_polynomial_w", shifted(Expr::chebyshevW));

  private Polynomials() {}

  private static PointwiseOp tensors(String name, BinaryOperator<Expr> body) {
    return pointwise(name + "(Tensor x, Tensor n) -> Tensor", body.apply(SELF, OTHER))
        .withoutGradientOf("x", "n");
  }

  private static PointwiseOp ofNumber(String name, BinaryOperator<Expr> body) {
    return pointwise(name + ".x_scalar(Scalar x, Tensor n) -> Tensor", body.apply(S0, SELF))
        .withoutGradientOf("n");
  }

  private static PointwiseOp degree(String name, BinaryOperator<Expr> body) {
    return pointwise(name + ".n_scalar(Tensor x, Scalar n) -> Tensor", body.apply(SELF, S0))
        .withoutGradientOf("x");
  }

  /** The same polynomial on [0, 1]. */
  private static BinaryOperator<Expr> shifted(BinaryOperator<Expr> polynomial) {
    return (x, n) -> polynomial.apply(x.mul(constant(2)).sub(constant(1)), n);
  }
}
