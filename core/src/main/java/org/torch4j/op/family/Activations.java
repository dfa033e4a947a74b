package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.S1;
import static org.torch4j.op.family.Terms.S2;
import static org.torch4j.op.family.Terms.SELF;
import static org.torch4j.op.family.Terms.constant;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** The nonlinearities between layers. */
public final class Activations {
  private static final Expr ZERO = constant(0);

  /** The arrived gradient of an op with one tensor. */
  private static final Expr GRAD = Expr.input(1);

  /** The input where it counts: elsewhere an exponential could be infinite, its gradient NaN. */
  private static final Expr NEGATIVE = SELF.min(ZERO);

  public static final PointwiseOp RELU =
      pointwise(
              "relu(Tensor self) -> Tensor",
              // NaN stays NaN, and the gradient at 0 is 0.
              Expr.select(SELF.le(ZERO), ZERO, SELF))
          // By the result, which the next layer keeps anyway: in place nothing need be copied.
          .gradient(0, Expr.select(Expr.input(2).le(ZERO), ZERO, GRAD));

  public static final PointwiseOp RELU6 =
      pointwise(
          "relu6(Tensor self) -> Tensor",
          Expr.select(SELF.le(ZERO), ZERO, Expr.select(SELF.ge(constant(6)), constant(6), SELF)));

  private static final PointwiseOp HARDTANH_BETWEEN =
      pointwise(
          "hardtanh_between(Tensor self, Scalar min_val, Scalar max_val) -> Tensor",
          // Where the limits cross, the upper one wins.
          Expr.select(
              SELF.ge(S1), S1, Expr.select(SELF.le(S0), Expr.select(S0.gt(S1), S1, S0), SELF)));

  /** Limits of integer tensors lose their fractions. */
  public static final CompositeOp HARDTANH =
      composite(
          "hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor",
          a -> {
            Tensor self = a.tensor("self");
            return HARDTANH_BETWEEN.call(self, limit(a, "min_val"), limit(a, "max_val"));
          });

  private static final PointwiseOp THRESHOLD_ABOVE =
      pointwise(
          "threshold_above(Tensor self, Scalar threshold, Scalar limit) -> Tensor",
          Expr.select(SELF.le(S0), S1, SELF));

  public static final CompositeOp THRESHOLD =
      composite(
          "threshold(Tensor self, Scalar threshold, Scalar value) -> Tensor",
          a -> {
            Tensor self = a.tensor("self");
            return THRESHOLD_ABOVE.call(self, limit(a, "threshold"), limit(a, "value"));
          });

  public static final PointwiseOp LEAKY_RELU =
      pointwise(
          "leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor",
          Expr.select(SELF.gt(ZERO), SELF, SELF.mul(S0)));

  public static final PointwiseOp PRELU_KERNEL =
      pointwise(
          "_prelu_kernel(Tensor self, Tensor weight) -> Tensor",
          Expr.select(SELF.gt(ZERO), SELF, OTHER.mul(SELF)));

  /** One slope, or one for each channel. */
  public static final CompositeOp PRELU =
      composite("prelu(Tensor self, Tensor weight) -> Tensor", Activations::prelu);

  /** In training the slope of each element is drawn, else it is the mean of the limits. */
  public static final CompositeOp RRELU =
      composite(
          "rrelu(Tensor self, Scalar lower=0.125, Scalar upper=0.3333333333333333,"
              + " bool training=False, Generator? generator=None) -> Tensor",
          Activations::rrelu);

  private static final PointwiseOp GLU_GATE =
      pointwise("glu_gate(Tensor self, Tensor gate) -> Tensor", SELF.mul(OTHER.sigmoid()));

  public static final CompositeOp GLU =
      composite("glu(Tensor self, int dim=-1) -> Tensor", Activations::glu);

  public static final PointwiseOp ELU =
      pointwise(
              "elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor",
              Expr.select(SELF.gt(ZERO), SELF.mul(S1), NEGATIVE.mul(S2).expm1().mul(S0).mul(S1)))
          .gradient(
              0,
              Expr.select(
                  SELF.le(ZERO),
                  GRAD.mul(S2).mul(S0).mul(S1).mul(NEGATIVE.mul(S2).exp()),
                  GRAD.mul(S1)));

  public static final CompositeOp SELU =
      composite(
          "selu(Tensor self) -> Tensor",
          a ->
              ELU.call(
                  a.tensor("self"),
                  Scalar.of(1.6732632423543772),
                  Scalar.of(1.0507009873554805),
                  Scalar.ONE));

