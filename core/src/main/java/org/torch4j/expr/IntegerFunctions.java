package org.torch4j.expr;

/**
 * Integer functions of the table. All wrap; int programs take the low half of the long result,
 * which is the same as computing in 32 bits.
 */
public final class IntegerFunctions {
  private IntegerFunctions() {}

  private static void checkDivisor(long b) {
    if (b == 0) {
      throw new ArithmeticException("integer division by zero");
    }
  }

  /** Python's {@code a // b}; raises {@link ArithmeticException} where b is 0. */
  public static long floorDiv(long a, long b) {
    checkDivisor(b);
    return Math.floorDiv(a, b);
  }

  /** The quotient rounded toward 0; raises {@link ArithmeticException} where b is 0. */
  public static long truncDiv(long a, long b) {
    checkDivisor(b);
    return a / b;
  }

  /** The remainder with the sign of a; raises {@link ArithmeticException} where b is 0. */
  public static long fmod(long a, long b) {
    checkDivisor(b);
    return a % b;
  }

  /** Python's {@code a % b}; raises {@link ArithmeticException} where b is 0. */
  public static long remainder(long a, long b) {
    checkDivisor(b);
    return Math.floorMod(a, b);
  }

  /** Power; negative exponents give the true value rounded toward 0, and 0 for base 0. */
  public static long pow(long a, long b) {
    if (b < 0) {
      return a == 1 ? 1 : a == -1 ? ((b & 1) == 0 ? 1 : -1) : 0;
    }
    long result = 1;
    long square = a;
    for (long bits = b; bits != 0; bits >>= 1) {
      if ((bits & 1) != 0) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }

  /** Greatest common divisor, not negative; {@code gcd(0, 0)} is 0. */
  public static long gcd(long a, long b) {
    while (b != 0) {
      long rest = a % b;
      a = b;
      b = rest;
    }
    return Math.abs(a);
  }

  /** Least common multiple, not negative; 0 if one of them is 0. */
  public static long lcm(long a, long b) {
    long divisor = gcd(a, b);
    return divisor == 0 ? 0 : Math.abs(a / divisor * b);
  }

  /** Bits shifted up; 0 if the distance is negative or at least the width. */
  public static long shiftLeft(long a, long b) {
    return b < 0 || b > 63 ? 0 : a << b;
  }

  /** Bits shifted down keeping the sign; only the sign is left if the distance is out of range. */
  public static long shiftRight(long a, long b) {
    return a >> (b < 0 || b > 63 ? 63 : b);
  }
}
