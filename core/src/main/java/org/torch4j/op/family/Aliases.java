package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import org.torch4j.op.CompositeOp;
import org.torch4j.op.Op;

/** Second names that ATen has for ops. */
public final class Aliases {
  public static final CompositeOp ABSOLUTE = unary("absolute", Elementary.ABS);
  public static final CompositeOp NEGATIVE = unary("negative", Elementary.NEG);
  public static final CompositeOp FIX = unary("fix", Elementary.TRUNC);
  public static final CompositeOp ARCCOS = unary("arccos", Elementary.ACOS);
  public static final CompositeOp ARCSIN = unary("arcsin", Elementary.ASIN);
  public static final CompositeOp ARCTAN = unary("arctan", Elementary.ATAN);
  public static final CompositeOp ARCCOSH = unary("arccosh", Elementary.ACOSH);
  public static final CompositeOp ARCSINH = unary("arcsinh", Elementary.ASINH);
  public static final CompositeOp ARCTANH = unary("arctanh", Elementary.ATANH);
  public static final CompositeOp SPECIAL_ROUND = unary("special_round", Elementary.ROUND);

  public static final CompositeOp TRUE_DIVIDE =
      composite(
          "true_divide.Tensor(Tensor self, Tensor other) -> Tensor",
          a -> Arithmetic.DIV.call(a.get("self"), a.get("other")));

  public static final CompositeOp TRUE_DIVIDE_SCALAR =
      composite(
          "true_divide.Scalar(Tensor self, Scalar other) -> Tensor",
          a -> Arithmetic.DIV_SCALAR.call(a.get("self"), a.get("other")));

  public static final CompositeOp DIVIDE =
      composite(
          "divide.Tensor(Tensor self, Tensor other) -> Tensor",
          a -> Arithmetic.DIV.call(a.get("self"), a.get("other")));

  public static final CompositeOp DIVIDE_SCALAR =
      composite(
          "divide.Scalar(Tensor self, Scalar other) -> Tensor",
          a -> Arithmetic.DIV_SCALAR.call(a.get("self"), a.get("other")));

  public static final CompositeOp DIVIDE_MODE =
      composite(
          "divide.Tensor_mode(Tensor self, Tensor other, *, str? rounding_mode) -> Tensor",
          a -> Arithmetic.DIV_MODE.call(a.get("self"), a.get("other"), a.get("rounding_mode")));

  public static final CompositeOp DIVIDE_SCALAR_MODE =
      composite(
          "divide.Scalar_mode(Tensor self, Scalar other, *, str? rounding_mode) -> Tensor",
          a ->
              Arithmetic.DIV_SCALAR_MODE.call(
                  a.get("self"), a.get("other"), a.get("rounding_mode")));

  public static final CompositeOp MULTIPLY =
      composite(
          "multiply.Tensor(Tensor self, Tensor other) -> Tensor",
          a -> Arithmetic.MUL.call(a.get("self"), a.get("other")));

  public static final CompositeOp MULTIPLY_SCALAR =
      composite(
          "multiply.Scalar(Tensor self, Scalar other) -> Tensor",
          a -> Arithmetic.MUL_SCALAR.call(a.get("self"), a.get("other")));

  public static final CompositeOp SUBTRACT =
      composite(
          "subtract.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
          a -> Arithmetic.SUB.call(a.get("self"), a.get("other"), a.get("alpha")));

  public static final CompositeOp SUBTRACT_SCALAR =
      composite(
          "subtract.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor",
          a -> Arithmetic.SUB_SCALAR.call(a.get("self"), a.get("other"), a.get("alpha")));

  public static final CompositeOp ARCTAN2 =
      composite(
          "arctan2(Tensor self, Tensor other) -> Tensor",
          a -> Arithmetic.ATAN2.call(a.get("self"), a.get("other")));

  public static final CompositeOp CLIP =
      composite(
          "clip(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor",
          a -> Arithmetic.CLAMP.call(a.get("self"), a.get("min"), a.get("max")));

