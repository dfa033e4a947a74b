package org.torch4j.cpu;

/** What runs along a dimension: sums, products, or logarithms of sums of exponentials. */
enum Running {
  CUMSUM,
  CUMPROD,
  LOGCUMSUMEXP;

  double start() {
    return this == CUMSUM ? 0 : this == CUMPROD ? 1 : Double.NEGATIVE_INFINITY;
  }

  /** One step of many folds beside each other. */
  void step(double[] all, double[] x, int n) {
    switch (this) {
      case CUMSUM -> {
        for (int i = 0; i < n; i++) {
          all[i] += x[i];
        }
      }
      case CUMPROD -> {
        for (int i = 0; i < n; i++) {
          all[i] *= x[i];
        }
      }
      case LOGCUMSUMEXP -> {
        for (int i = 0; i < n; i++) {
          all[i] = logAddExp(x[i], all[i]);
        }
      }
    }
  }

  void step(long[] all, long[] x, int n) {
    if (this == CUMSUM) {
      for (int i = 0; i < n; i++) {
        all[i] += x[i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        all[i] *= x[i];
      }
    }
  }

  /** Folds {@code n} elements from {@code at} on in place and returns the last. */
  double run(double[] x, int at, int n, double start) {
    double all = start;
    switch (this) {
      case CUMSUM -> {
        for (int i = at; i < at + n; i++) {
          all += x[i];
          x[i] = all;
        }
      }
      case CUMPROD -> {
        for (int i = at; i < at + n; i++) {
          all *= x[i];
          x[i] = all;
        }
      }
      case LOGCUMSUMEXP -> {
        for (int i = at; i < at + n; i++) {
          all = logAddExp(x[i], all);
          x[i] = all;
        }
      }
    }
    return all;
  }

  /** As the other, but only the results are rounded to float. */
  double run(float[] x, int at, int n, double start) {
    double all = start;
    switch (this) {
      case CUMSUM -> {
        for (int i = at; i < at + n; i++) {
          all += x[i];
          x[i] = (float) all;
        }
      }
      case CUMPROD -> {
        for (int i = at; i < at + n; i++) {
          all *= x[i];
          x[i] = (float) all;
        }
      }
      case LOGCUMSUMEXP -> {
        for (int i = at; i < at + n; i++) {
          all = logAddExp(x[i], all);
          x[i] = (float) all;
        }
      }
    }
    return all;
  }

  long run(long[] x, int n, long start) {
    long all = start;
    boolean sum = this == CUMSUM;
    for (int i = 0; i < n; i++) {
      all = sum ? all + x[i] : all * x[i];
      x[i] = all;
    }
    return all;
  }

  /** Folds side by side: each step of one waits for the step before, but not for the others. */
  void four(float[] x, int n, double[] all) {
    double a = all[0];
    double b = all[1];
    double c = all[2];
    double d = all[3];
    if (this == CUMSUM) {
      for (int i = 0; i < n; i++) {
        a += x[i];
        x[i] = (float) a;
        b += x[Scan.BLOCK + i];
        x[Scan.BLOCK + i] = (float) b;
        c += x[2 * Scan.BLOCK + i];
        x[2 * Scan.BLOCK + i] = (float) c;
        d += x[3 * Scan.BLOCK + i];
        x[3 * Scan.BLOCK + i] = (float) d;
      }
    } else {
      for (int i = 0; i < n; i++) {
        a *= x[i];
        x[i] = (float) a;
        b *= x[Scan.BLOCK + i];
        x[Scan.BLOCK + i] = (float) b;
        c *= x[2 * Scan.BLOCK + i];
        x[2 * Scan.BLOCK + i] = (float) c;
        d *= x[3 * Scan.BLOCK + i];
        x[3 * Scan.BLOCK + i] = (float) d;
      }
    }
    all[0] = a;
    all[1] = b;
    all[2] = c;
    all[3] = d;
  }

  private static double logAddExp(double a, double b) {
    double low = Math.min(a, b);
    double high = Math.max(a, b);
    // Two equal infinities: their difference would be NaN.
    return low != high || !Double.isInfinite(low) ? Math.log1p(Math.exp(low - high)) + high : a;
  }
}
