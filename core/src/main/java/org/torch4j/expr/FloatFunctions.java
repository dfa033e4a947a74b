package org.torch4j.expr;

/**
 * Floating-point functions of the table that {@link Math} lacks or gives other results for than
 * PyTorch: the values that kernels must reproduce. Float programs round the double result.
 */
public final class FloatFunctions {
  private static final double LN_2 = 0.6931471805599453;
  private static final double LARGE = 1 << 28;

  private FloatFunctions() {}

  /** -1, 0 or 1; 0 for both zeros and, unlike {@link Math#signum}, for NaN. */
  public static double sign(double x) {
    return (x > 0 ? 1 : 0) - (x < 0 ? 1 : 0);
  }

  /** {@code 1/sqrt(x)}. */
  public static double rsqrt(double x) {
    return 1 / Math.sqrt(x);
  }

  /** 2 to the power {@code x}. */
  public static double exp2(double x) {
    return Math.pow(2, x);
  }

  /** Logarithm of base 2, exact for powers of two. */
  public static double log2(double x) {
    if (!(x > 0) || Double.isInfinite(x)) {
      return Math.log(x);
    }
    if (x < Double.MIN_NORMAL) {
      return log2(x * 0x1p54) - 54;
    }
    int exponent = Math.getExponent(x);
    double mantissa = Math.scalb(x, -exponent);
    if (mantissa > 1.4142135623730951) {
      mantissa /= 2;
      exponent++;
    }
    return exponent + Math.log(mantissa) / LN_2;
  }

  /** Inverse hyperbolic sine. */
  public static double asinh(double x) {
    double a = Math.abs(x);
    double y = a > LARGE ? Math.log(a) + LN_2 : Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
    return Math.copySign(y, x);
  }

  /** Inverse hyperbolic cosine; NaN below 1. */
  public static double acosh(double x) {
    if (x > LARGE) {
      return Math.log(x) + LN_2;
    }
    double t = x - 1;
    return Math.log1p(t + Math.sqrt(t * (t + 2)));
  }

  /** Inverse hyperbolic tangent; infinite at -1 and 1, NaN outside. */
  public static double atanh(double x) {
    double a = Math.abs(x);
    return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
  }

  /** {@code 1/(1 + exp(-x))}. */
  public static double sigmoid(double x) {
    if (x >= 0) {
      return 1 / (1 + Math.exp(-x));
    }
    double e = Math.exp(x);
    return e / (1 + e);
  }

  /** {@code log(1 + exp(x))} without overflow. */
  public static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** {@code log(sigmoid(x))} without underflow. */
  public static double logSigmoid(double x) {
    return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** The integer part. */
  public static double trunc(double x) {
    return x < 0 ? Math.ceil(x) : Math.floor(x);
  }

  /** Python's {@code a // b}; {@code a / b} where b is 0. */
  public static double floorDiv(double a, double b) {
    if (b == 0) {
      return a / b;
    }
    double mod = a % b;
    double quotient = (a - mod) / b;
    if (mod != 0 && (b < 0) != (mod < 0)) {
      quotient -= 1;
    }
    if (quotient == 0) {
      return Math.copySign(0, a / b);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  /** The integer part of {@code a / b}. */
  public static double truncDiv(double a, double b) {
    return trunc(a / b);
  }

  /** Python's {@code a % b}: the sign of the divisor; NaN where b is 0. */
  public static double remainder(double a, double b) {
    double mod = a % b;
    return mod != 0 && (b < 0) != (mod < 0) ? mod + b : mod;
  }

  /** Power as C defines it: unlike {@link Math#pow}, 1 to any power is 1, even to NaN. */
  public static double pow(double a, double b) {
    return a == 1 || a == -1 && Double.isInfinite(b) ? 1 : Math.pow(a, b);
  }

  /** The smaller one, ignoring NaN. */
  public static double fmin(double a, double b) {
    return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
  }

  /** The greater one, ignoring NaN. */
  public static double fmax(double a, double b) {
    return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
  }

  /** {@code x * log(y)}, 0 where x is 0 unless y is NaN. */
  public static double xlogy(double x, double y) {
    return x == 0 && !Double.isNaN(y) ? 0 : x * Math.log(y);
  }

  /** Whether the sign bit is set, also for -0. */
  public static boolean signbit(double x) {
    return Double.doubleToRawLongBits(x) < 0;
  }
}
