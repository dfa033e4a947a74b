package org.torch4j;

import org.torch4j.op.family.Arithmetic;
import org.torch4j.op.family.Comparisons;
import org.torch4j.type.Scalar;

/** Operators of two operands of {@link Torch}: arithmetic, comparison, logic and bits. */
abstract class ArithmeticFunctions extends NumericFunctions {
  ArithmeticFunctions() {}

  /** Elementwise the sums, broadcast and promoted, {@code torch.add}. */
  public static Tensor add(Tensor self, Tensor other) {
    return Arithmetic.ADD.call(self, other, Scalar.ONE);
  }

  /** {@link #add(Tensor, Tensor)} with a number. */
  public static Tensor add(Tensor self, Number other) {
    return Arithmetic.ADD_SCALAR.call(self, Scalar.of(other), Scalar.ONE);
  }

  /** {@link #add(Tensor, Tensor)} with other multiplied by {@code alpha}. */
  public static Tensor add(Tensor self, Tensor other, Number alpha) {
    return Arithmetic.ADD.call(self, other, Scalar.of(alpha));
  }

  /** Elementwise the differences, broadcast and promoted, {@code torch.sub}. */
  public static Tensor sub(Tensor self, Tensor other) {
    return Arithmetic.SUB.call(self, other, Scalar.ONE);
  }

  /** {@link #sub(Tensor, Tensor)} with a number. */
  public static Tensor sub(Tensor self, Number other) {
    return Arithmetic.SUB_SCALAR.call(self, Scalar.of(other), Scalar.ONE);
  }

  /** {@link #sub(Tensor, Tensor)} with other multiplied by {@code alpha}. */
  public static Tensor sub(Tensor self, Tensor other, Number alpha) {
    return Arithmetic.SUB.call(self, other, Scalar.of(alpha));
  }

  /**
   * Elementwise the differences {@code other - self}, broadcast and promoted, {@code torch.rsub}.
   */
  public static Tensor rsub(Tensor self, Tensor other) {
    return Arithmetic.RSUB.call(self, other, Scalar.ONE);
  }

  /** {@link #rsub(Tensor, Tensor)} with a number. */
  public static Tensor rsub(Tensor self, Number other) {
    return Arithmetic.RSUB_SCALAR.call(self, Scalar.of(other), Scalar.ONE);
  }

  /** {@link #rsub(Tensor, Tensor)} with self multiplied by {@code alpha}. */
  public static Tensor rsub(Tensor self, Tensor other, Number alpha) {
    return Arithmetic.RSUB.call(self, other, Scalar.of(alpha));
  }

  /** Elementwise the products, broadcast and promoted, {@code torch.mul}. */
  public static Tensor mul(Tensor self, Tensor other) {
    return Arithmetic.MUL.call(self, other);
  }

  /** {@link #mul(Tensor, Tensor)} with a number. */
  public static Tensor mul(Tensor self, Number other) {
    return Arithmetic.MUL_SCALAR.call(self, Scalar.of(other));
  }

  /**
   * Elementwise the quotients, floating point also for integers, broadcast and promoted, {@code
   * torch.div}.
   */
  public static Tensor div(Tensor self, Tensor other) {
    return Arithmetic.DIV.call(self, other);
  }

  /** {@link #div(Tensor, Tensor)} with a number. */
  public static Tensor div(Tensor self, Number other) {
    return Arithmetic.DIV_SCALAR.call(self, Scalar.of(other));
  }

  /** Elementwise the quotients rounded down, broadcast and promoted, {@code torch.floor_divide}. */
  public static Tensor floorDivide(Tensor self, Tensor other) {
    return Arithmetic.FLOOR_DIVIDE.call(self, other);
  }

  /** {@link #floorDivide(Tensor, Tensor)} with a number. */
  public static Tensor floorDivide(Tensor self, Number other) {
    return Arithmetic.FLOOR_DIVIDE_SCALAR.call(self, Scalar.of(other));
  }

  /**
   * Elementwise the remainders with the divisor's sign, Python's {@code %}, broadcast and promoted,
   * {@code torch.remainder}.
   */
  public static Tensor remainder(Tensor self, Tensor other) {
    return Arithmetic.REMAINDER.call(self, other);
  }

