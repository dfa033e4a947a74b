package org.torch4j.cpu;

/**
 * Loops over Java arrays that profit from SIMD: one set for the Vector API, one in plain Java for
 * JVMs started without the module. Both give the same bits.
 */
abstract class Lanes {
  /** The set of this JVM. */
  static final Lanes CURRENT = choose();

  static final float LOG2_E = 1.44269504f;
  static final float LN2_HIGH = 0.693359375f;
  static final float LN2_LOW = -2.12194440e-4f;
  static final float EXP_MIN = -104f;
  static final float EXP_MAX = 89f;

  /** Adding it rounds a small float to an integer that stands in the low bits. */
  static final float ROUNDER = 12582912f;

  static final float E2 = 0.5f;
  static final float E3 = 1.66666655e-1f;
  static final float E4 = 4.16657959e-2f;
  static final float E5 = 8.33345191e-3f;
  static final float E6 = 1.39819995e-3f;
  static final float E7 = 1.98756915e-4f;

  /** Sums that run side by side, enough for any vector width. */
  static final int SUMS = 32;

  private static Lanes choose() {
    if (!Boolean.getBoolean("torch4j.scalar")
        && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      return VectorLanes.create();
    }
    return new ScalarLanes(16, 16);
  }

  /** Columns of a float product tile; rows are {@link #ROWS}. */
  abstract int floatColumns();

  /** Columns of a double product tile. */
  abstract int doubleColumns();

  /** Rows of a product tile. */
  static final int ROWS = 6;

  /**
   * {@code c[i][j] += sum over p of a[p * ROWS + i] * b[p * columns + j]} for a full tile; row i of
   * c begins at {@code co + i * ldc}.
   */
  abstract void tile(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc);

  /** One row of a tile; its factors are contiguous at {@code ao}. */
  abstract void row(int k, float[] a, int ao, float[] b, int bo, float[] c, int co);

  /** See {@link #tile(int, float[], int, float[], int, float[], int, int)}. */
  abstract void tile(int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int ldc);

  /** See {@link #row(int, float[], int, float[], int, float[], int)}. */
  abstract void row(int k, double[] a, int ao, double[] b, int bo, double[] c, int co);

  /** {@code a[i] = exp(a[i])}, to about one unit in the last place. */
  abstract void exp(float[] a, int at, int n);

  /** {@code a[i] = exp(a[i])}. */
  abstract void exp(double[] a, int at, int n);

  /** The largest element, NaN if there is one; {@code n} is at least 1. */
  float max(float[] a, int at, int n) {
    int end = at + n;
    int i = at;
    float m0 = a[at];
    float m1 = m0;
    float m2 = m0;
    float m3 = m0;
    for (; i + 3 < end; i += 4) {
      m0 = Math.max(m0, a[i]);
      m1 = Math.max(m1, a[i + 1]);
      m2 = Math.max(m2, a[i + 2]);
      m3 = Math.max(m3, a[i + 3]);
    }
    for (; i < end; i++) {
      m0 = Math.max(m0, a[i]);
    }
    return Math.max(Math.max(m0, m1), Math.max(m2, m3));
  }

  /** The sum; its order depends on {@code n} only. */
  final float sum(float[] a, int at, int n) {
    int end = at + n;
    int i = at;
    float rest = 0;
    if (n >= 2 * SUMS) {
      float[] sums = new float[SUMS];
      i += n / SUMS * SUMS;
      add(a, at, i, sums);
      rest = across(sums);
    }
    for (; i < end; i++) {
      rest += a[i];
    }
    return rest;
  }

  /** {@code sums[i % SUMS] += a[at + i]} up to {@code a[end - 1]}, a multiple of SUMS elements. */
  void add(float[] a, int at, int end, float[] sums) {
    for (int i = at; i < end; i += SUMS) {
      for (int j = 0; j < SUMS; j++) {
        sums[j] += a[i + j];
      }
    }
  }

  /** As {@link #add}, of {@code n} products. */
  void addProducts(float[] a, int ao, float[] b, int bo, int n, float[] sums) {
    for (int i = 0; i < n; i += SUMS) {
      for (int j = 0; j < SUMS; j++) {
        sums[j] = Math.fma(a[ao + i + j], b[bo + i + j], sums[j]);
      }
    }
  }

  /** The sum of products; its order depends on {@code n} only. */
  final float dot(float[] a, int ao, float[] b, int bo, int n) {
    int i = 0;
    float rest = 0;
    if (n >= 2 * SUMS) {
      float[] sums = new float[SUMS];
      i = n / SUMS * SUMS;
      addProducts(a, ao, b, bo, i, sums);
      rest = across(sums);
    }
    for (; i < n; i++) {
      rest = Math.fma(a[ao + i], b[bo + i], rest);
    }
    return rest;
  }

  private static float across(float[] sums) {
    for (int half = SUMS / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        sums[j] += sums[j + half];
      }
    }
    return sums[0];
  }

  /** The largest element, NaN if there is one; {@code n} is at least 1. */
  final double max(double[] a, int at, int n) {
    double m = a[at];
    for (int i = at + 1; i < at + n; i++) {
      m = Math.max(m, a[i]);
    }
    return m;
  }

  /** The sum from first to last. */
  final double sum(double[] a, int at, int n) {
    double s = 0;
    for (int i = at; i < at + n; i++) {
      s += a[i];
    }
    return s;
  }

  /** The sum of products from first to last. */
  final double dot(double[] a, int ao, double[] b, int bo, int n) {
    double s = 0;
    for (int i = 0; i < n; i++) {
      s = Math.fma(a[ao + i], b[bo + i], s);
    }
    return s;
  }

  /** The exponential that {@link #exp(float[], int, int)} computes, for one number. */
  static float exp(float v) {
    float x = Math.min(EXP_MAX, Math.max(EXP_MIN, v));
    float t = Math.fma(x, LOG2_E, ROUNDER);
    float n = t - ROUNDER;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float y = Math.fma(E7, r, E6);
    y = Math.fma(y, r, E5);
    y = Math.fma(y, r, E4);
    y = Math.fma(y, r, E3);
    y = Math.fma(y, r, E2);
    y = Math.fma(y, r * r, r) + 1f;
    int k = Float.floatToRawIntBits(t) - Float.floatToRawIntBits(ROUNDER);
    int half = k >> 1;
    // Two factors, because 2^k alone leaves the range of normal floats at both ends.
    return y * Float.intBitsToFloat(half + 127 << 23) * Float.intBitsToFloat(k - half + 127 << 23);
  }
}
