package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;
import static org.torch4j.op.family.Terms.constant;

import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.KernelOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.op.Promotion;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/** Functions of two operands beyond arithmetic: divisors, neighbours, steps, closeness. */
public final class BinaryFunctions {
  public static final PointwiseOp GCD =
      pointwise("gcd(Tensor self, Tensor other) -> Tensor", SELF.gcd(OTHER))
          .checking(BinaryFunctions::checkIntegers);

  public static final PointwiseOp LCM =
      pointwise("lcm(Tensor self, Tensor other) -> Tensor", SELF.lcm(OTHER))
          .checking(BinaryFunctions::checkIntegers);

  public static final PointwiseOp LOGADDEXP =
      pointwise("logaddexp(Tensor self, Tensor other) -> Tensor", SELF.logaddexp(OTHER))
          .checking(BinaryFunctions::checkFloating);

  public static final PointwiseOp LOGADDEXP2 =
      pointwise("logaddexp2(Tensor self, Tensor other) -> Tensor", SELF.logaddexp2(OTHER))
          .checking(BinaryFunctions::checkFloating);

  public static final PointwiseOp HEAVISIDE =
      pointwise(
              "heaviside(Tensor self, Tensor values) -> Tensor",
              Expr.select(
                  SELF.eq(constant(0)),
                  OTHER,
                  Expr.select(SELF.gt(constant(0)), constant(1), constant(0))))
          .withoutGradientOf("self", "values")
          .checking(BinaryFunctions::checkSame);

  public static final KernelOp NEXTAFTER =
      kernel("nextafter(Tensor self, Tensor other) -> Tensor", BinaryFunctions::nextafterShape)
          .notDifferentiable();

  public static final CompositeOp LDEXP =
      composite(
          "ldexp.Tensor(Tensor self, Tensor other) -> Tensor",
          a -> a.tensor("self").mul(Arithmetic.POW_OF_SCALAR.call(Scalar.of(2.0), a.get("other"))));

  public static final PointwiseOp COPYSIGN_SCALAR =
      pointwise("copysign.Scalar(Tensor self, Scalar other) -> Tensor", SELF.copysign(S0));

  public static final PointwiseOp XLOGY_OF_SCALAR =
      pointwise("xlogy.Scalar_Self(Scalar self, Tensor other) -> Tensor", S0.xlogy(SELF));

  public static final PointwiseOp XLOGY_SCALAR =
      pointwise("xlogy.Scalar_Other(Tensor self, Scalar other) -> Tensor", SELF.xlogy(S0));

  public static final CompositeOp FLOAT_POWER =
      composite(
          "float_power.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor",
          a -> wide(a.tensor("self")).pow(wide(a.tensor("exponent"))));

  public static final CompositeOp FLOAT_POWER_OF_SCALAR =
      composite(
          "float_power.Scalar(Scalar self, Tensor exponent) -> Tensor",
          a -> Arithmetic.POW_OF_SCALAR.call(real(a.scalar("self")), wide(a.tensor("exponent"))));

  public static final CompositeOp FLOAT_POWER_SCALAR =
      composite(
          "float_power.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor",
          a -> Arithmetic.POW_SCALAR.call(wide(a.tensor("self")), real(a.scalar("exponent"))));

  public static final CompositeOp ISCLOSE =
      composite(
          "isclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08,"
              + " bool equal_nan=False) -> Tensor",
          BinaryFunctions::isclose);

  public static final CompositeOp ISIN =
      composite(
          "isin.Tensor_Tensor(Tensor elements, Tensor test_elements, *, bool assume_unique=False,"
              + " bool invert=False) -> Tensor",
          a -> isin(a.tensor("elements"), a.tensor("test_elements"), a.flag("invert")));

  public static final CompositeOp ISIN_SCALAR =
      composite(
          "isin.Tensor_Scalar(Tensor elements, Scalar test_element, *, bool assume_unique=False,"
              + " bool invert=False) -> Tensor",
          a -> {
            Tensor same = Comparisons.EQ_SCALAR.call(a.tensor("elements"), a.get("test_element"));
            return a.flag("invert") ? same.logicalNot() : same;
          });