  /** {@link #remainder(Tensor, Tensor)} with a number. */
  public static Tensor remainder(Tensor self, Number other) {
    return Arithmetic.REMAINDER_SCALAR.call(self, Scalar.of(other));
  }

  /**
   * Elementwise the remainders with the dividend's sign, Java's {@code %}, broadcast and promoted,
   * {@code torch.fmod}.
   */
  public static Tensor fmod(Tensor self, Tensor other) {
    return Arithmetic.FMOD.call(self, other);
  }

  /** {@link #fmod(Tensor, Tensor)} with a number. */
  public static Tensor fmod(Tensor self, Number other) {
    return Arithmetic.FMOD_SCALAR.call(self, Scalar.of(other));
  }

  /** Elementwise the powers, broadcast and promoted, {@code torch.pow}. */
  public static Tensor pow(Tensor self, Tensor other) {
    return Arithmetic.POW.call(self, other);
  }

  /** {@link #pow(Tensor, Tensor)} with a number. */
  public static Tensor pow(Tensor self, Number other) {
    return Arithmetic.POW_SCALAR.call(self, Scalar.of(other));
  }

  /**
   * Elementwise the angles in radians of the points (other, self), broadcast and promoted, {@code
   * torch.atan2}.
   */
  public static Tensor atan2(Tensor self, Tensor other) {
    return Arithmetic.ATAN2.call(self, other);
  }

  /** Elementwise the lengths of the hypotenuses, broadcast and promoted, {@code torch.hypot}. */
  public static Tensor hypot(Tensor self, Tensor other) {
    return Arithmetic.HYPOT.call(self, other);
  }

  /**
   * Elementwise the magnitudes with the other signs, broadcast and promoted, {@code
   * torch.copysign}.
   */
  public static Tensor copysign(Tensor self, Tensor other) {
    return Arithmetic.COPYSIGN.call(self, other);
  }

  /**
   * Elementwise {@code self * log(other)}, 0 where self is 0, broadcast and promoted, {@code
   * torch.xlogy}.
   */
  public static Tensor xlogy(Tensor self, Tensor other) {
    return Arithmetic.XLOGY.call(self, other);
  }

  /** Elementwise the larger elements; NaN wins, broadcast and promoted, {@code torch.maximum}. */
  public static Tensor maximum(Tensor self, Tensor other) {
    return Arithmetic.MAXIMUM.call(self, other);
  }

  /** Elementwise the smaller elements; NaN wins, broadcast and promoted, {@code torch.minimum}. */
  public static Tensor minimum(Tensor self, Tensor other) {
    return Arithmetic.MINIMUM.call(self, other);
  }

  /** Elementwise the larger elements; NaN loses, broadcast and promoted, {@code torch.fmax}. */
  public static Tensor fmax(Tensor self, Tensor other) {
    return Arithmetic.FMAX.call(self, other);
  }

  /** Elementwise the smaller elements; NaN loses, broadcast and promoted, {@code torch.fmin}. */
  public static Tensor fmin(Tensor self, Tensor other) {
    return Arithmetic.FMIN.call(self, other);
  }

  /** Elementwise whether the elements are equal, broadcast and promoted, {@code torch.eq}. */
  public static Tensor eq(Tensor self, Tensor other) {
    return Comparisons.EQ.call(self, other);
  }

  /** {@link #eq(Tensor, Tensor)} with a number. */
  public static Tensor eq(Tensor self, Number other) {
    return Comparisons.EQ_SCALAR.call(self, Scalar.of(other));
  }

  /** Elementwise whether the elements differ, broadcast and promoted, {@code torch.ne}. */
  public static Tensor ne(Tensor self, Tensor other) {
    return Comparisons.NE.call(self, other);
  }

  /** {@link #ne(Tensor, Tensor)} with a number. */
  public static Tensor ne(Tensor self, Number other) {
    return Comparisons.NE_SCALAR.call(self, Scalar.of(other));
  }

  /** Elementwise whether self is less than other, broadcast and promoted, {@code torch.lt}. */
  public static Tensor lt(Tensor self, Tensor other) {
    return Comparisons.LT.call(self, other);
  }

  /** {@link #lt(Tensor, Tensor)} with a number. */
  public static Tensor lt(Tensor self, Number other) {
    return Comparisons.LT_SCALAR.call(self, Scalar.of(other));
  }

