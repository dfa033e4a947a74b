package org.torch4j;

/** Second names of comparisons and operators with three operands of {@link Torch}. */
abstract class ComparisonFunctions extends ArithmeticFunctions {
  ComparisonFunctions() {}

  /** Whether {@code self > other}, elementwise. */
  public static Tensor greater(Tensor self, Tensor other) {
    return self.gt(other);
  }

  /** Whether {@code self > other}, for each element. */
  public static Tensor greater(Tensor self, Number other) {
    return self.gt(other);
  }

  /** Whether {@code self >= other}, elementwise. */
  public static Tensor greaterEqual(Tensor self, Tensor other) {
    return self.ge(other);
  }

  /** Whether {@code self >= other}, for each element. */
  public static Tensor greaterEqual(Tensor self, Number other) {
    return self.ge(other);
  }

  /** Whether {@code self < other}, elementwise. */
  public static Tensor less(Tensor self, Tensor other) {
    return self.lt(other);
  }

  /** Whether {@code self < other}, for each element. */
  public static Tensor less(Tensor self, Number other) {
    return self.lt(other);
  }

  /** Whether {@code self <= other}, elementwise. */
  public static Tensor lessEqual(Tensor self, Tensor other) {
    return self.le(other);
  }

  /** Whether {@code self <= other}, for each element. */
  public static Tensor lessEqual(Tensor self, Number other) {
    return self.le(other);
  }

  /** Whether {@code self != other}, elementwise. */
  public static Tensor notEqual(Tensor self, Tensor other) {
    return self.ne(other);
  }

  /** Whether {@code self != other}, for each element. */
  public static Tensor notEqual(Tensor self, Number other) {
    return self.ne(other);
  }

  /** {@code self + value * tensor1 * tensor2}, {@code torch.addcmul}. */
  public static Tensor addcmul(Tensor self, Tensor tensor1, Tensor tensor2, Number value) {
    return self.addcmul(tensor1, tensor2, value);
  }

  /** {@code self + tensor1 * tensor2}. */
  public static Tensor addcmul(Tensor self, Tensor tensor1, Tensor tensor2) {
    return self.addcmul(tensor1, tensor2, 1);
  }

  /** {@code self + value * tensor1 / tensor2}, {@code torch.addcdiv}. */
  public static Tensor addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, Number value) {
    return self.addcdiv(tensor1, tensor2, value);
  }

  /** {@code self + tensor1 / tensor2}. */
  public static Tensor addcdiv(Tensor self, Tensor tensor1, Tensor tensor2) {
    return self.addcdiv(tensor1, tensor2, 1);
  }

  /** The way from self to {@code end} gone by {@code weight}, {@code torch.lerp}. */
  public static Tensor lerp(Tensor self, Tensor end, Number weight) {
    return self.lerp(end, weight);
  }

  /** The way from self to {@code end} gone by {@code weight}, elementwise. */
  public static Tensor lerp(Tensor self, Tensor end, Tensor weight) {
    return self.lerp(end, weight);
  }

  /** {@link #atan2}, under NumPy's name. */
  public static Tensor arctan2(Tensor self, Tensor other) {
    return atan2(self, other);
  }

  /** The complement of integers, the negation of bool, {@code torch.bitwise_not}. */
  public static Tensor bitwiseNot(Tensor self) {
    return self.bitwiseNot();
  }

  /** A copy with one value everywhere, {@code torch.fill}. */
  public static Tensor fill(Tensor self, Object value) {
    return self.clone().fill_(value);
  }
}
