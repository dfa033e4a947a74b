package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.SELF;
import static org.torch4j.op.family.Terms.THIRD;
import static org.torch4j.op.family.Terms.constant;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.ComplexForm;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DTypeException;

/**
 * The parts of complex numbers, and what is made of them. Most functions of complex numbers are the
 * real ones of other families: see {@link ComplexForm}. Those here have no derivative in the
 * complex sense, so that they are written over the parts.
 */
public final class ComplexNumbers {
  private static final Expr ZERO = constant(0);

  /** Over the parts x and y, whose length is the value. */
  private static final PointwiseOp LENGTH =
      pointwise("complex_abs(Tensor real, Tensor imag) -> Tensor", length())
          .gradient(0, perLength(SELF))
          .gradient(1, perLength(OTHER));

  private static final PointwiseOp ARGUMENT =
      pointwise("complex_angle(Tensor real, Tensor imag) -> Tensor", OTHER.atan2(SELF))
          .gradient(0, perSquare(OTHER.neg()))
          .gradient(1, perSquare(SELF));

  /** A quotient that is 0 where the divisor is. */
  private static final PointwiseOp DIRECTION =
      pointwise(
          "complex_direction(Tensor self, Tensor length) -> Tensor",
          Expr.select(OTHER.eq(ZERO), ZERO, SELF.div(OTHER)));

  private static final PointwiseOp CONJUGATE =
      pointwise("conjugate(Tensor self) -> Tensor", SELF).conjugating();

  /** Real numbers are their own conjugates: the tensor itself. */
  public static final CompositeOp CONJ_PHYSICAL =
      composite("conj_physical(Tensor(a) self) -> Tensor(a)", a -> conj(a.tensor("self")));

  /** Computed at once; PyTorch only notes it, until the elements are asked for. */
  public static final CompositeOp CONJ =
      composite("conj(Tensor(a) self) -> Tensor(a)", a -> conj(a.tensor("self")));

  public static final CompositeOp RESOLVE_CONJ =
      composite("resolve_conj(Tensor(a) self) -> Tensor(a)", a -> a.tensor("self"));

  public static final CompositeOp RESOLVE_NEG =
      composite("resolve_neg(Tensor(a) self) -> Tensor(a)", a -> a.tensor("self"));

  public static final CompositeOp REAL =
      composite("real(Tensor(a) self) -> Tensor(a)", a -> real(a.tensor("self")));

  public static final CompositeOp IMAG =
      composite("imag(Tensor(a) self) -> Tensor(a)", a -> imag(a.tensor("self")));

  public static final PointwiseOp ANGLE =
      pointwise(
              "angle(Tensor self) -> Tensor",
              Expr.select(SELF.isnan(), SELF, Expr.select(SELF.lt(ZERO), Math.PI, ZERO)))
          .gradient(0, ZERO)
          .complex(a -> angle(a.tensor("self")));

  public static final PointwiseOp SGN =
      pointwise("sgn(Tensor self) -> Tensor", SELF.sign())
          .complex(a -> direction(a.tensor("self")));

  public static final CompositeOp COMPLEX =
      composite("complex(Tensor real, Tensor imag) -> Tensor", ComplexNumbers::complex);

  public static final CompositeOp POLAR =
      composite("polar(Tensor abs, Tensor angle) -> Tensor", ComplexNumbers::polar);

  private ComplexNumbers() {}

  private static Expr length() {
    return ComplexForm.of(SELF.abs(), 1)
        .parts(new boolean[] {true}, new boolean[0], "abs: ")
        .get(0);
  }

  /** The gradient x / length, 0 at the origin; there THIRD is the arrived gradient. */
  private static Expr perLength(Expr part) {
    Expr result = Expr.input(3);
    return Expr.select(result.eq(ZERO), ZERO, THIRD.mul(part.div(result)));
  }

  private static Expr perSquare(Expr part) {
    Expr square = SELF.mul(SELF).add(OTHER.mul(OTHER));
    return Expr.select(square.eq(ZERO), ZERO, THIRD.mul(part.div(square)));
  }

  static Tensor abs(Tensor self) {
    return LENGTH.call(real(self), imag(self));
  }

  private static Tensor angle(Tensor self) {
    return ARGUMENT.call(real(self), imag(self));
  }

  private static Tensor direction(Tensor self) {
    return DIRECTION.call(self, abs(self));
  }

  private static Tensor conj(Tensor self) {
    return self.dtype().isComplex() ? CONJUGATE.call(self) : self;
  }

  private static Tensor real(Tensor self) {
    return self.dtype().isComplex() ? self.viewAsReal().select(-1, 0) : self;
  }

  private static Tensor imag(Tensor self) {
    if (!self.dtype().isComplex()) {
      throw new DTypeException("imag: expected a complex tensor, got " + self.dtype());
    }
    return self.viewAsReal().select(-1, 1);
  }

  private static void checkParts(String op, Tensor a, Tensor b) {
    boolean fits = a.dtype().isFloatingPoint() && a.dtype().toComplex().toReal() == a.dtype();
    if (!fits || a.dtype() != b.dtype()) {
      throw new DTypeException(
          op
              + ": both parts must be float16, float32 or float64, got "
              + a.dtype()
              + " and "
              + b.dtype());
    }
  }

  private static Tensor complex(Args a) {
    Tensor real = a.tensor("real");
    Tensor imag = a.tensor("imag");
    checkParts("complex", real, imag);
    return joined(real, imag);
  }

  private static Tensor joined(Tensor real, Tensor imag) {
    List<Tensor> parts = Torch.broadcastTensors(real, imag);
    return Torch.stack(parts, -1).viewAsComplex();
  }

  private static Tensor polar(Args a) {
    Tensor abs = a.tensor("abs");
    Tensor angle = a.tensor("angle");
    checkParts("polar", abs, angle);
    return joined(abs.mul(angle.cos()), abs.mul(angle.sin()));
  }
}
