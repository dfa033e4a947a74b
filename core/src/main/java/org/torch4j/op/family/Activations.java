package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.S1;
import static org.torch4j.op.family.Terms.S2;
import static org.torch4j.op.family.Terms.SELF;
import static org.torch4j.op.family.Terms.constant;

import org.torch4j.Tensor;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.PointwiseOp;

/** The nonlinearities between layers. */
public final class Activations {
  private static final Expr ZERO = constant(0);

  public static final PointwiseOp RELU =
      pointwise(
          "relu(Tensor self) -> Tensor",
          // NaN stays NaN, and the gradient at 0 is 0.
          Expr.select(SELF.le(ZERO), ZERO, SELF));

  public static final PointwiseOp RELU6 =
      pointwise(
          "relu6(Tensor self) -> Tensor",
          Expr.select(SELF.le(ZERO), ZERO, Expr.select(SELF.ge(constant(6)), constant(6), SELF)));

  public static final PointwiseOp HARDTANH =
      pointwise(
          "hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor",
          Expr.select(SELF.le(S0), S0, Expr.select(SELF.ge(S1), S1, SELF)));

  public static final PointwiseOp THRESHOLD =
      pointwise(
          "threshold(Tensor self, Scalar threshold, Scalar value) -> Tensor",
          Expr.select(SELF.le(S0), S1, SELF));

  public static final PointwiseOp LEAKY_RELU =
      pointwise(
          "leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor",
          Expr.select(SELF.gt(ZERO), SELF, SELF.mul(S0)));

  public static final PointwiseOp PRELU =
      pointwise(
          "_prelu_kernel(Tensor self, Tensor weight) -> Tensor",
          Expr.select(SELF.gt(ZERO), SELF, OTHER.mul(SELF)));

  public static final PointwiseOp ELU =
      pointwise(
          "elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor",
          Expr.select(SELF.gt(ZERO), SELF.mul(S1), SELF.mul(S2).expm1().mul(S0).mul(S1)));

  public static final CompositeOp SELU =
      composite(
          "selu(Tensor self) -> Tensor",
          a -> ELU.call(a.tensor("self"), 1.6732632423543772, 1.0507009873554805, 1.0));

  public static final PointwiseOp CELU =
      pointwise(
          "celu(Tensor self, Scalar alpha=1.0) -> Tensor",
          Expr.select(SELF.gt(ZERO), SELF, SELF.div(S0).expm1().mul(S0)));

  public static final PointwiseOp SILU =
      pointwise("silu(Tensor self) -> Tensor", SELF.mul(SELF.sigmoid()));

  public static final PointwiseOp MISH =
      pointwise("mish(Tensor self) -> Tensor", SELF.mul(SELF.softplus().tanh()));

  public static final PointwiseOp GELU_ERF =
      pointwise(
          "gelu_erf(Tensor self) -> Tensor",
          SELF.mul(constant(0.5)).mul(constant(1).add(SELF.mul(constant(Math.sqrt(0.5))).erf())));

  public static final PointwiseOp GELU_TANH =
      pointwise("gelu_tanh(Tensor self) -> Tensor", geluTanh());

  public static final CompositeOp GELU =
      composite("gelu(Tensor self, *, str approximate='none') -> Tensor", Activations::gelu);

  public static final PointwiseOp SOFTPLUS =
      pointwise(
          "softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -> Tensor",
          Expr.select(SELF.mul(S0).gt(S1), SELF, SELF.mul(S0).softplus().div(S0)));

  public static final PointwiseOp SOFTSIGN =
      pointwise("softsign(Tensor self) -> Tensor", SELF.div(SELF.abs().add(constant(1))));

  public static final PointwiseOp LOG_SIGMOID =
      pointwise("log_sigmoid(Tensor self) -> Tensor", SELF.logSigmoid());

  public static final PointwiseOp HARDSIGMOID =
      pointwise(
          "hardsigmoid(Tensor self) -> Tensor",
          Expr.select(
              SELF.le(constant(-3)),
              ZERO,
              Expr.select(
                  SELF.ge(constant(3)), constant(1), SELF.div(constant(6)).add(constant(0.5)))));

  public static final PointwiseOp HARDSWISH =
      pointwise(
          "hardswish(Tensor self) -> Tensor",
          Expr.select(
              SELF.le(constant(-3)),
              ZERO,
              Expr.select(
                  SELF.ge(constant(3)), SELF, SELF.mul(SELF.add(constant(3))).div(constant(6)))));

  public static final PointwiseOp HARDSHRINK =
      pointwise(
          "hardshrink(Tensor self, Scalar lambd=0.5) -> Tensor",
          Expr.select(SELF.ge(S0.neg()).and(SELF.le(S0)), ZERO, SELF));

  public static final PointwiseOp SOFTSHRINK =
      pointwise(
          "softshrink(Tensor self, Scalar lambd=0.5) -> Tensor",
          Expr.select(
              SELF.gt(S0), SELF.sub(S0), Expr.select(SELF.lt(S0.neg()), SELF.add(S0), ZERO)));

  private Activations() {}

  private static Expr geluTanh() {
    Expr cube = SELF.mul(SELF).mul(SELF);
    Expr inner = SELF.add(cube.mul(constant(0.044715))).mul(constant(Math.sqrt(2 / Math.PI)));
    return SELF.mul(constant(0.5)).mul(constant(1).add(inner.tanh()));
  }

  private static Tensor gelu(Args a) {
    return switch (a.text("approximate")) {
      case "none" -> GELU_ERF.call(a.tensor("self"));
      case "tanh" -> GELU_TANH.call(a.tensor("self"));
      default ->
          throw new IllegalArgumentException(
              "gelu: approximate must be 'none' or 'tanh', got '" + a.text("approximate") + "'");
    };
  }
}
