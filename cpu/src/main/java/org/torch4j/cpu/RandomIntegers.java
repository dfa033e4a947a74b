package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.backend.IntegerRange;
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
            : between(engine, IntegerRange.of(out.dtype(), from == null ? 0 : from, to));
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
    long count = IntegerRange.greatest(dtype) + 1;
    return (values, n) -> {
      for (int i = 0; i < n; i++) {
        values[i] = (engine.random() & 0xFFFFFFFFL) % count;
      }
    };
  }

  private static RandomFill.Longs between(RandomEngine engine, IntegerRange range) {
    long base = range.base();
    long count = range.count();
    if (count == 0) {
      return (values, n) -> {
        for (int i = 0; i < n; i++) {
          values[i] = engine.random64();
        }
      };
    }
    if (Long.compareUnsigned(count, 1L << 32) >= 0) {
      return (values, n) -> {
        for (int i = 0; i < n; i++) {
          values[i] = Long.remainderUnsigned(engine.random64(), count) + base;
        }
      };
    }
    return (values, n) -> {
      for (int i = 0; i < n; i++) {
        values[i] = (engine.random() & 0xFFFFFFFFL) % count + base;
      }
    };
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
