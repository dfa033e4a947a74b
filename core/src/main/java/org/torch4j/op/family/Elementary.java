package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernelAll;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;

import java.util.Objects;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.KernelOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DType;
import org.torch4j.type.MemoryFormat;

/**
 * Functions of one variable: roots, exponentials, logarithms, angles, rounding, error functions.
 */
public final class Elementary {
  public static final PointwiseOp NEG = unary("neg", SELF.neg()).withoutBool();
  public static final PointwiseOp ABS =
      unary("abs", SELF.abs()).complex(a -> ComplexNumbers.abs(a.tensor("self")));
  public static final PointwiseOp SIGN = unary("sign", SELF.sign());
  public static final PointwiseOp RECIPROCAL = unary("reciprocal", SELF.reciprocal());
  public static final PointwiseOp SQRT = unary("sqrt", SELF.sqrt());
  public static final PointwiseOp RSQRT = unary("rsqrt", SELF.rsqrt());
  public static final PointwiseOp EXP = unary("exp", SELF.exp());
  public static final PointwiseOp EXP2 = unary("exp2", SELF.exp2());
  public static final PointwiseOp EXPM1 = unary("expm1", SELF.expm1());
  public static final PointwiseOp LOG = unary("log", SELF.log());
  public static final PointwiseOp LOG2 = unary("log2", SELF.log2());
  public static final PointwiseOp LOG10 = unary("log10", SELF.log10());
  public static final PointwiseOp LOG1P = unary("log1p", SELF.log1p());
  public static final PointwiseOp SIN = unary("sin", SELF.sin());
  public static final PointwiseOp COS = unary("cos", SELF.cos());
  public static final PointwiseOp TAN = unary("tan", SELF.tan());
  public static final PointwiseOp ASIN = unary("asin", SELF.asin());
  public static final PointwiseOp ACOS = unary("acos", SELF.acos());
  public static final PointwiseOp ATAN = unary("atan", SELF.atan());
  public static final PointwiseOp SINH = unary("sinh", SELF.sinh());
  public static final PointwiseOp COSH = unary("cosh", SELF.cosh());
  public static final PointwiseOp TANH = unary("tanh", SELF.tanh());
  public static final PointwiseOp ASINH = unary("asinh", SELF.asinh());
  public static final PointwiseOp ACOSH = unary("acosh", SELF.acosh());
  public static final PointwiseOp ATANH = unary("atanh", SELF.atanh());
  public static final PointwiseOp ERF = unary("erf", SELF.erf());
  public static final PointwiseOp ERFC = unary("erfc", SELF.erfc());
  public static final PointwiseOp ERFINV = unary("erfinv", SELF.erfinv());
  public static final PointwiseOp LGAMMA = unary("lgamma", SELF.lgamma());
  public static final PointwiseOp DIGAMMA = unary("digamma", SELF.digamma());
  public static final PointwiseOp SIGMOID = unary("sigmoid", SELF.sigmoid());
  public static final PointwiseOp FLOOR = unary("floor", SELF.floor());
  public static final PointwiseOp CEIL = unary("ceil", SELF.ceil());
  public static final PointwiseOp ROUND = unary("round", SELF.round());
  public static final PointwiseOp TRUNC = unary("trunc", SELF.trunc());
  public static final PointwiseOp FRAC = unary("frac", SELF.sub(SELF.trunc()));

  public static final CompositeOp ROUND_DECIMALS =
      composite("round.decimals(Tensor self, *, int decimals) -> Tensor", Elementary::round);

  public static final CompositeOp NAN_TO_NUM =
      composite(
          "nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None)"
              + " -> Tensor",
          Elementary::nanToNum);

  public static final PointwiseOp DEG2RAD =
      unary("deg2rad", SELF.mul(Terms.constant(Math.PI / 180)).div(Terms.constant(1)));
  public static final PointwiseOp RAD2DEG =
      unary("rad2deg", SELF.mul(Terms.constant(180 / Math.PI)).div(Terms.constant(1)));

  public static final CompositeOp POSITIVE =
      composite(
          "positive(Tensor(a) self) -> Tensor(a)",
          a -> {
            if (a.tensor("self").dtype() == DType.BOOL) {
              throw new org.torch4j.type.DTypeException(
                  "positive: bool tensors are not supported, got bool");
            }
            return a.tensor("self");
          });

  public static final KernelOp FREXP =
      kernelAll(
              "frexp.Tensor(Tensor self) -> (Tensor mantissa, Tensor exponent)",
              a -> {
                Tensor self = a.tensor("self");
                if (!self.dtype().isFloatingPoint()) {
                  throw new org.torch4j.type.DTypeException(
                      "frexp: expected a floating-point tensor, got " + self.dtype());
                }
                return new KernelOp.Spec[] {
                  KernelOp.Spec.like(self), new KernelOp.Spec(DType.INT32, self.shape())
                };
              })
          .savesResults()
          .without("self")
          .grad("self", c -> c.grad().div(c.result(1).to(c.grad().dtype()).exp2()))
          .build();

  public static final PointwiseOp LOGIT_OPEN =
      unary("logit_open", SELF.div(Terms.constant(1).sub(SELF)).log()).gradient(0, logitSlope());

  public static final PointwiseOp LOGIT_BETWEEN =
      pointwise("logit_between(Tensor self, float eps) -> Tensor", logit());

