package org.torch4j.expr;

/**
 * The normal distribution, incomplete gamma functions, entropy and sums of exponentials in double
 * precision, to a few units in the last place.
 */
public final class ProbabilityFunctions {
  private static final double LN_2 = 0.6931471805599453;
  private static final double ROOT_2 = Math.sqrt(2);

  /** Where incomplete gamma functions are taken by their uniform expansion. */
  private static final double LARGE = 1e6;

  private ProbabilityFunctions() {}

  /** {@code exp(x*x) * erfc(x)}, {@code torch.special.erfcx}. */
  public static double erfcx(double x) {
    if (x < -27) {
      return Double.POSITIVE_INFINITY;
    }
    if (x < 0.46875) {
      double square = Math.exp(x * x);
      return x < -0.46875
          ? 2 * exactSquare(x) - SpecialFunctions.scaledTail(-x)
          : square * SpecialFunctions.erfc(x);
    }
    return SpecialFunctions.scaledTail(x);
  }

  /** exp(x*x) with the digits that rounding the square would cost. */
  private static double exactSquare(double x) {
    double head = Math.rint(x * 16) / 16;
    return Math.exp(head * head) * Math.exp((x - head) * (x + head));
  }

  /** Logarithm of the normal distribution function, {@code torch.special.log_ndtr}. */
  public static double logNdtr(double x) {
    double t = x / ROOT_2;
    return x < -1 ? Math.log(erfcx(-t) / 2) - t * t : Math.log1p(-SpecialFunctions.erfc(t) / 2);
  }

