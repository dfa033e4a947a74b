package org.torch4j.expr;

/**
 * Bessel functions of orders 0 and 1 and the Airy function in double precision, to a few units in
 * the last place (absolutely near zeros).
 *
 * <p>Power series, which have no cancellation for the modified functions, near 0; Hankel's
 * asymptotic series far from it; in between downward recurrence for J, Neumann's series for Y, and
 * for K the trapezoidal rule on an integral whose integrand falls doubly exponentially.
 */
public final class BesselFunctions {
  private static final double EULER = 0.5772156649015329;
  private static final double QUARTER = Math.PI / 4;

  /** Where the asymptotic series reach double precision. */
  private static final double FAR = 25;

  /** Value and derivative of the Airy function at 0, -1, ..., -10. */
  private static final double[][] AIRY = new double[11][];

  static {
    AIRY[0] = new double[] {0.3550280538878172, -0.2588194037928068};
    for (int i = 1; i < AIRY.length; i++) {
      AIRY[i] = airyStep(1 - i, AIRY[i - 1], -1);
    }
  }

  private BesselFunctions() {}

  /** Modified Bessel function of the first kind, order 0, {@code torch.i0}. */
  public static double i0(double x) {
    double a = Math.abs(x);
    return a < FAR ? series(a, 0) : Math.exp(a / 2) * hankel(a, 0, 1) * Math.exp(a / 2);
  }

  /** {@code exp(-|x|) * i0(x)}, {@code torch.special.i0e}. */
  public static double i0e(double x) {
    double a = Math.abs(x);
    return a < FAR ? Math.exp(-a) * series(a, 0) : hankel(a, 0, 1);
  }

  /** Modified Bessel function of the first kind, order 1, {@code torch.special.i1}. */
  public static double i1(double x) {
    double a = Math.abs(x);
    double y = a < FAR ? series(a, 1) : Math.exp(a / 2) * hankel(a, 1, 1) * Math.exp(a / 2);
    return x < 0 ? -y : y;
  }

  /** {@code exp(-|x|) * i1(x)}, {@code torch.special.i1e}. */
  public static double i1e(double x) {
    double a = Math.abs(x);
    double y = a < FAR ? Math.exp(-a) * series(a, 1) : hankel(a, 1, 1);
    return x < 0 ? -y : y;
  }

  /** The power series of a modified function of the first kind. */
  private static double series(double x, int order) {
    double z = x * x / 4;
    double term = order == 0 ? 1 : x / 2;
    double sum = term;
    for (int k = 1; term > sum * 1e-18; k++) {
      term *= z / ((double) k * (k + order));
      sum += term;
    }
    return sum;
  }

  /** {@code exp(-x) I(x)} for sign 1, {@code exp(x) K(x) / pi} times 2 for -1, for large x. */
  private static double hankel(double x, int order, int sign) {
    double mu = 4.0 * order * order;
    double term = 1;
    double sum = 1;
    for (int k = 1; k < 40; k++) {
      double odd = 2 * k - 1;
      term *= -sign * (mu - odd * odd) / (k * 8 * x);
      sum += term;
      if (Math.abs(term) < 1e-17) {
        break;
      }
    }
    return sum / Math.sqrt(2 * Math.PI * x);
  }

  /** Modified Bessel function of the second kind, order 0; infinite at 0, NaN below. */
  public static double k0(double x) {
    return x > 2 ? Math.exp(-x) * integral(x, 0) : smallK0(x);
  }

  /** {@code exp(x) * k0(x)}. */
  public static double k0Scaled(double x) {
    return x > 2 ? integral(x, 0) : smallK0(x) * Math.exp(x);
  }

  /** Modified Bessel function of the second kind, order 1; infinite at 0, NaN below. */
  public static double k1(double x) {
    return x > 2 ? Math.exp(-x) * integral(x, 1) : smallK1(x);
  }

