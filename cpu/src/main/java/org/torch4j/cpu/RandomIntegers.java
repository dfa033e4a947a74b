package org.torch4j.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.backend.RandomEngine;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/** Kernels that draw whole numbers: {@code random_} and {@code randperm}. */
final class RandomIntegers {
  private RandomIntegers() {}

  /** Adds the kernels to the backend's table. */
  static void register(KernelTable table) {
    table.add("random_", RandomIntegers::random);
    table.add("randperm", RandomIntegers::permutation);
  }

  /**
   * All overloads: {@code (self, from, to?, generator)}, where from may be None too, {@code (self,
   * to, generator)} and {@code (self, generator)}.
   */
  private static void random(KernelCall call) {
    StridedArray out = call.output(0);
    if (out.dtype().isComplex()) {
      throw new DTypeException("random_: expected a real dtype, got " + out.dtype());
    }
    RandomEngine engine = RandomKernels.engine(call);
    Long from = call.size() == 4 ? (Long) call.arg(1) : null;
    Long to = call.size() == 2 ? null : (Long) call.arg(call.size() - 2);
    RandomFill.Longs draw =
        from == null && to == null
            ? wholeRange(engine, out.dtype())
            : between(engine, out.dtype(), from == null ? 0 : from, to);
    synchronized (engine) {
      RandomFill.longs(out, draw);
    }
  }

  /** From 0 to the largest integer up to which the dtype holds them all. */
  private static RandomFill.Longs wholeRange(RandomEngine engine, DType dtype) {
    if (dtype == DType.INT64 || dtype == DType.FLOAT64) {
      long count = dtype == DType.INT64 ? Long.MIN_VALUE : (1L << 53) + 1;
      return (values, n) -> {
        for (int i = 0; i < n; i++) {
          values[i] = Long.remainderUnsigned(engine.random64(), count);
        }
      };
    }
    long count = greatest(dtype) + 1;
    return (values, n) -> {
      for (int i = 0; i < n; i++) {
        values[i] = (engine.random() & 0xFFFFFFFFL) % count;
      }
    };
  }

  /** From {@code from} up to and without {@code to}, or up to the dtype's greatest for null. */
  private static RandomFill.Longs between(
      RandomEngine engine, DType dtype, long from, @Nullable Long to) {
    if (to == null && from == Long.MIN_VALUE && dtype != DType.FLOAT16) {
      return (values, n) -> {
        for (int i = 0; i < n; i++) {
          values[i] = engine.random64();
        }
      };
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
    checkRange(dtype, first, last);
    long base = first;
    long range = last - first + 1;
    if (Long.compareUnsigned(range, 1L << 32) >= 0) {
      return (values, n) -> {
        for (int i = 0; i < n; i++) {
          values[i] = Long.remainderUnsigned(engine.random64(), range) + base;
        }
      };
    }
    return (values, n) -> {
      for (int i = 0; i < n; i++) {
        values[i] = (engine.random() & 0xFFFFFFFFL) % range + base;
      }
    };
  }

  private static void checkRange(DType dtype, long first, long last) {
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
  private static long greatest(DType dtype) {
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
    return dtype == DType.FLOAT64 ? value : RandomFill.round(dtype, (float) value);
  }

  /** {@code (n, generator)}: the numbers from 0 to n - 1, shuffled from the front. */
  private static void permutation(KernelCall call) {
    StridedArray out = call.output(0);
    RandomEngine engine = RandomKernels.engine(call);
    int n = Math.toIntExact(call.longValue(0));
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    synchronized (engine) {
      for (int i = 0; i < n - 1; i++) {
        int other = i + (int) ((engine.random() & 0xFFFFFFFFL) % (n - i));
        int swap = order[i];
        order[i] = order[other];
        order[other] = swap;
      }
    }
    int[] at = {0};
    RandomFill.longs(
        out,
        (values, count) -> {
          for (int i = 0; i < count; i++) {
            values[i] = order[at[0]++];
          }
        });
  }
}
