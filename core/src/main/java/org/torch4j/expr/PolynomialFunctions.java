package org.torch4j.expr;

/**
 * Orthogonal polynomials by their recurrences: x first, then the degree, whose fraction is dropped.
 * Polynomials of negative degree are 0.
 */
public final class PolynomialFunctions {
  /** Degree from which Chebyshev polynomials are computed by angles, inside (-1, 1). */
  private static final int HIGH = 6;

  /** The highest degree that a recurrence is run for; beyond, the value is NaN. */
  private static final int MAX = 1 << 20;

  private PolynomialFunctions() {}

  /**
   * A degree without its fraction. One that no long holds counts as negative, whose polynomial is
   * 0, as in PyTorch.
   */
  private static long integer(double degree) {
    return Math.abs(degree) < 0x1p63 ? (long) degree : -1;
  }

  /** Chebyshev polynomial of the first kind. */
  public static double chebyshevT(double x, double degree) {
    long n = integer(degree);
    if (n > HIGH && Math.abs(x) < 1) {
      return Math.cos(n * Math.acos(x));
    }
    if (Math.abs(x) == 1) {
      return n < 0 ? 0 : x > 0 || n % 2 == 0 ? 1 : -1;
    }
    return chebyshev(x, n, x);
  }

  /** Chebyshev polynomial of the second kind. */
  public static double chebyshevU(double x, double degree) {
    long n = integer(degree);
    if (Math.abs(x) == 1) {
      return n < 0 ? 0 : x > 0 || n % 2 == 0 ? n + 1 : -(n + 1);
    }
    if (n > HIGH && Math.abs(x) < 1) {
      return Math.sin((n + 1) * Math.acos(x)) / Math.sqrt((1 - x) * (1 + x));
    }
    return chebyshev(x, n, 2 * x);
  }

  /** Chebyshev polynomial of the third kind. */
  public static double chebyshevV(double x, double degree) {
    long n = integer(degree);
    if (Math.abs(x) == 1) {
      return n < 0 ? 0 : x > 0 ? 1 : n % 2 == 0 ? 2 * n + 1 : -(2 * n + 1);
    }
    if (n > HIGH && Math.abs(x) < 1) {
      return Math.cos((n + 0.5) * Math.acos(x)) / Math.sqrt((1 + x) / 2);
    }
    return chebyshev(x, n, 2 * x - 1);
  }

  /** Chebyshev polynomial of the fourth kind. */
  public static double chebyshevW(double x, double degree) {
    long n = integer(degree);
    if (Math.abs(x) == 1) {
      return n < 0 ? 0 : x > 0 ? 2 * n + 1 : n % 2 == 0 ? 1 : -1;
    }
    if (n > HIGH && Math.abs(x) < 1) {
      return Math.sin((n + 0.5) * Math.acos(x)) / Math.sqrt((1 - x) / 2);
    }
    return chebyshev(x, n, 2 * x + 1);
  }

  /** The recurrence that all kinds share; they differ in the polynomial of degree 1. */
  private static double chebyshev(double x, long n, double first) {
    if (n <= 0) {
      return n < 0 ? 0 : 1;
    }
    if (n > MAX) {
      return Double.NaN;
    }
    double before = 1;
    double now = first;
    for (long k = 2; k <= n && !Double.isNaN(now); k++) {
      double next = 2 * x * now - before;
      before = now;
      now = next;
    }
    return now;
  }

  /** Hermite polynomial, physicists' form. */
  public static double hermiteH(double x, double degree) {
    return hermite(x, integer(degree), 2);
  }

  /** Hermite polynomial, probabilists' form. */
  public static double hermiteHe(double x, double degree) {
    return hermite(x, integer(degree), 1);
  }

  private static double hermite(double x, long n, double scale) {
    if (n <= 0) {
      return n < 0 ? 0 : 1;
    }
    if (n > MAX) {
      return Double.NaN;
    }
    double before = 1;
    double now = scale * x;
    for (long k = 1; k < n && !Double.isNaN(now); k++) {
      double next = scale * (x * now - k * before);
      before = now;
      now = next;
    }
    return now;
  }

  /** Laguerre polynomial. */
  public static double laguerreL(double x, double degree) {
    long n = integer(degree);
    if (n <= 0 || x == 0) {
      return n < 0 ? 0 : 1;
    }
    if (n > MAX) {
      return Double.NaN;
    }
    double before = 1;
    double now = 1 - x;
    for (long k = 1; k < n && !Double.isNaN(now); k++) {
      double next = ((2 * k + 1 - x) * now - k * before) / (k + 1);
      before = now;
      now = next;
    }
    return now;
  }

  /** Legendre polynomial. */
  public static double legendreP(double x, double degree) {
    long n = integer(degree);
    if (n <= 0) {
      return n < 0 ? 0 : 1;
    }
    if (Math.abs(x) == 1) {
      return x > 0 || n % 2 == 0 ? 1 : -1;
    }
    if (n > MAX) {
      return Double.NaN;
    }
    double before = 1;
    double now = x;
    for (long k = 1; k < n && !Double.isNaN(now); k++) {
      double next = ((2 * k + 1) * x * now - k * before) / (k + 1);
      before = now;
      now = next;
    }
    return now;
  }
}
