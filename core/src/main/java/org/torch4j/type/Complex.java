package org.torch4j.type;

/**
 * A complex number, Python's {@code complex}. It is a {@link Number}, so that it may stand wherever
 * an operation takes one: {@code x.mul(Complex.of(0, 1))}.
 */
public final class Complex extends Number {
  private static final long serialVersionUID = 1L;

  private final double real;
  private final double imaginary;

  /** A number from its parts. */
  public Complex(double real, double imaginary) {
    this.real = real;
    this.imaginary = imaginary;
  }

  /** A number from its parts. */
  public static Complex of(double real, double imaginary) {
    return new Complex(real, imaginary);
  }

  /** The real part. */
  public double real() {
    return real;
  }

  /** The imaginary part. */
  public double imaginary() {
    return imaginary;
  }

  /** The distance from 0. */
  public double abs() {
    return Math.hypot(real, imaginary);
  }

  /** The real part, if that is all there is. */
  @Override
  public double doubleValue() {
    if (imaginary != 0) {
      throw new DTypeException("complex: " + this + " is no real number");
    }
    return real;
  }

  @Override
  public float floatValue() {
    return (float) doubleValue();
  }

  @Override
  public long longValue() {
    return (long) doubleValue();
  }

  @Override
  public int intValue() {
    return (int) doubleValue();
  }

  /** Whether both parts are equal, as boxed doubles are compared. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Complex c
        && Double.compare(real, c.real) == 0
        && Double.compare(imaginary, c.imaginary) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * Double.hashCode(real) + Double.hashCode(imaginary);
  }

  /** As Python writes it: {@code (1+2j)}. */
  @Override
  public String toString() {
    String sign = imaginary < 0 || imaginary == 0 && 1 / imaginary < 0 ? "" : "+";
    return "(" + text(real) + sign + text(imaginary) + "j)";
  }

  private static String text(double part) {
    if (part == Math.rint(part) && Math.abs(part) < 1e15) {
      return part == 0 && 1 / part < 0 ? "-0" : Long.toString((long) part);
    }
    return Double.isNaN(part)
        ? "nan"
        : Double.isInfinite(part) ? part > 0 ? "inf" : "-inf" : Double.toString(part);
  }
}
