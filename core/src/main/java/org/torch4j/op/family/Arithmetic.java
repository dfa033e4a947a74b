package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.S1;
import static org.torch4j.op.family.Terms.S2;
import static org.torch4j.op.family.Terms.SELF;
import static org.torch4j.op.family.Terms.THIRD;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/** Sums, products, quotients, remainders, powers, minima and maxima of two or three operands. */
public final class Arithmetic {
  public static final PointwiseOp ADD =
      pointwise(
          "add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
          SELF.add(OTHER.mul(S0)));

  public static final PointwiseOp ADD_SCALAR =
      pointwise(
          "add.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor", SELF.add(S0.mul(S1)));

  public static final PointwiseOp SUB =
      pointwise(
              "sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
              SELF.sub(OTHER.mul(S0)))
          .refusingBool();

  public static final PointwiseOp SUB_SCALAR =
      pointwise(
              "sub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor",
              SELF.sub(S0.mul(S1)))
          .refusingBool();

  public static final PointwiseOp RSUB =
      pointwise(
              "rsub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
              OTHER.sub(SELF.mul(S0)))
          .refusingBool();

  public static final PointwiseOp RSUB_SCALAR =
      pointwise(
              "rsub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor",
              S0.sub(SELF.mul(S1)))
          .refusingBool();

  public static final PointwiseOp MUL =
      pointwise("mul.Tensor(Tensor self, Tensor other) -> Tensor", SELF.mul(OTHER));

  public static final PointwiseOp MUL_SCALAR =
      pointwise("mul.Scalar(Tensor self, Scalar other) -> Tensor", SELF.mul(S0));

  public static final PointwiseOp DIV =
      pointwise("div.Tensor(Tensor self, Tensor other) -> Tensor", SELF.div(OTHER));

  public static final PointwiseOp DIV_SCALAR =
      pointwise("div.Scalar(Tensor self, Scalar other) -> Tensor", SELF.div(S0));

  public static final PointwiseOp DIV_TRUNC =
      pointwise("div_trunc(Tensor self, Tensor other) -> Tensor", SELF.truncDiv(OTHER));

  public static final PointwiseOp FLOOR_DIVIDE =
      pointwise("floor_divide(Tensor self, Tensor other) -> Tensor", SELF.floorDiv(OTHER));

  public static final PointwiseOp FLOOR_DIVIDE_SCALAR =
      pointwise("floor_divide.Scalar(Tensor self, Scalar other) -> Tensor", SELF.floorDiv(S0));

  public static final CompositeOp DIV_MODE =
      composite(
          "div.Tensor_mode(Tensor self, Tensor other, *, str? rounding_mode) -> Tensor",
          a -> rounded(a.tensor("self"), a.tensor("other"), (String) a.get("rounding_mode")));

  public static final CompositeOp DIV_SCALAR_MODE =
      composite(
          "div.Scalar_mode(Tensor self, Scalar other, *, str? rounding_mode) -> Tensor",
          a -> {
            Tensor self = a.tensor("self");
            String mode = (String) a.get("rounding_mode");
            return mode == null
                ? DIV_SCALAR.call(self, a.get("other"))
                : rounded(self, number(a.scalar("other"), self), mode);
          });

  public static final PointwiseOp REMAINDER =
      pointwise("remainder.Tensor(Tensor self, Tensor other) -> Tensor", SELF.remainder(OTHER))
          .withoutBool();

  public static final PointwiseOp REMAINDER_SCALAR =
      pointwise("remainder.Scalar(Tensor self, Scalar other) -> Tensor", SELF.remainder(S0));

  public static final PointwiseOp FMOD =
      pointwise("fmod.Tensor(Tensor self, Tensor other) -> Tensor", SELF.fmod(OTHER)).withoutBool();

  public static final PointwiseOp FMOD_SCALAR =
      pointwise("fmod.Scalar(Tensor self, Scalar other) -> Tensor", SELF.fmod(S0));

  public static final PointwiseOp POW =
      pointwise("pow.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor", SELF.pow(OTHER));

  public static final PointwiseOp POW_OF_SCALAR =
      pointwise("pow.Scalar(Scalar self, Tensor exponent) -> Tensor", S0.pow(SELF));

  public static final PointwiseOp POW_NUMBER =
      pointwise("pow_number(Tensor self, Scalar exponent) -> Tensor", SELF.pow(S0))
          .checking(Arithmetic::checkExponent);

  private static final PointwiseOp SQUARE_NUMBER =
      pointwise("square_number(Tensor self) -> Tensor", SELF.mul(SELF));

  /** The second power; truth values count as integers. */
  public static final CompositeOp SQUARE =
      composite("square(Tensor self) -> Tensor", a -> square(a.tensor("self")));

