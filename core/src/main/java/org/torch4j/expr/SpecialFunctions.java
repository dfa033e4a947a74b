package org.torch4j.expr;

/**
 * The error functions and the gamma family in double precision, to a few units in the last place
 * (absolutely near zeros of the gamma family other than 1 and 2).
 */
public final class SpecialFunctions {
  private static final double EULER = 0.5772156649015329;
  private static final double HALF_LOG_2_PI = 0.9189385332046728;

  /** Bernoulli numbers B2, B4, ... */
  private static final double[] BERNOULLI = {
    1.0 / 6,
    -1.0 / 30,
    1.0 / 42,
    -1.0 / 30,
    5.0 / 66,
    -691.0 / 2730,
    7.0 / 6,
    -3617.0 / 510,
    43867.0 / 798,
    -174611.0 / 330,
    854513.0 / 138
  };

  /** (zeta(k) - 1)/k with alternating sign: the Taylor series of lgamma at 2. */
  private static final double[] LGAMMA_AT_2 = new double[42];

  static {
    LGAMMA_AT_2[1] = 1 - EULER;
    for (int k = 2; k < LGAMMA_AT_2.length; k++) {
      LGAMMA_AT_2[k] = (k % 2 == 0 ? 1 : -1) * zeta(k, 2) / k;
    }
  }

  // Rational minimax approximations: W. J. Cody, Mathematics of Computation 23 (1969), 631-637.
  // erf(x)/x in x*x up to 0.46875, highest power first.
  private static final double[] ERF_NEAR = {
    1.85777706184603153e-1,
    3.16112374387056560e0,
    1.13864154151050156e2,
    3.77485237685302021e2,
    3.20937758913846947e3
  };
  private static final double[] ERF_NEAR_UNDER = {
    1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3
  };
  // exp(x*x)*erfc(x) up to 4.
  private static final double[] ERFC_MIDDLE = {
    2.15311535474403846e-8,
    5.64188496988670089e-1,
    8.88314979438837594e0,
    6.61191906371416295e1,
    2.98635138197400131e2,
    8.81952221241769090e2,
    1.71204761263407058e3,
    2.05107837782607147e3,
    1.23033935479799725e3
  };
  private static final double[] ERFC_MIDDLE_UNDER = {
    1,
    1.57449261107098347e1,
    1.17693950891312499e2,
    5.37181101862009858e2,
    1.62138957456669019e3,
    3.29079923573345963e3,
    4.36261909014324716e3,
    3.43936767414372164e3,
    1.23033935480374942e3
  };
  // The rest of the asymptotic series in 1/(x*x) beyond 4.
  private static final double[] ERFC_FAR = {
    1.63153871373020978e-2,
    3.05326634961232344e-1,
    3.60344899949804439e-1,
    1.25781726111229246e-1,
    1.60837851487422766e-2,
    6.58749161529837803e-4
  };
  private static final double[] ERFC_FAR_UNDER = {
    1,
    2.56852019228982242e0,
    1.87295284992346725e0,
    5.27905102951428412e-1,
    6.05183413124413191e-2,
    2.33520497626869185e-3
  };

  private SpecialFunctions() {}

  private static double polynomial(double[] coefficients, double x) {
    double sum = 0;
    for (double c : coefficients) {
      sum = sum * x + c;
    }
    return sum;
  }

  /** Error function, {@code torch.erf}. */
  public static double erf(double x) {
    double a = Math.abs(x);
    if (a <= 0.46875) {
      return x * polynomial(ERF_NEAR, x * x) / polynomial(ERF_NEAR_UNDER, x * x);
    }
    return Math.copySign(1 - tail(a), x);
  }

  /** Complementary error function, {@code torch.erfc}. */
  public static double erfc(double x) {
    if (Math.abs(x) <= 0.46875) {
      return 1 - erf(x);
    }
    return x < 0 ? 2 - tail(-x) : tail(x);
  }

