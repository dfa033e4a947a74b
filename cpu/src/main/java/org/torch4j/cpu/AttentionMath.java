package org.torch4j.cpu;

import org.torch4j.type.DType;

/** What attention does with blocks of scores between the products, in Java arrays of one dtype. */
abstract class AttentionMath extends RealArrays {
  AttentionMath(DType dtype) {
    super(dtype);
  }

  /** The loops for float32 or float64. */
  static AttentionMath of(DType dtype) {
    return dtype == DType.FLOAT64 ? new DoubleAttentionMath() : new FloatAttentionMath();
  }

  /** Adds elements of a mask to {@code n} scores. */
  abstract void add(Cells mask, long off, long stride, Object x, int at, int n);

  /** Sets scores to minus infinity. */
  final void hide(Object x, int at, int n) {
    fill(x, at, n, Double.NEGATIVE_INFINITY);
  }

  /**
   * Turns scores into weights relative to the greatest score of each row so far: {@code x = exp(x -
   * m')}; the sums become {@code l' = l exp(m - m') + sum of x}; what was summed before is to be
   * multiplied by {@code factor}.
   */
  abstract void weigh(Object x, int rows, int cols, Object m, Object l, Object factor);

  /** {@code x = exp(x - lse[row])}, zeros in rows that see nothing. */
  abstract void weights(Object x, int rows, int cols, Object lse);

  /** Multiplies by {@code scale} where the bit is set, else by 0. */
  abstract void drop(Object x, int at, int n, byte[] bits, int from, double scale);

  /** {@code a[row] *= factor[row]}. */
  abstract void scaleRows(Object a, int rows, int cols, Object factor);

  /**
   * Divides rows by their sums, and says {@code lse = m + log(l)}; rows that see nothing become
   * zeros or NaN.
   */
  abstract void finish(Object a, int rows, int cols, Object m, Object l, Object lse, boolean zeros);

  /** {@code delta[row] = sum of a * b}. */
  abstract void rowDots(Object a, Object b, int rows, int cols, Object delta);

  /** {@code y = x (y - delta[row])}. */
  abstract void scoreGradients(Object x, Object y, int rows, int cols, Object delta);
}
