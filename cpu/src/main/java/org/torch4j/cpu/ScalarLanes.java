package org.torch4j.cpu;

/** The loops in plain Java; the inner ones are simple enough for the JIT compiler to vectorise. */
final class ScalarLanes extends Lanes {
  private final int floatColumns;
  private final int doubleColumns;

  /** Loops over tiles of these widths. */
  ScalarLanes(int floatColumns, int doubleColumns) {
    this.floatColumns = floatColumns;
    this.doubleColumns = doubleColumns;
  }

  @Override
  int floatColumns() {
    return floatColumns;
  }

  @Override
  int doubleColumns() {
    return doubleColumns;
  }

  @Override
  void tile(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    for (int i = 0; i < ROWS; i++) {
      for (int p = 0; p < k; p++) {
        axpy(floatColumns, a[ao + p * ROWS + i], b, bo + p * floatColumns, c, co + i * ldc);
      }
    }
  }

  @Override
  void row(int k, float[] a, int ao, float[] b, int bo, float[] c, int co) {
    for (int p = 0; p < k; p++) {
      axpy(floatColumns, a[ao + p], b, bo + p * floatColumns, c, co);
    }
  }

  private static void axpy(int width, float x, float[] b, int bo, float[] c, int co) {
    for (int j = 0; j < width; j++) {
      c[co + j] = Math.fma(x, b[bo + j], c[co + j]);
    }
  }

  @Override
  void tile(int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int ldc) {
    for (int i = 0; i < ROWS; i++) {
      for (int p = 0; p < k; p++) {
        axpy(doubleColumns, a[ao + p * ROWS + i], b, bo + p * doubleColumns, c, co + i * ldc);
      }
    }
  }

  @Override
  void row(int k, double[] a, int ao, double[] b, int bo, double[] c, int co) {
    for (int p = 0; p < k; p++) {
      axpy(doubleColumns, a[ao + p], b, bo + p * doubleColumns, c, co);
    }
  }

  private static void axpy(int width, double x, double[] b, int bo, double[] c, int co) {
    for (int j = 0; j < width; j++) {
      c[co + j] = Math.fma(x, b[bo + j], c[co + j]);
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
}