  /** erfc from 0.46875 on. */
  private static double tail(double x) {
    if (x > 27) {
      return 0;
    }
    // x*x rounded would cost digits of the exponential: split off what is exact.
    double head = Math.floor(x * 16) / 16;
    return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head)) * scaledTail(x);
  }

  /** {@code exp(x*x) * erfc(x)} from 0.46875 on. */
  static double scaledTail(double x) {
    if (x <= 4) {
      return polynomial(ERFC_MIDDLE, x) / polynomial(ERFC_MIDDLE_UNDER, x);
    }
    double z = 1 / (x * x);
    double rest = z * polynomial(ERFC_FAR, z) / polynomial(ERFC_FAR_UNDER, z);
    return (1 / Math.sqrt(Math.PI) - rest) / x;
  }

  /** Inverse error function, {@code torch.erfinv}; infinite at -1 and 1, NaN outside. */
  public static double erfinv(double y) {
    double a = Math.abs(y);
    if (!(a < 1)) {
      return a == 1 ? Math.copySign(Double.POSITIVE_INFINITY, y) : Double.NaN;
    }
    if (a < 1e-8) {
      return y * (Math.sqrt(Math.PI) / 2);
    }
    // Winitzki's approximation, then Halley steps, each of which triples the correct digits.
    double log = Math.log1p(-a * a);
    double c = 2 / (Math.PI * 0.147) + log / 2;
    double x = Math.sqrt(Math.sqrt(c * c - log / 0.147) - c);
    for (int i = 0; i < 3; i++) {
      double miss = a > 0.5 ? (1 - a) - erfc(x) : erf(x) - a;
      double step = miss / (2 / Math.sqrt(Math.PI) * Math.exp(-x * x));
      x -= step / (1 + x * step);
    }
    return Math.copySign(x, y);
  }

  /** Logarithm of the magnitude of the gamma function, {@code torch.lgamma}. */
  public static double lgamma(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (Double.isInfinite(x) || x <= 0 && x == Math.rint(x)) {
      return Double.POSITIVE_INFINITY;
    }
    if (x < -0.5) {
      // Reflection; the angle is reduced first so that the sine keeps its digits.
      double sine = Math.abs(Math.sin(Math.PI * (x - Math.rint(x))));
      return Math.log(Math.PI / (-x * sine)) - lgamma(-x);
    }
    if (x < 0.5) {
      return aroundTwo(x) - Math.log1p(x) - Math.log(Math.abs(x));
    }
    if (x < 1.5) {
      return aroundTwo(x - 1) - Math.log1p(x - 1);
    }
    if (x < 12) {
      double product = 1;
      while (x > 2.5) {
        x -= 1;
        product *= x;
      }
      return Math.log(product) + aroundTwo(x - 2);
    }
    double z = 1 / (x * x);
    double sum = 0;
    for (int k = 9; k >= 1; k--) {
      sum = sum * z + BERNOULLI[k - 1] / (2 * k * (2 * k - 1));
    }
    return (x - 0.5) * Math.log(x) - x + HALF_LOG_2_PI + sum / x;
  }

  /** lgamma(2 + z) for small z. */
  private static double aroundTwo(double z) {
    double sum = 0;
    for (int k = LGAMMA_AT_2.length - 1; k > 0; k--) {
      sum = (sum + LGAMMA_AT_2[k]) * z;
    }
    return sum;
  }

  /**
   * Derivative of lgamma, {@code torch.digamma}: infinite at zero with the opposite sign, NaN at
   * the other poles.
   */
  public static double digamma(double x) {
    if (x == 0) {
      return Math.copySign(Double.POSITIVE_INFINITY, -x);
    }
    if (x < 0) {
      double angle = x - Math.rint(x);
      if (angle == 0 || Double.isInfinite(x)) {
        return Double.NaN;
      }
      return digamma(1 - x) - Math.PI / Math.tan(Math.PI * angle);
    }
    double shift = 0;
    while (x < 10) {
      shift += 1 / x;
      x += 1;
    }
    double z = 1 / (x * x);
    double sum = 0;
    for (int k = 9; k >= 1; k--) {
      sum = (sum + BERNOULLI[k - 1] / (2 * k)) * z;
    }
    return Math.log(x) - 0.5 / x - sum - shift;
  }

  /** Derivative of digamma, {@code torch.polygamma(1, x)}; infinite at the poles. */
  public static double trigamma(double x) {
    if (x >= 0.5 || Double.isNaN(x)) {
      return hurwitz(2, x);
    }
    double sine = Math.sin(Math.PI * (x - Math.rint(x)));
    return Math.PI * Math.PI / (sine * sine) - hurwitz(2, 1 - x);
  }

  /**
   * Derivative number {@code n} of digamma, {@code torch.polygamma(n, x)}.
   *
   * @throws IllegalArgumentException if n is not an integer from 0
   */
  public static double polygamma(double n, double x) {
    if (!(n >= 0) || n != Math.rint(n) || n > 1e6) {
      throw new IllegalArgumentException(
          "polygamma: n must be an integer that is not negative, received " + n);
    }
    if (n == 0) {
      return digamma(x);
    }
    if (n == 1) {
      return trigamma(x);
    }
    double factorial = Math.exp(lgamma(n + 1));
    if (n < 23) {
      factorial = 1;
      for (int k = 2; k <= n; k++) {
        factorial *= k;
      }
    }
    return (n % 2 == 1 ? 1 : -1) * factorial * zeta(n + 1, x);
  }

  /**
   * Hurwitz zeta function, the sum of {@code (q + k)^-s} over k from 0, for s from 1. For q below
   * zero s must be an integer; infinite at the poles and for s = 1, NaN for infinite q.
   */
  public static double zeta(double s, double q) {
    if (s == 1) {
      return Double.POSITIVE_INFINITY;
    }
    if (q == Double.POSITIVE_INFINITY) {
      return Double.NaN;
    }
    if (q == Double.NEGATIVE_INFINITY && !(s < 1)) { // a pole for any s, NaN too, as in PyTorch
      return Double.POSITIVE_INFINITY;
    }
    if (Double.isInfinite(s) && s > 0 && q > 0) {
      return q > 1 ? 0 : q == 1 ? 1 : Double.POSITIVE_INFINITY;
    }
    return hurwitz(s, q);
  }

  /** The sum by Euler and Maclaurin's formula. */
  private static double hurwitz(double s, double q) {
    if (Double.isNaN(s) || Double.isNaN(q) || s < 1 || q < 0 && s != Math.rint(s)) {
      return Double.NaN;
    }
    if (q <= 0 && q == Math.rint(q)) {
      return Double.POSITIVE_INFINITY;
    }
    if (Double.isInfinite(q)) {
      return 0;
    }
    double sum = 0;
    // Terms below are lost in the sum already; far below zero only those near the pole count.
    double x = q;
    if (x < -1e4) {
      x += Math.ceil(-1e4 - x);
    }
    // The correction series wants x large against s.
    double start = 14 + Math.min(s / 2, 100);
    while (x < start) {
      sum += Math.pow(x, -s);
      x += 1;
    }
    double power = Math.pow(x, -s);
    sum += Math.pow(x, 1 - s) / (s - 1) + power / 2;
    double factor = s / 2 * power / x;
    for (int k = 1; k <= BERNOULLI.length; k++) {
      double term = BERNOULLI[k - 1] * factor;
      sum += term;
      factor *= (s + 2 * k - 1) * (s + 2 * k) / ((2 * k + 1) * (2 * k + 2) * x * x);
    }
    return sum;
  }
}