  public static final PointwiseOp CUBE =
      pointwise("cube(Tensor self) -> Tensor", SELF.mul(SELF).mul(SELF));

  public static final CompositeOp POW_SCALAR =
      composite(
          "pow.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor",
          a -> pow(a.tensor("self"), a.scalar("exponent")));

  public static final PointwiseOp ATAN2 =
      pointwise("atan2(Tensor self, Tensor other) -> Tensor", SELF.atan2(OTHER));

  public static final PointwiseOp HYPOT =
      pointwise("hypot(Tensor self, Tensor other) -> Tensor", SELF.hypot(OTHER));

  public static final PointwiseOp COPYSIGN =
      pointwise("copysign.Tensor(Tensor self, Tensor other) -> Tensor", SELF.copysign(OTHER));

  public static final PointwiseOp XLOGY =
      pointwise("xlogy.Tensor(Tensor self, Tensor other) -> Tensor", SELF.xlogy(OTHER));

  public static final PointwiseOp MAXIMUM =
      pointwise("maximum(Tensor self, Tensor other) -> Tensor", SELF.max(OTHER));

  public static final PointwiseOp MINIMUM =
      pointwise("minimum(Tensor self, Tensor other) -> Tensor", SELF.min(OTHER));

  public static final PointwiseOp FMAX =
      pointwise("fmax(Tensor self, Tensor other) -> Tensor", SELF.fmax(OTHER));

  public static final PointwiseOp FMIN =
      pointwise("fmin(Tensor self, Tensor other) -> Tensor", SELF.fmin(OTHER));

  public static final PointwiseOp CLAMP_BOTH =
      pointwise(
          "clamp_both(Tensor self, Scalar min, Scalar max) -> Tensor",
          // A gradient passes inside the closed interval, so this is not min(max(..)).
          Expr.select(
              SELF.gt(S1), S1, Expr.select(SELF.lt(S0), Expr.select(S0.gt(S1), S1, S0), SELF)));

  /** Equal values give the gradient to self. */
  private static final PointwiseOp CLAMP_LOW =
      pointwise(
          "clamp_low(Tensor self, Tensor min) -> Tensor",
          Expr.select(SELF.lt(OTHER).or(OTHER.isnan()), OTHER, SELF));

  private static final PointwiseOp CLAMP_HIGH =
      pointwise(
          "clamp_high(Tensor self, Tensor max) -> Tensor",
          Expr.select(SELF.gt(OTHER).or(OTHER.isnan()), OTHER, SELF));

  public static final PointwiseOp CLAMP_MIN =
      pointwise("clamp_min(Tensor self, Scalar min) -> Tensor", Terms.atLeast(SELF, S0));

  public static final PointwiseOp CLAMP_MAX =
      pointwise("clamp_max(Tensor self, Scalar max) -> Tensor", Terms.atMost(SELF, S0));

  public static final CompositeOp CLAMP_MIN_TENSOR =
      composite(
          "clamp_min.Tensor(Tensor self, Tensor min) -> Tensor",
          a -> CLAMP_LOW.call(a.tensor("self"), a.tensor("min")));

  public static final CompositeOp CLAMP_MAX_TENSOR =
      composite(
          "clamp_max.Tensor(Tensor self, Tensor max) -> Tensor",
          a -> CLAMP_HIGH.call(a.tensor("self"), a.tensor("max")));

  public static final CompositeOp CLAMP =
      composite(
          "clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor",
          a -> clamp(a.tensor("self"), (Scalar) a.get("min"), (Scalar) a.get("max")));

  public static final CompositeOp CLAMP_TENSOR =
      composite(
          "clamp.Tensor(Tensor self, Tensor? min=None, Tensor? max=None) -> Tensor",
          Arithmetic::clampTensor);

  public static final PointwiseOp LERP =
      pointwise(
          "lerp.Tensor(Tensor self, Tensor end, Tensor weight) -> Tensor",
          lerp(SELF, OTHER, THIRD));

  public static final PointwiseOp LERP_SCALAR =
      pointwise(
          "lerp.Scalar(Tensor self, Tensor end, Scalar weight) -> Tensor", lerp(SELF, OTHER, S0));

  public static final PointwiseOp ADDCMUL =
      pointwise(
              "addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor",
              SELF.add(S0.mul(OTHER).mul(THIRD)))
          .withoutPromotionOf("value");

  public static final PointwiseOp ADDCDIV =
      pointwise(
              "addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor",
              SELF.add(S0.mul(OTHER).div(THIRD)))
          .checking(Arithmetic::checkAddcdiv);

  public static final PointwiseOp WHERE =
      pointwise(
          "where.self(Tensor condition, Tensor self, Tensor other) -> Tensor",
          Expr.select(SELF.ne(Terms.constant(0)), OTHER, THIRD));