  /** {@code exp(x) * k1(x)}. */
  public static double k1Scaled(double x) {
    return x > 2 ? integral(x, 1) : smallK1(x) * Math.exp(x);
  }

  private static double smallK0(double x) {
    if (!(x > 0)) {
      return x == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    double z = x * x / 4;
    double log = -(Math.log(x / 2) + EULER);
    double term = 1;
    double sum = log;
    double harmonic = 0;
    for (int k = 1; k < 20; k++) {
      harmonic += 1.0 / k;
      term *= z / ((double) k * k);
      sum += term * (harmonic + log);
    }
    return sum;
  }

  /** From the Wronskian of I and K. */
  private static double smallK1(double x) {
    if (!(x > 0)) {
      return x == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    return (1 / x - series(x, 1) * smallK0(x)) / series(x, 0);
  }

  /** {@code exp(x) K(x)}, the integral of {@code exp(-x (cosh t - 1)) cosh(order t)}. */
  private static double integral(double x, double order) {
    if (Double.isInfinite(x)) {
      return 0;
    }
    int n = 32;
    double part = 42 / x;
    double h = Math.log1p(part + Math.sqrt(part * (part + 2))) / n;
    double sum = 0.5;
    for (int i = 1; i <= n; i++) {
      double s = Math.sinh(i * h / 2);
      sum += Math.exp(-2 * x * s * s) * (order == 0 ? 1 : Math.cosh(order * i * h));
    }
    return sum * h;
  }

  /** Bessel function of the first kind, order 0. */
  public static double besselJ0(double x) {
    double a = Math.abs(x);
    if (a < FAR) {
      return recurrence(a, 0, false);
    }
    return oscillating(a, 0, QUARTER, false);
  }

  /** Bessel function of the first kind, order 1. */
  public static double besselJ1(double x) {
    double a = Math.abs(x);
    double y = a < FAR ? recurrence(a, 1, false) : oscillating(a, 1, 3 * QUARTER, false);
    return x < 0 ? -y : y;
  }

  /** Bessel function of the second kind, order 0; minus infinity at 0, NaN below. */
  public static double besselY0(double x) {
    if (!(x > 0)) {
      return x == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
    }
    return x < FAR ? recurrence(x, 0, true) : oscillating(x, 0, QUARTER, true);
  }

  /** Bessel function of the second kind, order 1; minus infinity at 0, NaN below. */
  public static double besselY1(double x) {
    if (!(x > 0)) {
      return x == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
    }
    return x < FAR ? recurrence(x, 1, true) : oscillating(x, 1, 3 * QUARTER, true);
  }

  /**
   * J of all orders by downward recurrence, normalised by J0 + 2 J2 + 2 J4 + ... = 1; Y is a sum of
   * them.
   */
  private static double recurrence(double x, int order, boolean second) {
    if (x < 1e-9) {
      return tiny(x, order, second);
    }
    int start = 2 * (int) (x / 2 + 20 + 2 * Math.sqrt(x));
    double above = 0;
    double here = 1e-290;
    double norm = 0;
    double sum = 0;
    double j1 = 0;
    for (int k = start; k > 0; k--) {
      double below = 2 * k / x * here - above;
      above = here;
      here = below;
      int n = k - 1;
      if (n == 1) {
        j1 = here;
      }
      if (n > 0 && n % 2 == 0) {
        norm += 2 * here;
      }
      sum += second ? neumann(n, order) * here : 0;
      if (Math.abs(here) > 1e250) {
        above *= 1e-250;
        here *= 1e-250;
        norm *= 1e-250;
        sum *= 1e-250;
        j1 *= 1e-250;
      }
    }
    norm += here;
    double j = (order == 0 ? here : j1) / norm;
    if (!second) {
      return j;
    }
    double log = Math.log(x / 2) + EULER;
    return order == 0
        ? 2 / Math.PI * (log * j - 2 * sum / norm)
        : 2 / Math.PI * ((log - 1) * j - here / (norm * x) - 2 * sum / norm);
  }

  /** The coefficient of J of order n in the series of Y, times -pi/4. */
  private static double neumann(int n, int order) {
    int k = n / 2;
    if (k == 0 || n % 2 != order) {
      return 0;
    }
    double size = order == 0 ? 1.0 / k : (k + 0.5) / ((double) k * (k + 1));
    return k % 2 == 0 ? size : -size;
  }

  private static double tiny(double x, int order, boolean second) {
    if (second) {
      return order == 0 ? 2 / Math.PI * (Math.log(x / 2) + EULER) : -2 / (Math.PI * x);
    }
    return order == 0 ? 1 : x / 2;
  }

  /** Hankel's series for large x: amplitude and phase. */
  private static double oscillating(double x, int order, double shift, boolean second) {
    double mu = 4.0 * order * order;
    double term = 1;
    double p = 1;
    double q = 0;
    for (int k = 1; k < 60; k++) {
      double odd = 2 * k - 1;
      double next = term * (mu - odd * odd) / (k * 8 * x);
      if (Math.abs(next) > Math.abs(term) || Math.abs(next) < 1e-18) {
        break;
      }
      term = next;
      int quarter = k % 4;
      if (quarter % 2 == 1) {
        q += quarter == 1 ? term : -term;
      } else {
        p += quarter == 0 ? term : -term;
      }
    }
    // cos(x - shift) from the exact sine and cosine of x, whose argument is reduced exactly.
    double sine = Math.sin(x) * Math.cos(shift) - Math.cos(x) * Math.sin(shift);
    double cosine = Math.cos(x) * Math.cos(shift) + Math.sin(x) * Math.sin(shift);
    double wave = second ? p * sine + q * cosine : p * cosine - q * sine;
    return Math.sqrt(2 / (Math.PI * x)) * wave;
  }

  /** Spherical Bessel function of the first kind, order 0: sin(x)/x. */
  public static double sphericalBesselJ0(double x) {
    if (Double.isInfinite(x)) {
      return 0;
    }
    return Math.abs(x) < 1e-8 ? 1 : Math.sin(x) / x;
  }

  /** Airy function of the first kind. */
  public static double airyAi(double x) {
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      return Double.NaN;
    }
    if (x > 1.5) {
      double z = 2 * x * Math.sqrt(x) / 3;
      return Math.sqrt(x / 3) / Math.PI * Math.exp(-z) * integral(z, 1.0 / 3);
    }
    if (x >= -10.5) {
      int i = (int) Math.min(10, Math.max(0, -Math.rint(x)));
      return airyStep(-i, AIRY[i], x + i)[0];
    }
    double z = -2 * x * Math.sqrt(-x) / 3;
    double term = 1;
    double p = 1;
    double q = 0;
    for (int k = 1; k < 40; k++) {
      double next = term * (6.0 * k - 5) * (6.0 * k - 1) / (72.0 * k * z);
      if (next > term || next < 1e-18) {
        break;
      }
      term = next;
      int quarter = k % 4;
      if (quarter % 2 == 1) {
        q += quarter == 1 ? term : -term;
      } else {
        p += quarter == 0 ? term : -term;
      }
    }
    double angle = z + QUARTER;
    return (Math.sin(angle) * p - Math.cos(angle) * q)
        / (Math.sqrt(Math.PI) * Math.sqrt(Math.sqrt(-x)));
  }

  /** Value and derivative at {@code x + h} of the solution of y'' = x y known at x. */
  private static double[] airyStep(double x, double[] known, double h) {
    double two = 0;
    double one = known[0];
    double last = known[1];
    double power = h;
    double value = one + last * h;
    double slope = last;
    for (int n = 2; n < 60; n++) {
      double next = (x * one + two) / ((double) n * (n - 1));
      two = one;
      one = last;
      last = next;
      slope += n * next * power;
      power *= h;
      value += next * power;
    }
    return new double[] {value, slope};
  }
}
