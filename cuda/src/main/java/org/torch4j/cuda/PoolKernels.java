package org.torch4j.cuda;

import java.util.Arrays;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/** Pooling over up to three spatial dimensions. */
final class PoolKernels {
  /** Elements of a window that are loaded at once. */
  private static final long FIXED = 16;

  /** Windows that may hold an element and are looked at together. */
  private static final long HOLDERS = 24;

  /** Elements of a window from which a warp adds it up. */
  private static final long WARP = 48;

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
    long[] numbers = new long[37];
    put(numbers, 0, spatial(in, rank), rank, 1);
    put(numbers, 1, spatial(out, rank), rank, 1);
    put(numbers, 2, kernel, rank, 1);
    put(numbers, 3, stride.length == 0 ? kernel : stride, rank, 1);
    put(numbers, 4, padding, rank, 0);
    put(numbers, 5, dilation, rank, 1);
    for (int k = 0; k < 9; k++) {
      long divisor = numbers[k < 6 ? k : k + 3];
      numbers[19 + k] = Divisor.magic(divisor);
      numbers[28 + k] = Divisor.shift(divisor);
    }
    return numbers;
  }

  /** Whether numbers of elements, and what kernels make of them, fit in 31 bits. */
  private static boolean small(StridedArray in, StridedArray out, long[] w) {
    long most = Math.max(in.numel(), out.numel()) + (1 << 24);
    for (int d = 0; d < 3; d++) {
      most = Math.max(most, (w[d] + 1) * (w[3 + d] + 1));
      most = Math.max(most, (w[3 + d] + 1) * w[9 + d] + w[6 + d] * w[15 + d] + w[d]);
    }
    return most < Integer.MAX_VALUE;
  }

  private static Work work(String kernel, StridedArray out, boolean small) {
    return Work.of(kernel, out).types(out.dtype()).type("J", small ? "int" : "i64");
  }

  /** A type of so many bytes, which tells a kernel a number when it is compiled. */
  private static String number(long n) {
    return "struct { u8 bytes[" + n + "]; }";
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
      StridedArray in = t.rows(call.array(0));
      boolean small = small(in, out, windows);
      boolean fixed =
          small && windows[18] == 0 && windows[6] == 1 && windows[7] * windows[8] <= FIXED;
      Work work =
          work(fixed ? "max_pool_fixed" : "max_pool", out, small)
              .type("KY", number(fixed ? windows[7] : 1))
              .type("KX", number(fixed ? windows[8] : 1))
              .array(out)
              .array(call.output(1))
              .array(in);
      if (fixed) {
        work.ints((int) out.numel());
      } else {
        work.longs(out.numel());
      }
      work.struct(windows).run(out.numel());
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

  /** Elements meet where places of their planes say. */
  private static void meet(
      Meeting meeting, StridedArray from, StridedArray places, StridedArray out, int rank) {
    DeviceArrays.zero(out);
    long ins = product(out, rank);
    long outs = product(from, rank);
    if (ins == 0 || outs == 0 || from.numel() == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      Lines planes = Lines.along(1, 1, 1).add(out.numel() / ins, ins, outs, outs);
      meeting.run(t, out, t.rows(places), t.rows(from), planes, outs, ins);
    }
  }

  private static int rank(StridedArray plane) {
    return Math.max(1, plane.layout().dim() - 2);
  }

  // max_pool_backward(grad, indices, input_size, kernel_size, stride, padding, dilation)
  private static void maxBackward(KernelCall call) {
    StridedArray out = call.output(0);
    StridedArray grad = call.array(0);
    if (out.numel() == 0 || grad.numel() == 0) {
      DeviceArrays.zero(out);
      return;
    }
    long[] kernel = call.size() > 3 ? call.longs(3) : new long[0];
    if (kernel.length > 0) {
      long[] w = sliding(out, grad, kernel, call.longs(4), call.longs(5), call.longs(6));
      if (small(out, grad, w) && gather(call, w)) {
        return;
      }
    }
    Meeting meeting = new Meeting("max_pool_backward", Meeting.ADD);
    meet(meeting, grad, call.array(1), out, rank(out));
  }

  /** Elements gather from the windows that hold them, if those are not too many. */
  private static boolean gather(KernelCall call, long[] w) {
    StridedArray out = call.output(0);
    int side = Math.max(1, 16 / out.dtype().byteSize());
    if (w[2] % side != 0 || (Launches.address(out) & 15) != 0) {
      side = 1;
    }
    long rows = (w[7] - 1) * w[16] / w[10] + 1;
    long columns = ((w[8] - 1) * w[17] + side - 1) / w[11] + 1;
    if (rows * columns > HOLDERS) {
      return false;
    }
    try (Temporaries t = new Temporaries()) {
      work("max_pool_backward", out, true)
          .type("V", "t4j_vec<S, " + side + ">")
          .type("KY", number(rows))
          .type("KX", number(columns))
          .array(out)
          .array(t.rows(call.array(0)))
          .array(t.rows(call.array(1)))
          .ints((int) (out.numel() / side))
          .struct(w)
          .run(out.numel() / side);
    }
    return true;
  }

  private static void unpool(KernelCall call) {
    Meeting meeting = new Meeting("max_unpool", Meeting.SET);
    meet(meeting, call.array(0), call.array(1), call.output(0), call.longs(2).length);
  }

  private static void average(
      StridedArray out, StridedArray in, String kernel, boolean padding, long by, long[] w) {
    boolean backward = kernel.endsWith("backward");
    boolean small = backward ? small(out, in, w) : small(in, out, w);
    boolean warps = !backward && area(w) >= WARP;
    try (Temporaries t = new Temporaries()) {
      work(warps ? "avg_pool_warps" : kernel, out, small)
          .array(out)
          .array(t.rows(in))
          .longs(out.numel())
          .flag(padding)
          .longs(by)
          .struct(w)
          .run(warps ? 32 * out.numel() : out.numel());
    }
  }

  /** Elements of a window, about. */
  private static long area(long[] w) {
    long area = 1;
    for (int d = 0; d < 3; d++) {
      area *= w[18] == 1 ? w[d] / Math.max(1, w[3 + d]) : w[6 + d];
    }
    return area;
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