  public static final CompositeOp LOGIT =
      composite("logit(Tensor self, float? eps=None) -> Tensor", Elementary::logit);

  public static final PointwiseOp ISNAN =
      pointwise("isnan(Tensor self) -> Tensor", SELF.isnan()).returning(DType.BOOL);
  public static final PointwiseOp ISINF =
      pointwise("isinf(Tensor self) -> Tensor", SELF.isinf()).returning(DType.BOOL);
  public static final PointwiseOp ISFINITE =
      pointwise("isfinite(Tensor self) -> Tensor", SELF.isfinite()).returning(DType.BOOL);
  public static final PointwiseOp ISPOSINF =
      pointwise("isposinf(Tensor self) -> Tensor", SELF.isinf().and(SELF.gt(Terms.constant(0))))
          .returning(DType.BOOL);
  public static final PointwiseOp ISNEGINF =
      pointwise("isneginf(Tensor self) -> Tensor", SELF.isinf().and(SELF.lt(Terms.constant(0))))
          .returning(DType.BOOL);
  public static final CompositeOp ISREAL =
      composite(
          "isreal(Tensor self) -> Tensor",
          a ->
              a.tensor("self").isComplex()
                  ? a.tensor("self").detach().imag().eq(0)
                  : Torch.ones(a.tensor("self").shape(), DType.BOOL));

  public static final CompositeOp TO_BOOL = cast("bool", DType.BOOL);
  public static final CompositeOp TO_BYTE = cast("byte", DType.UINT8);
  public static final CompositeOp TO_CHAR = cast("char", DType.INT8);
  public static final CompositeOp TO_SHORT = cast("short", DType.INT16);
  public static final CompositeOp TO_INT = cast("int", DType.INT32);
  public static final CompositeOp TO_LONG = cast("long", DType.INT64);
  public static final CompositeOp TO_HALF = cast("half", DType.FLOAT16);
  public static final CompositeOp TO_BFLOAT16 = cast("bfloat16", DType.BFLOAT16);
  public static final CompositeOp TO_FLOAT = cast("float", DType.FLOAT32);
  public static final CompositeOp TO_DOUBLE = cast("double", DType.FLOAT64);
  public static final CompositeOp TO_CHALF = cast("chalf", DType.COMPLEX32);

  public static final PointwiseOp SIGNBIT =
      pointwise("signbit(Tensor self) -> Tensor", SELF.signbit()).returning(DType.BOOL);

  private Elementary() {}

  private static PointwiseOp unary(String name, Expr body) {
    return pointwise(name + "(Tensor self) -> Tensor", body);
  }

  private static Expr logit() {
    Expr one = Terms.constant(1);
    Expr high = one.sub(S0);
    Expr inside = Expr.select(SELF.lt(S0), S0, Expr.select(SELF.gt(high), high, SELF));
    return inside.div(one.sub(inside)).log();
  }

  private static Tensor logit(Args a) {
    return a.isNull("eps")
        ? LOGIT_OPEN.call(a.tensor("self"))
        : LOGIT_BETWEEN.call(a.tensor("self"), a.real("eps"));
  }

  /** Over the input and the gradient that arrived; NaN outside of [0, 1], where logit is NaN. */
  private static Expr logitSlope() {
    Expr one = Terms.constant(1);
    Expr inside = SELF.ge(Terms.constant(0)).and(SELF.le(one));
    Expr slope = Terms.OTHER.div(SELF.mul(one.sub(SELF)));
    return Expr.select(inside, slope, Terms.constant(Double.NaN));
  }

  private static CompositeOp cast(String name, DType dtype) {
    return composite(
        name + "(Tensor(a) self, *, MemoryFormat? memory_format=None) -> Tensor(a)",
        a ->
            Copies.inFormat(
                a.tensor("self").to(dtype),
                Objects.requireNonNullElse(
                    a.memoryFormat("memory_format"), MemoryFormat.PRESERVE_FORMAT)));
  }

  /** Rounds to a place of the decimal number. */
  private static Tensor round(Args a) {
    long decimals = a.integer("decimals");
    Tensor self = a.tensor("self");
    if (!self.dtype().isFloatingPoint()) {
      throw new org.torch4j.type.DTypeException(
          "round: decimals need a floating-point tensor, got " + self.dtype());
    }
    if (decimals == 0) {
      return ROUND.call(self);
    }
    double scale = Math.pow(10, Math.abs(decimals));
    return decimals > 0 ? self.mul(scale).round().div(scale) : self.div(scale).round().mul(scale);
  }

  private static Tensor nanToNum(Args a) {
    Tensor self = a.tensor("self");
    if (self.dtype().isIntegral()) {
      return self.clone();
    }
    double top =
        switch (self.dtype()) {
          case FLOAT16, COMPLEX32 -> 65504;
          case BFLOAT16 -> 0x1.fep127;
          case FLOAT32, COMPLEX64 -> Float.MAX_VALUE;
          default -> Double.MAX_VALUE;
        };
    return Arithmetic.NAN_TO_NUM.call(
        self,
        a.isNull("nan") ? 0 : a.real("nan"),
        a.isNull("posinf") ? top : a.real("posinf"),
        a.isNull("neginf") ? -top : a.real("neginf"));
  }
}
