package org.torch4j;

import org.torch4j.op.family.Arithmetic;
import org.torch4j.op.family.Comparisons;
import org.torch4j.type.Scalar;

/**
 * The operators of two operands of {@link Tensor}: arithmetic, comparison, logic and bits. Shapes
 * broadcast, dtypes promote as PyTorch's do; what cannot is a {@link
 * org.torch4j.type.ShapeException} or {@link org.torch4j.type.DTypeException}.
 */
sealed interface ArithmeticMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** Elementwise the sums, broadcast and promoted, {@code torch.add}. */
  default Tensor add(Tensor other) {
    return Arithmetic.ADD.call(self(), other, Scalar.ONE);
  }

  /** {@link #add(Tensor)} with a number. */
  default Tensor add(Number other) {
    return Arithmetic.ADD_SCALAR.call(self(), Scalar.of(other), Scalar.ONE);
  }

  /** {@link #add(Tensor)} with other multiplied by {@code alpha}. */
  default Tensor add(Tensor other, Number alpha) {
    return Arithmetic.ADD.call(self(), other, Scalar.of(alpha));
  }

  /** {@link #add(Tensor)} in place. */
  default Tensor add_(Tensor other) {
    return Arithmetic.ADD.callInPlace(self(), other, Scalar.ONE);
  }

  /** {@link #add(Number)} in place. */
  default Tensor add_(Number other) {
    return Arithmetic.ADD_SCALAR.callInPlace(self(), Scalar.of(other), Scalar.ONE);
  }

  /** {@link #add(Tensor, Number)} in place. */
  default Tensor add_(Tensor other, Number alpha) {
    return Arithmetic.ADD.callInPlace(self(), other, Scalar.of(alpha));
  }

  /** Elementwise the differences, broadcast and promoted, {@code torch.sub}. */
  default Tensor sub(Tensor other) {
    return Arithmetic.SUB.call(self(), other, Scalar.ONE);
  }

  /** {@link #sub(Tensor)} with a number. */
  default Tensor sub(Number other) {
    return Arithmetic.SUB_SCALAR.call(self(), Scalar.of(other), Scalar.ONE);
  }

  /** {@link #sub(Tensor)} with other multiplied by {@code alpha}. */
  default Tensor sub(Tensor other, Number alpha) {
    return Arithmetic.SUB.call(self(), other, Scalar.of(alpha));
  }

  /** {@link #sub(Tensor)} in place. */
  default Tensor sub_(Tensor other) {
    return Arithmetic.SUB.callInPlace(self(), other, Scalar.ONE);
  }

  /** {@link #sub(Number)} in place. */
  default Tensor sub_(Number other) {
    return Arithmetic.SUB_SCALAR.callInPlace(self(), Scalar.of(other), Scalar.ONE);
  }

  /** {@link #sub(Tensor, Number)} in place. */
  default Tensor sub_(Tensor other, Number alpha) {
    return Arithmetic.SUB.callInPlace(self(), other, Scalar.of(alpha));
  }

  /**
   * Elementwise the differences {@code other - this}, broadcast and promoted, {@code torch.rsub}.
   */
  default Tensor rsub(Tensor other) {
    return Arithmetic.RSUB.call(self(), other, Scalar.ONE);
  }

  /** {@link #rsub(Tensor)} with a number. */
  default Tensor rsub(Number other) {
    return Arithmetic.RSUB_SCALAR.call(self(), Scalar.of(other), Scalar.ONE);
  }

  /** {@link #rsub(Tensor)} with this multiplied by {@code alpha}. */
  default Tensor rsub(Tensor other, Number alpha) {
    return Arithmetic.RSUB.call(self(), other, Scalar.of(alpha));
  }

  /** Elementwise the products, broadcast and promoted, {@code torch.mul}. */
  default Tensor mul(Tensor other) {
    return Arithmetic.MUL.call(self(), other);
  }

  /** {@link #mul(Tensor)} with a number. */
  default Tensor mul(Number other) {
    return Arithmetic.MUL_SCALAR.call(self(), Scalar.of(other));
  }

  /** {@link #mul(Tensor)} in place. */
  default Tensor mul_(Tensor other) {
    return Arithmetic.MUL.callInPlace(self(), other);
  }

  /** {@link #mul(Number)} in place. */
  default Tensor mul_(Number other) {
    return Arithmetic.MUL_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /**
   * Elementwise the quotients, floating point also for integers, broadcast and promoted, {@code
   * torch.div}.
   */
  default Tensor div(Tensor other) {
    return Arithmetic.DIV.call(self(), other);
  }

  /** {@link #div(Tensor)} with a number. */
  default Tensor div(Number other) {
    return Arithmetic.DIV_SCALAR.call(self(), Scalar.of(other));
  }

  /** {@link #div(Tensor)} in place. */
  default Tensor div_(Tensor other) {
    return Arithmetic.DIV.callInPlace(self(), other);
  }

  /** {@link #div(Number)} in place. */
  default Tensor div_(Number other) {
    return Arithmetic.DIV_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /** Elementwise the quotients rounded down, broadcast and promoted, {@code torch.floor_divide}. */
  default Tensor floorDivide(Tensor other) {
    return Arithmetic.FLOOR_DIVIDE.call(self(), other);
  }

  /** {@link #floorDivide(Tensor)} with a number. */
  default Tensor floorDivide(Number other) {
    return Arithmetic.FLOOR_DIVIDE_SCALAR.call(self(), Scalar.of(other));
  }

  /** {@link #floorDivide(Tensor)} in place. */
  default Tensor floorDivide_(Tensor other) {
    return Arithmetic.FLOOR_DIVIDE.callInPlace(self(), other);
  }

  /** {@link #floorDivide(Number)} in place. */
  default Tensor floorDivide_(Number other) {
    return Arithmetic.FLOOR_DIVIDE_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /**
   * Elementwise the remainders with the divisor's sign, Python's {@code %}, broadcast and promoted,
   * {@code torch.remainder}.
   */
  default Tensor remainder(Tensor other) {
    return Arithmetic.REMAINDER.call(self(), other);
  }

  /** {@link #remainder(Tensor)} with a number. */
  default Tensor remainder(Number other) {
    return Arithmetic.REMAINDER_SCALAR.call(self(), Scalar.of(other));
  }

  /** {@link #remainder(Tensor)} in place. */
  default Tensor remainder_(Tensor other) {
    return Arithmetic.REMAINDER.callInPlace(self(), other);
  }

  /** {@link #remainder(Number)} in place. */
  default Tensor remainder_(Number other) {
    return Arithmetic.REMAINDER_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /**
   * Elementwise the remainders with the dividend's sign, Java's {@code %}, broadcast and promoted,
   * {@code torch.fmod}.
   */
  default Tensor fmod(Tensor other) {
    return Arithmetic.FMOD.call(self(), other);
  }

  /** {@link #fmod(Tensor)} with a number. */
  default Tensor fmod(Number other) {
    return Arithmetic.FMOD_SCALAR.call(self(), Scalar.of(other));
  }

  /** {@link #fmod(Tensor)} in place. */
  default Tensor fmod_(Tensor other) {
    return Arithmetic.FMOD.callInPlace(self(), other);
  }

  /** {@link #fmod(Number)} in place. */
  default Tensor fmod_(Number other) {
    return Arithmetic.FMOD_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /** Elementwise the powers, broadcast and promoted, {@code torch.pow}. */
  default Tensor pow(Tensor other) {
    return Arithmetic.POW.call(self(), other);
  }

  /** {@link #pow(Tensor)} with a number. */
  default Tensor pow(Number other) {
    return Arithmetic.POW_SCALAR.call(self(), Scalar.of(other));
  }

  /** {@link #pow(Tensor)} in place. */
  default Tensor pow_(Tensor other) {
    return Arithmetic.POW.callInPlace(self(), other);
  }

  /** {@link #pow(Number)} in place. */
  default Tensor pow_(Number exponent) {
    return Arithmetic.POW_NUMBER.callInPlace(self(), Scalar.of(exponent));
  }

  /**
   * Elementwise the angles in radians of the points (other, this), broadcast and promoted, {@code
   * torch.atan2}.
   */
  default Tensor atan2(Tensor other) {
    return Arithmetic.ATAN2.call(self(), other);
  }

  /** {@link #atan2(Tensor)} in place. */
  default Tensor atan2_(Tensor other) {
    return Arithmetic.ATAN2.callInPlace(self(), other);
  }

  /** Elementwise the lengths of the hypotenuses, broadcast and promoted, {@code torch.hypot}. */
  default Tensor hypot(Tensor other) {
    return Arithmetic.HYPOT.call(self(), other);
  }

  /** {@link #hypot(Tensor)} in place. */
  default Tensor hypot_(Tensor other) {
    return Arithmetic.HYPOT.callInPlace(self(), other);
  }

  /**
   * Elementwise the magnitudes with the other signs, broadcast and promoted, {@code
   * torch.copysign}.
   */
  default Tensor copysign(Tensor other) {
    return Arithmetic.COPYSIGN.call(self(), other);
  }

  /** {@link #copysign(Tensor)} in place. */
  default Tensor copysign_(Tensor other) {
    return Arithmetic.COPYSIGN.callInPlace(self(), other);
  }

  /**
   * Elementwise {@code this * log(other)}, 0 where this is 0, broadcast and promoted, {@code
   * torch.xlogy}.
   */
  default Tensor xlogy(Tensor other) {
    return Arithmetic.XLOGY.call(self(), other);
  }

  /** {@link #xlogy(Tensor)} in place. */
  default Tensor xlogy_(Tensor other) {
    return Arithmetic.XLOGY.callInPlace(self(), other);
  }

  /** Elementwise the larger elements; NaN wins, broadcast and promoted, {@code torch.maximum}. */
  default Tensor maximum(Tensor other) {
    return Arithmetic.MAXIMUM.call(self(), other);
  }

  /** Elementwise the smaller elements; NaN wins, broadcast and promoted, {@code torch.minimum}. */
  default Tensor minimum(Tensor other) {
    return Arithmetic.MINIMUM.call(self(), other);
  }

  /** Elementwise the larger elements; NaN loses, broadcast and promoted, {@code torch.fmax}. */
  default Tensor fmax(Tensor other) {
    return Arithmetic.FMAX.call(self(), other);
  }

  /** Elementwise the smaller elements; NaN loses, broadcast and promoted, {@code torch.fmin}. */
  default Tensor fmin(Tensor other) {
    return Arithmetic.FMIN.call(self(), other);
  }

  /** Elementwise whether the elements are equal, broadcast and promoted, {@code torch.eq}. */
  default Tensor eq(Tensor other) {
    return Comparisons.EQ.call(self(), other);
  }

  /** {@link #eq(Tensor)} with a number. */
  default Tensor eq(Number other) {
    return Comparisons.EQ_SCALAR.call(self(), Scalar.of(other));
  }

  /** Elementwise whether the elements differ, broadcast and promoted, {@code torch.ne}. */
  default Tensor ne(Tensor other) {
    return Comparisons.NE.call(self(), other);
  }

  /** {@link #ne(Tensor)} with a number. */
  default Tensor ne(Number other) {
    return Comparisons.NE_SCALAR.call(self(), Scalar.of(other));
  }

  /** Elementwise whether this is less than other, broadcast and promoted, {@code torch.lt}. */
  default Tensor lt(Tensor other) {
    return Comparisons.LT.call(self(), other);
  }

  /** {@link #lt(Tensor)} with a number. */
  default Tensor lt(Number other) {
    return Comparisons.LT_SCALAR.call(self(), Scalar.of(other));
  }

  /** Elementwise whether this is at most other, broadcast and promoted, {@code torch.le}. */
  default Tensor le(Tensor other) {
    return Comparisons.LE.call(self(), other);
  }

  /** {@link #le(Tensor)} with a number. */
  default Tensor le(Number other) {
    return Comparisons.LE_SCALAR.call(self(), Scalar.of(other));
  }

  /** Elementwise whether this is greater than other, broadcast and promoted, {@code torch.gt}. */
  default Tensor gt(Tensor other) {
    return Comparisons.GT.call(self(), other);
  }

  /** {@link #gt(Tensor)} with a number. */
  default Tensor gt(Number other) {
    return Comparisons.GT_SCALAR.call(self(), Scalar.of(other));
  }

  /** Elementwise whether this is at least other, broadcast and promoted, {@code torch.ge}. */
  default Tensor ge(Tensor other) {
    return Comparisons.GE.call(self(), other);
  }

  /** {@link #ge(Tensor)} with a number. */
  default Tensor ge(Number other) {
    return Comparisons.GE_SCALAR.call(self(), Scalar.of(other));
  }

  /** Elementwise whether both are nonzero, broadcast and promoted, {@code torch.logical_and}. */
  default Tensor logicalAnd(Tensor other) {
    return Comparisons.LOGICAL_AND.call(self(), other);
  }

  /**
   * Elementwise whether one or both are nonzero, broadcast and promoted, {@code torch.logical_or}.
   */
  default Tensor logicalOr(Tensor other) {
    return Comparisons.LOGICAL_OR.call(self(), other);
  }

  /**
   * Elementwise whether exactly one is nonzero, broadcast and promoted, {@code torch.logical_xor}.
   */
  default Tensor logicalXor(Tensor other) {
    return Comparisons.LOGICAL_XOR.call(self(), other);
  }

  /**
   * Elementwise the common bits of integers or truth values, broadcast and promoted, {@code
   * torch.bitwise_and}.
   */
  default Tensor bitwiseAnd(Tensor other) {
    return Comparisons.BITWISE_AND.call(self(), other);
  }

  /** {@link #bitwiseAnd(Tensor)} with a number. */
  default Tensor bitwiseAnd(Number other) {
    return Comparisons.BITWISE_AND_SCALAR.call(self(), Scalar.of(other));
  }

  /** {@link #bitwiseAnd(Tensor)} in place. */
  default Tensor bitwiseAnd_(Tensor other) {
    return Comparisons.BITWISE_AND.callInPlace(self(), other);
  }

  /** {@link #bitwiseAnd(Number)} in place. */
  default Tensor bitwiseAnd_(Number other) {
    return Comparisons.BITWISE_AND_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /**
   * Elementwise the bits of either of integers or truth values, broadcast and promoted, {@code
   * torch.bitwise_or}.
   */
  default Tensor bitwiseOr(Tensor other) {
    return Comparisons.BITWISE_OR.call(self(), other);
  }

  /** {@link #bitwiseOr(Tensor)} with a number. */
  default Tensor bitwiseOr(Number other) {
    return Comparisons.BITWISE_OR_SCALAR.call(self(), Scalar.of(other));
  }

  /** {@link #bitwiseOr(Tensor)} in place. */
  default Tensor bitwiseOr_(Tensor other) {
    return Comparisons.BITWISE_OR.callInPlace(self(), other);
  }

  /** {@link #bitwiseOr(Number)} in place. */
  default Tensor bitwiseOr_(Number other) {
    return Comparisons.BITWISE_OR_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /**
   * Elementwise the differing bits of integers or truth values, broadcast and promoted, {@code
   * torch.bitwise_xor}.
   */
  default Tensor bitwiseXor(Tensor other) {
    return Comparisons.BITWISE_XOR.call(self(), other);
  }

  /** {@link #bitwiseXor(Tensor)} with a number. */
  default Tensor bitwiseXor(Number other) {
    return Comparisons.BITWISE_XOR_SCALAR.call(self(), Scalar.of(other));
  }

  /** {@link #bitwiseXor(Tensor)} in place. */
  default Tensor bitwiseXor_(Tensor other) {
    return Comparisons.BITWISE_XOR.callInPlace(self(), other);
  }

  /** {@link #bitwiseXor(Number)} in place. */
  default Tensor bitwiseXor_(Number other) {
    return Comparisons.BITWISE_XOR_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /**
   * Elementwise integers with bits moved up, broadcast and promoted, {@code
   * torch.bitwise_left_shift}.
   */
  default Tensor bitwiseLeftShift(Tensor other) {
    return Comparisons.BITWISE_LEFT_SHIFT.call(self(), other);
  }

  /** {@link #bitwiseLeftShift(Tensor)} in place. */
  default Tensor bitwiseLeftShift_(Tensor other) {
    return Comparisons.BITWISE_LEFT_SHIFT.callInPlace(self(), other);
  }

  /**
   * Elementwise integers with bits moved down, keeping the sign, broadcast and promoted, {@code
   * torch.bitwise_right_shift}.
   */
  default Tensor bitwiseRightShift(Tensor other) {
    return Comparisons.BITWISE_RIGHT_SHIFT.call(self(), other);
  }

  /** {@link #bitwiseRightShift(Tensor)} in place. */
  default Tensor bitwiseRightShift_(Tensor other) {
    return Comparisons.BITWISE_RIGHT_SHIFT.callInPlace(self(), other);
  }
}
