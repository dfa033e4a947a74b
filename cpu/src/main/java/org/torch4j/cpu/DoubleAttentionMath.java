package org.torch4j.cpu;

import org.torch4j.type.DType;

/**
 * {@link AttentionMath} in double; its twin is the same in float, since each method is a loop over
 * elements that is to become SIMD.
 */
final class DoubleAttentionMath extends AttentionMath {
  DoubleAttentionMath() {
    super(DType.FLOAT64);
  }

  @Override
  void add(Cells mask, long off, long stride, Object x, int at, int n) {
    double[] scores = (double[]) x;
    double[] line = Scratch.get().doubles(9, n);
    mask.load(off, stride, line, 0, n);
    for (int i = 0; i < n; i++) {
      scores[at + i] += line[i];
    }
  }

  @Override
  void weigh(Object x, int rows, int cols, Object m, Object l, Object factor) {
    double[] scores = (double[]) x;
    double[] most = (double[]) m;
    double[] sums = (double[]) l;
    double[] factors = (double[]) factor;
    for (int r = 0; r < rows; r++) {
      double top = Math.max(most[r], LANES.max(scores, r * cols, cols));
      boolean blind = top == Double.NEGATIVE_INFINITY;
      factors[r] = blind ? 1 : Math.exp(most[r] - top);
      most[r] = top;
      subtract(scores, r * cols, cols, blind ? 0 : top);
    }
    LANES.exp(scores, 0, rows * cols);
    for (int r = 0; r < rows; r++) {
      sums[r] = sums[r] * factors[r] + LANES.sum(scores, r * cols, cols);
    }
  }

  private static void subtract(double[] a, int at, int n, double by) {
    for (int i = at; i < at + n; i++) {
      a[i] -= by;
    }
  }

  private static void multiply(double[] a, int at, int n, double by) {
    for (int i = at; i < at + n; i++) {
      a[i] *= by;
    }
  }

  @Override
  void weights(Object x, int rows, int cols, Object lse) {
    double[] scores = (double[]) x;
    double[] logs = (double[]) lse;
    for (int r = 0; r < rows; r++) {
      subtract(scores, r * cols, cols, logs[r] == Double.NEGATIVE_INFINITY ? 0 : logs[r]);
    }
    LANES.exp(scores, 0, rows * cols);
  }

  @Override
  void drop(Object x, int at, int n, byte[] bits, int from, double scale) {
    double[] a = (double[]) x;
    double by = scale;
    for (int i = 0; i < n; i++) {
      a[at + i] *= (bits[from + i >> 3] >> (from + i & 7) & 1) * by;
    }
  }

  @Override
  void scaleRows(Object a, int rows, int cols, Object factor) {
    double[] by = (double[]) factor;
    for (int r = 0; r < rows; r++) {
      if (by[r] != 1) {
        multiply((double[]) a, r * cols, cols, by[r]);
      }
    }
  }

  @Override
  void finish(Object a, int rows, int cols, Object m, Object l, Object lse, boolean zeros) {
    double[] sums = (double[]) l;
    double[] most = (double[]) m;
    double[] logs = (double[]) lse;
    for (int r = 0; r < rows; r++) {
      boolean blind = most[r] == Double.NEGATIVE_INFINITY;
      logs[r] = blind ? Double.NEGATIVE_INFINITY : most[r] + Math.log(sums[r]);
      double by = blind ? zeros ? 0 : Double.NaN : 1 / sums[r];
      multiply((double[]) a, r * cols, cols, by);
    }
  }

  @Override
  void rowDots(Object a, Object b, int rows, int cols, Object delta) {
    for (int r = 0; r < rows; r++) {
      ((double[]) delta)[r] = LANES.dot((double[]) a, r * cols, (double[]) b, r * cols, cols);
    }
  }

  @Override
  void scoreGradients(Object x, Object y, int rows, int cols, Object delta) {
    double[] weights = (double[]) x;
    double[] grads = (double[]) y;
    for (int r = 0; r < rows; r++) {
      double d = ((double[]) delta)[r];
      for (int i = r * cols; i < (r + 1) * cols; i++) {
        grads[i] = (grads[i] - d) * weights[i];
      }
    }
  }
}
