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

  public static final PointwiseOp SQUARE =
      pointwise("square(Tensor self) -> Tensor", SELF.mul(SELF));

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

  public static final PointwiseOp CLAMP_MIN =
      pointwise("clamp_min(Tensor self, Scalar min) -> Tensor", Expr.select(SELF.lt(S0), S0, SELF));

  public static final PointwiseOp CLAMP_MAX =
      pointwise("clamp_max(Tensor self, Scalar max) -> Tensor", Expr.select(SELF.gt(S0), S0, SELF));

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
          SELF.add(S0.mul(OTHER).mul(THIRD)));

  public static final PointwiseOp ADDCDIV =
      pointwise(
          "addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor",
          SELF.add(S0.mul(OTHER).div(THIRD)));

  public static final PointwiseOp WHERE =
      pointwise(
          "where.self(Tensor condition, Tensor self, Tensor other) -> Tensor",
          Expr.select(SELF.ne(Terms.constant(0)), OTHER, THIRD));

  public static final PointwiseOp MASKED_FILL =
      pointwise(
          "masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor",
          Expr.select(OTHER.ne(Terms.constant(0)), S0, SELF));

  public static final PointwiseOp MASKED_FILL_TENSOR =
      pointwise(
          "masked_fill.Tensor(Tensor self, Tensor mask, Tensor value) -> Tensor",
          Expr.select(OTHER.ne(Terms.constant(0)), THIRD, SELF));

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

  private static void checkExponent(Args a) {
    Scalar e = a.scalar("exponent");
    if (a.tensor("self").dtype().isIntegral() && !e.isFloatingPoint() && e.longValue() < 0) {
      throw new IllegalArgumentException(
          "pow: integers to negative integer powers are not defined, got exponent " + e);
    }
  }

  private static Tensor pow(Tensor self, Scalar exponent) {
    boolean keeps =
        self.dtype().isFloatingPoint() || !exponent.isFloatingPoint() && self.dtype() != DType.BOOL;
    if (keeps && exponent.doubleValue() == 2) {
      return SQUARE.call(self);
    }
    if (keeps && exponent.doubleValue() == 3) {
      return CUBE.call(self);
    }
    if (self.dtype().isFloatingPoint() && exponent.doubleValue() == 0.5) {
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
    out = min == null ? out : MAXIMUM.call(out, min);
    return max == null ? out : MINIMUM.call(out, max);
  }
}
