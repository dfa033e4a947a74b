package org.torch4j.backend;

import org.jspecify.annotations.Nullable;
import org.torch4j.expr.Evaluate;
import org.torch4j.type.DType;

/**
 * The whole numbers that {@code random_} draws from, so chosen that none becomes one outside when
 * it is written in the dtype.
 *
 * @param base the least of them
 * @param count how many, an unsigned number; 0 stands for all 2^64
 */
public record IntegerRange(long base, long count) {
  /**
   * Those from {@code from} to before {@code to}, or to the greatest up to which the dtype holds
   * all of them for null.
   *
   * @throws IllegalArgumentException if there is none, or if the dtype does not reach so far
   */
  public static IntegerRange of(DType dtype, long from, @Nullable Long to) {
    if (to == null && from == Long.MIN_VALUE && holdsAll(dtype)) {
      return new IntegerRange(0, 0);
    }
    if (to != null && from >= to) {
      throw new IllegalArgumentException(
          "random_: from must be less than to, got from=" + from + " and to=" + to);
    }
    long last = to == null ? greatest(dtype) : to - 1;
    long first = from;
    if (dtype.isFloatingPoint()) {
      first = roundUp(dtype, from);
      last = to == null ? last : roundDown(dtype, to) - 1;
    }
    check(dtype, first, last);
    return new IntegerRange(first, last - first + 1);
  }

  private static boolean holdsAll(DType dtype) {
    return dtype == DType.INT64 || dtype.isFloatingPoint() && dtype != DType.FLOAT16;
  }

  private static void check(DType dtype, long first, long last) {
    if (first > last) {
      throw new IllegalArgumentException(
          "random_: no number from " + first + " to " + last + " is a " + dtype);
    }
    double limit = dtype == DType.FLOAT16 ? 65504 : Double.POSITIVE_INFINITY;
    boolean fits =
        dtype.isIntegral()
            ? first >= least(dtype) && last <= greatest(dtype)
            : first >= -limit && last <= limit;
    if (!fits) {
      throw new IllegalArgumentException(
          "random_: from=" + first + " to " + last + " (included) is out of bounds for " + dtype);
    }
  }

  private static long least(DType dtype) {
    return switch (dtype) {
      case INT8 -> Byte.MIN_VALUE;
      case INT16 -> Short.MIN_VALUE;
      case INT32 -> Integer.MIN_VALUE;
      case INT64 -> Long.MIN_VALUE;
      default -> 0;
    };
  }

  /** The greatest integer; for floating dtypes the one up to which all are exact. */
  public static long greatest(DType dtype) {
    return switch (dtype) {
      case BOOL -> 1;
      case UINT8 -> 255;
      case INT8 -> Byte.MAX_VALUE;
      case INT16 -> Short.MAX_VALUE;
      case INT32 -> Integer.MAX_VALUE;
      case INT64 -> Long.MAX_VALUE;
      default -> 1L << digits(dtype);
    };
  }

  private static int digits(DType dtype) {
    return switch (dtype) {
      case BFLOAT16 -> 8;
      case FLOAT16 -> 11;
      case FLOAT32 -> 24;
      default -> 53;
    };
  }

  /** The bound, moved inside if numbers next to it would be rounded below it. */
  private static long roundUp(DType dtype, long from) {
    long rounded = (long) cast(dtype, from + 1);
    return rounded < from ? rounded + spacing(dtype, from + 1) : from;
  }

  private static long roundDown(DType dtype, long to) {
    long rounded = (long) cast(dtype, to - 1);
    return rounded >= to ? rounded - spacing(dtype, to - 1) : to;
  }

  private static long spacing(DType dtype, long value) {
    return 1L << 63 - Long.numberOfLeadingZeros(Math.abs(value)) - digits(dtype) + 1;
  }

  private static double cast(DType dtype, long value) {
    return dtype == DType.FLOAT64 ? value : Evaluate.cast((float) value, dtype);
  }
}