  public static final PointwiseOp MASKED_FILL =
      pointwise(
              "masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor",
              Expr.select(OTHER.ne(Terms.constant(0)), S0, SELF))
          .withoutPromotionOf("value")
          .checking(a -> Picking.checkMask(a.tensor("mask"), "masked_fill"));

  public static final PointwiseOp NAN_TO_NUM =
      pointwise(
          "nan_to_num_finite(Tensor self, float nan, float posinf, float neginf) -> Tensor",
          Expr.select(
              SELF.isnan(),
              S0,
              Expr.select(SELF.isinf(), Expr.select(SELF.gt(Terms.constant(0)), S1, S2), SELF)));

  private Arithmetic() {}

  /** From whichever end is nearer, so that a weight of 1 gives the end exactly. */
  private static Expr lerp(Expr start, Expr end, Expr weight) {
    Expr span = end.sub(start);
    return Expr.select(
        weight.abs().lt(Terms.constant(0.5)),
        start.add(weight.mul(span)),
        end.sub(span.mul(Terms.constant(1).sub(weight))));
  }

  /** A number as a tensor that promotes like it. */
  static Tensor number(Scalar value, Tensor beside) {
    return switch (value.category()) {
      case BOOL -> org.torch4j.Torch.tensor(value.longValue() != 0);
      case INTEGRAL -> org.torch4j.Torch.tensor(value.longValue());
      case FLOATING ->
          org.torch4j.Torch.tensor(value.doubleValue())
              .to(
                  beside.dtype().isFloatingPoint()
                      ? beside.dtype()
                      : org.torch4j.Torch.getDefaultDtype());
      case COMPLEX -> org.torch4j.Torch.full(org.torch4j.type.Shape.SCALAR, value.toNumber());
    };
  }

  private static Tensor rounded(Tensor self, Tensor other, @Nullable String mode) {
    return switch (mode) {
      case null -> DIV.call(self, other);
      case "trunc" -> DIV_TRUNC.call(self, other);
      case "floor" -> FLOOR_DIVIDE.call(self, other);
      default ->
          throw new IllegalArgumentException(
              "div: rounding_mode must be null, 'trunc' or 'floor', got '" + mode + "'");
    };
  }

  private static Tensor square(Tensor self) {
    return SQUARE_NUMBER.call(self.dtype() == DType.BOOL ? self.to(DType.INT64) : self);
  }

  private static void checkAddcdiv(Args a) {
    DType type = a.tensor("tensor1").dtype();
    if (type.isIntegral() && a.tensor("tensor2").dtype().isIntegral()) {
      throw new org.torch4j.type.DTypeException(
          "addcdiv: a quotient of integers is not supported, got " + type);
    }
  }

  private static void checkExponent(Args a) {
    Scalar e = a.scalar("exponent");
    if (a.tensor("self").dtype().isIntegral()
        && e.category() == DType.Category.INTEGRAL
        && e.longValue() < 0) {
      throw new IllegalArgumentException(
          "pow: integers to negative integer powers are not defined, got exponent " + e);
    }
  }

  private static Tensor pow(Tensor self, Scalar exponent) {
    if (exponent.isComplex()) {
      return POW_NUMBER.call(self, exponent);
    }
    boolean keeps =
        self.dtype().isDifferentiable()
            || !exponent.isFloatingPoint() && self.dtype() != DType.BOOL;
    if (keeps && exponent.doubleValue() == 2) {
      return SQUARE_NUMBER.call(self);
    }
    if (keeps && exponent.doubleValue() == 3) {
      return CUBE.call(self);
    }
    if (self.dtype().isDifferentiable() && exponent.doubleValue() == 0.5) {
      return Elementary.SQRT.call(self);
    }
    return POW_NUMBER.call(self, exponent);
  }

  private static Tensor clamp(Tensor self, @Nullable Scalar min, @Nullable Scalar max) {
    if (min == null && max == null) {
      throw new IllegalArgumentException("clamp: at least one of min and max must be given");
    }
    if (min == null) {
      return CLAMP_MAX.call(self, max);
    }
    return max == null ? CLAMP_MIN.call(self, min) : CLAMP_BOTH.call(self, min, max);
  }

  private static Tensor clampTensor(Args a) {
    Tensor min = a.tensorOrNull("min");
    Tensor max = a.tensorOrNull("max");
    if (min == null && max == null) {
      throw new IllegalArgumentException("clamp: at least one of min and max must be given");
    }
    Tensor out = a.tensor("self");
    out = min == null ? out : CLAMP_LOW.call(out, min);
    return max == null ? out : CLAMP_HIGH.call(out, max);
  }
}
