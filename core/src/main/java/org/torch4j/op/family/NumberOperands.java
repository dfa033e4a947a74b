package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.Op;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DTypeException;

/** Ops whose first operand is a number, and shifts by a number. */
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

  public static final CompositeOp ADD =
      first("add.Scalar_Tensor(Scalar self, Tensor other, *, Scalar alpha=1)", Arithmetic.ADD);
  public static final CompositeOp SUB =
      first("sub.Scalar_Tensor(Scalar self, Tensor other, *, Scalar alpha=1)", Arithmetic.SUB);
  public static final CompositeOp MUL =
      first("mul.Scalar_Tensor(Scalar self, Tensor other)", Arithmetic.MUL);
  public static final CompositeOp DIV =
      first("div.Scalar_Tensor(Scalar self, Tensor other)", Arithmetic.DIV);
  public static final CompositeOp DIV_MODE =
      first(
          "div.Scalar_Tensor_mode(Scalar self, Tensor other, *, str? rounding_mode)",
          Arithmetic.DIV_MODE);
  public static final CompositeOp FLOOR_DIVIDE =
      first("floor_divide.Scalar_Tensor(Scalar self, Tensor other)", Arithmetic.FLOOR_DIVIDE);
  public static final CompositeOp SUBTRACT =
      first("subtract.Scalar_Tensor(Scalar self, Tensor other, *, Scalar alpha=1)", Arithmetic.SUB);
  public static final CompositeOp MULTIPLY =
      first("multiply.Scalar_Tensor(Scalar self, Tensor other)", Arithmetic.MUL);
  public static final CompositeOp DIVIDE =
      first("divide.Scalar_Tensor(Scalar self, Tensor other)", Arithmetic.DIV);
  public static final CompositeOp DIVIDE_MODE =
      first(
          "divide.Scalar_Tensor_mode(Scalar self, Tensor other, *, str? rounding_mode)",
          Arithmetic.DIV_MODE);
  public static final CompositeOp TRUE_DIVIDE =
      first("true_divide.Scalar_Tensor(Scalar self, Tensor other)", Arithmetic.DIV);

  private NumberOperands() {}

  /** An op whose first operand is a number, which becomes a tensor of the common type. */
  private static CompositeOp first(String schema, Op op) {
    return composite(
        schema + " -> Tensor",
        a -> {
          @Nullable Object[] all = a.all();
          all[0] = Arithmetic.number(a.scalar("self"), a.tensor("other"));
          return op.call(all);
        });
  }

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