  public static final CompositeOp CLIP_TENSOR =
      composite(
          "clip.Tensor(Tensor self, Tensor? min=None, Tensor? max=None) -> Tensor",
          a -> Arithmetic.CLAMP_TENSOR.call(a.get("self"), a.get("min"), a.get("max")));

  public static final CompositeOp MAX_OTHER =
      composite(
          "max.other(Tensor self, Tensor other) -> Tensor",
          a -> Arithmetic.MAXIMUM.call(a.get("self"), a.get("other")));

  public static final CompositeOp MIN_OTHER =
      composite(
          "min.other(Tensor self, Tensor other) -> Tensor",
          a -> Arithmetic.MINIMUM.call(a.get("self"), a.get("other")));

  public static final CompositeOp GREATER =
      composite(
          "greater.Tensor(Tensor self, Tensor other) -> Tensor",
          a -> Comparisons.GT.call(a.get("self"), a.get("other")));

  public static final CompositeOp GREATER_SCALAR =
      composite(
          "greater.Scalar(Tensor self, Scalar other) -> Tensor",
          a -> Comparisons.GT_SCALAR.call(a.get("self"), a.get("other")));

  public static final CompositeOp GREATER_EQUAL =
      composite(
          "greater_equal.Tensor(Tensor self, Tensor other) -> Tensor",
          a -> Comparisons.GE.call(a.get("self"), a.get("other")));

  public static final CompositeOp GREATER_EQUAL_SCALAR =
      composite(
          "greater_equal.Scalar(Tensor self, Scalar other) -> Tensor",
          a -> Comparisons.GE_SCALAR.call(a.get("self"), a.get("other")));

  public static final CompositeOp LESS =
      composite(
          "less.Tensor(Tensor self, Tensor other) -> Tensor",
          a -> Comparisons.LT.call(a.get("self"), a.get("other")));

  public static final CompositeOp LESS_SCALAR =
      composite(
          "less.Scalar(Tensor self, Scalar other) -> Tensor",
          a -> Comparisons.LT_SCALAR.call(a.get("self"), a.get("other")));

  public static final CompositeOp LESS_EQUAL =
      composite(
          "less_equal.Tensor(Tensor self, Tensor other) -> Tensor",
          a -> Comparisons.LE.call(a.get("self"), a.get("other")));

  public static final CompositeOp LESS_EQUAL_SCALAR =
      composite(
          "less_equal.Scalar(Tensor self, Scalar other) -> Tensor",
          a -> Comparisons.LE_SCALAR.call(a.get("self"), a.get("other")));

  public static final CompositeOp NOT_EQUAL =
      composite(
          "not_equal.Tensor(Tensor self, Tensor other) -> Tensor",
          a -> Comparisons.NE.call(a.get("self"), a.get("other")));

  public static final CompositeOp NOT_EQUAL_SCALAR =
      composite(
          "not_equal.Scalar(Tensor self, Scalar other) -> Tensor",
          a -> Comparisons.NE_SCALAR.call(a.get("self"), a.get("other")));

  public static final CompositeOp SPECIAL_LOGIT =
      composite(
          "special_logit(Tensor self, float? eps=None) -> Tensor",
          a -> Elementary.LOGIT.call(a.get("self"), a.get("eps")));

  public static final CompositeOp SPECIAL_LOGSUMEXP =
      composite(
          "special_logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor",
          a -> Reductions.LOGSUMEXP.call(a.get("self"), a.get("dim"), a.get("keepdim")));

  public static final CompositeOp SPECIAL_SOFTMAX =
      composite(
          "special_softmax(Tensor self, int dim, ScalarType? dtype=None) -> Tensor",
          a -> Normalization.SOFTMAX.call(a.get("self"), a.get("dim"), a.get("dtype")));

  public static final CompositeOp SPECIAL_LOG_SOFTMAX =
      composite(
          "special_log_softmax(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor",
          a -> Normalization.LOG_SOFTMAX.call(a.get("self"), a.get("dim"), a.get("dtype")));

  private Aliases() {}

  private static CompositeOp unary(String name, Op op) {
    return composite(name + "(Tensor self) -> Tensor", a -> op.call(a.tensor("self")));
  }
}
