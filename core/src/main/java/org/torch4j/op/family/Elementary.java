package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;

import org.torch4j.Tensor;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DType;

/**
 * Functions of one variable: roots, exponentials, logarithms, angles, rounding, error functions.
 */
public final class Elementary {
  public static final PointwiseOp NEG = unary("neg", SELF.neg()).withoutBool();
  public static final PointwiseOp ABS = unary("abs", SELF.abs());
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
    double eps = a.isNull("eps") ? 0 : a.real("eps");
    if (a.isNull("eps")) {
      Tensor self = a.tensor("self");
      return self.div(self.rsub(1)).log();
    }
    return LOGIT_BETWEEN.call(a.tensor("self"), eps);
  }
}
