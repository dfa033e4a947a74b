package org.torch4j.type;

/**
 * A number given to an operation beside its tensors, {@code torch.Scalar}. It keeps whether it was
 * written as a truth value, an integer or a floating-point number, because promotion asks.
 *
 * @param category what it was written as
 * @param doubleValue its value as a double
 * @param longValue its value as a long; a floating value is truncated
 */
public record Scalar(DType.Category category, double doubleValue, long longValue) {
  /** The integer 0. */
  public static final Scalar ZERO = of(0L);

  /** The integer 1. */
  public static final Scalar ONE = of(1L);

  /** A floating-point number. */
  public static Scalar of(double value) {
    return new Scalar(DType.Category.FLOATING, value, (long) value);
  }

  /** An integer. */
  public static Scalar of(long value) {
    return new Scalar(DType.Category.INTEGRAL, (double) value, value);
  }

  /** A truth value. */
  public static Scalar of(boolean value) {
    return new Scalar(DType.Category.BOOL, value ? 1 : 0, value ? 1 : 0);
  }

  /** The scalar that a boxed Java number or boolean stands for. */
  public static Scalar of(Object value) {
    return switch (value) {
      case Scalar s -> s;
      case Double d -> of(d.doubleValue());
      case Float f -> of(f.doubleValue());
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

  /** The number as it was written. */
  @Override
  public String toString() {
    return switch (category) {
      case BOOL -> longValue != 0 ? "true" : "false";
      case INTEGRAL -> Long.toString(longValue);
      case FLOATING, COMPLEX -> Double.toString(doubleValue);
    };
  }
}
