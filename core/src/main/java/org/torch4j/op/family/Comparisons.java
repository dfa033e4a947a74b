package org.torch4j.op.family;

import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;

import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/** Comparisons, logical and bitwise operations. */
public final class Comparisons {
  public static final PointwiseOp EQ = tensors("eq", SELF.eq(OTHER));
  public static final PointwiseOp NE = tensors("ne", SELF.ne(OTHER));
  public static final PointwiseOp LT = tensors("lt", SELF.lt(OTHER));
  public static final PointwiseOp LE = tensors("le", SELF.le(OTHER));
  public static final PointwiseOp GT = tensors("gt", SELF.gt(OTHER));
  public static final PointwiseOp GE = tensors("ge", SELF.ge(OTHER));
  public static final PointwiseOp EQ_SCALAR = scalar("eq", SELF.eq(S0));
  public static final PointwiseOp NE_SCALAR = scalar("ne", SELF.ne(S0));
  public static final PointwiseOp LT_SCALAR = scalar("lt", SELF.lt(S0));
  public static final PointwiseOp LE_SCALAR = scalar("le", SELF.le(S0));
  public static final PointwiseOp GT_SCALAR = scalar("gt", SELF.gt(S0));
  public static final PointwiseOp GE_SCALAR = scalar("ge", SELF.ge(S0));

  public static final PointwiseOp LOGICAL_AND =
      pointwise("logical_and(Tensor self, Tensor other) -> Tensor", truth(SELF).and(truth(OTHER)));
  public static final PointwiseOp LOGICAL_OR =
      pointwise("logical_or(Tensor self, Tensor other) -> Tensor", truth(SELF).or(truth(OTHER)));
  public static final PointwiseOp LOGICAL_XOR =
      pointwise("logical_xor(Tensor self, Tensor other) -> Tensor", truth(SELF).xor(truth(OTHER)));
  public static final PointwiseOp LOGICAL_NOT =
      pointwise("logical_not(Tensor self) -> Tensor", SELF.eq(Terms.constant(0)));

  public static final PointwiseOp BITWISE_AND = bits("bitwise_and", SELF.bitAnd(OTHER));
  public static final PointwiseOp BITWISE_OR = bits("bitwise_or", SELF.bitOr(OTHER));
  public static final PointwiseOp BITWISE_XOR = bits("bitwise_xor", SELF.bitXor(OTHER));
  public static final PointwiseOp BITWISE_AND_SCALAR = bit("bitwise_and", SELF.bitAnd(S0));
  public static final PointwiseOp BITWISE_OR_SCALAR = bit("bitwise_or", SELF.bitOr(S0));
  public static final PointwiseOp BITWISE_XOR_SCALAR = bit("bitwise_xor", SELF.bitXor(S0));
  public static final PointwiseOp BITWISE_LEFT_SHIFT =
      bits("bitwise_left_shift", SELF.shiftLeft(OTHER));
  public static final PointwiseOp BITWISE_RIGHT_SHIFT =
      bits("bitwise_right_shift", SELF.shiftRight(OTHER));

  /** The complement of integers; of truth values the negation. */
  public static final PointwiseOp BITWISE_NOT =
      pointwise("bitwise_not_integer(Tensor self) -> Tensor", SELF.bitNot())
          .checking(Comparisons::checkIntegral);

  private Comparisons() {}

  private static Expr truth(Expr e) {
    return e.ne(Terms.constant(0));
  }

  private static PointwiseOp tensors(String name, Expr body) {
    return pointwise(name + ".Tensor(Tensor self, Tensor other) -> Tensor", body);
  }

  private static PointwiseOp scalar(String name, Expr body) {
    return pointwise(name + ".Scalar(Tensor self, Scalar other) -> Tensor", body);
  }

  private static PointwiseOp bits(String name, Expr body) {
    return pointwise(name + ".Tensor(Tensor self, Tensor other) -> Tensor", body)
        .checking(Comparisons::checkIntegral);
  }

  private static PointwiseOp bit(String name, Expr body) {
    return pointwise(name + ".Scalar(Tensor self, Scalar other) -> Tensor", body)
        .checking(Comparisons::checkIntegral);
  }

  private static void checkIntegral(Args a) {
    checkIntegral(a.tensor("self").dtype(), a.op());
    if (a.has("other") && a.get("other") instanceof org.torch4j.Tensor t) {
      checkIntegral(t.dtype(), a.op());
    }
  }

  private static void checkIntegral(DType dtype, String op) {
    if (!dtype.isIntegral()) {
      throw new DTypeException(op + ": expected integers or bool, got " + dtype);
    }
  }
}
