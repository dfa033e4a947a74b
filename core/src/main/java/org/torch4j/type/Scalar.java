package org.torch4j.type;

/**
 * A number given to an operation beside its tensors, {@code torch.Scalar}. It keeps whether it was
 * written as a truth value, an integer, a floating-point or a complex number, because promotion
 * asks.
 *
 * @param category what it was written as
 * @param doubleValue its value as a double; the real part of a complex number
 * @param longValue its value as a long; a floating value is truncated
 * @param imaginary the imaginary part, 0 unless complex
 */
public record Scalar(
    DType.Category category, double doubleValue, long longValue, double imaginary) {
  /** The integer 0. */
  public static final Scalar ZERO = of(0L);

  /** The integer 1. */
  public static final Scalar ONE = of(1L);

  /** A floating-point number. */
  public static Scalar of(double value) {
    return new Scalar(DType.Category.FLOATING, value, (long) value, 0);
  }

  /** An integer. */
  public static Scalar of(long value) {
    return new Scalar(DType.Category.INTEGRAL, (double) value, value, 0);
  }

  /** A truth value. */
  public static Scalar of(boolean value) {
    return new Scalar(DType.Category.BOOL, value ? 1 : 0, value ? 1 : 0, 0);
  }

  /** A complex number, also if its imaginary part is 0. */
  public static Scalar of(Complex value) {
    return new Scalar(DType.Category.COMPLEX, value.real(), (long) value.real(), value.imaginary());
  }

  /** The scalar that a Java number or boolean stands for. */
  public static Scalar of(Object value) {
    return switch (value) {
      case Scalar s -> s;
      case Double d -> of(d.doubleValue());
      case Float f -> of(f.doubleValue());
      case Complex c -> of(c);
      case Number n -> of(n.longValue());
      case Boolean b -> of(b.booleanValue());
      default ->
          throw new IllegalArgumentException(
              "expected a number or boolean, got " + value.getClass().getSimpleName());
    };
  }

  /** Whether it was written with a fraction or as a double. */
  public boolean isFloatingPoint() {
    return category == DType.Category.FLOATING;
  }

  /** Whether it was written as a complex number. */
  public boolean isComplex() {
    return category == DType.Category.COMPLEX;
  }

  /** Whether its value is this one. */
  public boolean is(double value) {
    return doubleValue == value && imaginary == 0;
  }

  /** The complex conjugate; the number itself unless complex. */
  public Scalar conj() {
    return isComplex() ? of(Complex.of(doubleValue, -imaginary)) : this;
  }

  /** The number in Java's form: Long, Double or {@link Complex}; 1 or 0 for a truth value. */
  public Number toNumber() {
    return switch (category) {
      case BOOL, INTEGRAL -> (Number) longValue;
      case FLOATING -> (Number) doubleValue;
      case COMPLEX -> Complex.of(doubleValue, imaginary);
    };
  }

  /** The number as it was written. */
  @Override
  public String toString() {
    return switch (category) {
      case BOOL -> longValue != 0 ? "true" : "false";
      case INTEGRAL -> Long.toString(longValue);
      case FLOATING -> Double.toString(doubleValue);
      case COMPLEX -> toNumber().toString();
    };
  }
}
