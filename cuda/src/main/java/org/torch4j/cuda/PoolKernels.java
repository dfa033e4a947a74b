package org.torch4j.cuda;

import java.util.Arrays;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/** Pooling over up to three spatial dimensions. */
final class PoolKernels {
  private PoolKernels() {}

  static void register(KernelTable table) {
    table.add("max_pool", PoolKernels::max);
    table.add("max_pool_backward", PoolKernels::maxBackward);
    table.add("avg_pool", PoolKernels::average);
    table.add("avg_pool_backward", PoolKernels::averageBackward);
    table.add("adaptive_avg_pool", PoolKernels::adaptiveAverage);
    table.add("adaptive_avg_pool_backward", PoolKernels::adaptiveBackward);
    table.add("adaptive_max_pool", PoolKernels::adaptiveMax);
    table.add("fractional_max_pool", PoolKernels::fractional);
    table.add("max_unpool", PoolKernels::unpool);
  }

  /** Three sizes or settings, those of absent leading dimensions 1. */
  private static void put(long[] numbers, int row, long[] values, int rank, long absent) {
    for (int d = 0; d < 3; d++) {
      int own = d - (3 - rank);
      numbers[3 * row + d] = own < 0 ? absent : values[Math.min(own, values.length - 1)];
    }
  }

  private static long[] spatial(StridedArray a, int rank) {
    long[] sizes = a.shape().toArray();
    return Arrays.copyOfRange(sizes, sizes.length - rank, sizes.length);
  }

  /** {@code t4j_windows} of sliding windows. */
  private static long[] sliding(
      StridedArray in,
      StridedArray out,
      long[] kernel,
      long[] stride,
      long[] padding,
      long[] dilation) {
    int rank = kernel.length;
    long[] numbers = new long[19];
    put(numbers, 0, spatial(in, rank), rank, 1);
    put(numbers, 1, spatial(out, rank), rank, 1);
    put(numbers, 2, kernel, rank, 1);
    put(numbers, 3, stride.length == 0 ? kernel : stride, rank, 1);
    put(numbers, 4, padding, rank, 0);
    put(numbers, 5, dilation, rank, 1);
    return numbers;
  }

  private static long[] adaptive(StridedArray in, StridedArray out, int rank) {
    long[] ones = new long[rank];
    Arrays.fill(ones, 1);
    long[] numbers = sliding(in, out, ones, ones, new long[rank], ones);
    numbers[18] = 1;
    return numbers;
  }

  private static long product(StridedArray a, int rank) {
    return Arrays.stream(spatial(a, rank)).reduce(1, (x, y) -> x * y);
  }

  private static void max(KernelCall call) {
    StridedArray out = call.output(0);
    max(
        call,
        sliding(call.array(0), out, call.longs(1), call.longs(2), call.longs(3), call.longs(4)));
  }

  private static void adaptiveMax(KernelCall call) {
    max(call, adaptive(call.array(0), call.output(0), call.longs(1).length));
  }

  private static void max(KernelCall call, long[] windows) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      Work.of("max_pool", out)
          .types(out.dtype())
          .array(out)
          .array(call.output(1))
          .array(t.rows(call.array(0)))
          .longs(out.numel())
          .struct(windows)
          .run(out.numel());
    }
  }

  private static void fractional(KernelCall call) {
    StridedArray out = call.output(0);
    long[] kernel = call.longs(1);
    long[] ones = new long[kernel.length];
    Arrays.fill(ones, 1);
    try (Temporaries t = new Temporaries()) {
      Work.of("fractional_pool", out)
          .types(out.dtype())
          .array(out)
          .array(call.output(1))
          .array(t.rows(call.array(0)))
          .array(t.converted(call.array(3), out.dtype()))
          .longs(out.numel())
          .ints(kernel.length)
          .struct(sliding(call.array(0), out, kernel, ones, new long[kernel.length], ones))
          .run(out.numel());
    }
  }

  private static void scatter(
      String op, StridedArray from, StridedArray places, StridedArray out, int rank, boolean add) {
    DeviceArrays.zero(out);
    long ins = product(out, rank);
    long outs = product(from, rank);
    long planes = ins == 0 ? 0 : out.numel() / ins;
    try (Temporaries t = new Temporaries()) {
      Work.of("pool_scatter", out)
          .types(out.dtype())
          .array(out)
          .array(t.rows(from))
          .array(t.rows(places))
          .longs(planes, outs, ins)
          .flag(add)
          .checked(op)
          .run(planes);
    }
  }

  private static int rank(StridedArray plane) {
    return Math.max(1, plane.layout().dim() - 2);
  }

  private static void maxBackward(KernelCall call) {
    StridedArray out = call.output(0);
    scatter("max_pool_backward", call.array(0), call.array(1), out, rank(out), true);
  }

  private static void unpool(KernelCall call) {
    scatter(
        "max_unpool", call.array(0), call.array(1), call.output(0), call.longs(2).length, false);
  }

  private static void average(
      StridedArray out, StridedArray in, String kernel, boolean padding, long by, long[] w) {
    try (Temporaries t = new Temporaries()) {
      Work.of(kernel, out)
          .types(out.dtype())
          .array(out)
          .array(t.rows(in))
          .longs(out.numel())
          .flag(padding)
          .longs(by)
          .struct(w)
          .run(out.numel());
    }
  }

  private static void average(KernelCall call) {
    StridedArray in = call.array(0);
    StridedArray out = call.output(0);
    long[] w = sliding(in, out, call.longs(1), call.longs(2), call.longs(3), new long[] {1});
    long by = call.isNull(6) ? 0 : call.longValue(6);
    average(out, in, "avg_pool", call.booleanValue(5), by, w);
  }

  private static void averageBackward(KernelCall call) {
    StridedArray grad = call.array(0);
    StridedArray out = call.output(0);
    long[] w = sliding(out, grad, call.longs(2), call.longs(3), call.longs(4), new long[] {1});
    long by = call.isNull(7) ? 0 : call.longValue(7);
    average(out, grad, "avg_pool_backward", call.booleanValue(6), by, w);
  }

  private static void adaptiveAverage(KernelCall call) {
    StridedArray in = call.array(0);
    StridedArray out = call.output(0);
    average(out, in, "avg_pool", false, 0, adaptive(in, out, call.longs(1).length));
  }

  private static void adaptiveBackward(KernelCall call) {
    StridedArray grad = call.array(0);
    StridedArray out = call.output(0);
    average(out, grad, "avg_pool_backward", false, 0, adaptive(out, grad, rank(out)));
  }
}