  /** Inverse of the normal distribution function; infinite at 0 and 1, NaN outside. */
  public static double ndtri(double p) {
    if (!(p > 0 && p < 1)) {
      return p == 0 ? Double.NEGATIVE_INFINITY : p == 1 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    if (p > 0.5) {
      return p < 0.9 ? ROOT_2 * SpecialFunctions.erfinv(2 * p - 1) : -ndtri(1 - p);
    }
    if (p > 0.1) {
      return ROOT_2 * SpecialFunctions.erfinv(2 * p - 1);
    }
    // Newton's method on the logarithm, which is almost a parabola there.
    double log = Math.log(p);
    double x = -Math.sqrt(-2 * log - Math.log(-2 * log * 2 * Math.PI) * 0.9);
    for (int i = 0; i < 8; i++) {
      double l = logNdtr(x);
      double step = (l - log) * Math.exp(l + x * x / 2) * Math.sqrt(2 * Math.PI);
      x -= step;
      if (Math.abs(step) < 1e-14 * Math.abs(x)) {
        break;
      }
    }
    return x;
  }

  /** {@code -x*log(x)}; 0 at 0, minus infinity below, {@code torch.special.entr}. */
  public static double entr(double x) {
    return x > 0 ? -x * Math.log(x) : x == 0 ? 0 : x < 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
  }

  /** {@code x * log1p(y)}, 0 where x is 0 unless y is NaN, {@code torch.special.xlog1py}. */
  public static double xlog1py(double x, double y) {
    return x == 0 && !Double.isNaN(y) ? 0 : x * Math.log1p(y);
  }

  /** {@code log(exp(a) + exp(b))} without overflow, {@code torch.logaddexp}. */
  public static double logaddexp(double a, double b) {
    return a == b ? a + LN_2 : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
  }

  /** {@code log2(2**a + 2**b)} without overflow, {@code torch.logaddexp2}. */
  public static double logaddexp2(double a, double b) {
    return a == b ? a + 1 : Math.max(a, b) + Math.log1p(Math.pow(2, -Math.abs(a - b))) / LN_2;
  }

  /** Regularised lower incomplete gamma function of a at x, {@code torch.igamma}. */
  public static double igamma(double a, double x) {
    if (x < 0 || a < 0) {
      return Double.NaN;
    }
    if (a == 0) {
      return x > 0 ? 1 : Double.NaN;
    }
    if (x == 0) {
      return 0;
    }
    if (Double.isInfinite(a)) {
      return Double.isInfinite(x) ? Double.NaN : 0;
    }
    if (Double.isInfinite(x)) {
      return 1;
    }
    if (Double.isNaN(a + x)) {
      return Double.NaN;
    }
    if (a > LARGE) {
      return normal(a, x, -1);
    }
    return x < a + 1 ? lower(a, x) : 1 - upper(a, x);
  }

  /** Regularised upper incomplete gamma function of a at x, {@code torch.igammac}. */
  public static double igammac(double a, double x) {
    if (x < 0 || a < 0) {
      return Double.NaN;
    }
    if (a == 0) {
      return x > 0 ? 0 : Double.NaN;
    }
    if (x == 0) {
      return 1;
    }
    if (Double.isInfinite(a)) {
      return Double.isInfinite(x) ? Double.NaN : 1;
    }
    if (Double.isInfinite(x)) {
      return 0;
    }
    if (Double.isNaN(a + x)) {
      return Double.NaN;
    }
    if (a > LARGE) {
      return normal(a, x, 1);
    }
    if (x < 1.1 && a < 0.5) {
      return upperNearZero(a, x);
    }
    return x < a + 1 ? 1 - lower(a, x) : upper(a, x);
  }

  /** {@code x^a exp(-x) / gamma(a + 1)}. */
  private static double front(double a, double x) {
    if (a < 20) {
      return Math.exp(a * Math.log(x) - x - SpecialFunctions.lgamma(a + 1));
    }
    // With Stirling's series the large parts cancel before they are rounded.
    double m = (x - a) / a;
    double z = 1 / (a * a);
    double rest = (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z / 1680))) / a;
    return Math.exp(-a * minusLog(m) - rest) / Math.sqrt(2 * Math.PI * a);
  }

  /** {@code m - log1p(m)}. */
  private static double minusLog(double m) {
    if (Math.abs(m) > 0.3) {
      return m - Math.log1p(m);
    }
    double sum = 0;
    for (int k = 40; k >= 2; k--) {
      sum = sum * -m + 1.0 / k;
    }
    return sum * m * m;
  }

  /** The upper function for sign 1, the lower for -1: Temme's expansion, first term. */
  private static double normal(double a, double x, int sign) {
    double m = (x - a) / a;
    double half = minusLog(m);
    double eta = Math.copySign(Math.sqrt(2 * half), m);
    double c = Math.abs(m) < 1e-4 ? -1.0 / 3 + m / 12 : 1 / m - 1 / eta;
    double rest = Math.exp(-a * half) / Math.sqrt(2 * Math.PI * a) * c;
    return SpecialFunctions.erfc(sign * eta * Math.sqrt(a / 2)) / 2 + sign * rest;
  }

  private static double lower(double a, double x) {
    double term = 1;
    double sum = 1;
    for (double n = a + 1; term > sum * 1e-17; n++) {
      term *= x / n;
      sum += term;
    }
    return sum * front(a, x);
  }

  /** Lentz's evaluation of the continued fraction. */
  private static double upper(double a, double x) {
    double b = x + 1 - a;
    double c = 1e300;
    double d = 1 / b;
    double h = d;
    for (int i = 1; i < 100_000; i++) {
      double an = -i * (i - a);
      b += 2;
      d = an * d + b;
      c = b + an / c;
      d = 1 / (Math.abs(d) < 1e-300 ? 1e-300 : d);
      c = Math.abs(c) < 1e-300 ? 1e-300 : c;
      double delta = d * c;
      h *= delta;
      if (Math.abs(delta - 1) < 1e-16) {
        break;
      }
    }
    return h * a * front(a, x);
  }

  /** The upper function for small arguments, where one minus the lower one would lose digits. */
  private static double upperNearZero(double a, double x) {
    double term = 1;
    double sum = 0;
    for (int k = 1; k < 60; k++) {
      term *= -x / k;
      sum += term / (a + k);
    }
    // gamma(a + 1) - x^a, without cancellation.
    double log = a * Math.log(x);
    double gamma = SpecialFunctions.lgamma(a + 1);
    double head = -Math.expm1(log - gamma);
    return head - a * sum * Math.exp(log - gamma);
  }
}