  public static final PointwiseOp CELU =
      pointwise(
              "celu(Tensor self, Scalar alpha=1.0) -> Tensor",
              Expr.select(SELF.gt(ZERO), SELF, NEGATIVE.div(S0).expm1().mul(S0)))
          .gradient(0, Expr.select(SELF.le(ZERO), GRAD.mul(NEGATIVE.div(S0).exp()), GRAD));

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
      pointwise("softsign(Tensor self) -> Tensor", SELF.div(SELF.abs().add(constant(1))))
          .complex(a -> a.tensor("self").div(a.tensor("self").abs().add(1)));

  public static final PointwiseOp LOG_SIGMOID =
      pointwise("log_sigmoid(Tensor self) -> Tensor", SELF.logSigmoid());

  public static final PointwiseOp HARDSIGMOID =
      pointwise(
          "hardsigmoid(Tensor self) -> Tensor",
          Expr.select(
              SELF.le(constant(-3)),
              ZERO,
              Expr.select(
                  SELF.ge(constant(3)),
                  constant(1),
                  Expr.select(
                      SELF.gt(constant(-3)),
                      SELF.div(constant(6)).add(constant(0.5)),
                      constant(Double.NaN)))));

  public static final PointwiseOp HARDSWISH =
      pointwise(
          "hardswish(Tensor self) -> Tensor",
          Expr.select(
              SELF.lt(constant(-3)),
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
                  SELF.gt(S0), SELF.sub(S0), Expr.select(SELF.lt(S0.neg()), SELF.add(S0), ZERO)))
          .checking(Activations::checkShrink);

  private Activations() {}

  private static Scalar limit(Args a, String name) {
    Scalar value = a.scalar(name);
    boolean cut = a.tensor("self").dtype().isIntegral() && value.isFloatingPoint();
    return cut ? Scalar.of((long) value.doubleValue()) : value;
  }

  private static void checkShrink(Args a) {
    if (!(a.real("lambd") >= 0)) {
      throw new IllegalArgumentException(
          "softshrink: lambd must not be negative, got " + a.real("lambd"));
    }
  }

  private static Tensor prelu(Args a) {
    Tensor self = a.tensor("self");
    Tensor weight = a.tensor("weight");
    if (weight.dim() > 1) {
      throw new ShapeException(
          "prelu: weight must be a scalar or have 1 dimension, got shape " + weight.shape());
    }
    long channels = self.dim() == 0 ? 0 : self.dim() == 1 ? 1 : self.size(1);
    if (weight.numel() != 1 && weight.numel() != channels) {
      throw new ShapeException(
          "prelu: weight must have 1 value or one for each channel, got "
              + weight.shape()
              + " for input "
              + self.shape());
    }
    if (weight.numel() == 1 || self.dim() < 2) {
      return PRELU_KERNEL.call(self, weight.reshape());
    }
    long[] column = new long[self.dim() - 1];
    Arrays.fill(column, 1);
    column[0] = weight.numel();
    return PRELU_KERNEL.call(self, weight.reshape(column));
  }

  private static Tensor rrelu(Args a) {
    Tensor self = a.tensor("self");
    double lower = a.real("lower");
    double upper = a.real("upper");
    if (!(lower <= upper)) {
      throw new IllegalArgumentException(
          "rrelu: lower must not be greater than upper, got " + lower + " and " + upper);
    }
    if (!a.flag("training")) {
      return LEAKY_RELU.call(self, Scalar.of((lower + upper) / 2));
    }
    if (Randoms.RRELU_SLOPES.runsOn(self.device())) {
      return self.mul(
          Randoms.RRELU_SLOPES.call(
              self.detach(), Scalar.of(lower), Scalar.of(upper), a.get("generator")));
    }
    Tensor places = self.detach().le(0).reshape(-1).nonzero().squeeze(1);
    // As in PyTorch: one double for each element that needs a slope, between bounds of the dtype.
    Tensor draws =
        Randoms.UNIFORM_.call(
            Torch.empty(places.shape(), DType.FLOAT64),
            Torch.full(Shape.SCALAR, lower, self.dtype()).item(),
            Torch.full(Shape.SCALAR, upper, self.dtype()).item(),
            a.get("generator"));
    Tensor slopes =
        Torch.ones(Shape.of(self.numel()), self.dtype())
            .indexCopy(0, places, draws.to(self.dtype()))
            .reshape(self.shape().toArray());
    return self.mul(slopes);
  }

  private static Tensor glu(Args a) {
    Tensor self = a.tensor("self");
    if (self.dim() == 0) {
      throw new ShapeException("glu: a tensor without dimensions has no halves, got shape []");
    }
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), "glu");
    long size = self.size(dim);
    if (size % 2 != 0) {
      throw new ShapeException(
          "glu: the size of dimension " + dim + " must be even, got shape " + self.shape());
    }
    return GLU_GATE.call(self.narrow(dim, 0, size / 2), self.narrow(dim, size / 2, size / 2));
  }

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
