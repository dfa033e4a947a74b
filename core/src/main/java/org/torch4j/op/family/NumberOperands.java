package org.torch4j.op.family;

import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;

import java.util.function.Consumer;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DTypeException;

/** Remainders of a number, and shifts of and by a number. */
public final class NumberOperands {
  public static final PointwiseOp REMAINDER =
      of("remainder.Scalar_Tensor(Scalar self, Tensor other)", S0.remainder(SELF)).withoutBool();
  public static final PointwiseOp LEFT_SHIFT = bits("bitwise_left_shift", S0.shiftLeft(SELF));
  public static final PointwiseOp RIGHT_SHIFT = bits("bitwise_right_shift", S0.shiftRight(SELF));
  public static final PointwiseOp LEFT_SHIFT_BY =
      of("bitwise_left_shift.Tensor_Scalar(Tensor self, Scalar other)", SELF.shiftLeft(S0))
          .checking(integers("self"));
  public static final PointwiseOp RIGHT_SHIFT_BY =
      of("bitwise_right_shift.Tensor_Scalar(Tensor self, Scalar other)", SELF.shiftRight(S0))
          .checking(integers("self"));

  private NumberOperands() {}

  private static PointwiseOp of(String schema, Expr body) {
    return pointwise(schema + " -> Tensor", body);
  }

  private static PointwiseOp bits(String name, Expr body) {
    return of(name + ".Scalar_Tensor(Scalar self, Tensor other)", body).checking(integers("other"));
  }

  private static Consumer<Args> integers(String tensor) {
    return a -> {
      if (!a.tensor(tensor).dtype().isIntegral()) {
        throw new DTypeException(
            a.op() + ": expected integers or bool, got " + a.tensor(tensor).dtype());
      }
    };
  }
}
