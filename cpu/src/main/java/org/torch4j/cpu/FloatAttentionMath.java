package org.torch4j.cpu;

import org.torch4j.type.DType;

/**
 * {@link AttentionMath} in float; its twin is the same in double, since each method is a loop over
 * elements that is to become SIMD.
 */
final class FloatAttentionMath extends AttentionMath {
  FloatAttentionMath() {
    super(DType.FLOAT32);
  }

  @Override
  void add(Cells mask, long off, long stride, Object x, int at, int n) {
    float[] scores = (float[]) x;
    float[] line = Scratch.get().floats(9, n);
    mask.load(off, stride, line, 0, n);
    for (int i = 0; i < n; i++) {
      scores[at + i] += line[i];
    }
  }

  @Override
  void weigh(Object x, int rows, int cols, Object m, Object l, Object factor) {
    float[] scores = (float[]) x;
    float[] most = (float[]) m;
    float[] sums = (float[]) l;
    float[] factors = (float[]) factor;
    for (int r = 0; r < rows; r++) {
      float top = Math.max(most[r], LANES.max(scores, r * cols, cols));
      boolean blind = top == Float.NEGATIVE_INFINITY;
      factors[r] = blind ? 1 : (float) Math.exp(most[r] - top);
      most[r] = top;
      subtract(scores, r * cols, cols, blind ? 0 : top);
    }
    LANES.exp(scores, 0, rows * cols);
    for (int r = 0; r < rows; r++) {
      sums[r] = sums[r] * factors[r] + LANES.sum(scores, r * cols, cols);
    }
  }

  private static void subtract(float[] a, int at, int n, float by) {
    for (int i = at; i < at + n; i++) {
      a[i] -= by;
    }
  }

  private static void multiply(float[] a, int at, int n, float by) {
    for (int i = at; i < at + n; i++) {
      a[i] *= by;
    }
  }

  @Override
  void weights(Object x, int rows, int cols, Object lse) {
    float[] scores = (float[]) x;
    float[] logs = (float[]) lse;
    for (int r = 0; r < rows; r++) {
      subtract(scores, r * cols, cols, logs[r] == Float.NEGATIVE_INFINITY ? 0 : logs[r]);
    }
    LANES.exp(scores, 0, rows * cols);
  }

  @Override
  void drop(Object x, int at, int n, byte[] bits, int from, double scale) {
    float[] a = (float[]) x;
    float by = (float) scale;
    for (int i = 0; i < n; i++) {
      a[at + i] *= (bits[from + i >> 3] >> (from + i & 7) & 1) * by;
    }
  }

  @Override
  void scaleRows(Object a, int rows, int cols, Object factor) {
    float[] by = (float[]) factor;
    for (int r = 0; r < rows; r++) {
      if (by[r] != 1) {
        multiply((float[]) a, r * cols, cols, by[r]);
      }
    }
  }

  @Override
  void finish(Object a, int rows, int cols, Object m, Object l, Object lse, boolean zeros) {
    float[] sums = (float[]) l;
    float[] most = (float[]) m;
    float[] logs = (float[]) lse;
    for (int r = 0; r < rows; r++) {
      boolean blind = most[r] == Float.NEGATIVE_INFINITY;
      logs[r] = blind ? Float.NEGATIVE_INFINITY : most[r] + (float) Math.log(sums[r]);
      float by = blind ? zeros ? 0 : Float.NaN : 1 / sums[r];
      multiply((float[]) a, r * cols, cols, by);
    }
  }

  @Override
  void rowDots(Object a, Object b, int rows, int cols, Object delta) {
    for (int r = 0; r < rows; r++) {
      ((float[]) delta)[r] = LANES.dot((float[]) a, r * cols, (float[]) b, r * cols, cols);
    }
  }

  @Override
  void scoreGradients(Object x, Object y, int rows, int cols, Object delta) {
    float[] weights = (float[]) x;
    float[] grads = (float[]) y;
    for (int r = 0; r < rows; r++) {
      float d = ((float[]) delta)[r];
      for (int i = r * cols; i < (r + 1) * cols; i++) {
        grads[i] = (grads[i] - d) * weights[i];
      }
    }
  }
}
