package org.torch4j;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.torch4j.op.Op;
import org.torch4j.op.TensorState;
import org.torch4j.op.family.Arithmetic;
import org.torch4j.op.family.BinaryFunctions;
import org.torch4j.op.family.Comparisons;
import org.torch4j.op.family.Norms;
import org.torch4j.op.family.Placing;
import org.torch4j.op.family.RunningTotals;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;

/** Methods of {@link Tensor} that change it in place and whose plain forms stand elsewhere. */
sealed interface InPlaceMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  // ---- comparisons: 1 where true, else 0

  /** {@code this == other} in place, {@code Tensor.eq_}. */
  default Tensor eq_(Tensor other) {
    return Comparisons.EQ.callInPlace(self(), other);
  }

  /** {@code this == other} in place. */
  default Tensor eq_(Number other) {
    return Comparisons.EQ_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /** {@code this != other} in place, {@code Tensor.ne_}. */
  default Tensor ne_(Tensor other) {
    return Comparisons.NE.callInPlace(self(), other);
  }

  /** {@code this != other} in place. */
  default Tensor ne_(Number other) {
    return Comparisons.NE_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /** Whether {@code this != other}, {@code Tensor.not_equal}. */
  default Tensor notEqual(Tensor other) {
    return self().ne(other);
  }

  /** Whether {@code this != other}. */
  default Tensor notEqual(Number other) {
    return self().ne(other);
  }

  /** {@link #ne_(Tensor)}, {@code Tensor.not_equal_}. */
  default Tensor notEqual_(Tensor other) {
    return ne_(other);
  }

  /** {@link #ne_(Number)}. */
  default Tensor notEqual_(Number other) {
    return ne_(other);
  }

  /** {@code this < other} in place, {@code Tensor.lt_}. */
  default Tensor lt_(Tensor other) {
    return Comparisons.LT.callInPlace(self(), other);
  }

  /** {@code this < other} in place. */
  default Tensor lt_(Number other) {
    return Comparisons.LT_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /** Whether {@code this < other}, {@code Tensor.less}. */
  default Tensor less(Tensor other) {
    return self().lt(other);
  }

  /** Whether {@code this < other}. */
  default Tensor less(Number other) {
    return self().lt(other);
  }

  /** {@link #lt_(Tensor)}, {@code Tensor.less_}. */
  default Tensor less_(Tensor other) {
    return lt_(other);
  }

  /** {@link #lt_(Number)}. */
  default Tensor less_(Number other) {
    return lt_(other);
  }

  /** {@code this <= other} in place, {@code Tensor.le_}. */
  default Tensor le_(Tensor other) {
    return Comparisons.LE.callInPlace(self(), other);
  }

  /** {@code this <= other} in place. */
  default Tensor le_(Number other) {
    return Comparisons.LE_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /** Whether {@code this <= other}, {@code Tensor.less_equal}. */
  default Tensor lessEqual(Tensor other) {
    return self().le(other);
  }

  /** Whether {@code this <= other}. */
  default Tensor lessEqual(Number other) {
    return self().le(other);
  }

  /** {@link #le_(Tensor)}, {@code Tensor.less_equal_}. */
  default Tensor lessEqual_(Tensor other) {
    return le_(other);
  }

  /** {@link #le_(Number)}. */
  default Tensor lessEqual_(Number other) {
    return le_(other);
  }

  /** {@code this > other} in place, {@code Tensor.gt_}. */
  default Tensor gt_(Tensor other) {
    return Comparisons.GT.callInPlace(self(), other);
  }

  /** {@code this > other} in place. */
  default Tensor gt_(Number other) {
    return Comparisons.GT_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /** Whether {@code this > other}, {@code Tensor.greater}. */
  default Tensor greater(Tensor other) {
    return self().gt(other);
  }

  /** Whether {@code this > other}. */
  default Tensor greater(Number other) {
    return self().gt(other);
  }

  /** {@link #gt_(Tensor)}, {@code Tensor.greater_}. */
  default Tensor greater_(Tensor other) {
    return gt_(other);
  }

  /** {@link #gt_(Number)}. */
  default Tensor greater_(Number other) {
    return gt_(other);
  }

  /** {@code this >= other} in place, {@code Tensor.ge_}. */
  default Tensor ge_(Tensor other) {
    return Comparisons.GE.callInPlace(self(), other);
  }

  /** {@code this >= other} in place. */
  default Tensor ge_(Number other) {
    return Comparisons.GE_SCALAR.callInPlace(self(), Scalar.of(other));
  }

  /** Whether {@code this >= other}, {@code Tensor.greater_equal}. */
  default Tensor greaterEqual(Tensor other) {
    return self().ge(other);
  }

  /** Whether {@code this >= other}. */
  default Tensor greaterEqual(Number other) {
    return self().ge(other);
  }

  /** {@link #ge_(Tensor)}, {@code Tensor.greater_equal_}. */
  default Tensor greaterEqual_(Tensor other) {
    return ge_(other);
  }

  /** {@link #ge_(Number)}. */
  default Tensor greaterEqual_(Number other) {
    return ge_(other);
  }

  // ---- logic

  /** {@link Tensor#logicalAnd} in place, {@code Tensor.logical_and_}. */
  default Tensor logicalAnd_(Tensor other) {
    return Comparisons.LOGICAL_AND.callInPlace(self(), other);
  }

  /** {@link Tensor#logicalOr} in place, {@code Tensor.logical_or_}. */
  default Tensor logicalOr_(Tensor other) {
    return Comparisons.LOGICAL_OR.callInPlace(self(), other);
  }

  /** {@link Tensor#logicalXor} in place, {@code Tensor.logical_xor_}. */
  default Tensor logicalXor_(Tensor other) {
    return Comparisons.LOGICAL_XOR.callInPlace(self(), other);
  }

  /** {@link Tensor#logicalNot} in place, {@code Tensor.logical_not_}. */
  default Tensor logicalNot_() {
    return Comparisons.LOGICAL_NOT.callInPlace(self());
  }

  /** {@link Tensor#bitwiseNot} in place, {@code Tensor.bitwise_not_}. */
  default Tensor bitwiseNot_() {
    Op op = self().dtype() == DType.BOOL ? Comparisons.LOGICAL_NOT : Comparisons.BITWISE_NOT;
    return op.callInPlace(self());
  }

  // ---- numbers

  /** {@link Tensor#atan2}, {@code Tensor.arctan2}. */
  default Tensor arctan2(Tensor other) {
    return self().atan2(other);
  }

  /** {@link #arctan2} in place. */
  default Tensor arctan2_(Tensor other) {
    return Arithmetic.ATAN2.callInPlace(self(), other);
  }

  /** Running sums along {@code dim}, in place, {@code Tensor.cumsum_}. */
  default Tensor cumsum_(int dim) {
    return RunningTotals.CUMSUM.callInPlace(self(), (long) dim, null);
  }

  /** Running products along {@code dim}, in place, {@code Tensor.cumprod_}. */
  default Tensor cumprod_(int dim) {
    return RunningTotals.CUMPROD.callInPlace(self(), (long) dim, null);
  }

  /** {@link Tensor#floatPower(Tensor)} in place; float64 tensors only. */
  default Tensor floatPower_(Tensor exponent) {
    return BinaryFunctions.FLOAT_POWER.callInPlace(wide(), exponent);
  }

  /** {@link Tensor#floatPower(Number)} in place; float64 tensors only. */
  default Tensor floatPower_(Number exponent) {
    return BinaryFunctions.FLOAT_POWER_SCALAR.callInPlace(wide(), Scalar.of(exponent));
  }

  private Tensor wide() {
    DType dtype = self().dtype();
    if (dtype != DType.FLOAT64 && dtype != DType.COMPLEX128) {
      throw new DTypeException(
          "float_power_: results are float64 or complex128, which do not fit in place into "
              + dtype);
    }
    return self();
  }

  /** {@link Tensor#polygamma} in place, {@code Tensor.polygamma_}. */
  default Tensor polygamma_(long n) {
    return self().copy_(self().clone().polygamma(n));
  }

  /** {@link Tensor#renorm} in place, {@code Tensor.renorm_}. */
  default Tensor renorm_(double p, int dim, double maxnorm) {
    return Norms.RENORM.callInPlace(self(), Scalar.of(p), (long) dim, Scalar.of(maxnorm));
  }

  /** {@link #fillDiagonal_(Number, boolean)} without wrapping. */
  default Tensor fillDiagonal_(Number value) {
    return fillDiagonal_(value, false);
  }

  /**
   * Writes one value where all indices agree; in a tall matrix with {@code wrap} again below,
   * {@code Tensor.fill_diagonal_}.
   */
  default Tensor fillDiagonal_(Number value, boolean wrap) {
    return Placing.FILL_DIAGONAL_.call(self(), Scalar.of(value), wrap);
  }

  // ---- functions of the caller

  /** Applies a function to each element in place, {@code Tensor.apply_}; records nothing. */
  default Tensor apply_(DoubleUnaryOperator function) {
    return Elementwise.map(self(), List.of(), v -> function.applyAsDouble(v[0]));
  }

  /** Becomes {@code function(this, other)}, elementwise, {@code Tensor.map_}; records nothing. */
  default Tensor map_(Tensor other, DoubleBinaryOperator function) {
    return Elementwise.map(self(), List.of(other), v -> function.applyAsDouble(v[0], v[1]));
  }

  /**
   * Becomes {@code function(this, x, y)}, elementwise, {@code Tensor.map2_}; records nothing.
   *
   * @param function of the array of the three numbers
   */
  default Tensor map2_(Tensor x, Tensor y, ToDoubleFunction<double[]> function) {
    return Elementwise.map(self(), List.of(x, y), function);
  }

  // ---- history

  /** Cuts it off its history, {@code Tensor.detach_}; views cannot be. */
  default Tensor detach_() {
    TensorState.detach(self());
    return self();
  }
}
