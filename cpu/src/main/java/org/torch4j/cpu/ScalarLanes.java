package org.torch4j.cpu;

/** The loops in plain Java; the inner ones are simple enough for the JIT compiler to vectorise. */
final class ScalarLanes extends Lanes {
  private static final int COLUMNS = 16;

  @Override
  int floatColumns() {
    return COLUMNS;
  }

  @Override
  int doubleColumns() {
    return COLUMNS;
  }

  @Override
  void tile(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    for (int i = 0; i < ROWS; i++) {
      for (int p = 0; p < k; p++) {
        axpy(a[ao + p * ROWS + i], b, bo + p * COLUMNS, c, co + i * ldc);
      }
    }
  }

  @Override
  void row(int k, float[] a, int ao, float[] b, int bo, float[] c, int co) {
    for (int p = 0; p < k; p++) {
      axpy(a[ao + p], b, bo + p * COLUMNS, c, co);
    }
  }

  private static void axpy(float x, float[] b, int bo, float[] c, int co) {
    for (int j = 0; j < COLUMNS; j++) {
      c[co + j] += x * b[bo + j];
    }
  }

  @Override
  void tile(int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int ldc) {
    for (int i = 0; i < ROWS; i++) {
      for (int p = 0; p < k; p++) {
        axpy(a[ao + p * ROWS + i], b, bo + p * COLUMNS, c, co + i * ldc);
      }
    }
  }

  @Override
  void row(int k, double[] a, int ao, double[] b, int bo, double[] c, int co) {
    for (int p = 0; p < k; p++) {
      axpy(a[ao + p], b, bo + p * COLUMNS, c, co);
    }
  }

  private static void axpy(double x, double[] b, int bo, double[] c, int co) {
    for (int j = 0; j < COLUMNS; j++) {
      c[co + j] += x * b[bo + j];
    }
  }

  @Override
  void exp(float[] a, int at, int n) {
    for (int i = at; i < at + n; i++) {
      a[i] = exp(a[i]);
    }
  }

  @Override
  void exp(double[] a, int at, int n) {
    for (int i = at; i < at + n; i++) {
      a[i] = Math.exp(a[i]);
    }
  }

  @Override
  float max(float[] a, int at, int n) {
    float m = a[at];
    for (int i = at + 1; i < at + n; i++) {
      m = Math.max(m, a[i]);
    }
    return m;
  }

  @Override
  float sum(float[] a, int at, int n) {
    double s = 0;
    for (int i = at; i < at + n; i++) {
      s += a[i];
    }
    return (float) s;
  }

  @Override
  float dot(float[] a, int ao, float[] b, int bo, int n) {
    double s = 0;
    for (int i = 0; i < n; i++) {
      s += (double) a[ao + i] * b[bo + i];
    }
    return (float) s;
  }
}