  public static final CompositeOp ISIN_OF_SCALAR =
      composite(
          "isin.Scalar_Tensor(Scalar element, Tensor test_elements, *, bool assume_unique=False,"
              + " bool invert=False) -> Tensor",
          a -> {
            Tensor found =
                Comparisons.EQ_SCALAR.call(a.tensor("test_elements"), a.get("element")).any();
            return a.flag("invert") ? found.logicalNot() : found;
          });

  private BinaryFunctions() {}

  private static Tensor wide(Tensor t) {
    return t.dtype().isComplex() ? t.to(DType.COMPLEX128) : t.to(DType.FLOAT64);
  }

  private static Scalar real(Scalar s) {
    return s.isFloatingPoint() || s.category() == DType.Category.COMPLEX
        ? s
        : Scalar.of(s.doubleValue());
  }

  private static void checkIntegers(Args a) {
    for (String name : new String[] {"self", "other"}) {
      DType type = a.tensor(name).dtype();
      if (!type.isIntegral() || type == DType.BOOL) {
        throw new DTypeException(a.op() + ": expected integer tensors, got " + type);
      }
    }
  }

  private static void checkFloating(Args a) {
    for (String name : new String[] {"self", "other"}) {
      DType type = a.tensor(name).dtype();
      if (!type.isFloatingPoint()) {
        throw new DTypeException(a.op() + ": expected floating-point tensors, got " + type);
      }
    }
  }

  private static void checkSame(Args a) {
    DType self = a.tensor("self").dtype();
    DType values = a.tensor("values").dtype();
    if (self != values) {
      throw new DTypeException(
          a.op() + ": self and values must have one dtype, got " + self + " and " + values);
    }
  }

  private static KernelOp.Spec nextafterShape(KernelOp.Call a) {
    checkFloating(a);
    Tensor self = a.tensor("self");
    Tensor other = a.tensor("other");
    Shape shape = Shape.broadcast(self.shape(), other.shape(), a.op());
    a.stretch("self", shape);
    a.stretch("other", shape);
    return new KernelOp.Spec(new Promotion().add(self).add(other).result(), shape);
  }

  private static Tensor isclose(Args a) {
    Tensor self = a.tensor("self").detach();
    Tensor other = a.tensor("other").detach();
    double rtol = a.real("rtol");
    double atol = a.real("atol");
    if (self.dtype() != other.dtype()) {
      throw new DTypeException(
          "isclose: both tensors must have one dtype, got "
              + self.dtype()
              + " and "
              + other.dtype());
    }
    if (!(rtol >= 0)) {
      throw new IllegalArgumentException("isclose: rtol must not be negative, got " + rtol);
    }
    if (!(atol >= 0)) {
      throw new IllegalArgumentException("isclose: atol must not be negative, got " + atol);
    }
    Tensor close = self.eq(other);
    if (a.flag("equal_nan") && (self.dtype().isFloatingPoint() || self.dtype().isComplex())) {
      close = close.logicalOr(self.ne(self).logicalAnd(other.ne(other)));
    }
    if (rtol == 0 && atol == 0) {
      return close;
    }
    DType real = self.dtype().isIntegral() ? Torch.getDefaultDtype() : self.dtype();
    Tensor x = self.to(real);
    Tensor y = other.to(real);
    Tensor allowed = y.abs().mul(rtol).add(atol);
    Tensor apart = x.sub(y).abs();
    return close.logicalOr(apart.isfinite().logicalAnd(apart.le(allowed)));
  }

  private static Tensor isin(Tensor elements, Tensor tests, boolean invert) {
    DType type = new Promotion().add(elements).add(tests).result();
    Tensor found = Uniques.contains(tests.detach().to(type), elements.detach().to(type));
    return invert ? found.logicalNot() : found;
  }
}