  /** Elementwise whether self is at most other, broadcast and promoted, {@code torch.le}. */
  public static Tensor le(Tensor self, Tensor other) {
    return Comparisons.LE.call(self, other);
  }

  /** {@link #le(Tensor, Tensor)} with a number. */
  public static Tensor le(Tensor self, Number other) {
    return Comparisons.LE_SCALAR.call(self, Scalar.of(other));
  }

  /** Elementwise whether self is greater than other, broadcast and promoted, {@code torch.gt}. */
  public static Tensor gt(Tensor self, Tensor other) {
    return Comparisons.GT.call(self, other);
  }

  /** {@link #gt(Tensor, Tensor)} with a number. */
  public static Tensor gt(Tensor self, Number other) {
    return Comparisons.GT_SCALAR.call(self, Scalar.of(other));
  }

  /** Elementwise whether self is at least other, broadcast and promoted, {@code torch.ge}. */
  public static Tensor ge(Tensor self, Tensor other) {
    return Comparisons.GE.call(self, other);
  }

  /** {@link #ge(Tensor, Tensor)} with a number. */
  public static Tensor ge(Tensor self, Number other) {
    return Comparisons.GE_SCALAR.call(self, Scalar.of(other));
  }

  /** Elementwise whether both are nonzero, broadcast and promoted, {@code torch.logical_and}. */
  public static Tensor logicalAnd(Tensor self, Tensor other) {
    return Comparisons.LOGICAL_AND.call(self, other);
  }

  /**
   * Elementwise whether one or both are nonzero, broadcast and promoted, {@code torch.logical_or}.
   */
  public static Tensor logicalOr(Tensor self, Tensor other) {
    return Comparisons.LOGICAL_OR.call(self, other);
  }

  /**
   * Elementwise whether exactly one is nonzero, broadcast and promoted, {@code torch.logical_xor}.
   */
  public static Tensor logicalXor(Tensor self, Tensor other) {
    return Comparisons.LOGICAL_XOR.call(self, other);
  }

  /**
   * Elementwise the common bits of integers or truth values, broadcast and promoted, {@code
   * torch.bitwise_and}.
   */
  public static Tensor bitwiseAnd(Tensor self, Tensor other) {
    return Comparisons.BITWISE_AND.call(self, other);
  }

  /** {@link #bitwiseAnd(Tensor, Tensor)} with a number. */
  public static Tensor bitwiseAnd(Tensor self, Number other) {
    return Comparisons.BITWISE_AND_SCALAR.call(self, Scalar.of(other));
  }

  /**
   * Elementwise the bits of either of integers or truth values, broadcast and promoted, {@code
   * torch.bitwise_or}.
   */
  public static Tensor bitwiseOr(Tensor self, Tensor other) {
    return Comparisons.BITWISE_OR.call(self, other);
  }

  /** {@link #bitwiseOr(Tensor, Tensor)} with a number. */
  public static Tensor bitwiseOr(Tensor self, Number other) {
    return Comparisons.BITWISE_OR_SCALAR.call(self, Scalar.of(other));
  }

  /**
   * Elementwise the differing bits of integers or truth values, broadcast and promoted, {@code
   * torch.bitwise_xor}.
   */
  public static Tensor bitwiseXor(Tensor self, Tensor other) {
    return Comparisons.BITWISE_XOR.call(self, other);
  }

  /** {@link #bitwiseXor(Tensor, Tensor)} with a number. */
  public static Tensor bitwiseXor(Tensor self, Number other) {
    return Comparisons.BITWISE_XOR_SCALAR.call(self, Scalar.of(other));
  }

  /**
   * Elementwise integers with bits moved up, broadcast and promoted, {@code
   * torch.bitwise_left_shift}.
   */
  public static Tensor bitwiseLeftShift(Tensor self, Tensor other) {
    return Comparisons.BITWISE_LEFT_SHIFT.call(self, other);
  }

  /**
   * Elementwise integers with bits moved down, keeping the sign, broadcast and promoted, {@code
   * torch.bitwise_right_shift}.
   */
  public static Tensor bitwiseRightShift(Tensor self, Tensor other) {
    return Comparisons.BITWISE_RIGHT_SHIFT.call(self, other);
  }
}
