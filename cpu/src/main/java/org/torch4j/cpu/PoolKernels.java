package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/**
 * Max and average pooling and their gradients, plane by plane: a plane is the last spatial
 * dimensions of one sample and channel. float32 and half types compute in float, others in double.
 */
final class PoolKernels {
  private static final int INPUT = 4;
  private static final int OUTPUT = 5;
  private static final int INDEX = 4;

  /** Elements that the nearest cache holds. */
  private static final int NEAR = 8192;

  private PoolKernels() {}

  static void register(KernelTable table) {
    table.add("max_pool", PoolKernels::max);
    table.add("max_pool_backward", PoolKernels::maxBackward);
    table.add("avg_pool", PoolKernels::average);
    table.add("avg_pool_backward", PoolKernels::averageBackward);
    table.add("adaptive_avg_pool", PoolKernels::adaptive);
    table.add("adaptive_avg_pool_backward", PoolKernels::adaptiveBackward);
  }

  /** Work on one plane: its number, counted over the leading dimensions. */
  @FunctionalInterface
  interface Plane {
    /** Does plane {@code p}. */
    void run(long p);
  }

  static void planes(StridedArray out, int size, int work, Plane body) {
    long count = size == 0 ? 0 : out.numel() / size;
    Parallel.run(
        count,
        Math.max(1, (1 << 15) / Math.max(1, work)),
        (begin, end, chunk) -> {
          for (long p = begin; p < end; p++) {
            body.run(p);
          }
        });
  }

  static boolean single(StridedArray a) {
    return a.dtype().isFloatingPoint() && a.dtype() != DType.FLOAT64;
  }

  private static void max(KernelCall call) {
    StridedArray input = JavaConv.packed(call.array(0));
    Windows w =
        Windows.sliding(
            input.shape().toArray(),
            call.output(0).shape().toArray(),
            call.longs(1),
            call.longs(2),
            call.longs(3),
            call.longs(4));
    max(input, call, p -> w);
  }

  /** The windows of a plane, counted over the leading dimensions. */
  @FunctionalInterface
  interface PlaneWindows {
    /** Those of plane {@code p}. */
    Windows of(long p);
  }

  /** The greatest elements of the windows of a packed input, and where they stand. */
  static void max(StridedArray input, KernelCall call, PlaneWindows windows) {
    StridedArray values = call.output(0);
    StridedArray indices = call.output(1);
    if (values.numel() == 0) {
      return;
    }
    Windows any = windows.of(0);
    Cells from = Cells.of(input);
    Cells to = Cells.of(values);
    Cells places = Cells.of(indices);
    boolean single = single(values);
    int in = any.inputSize();
    int out = any.outputSize();
    planes(
        values,
        out,
        in + out,
        p -> {
          Windows w = windows.of(p);
          Scratch scratch = Scratch.get();
          long[] index = scratch.longs(INDEX, out);
          long at = input.layout().offset() + p * in;
          if (single) {
            float[] x = scratch.floats(INPUT, in);
            float[] y = scratch.floats(OUTPUT, out);
            from.load(at, 1, x, 0, in);
            PoolLoops.max(w, x, y, index);
            to.store(values.layout().offset() + p * out, 1, y, 0, out);
          } else {
            double[] x = scratch.doubles(INPUT, in);
            double[] y = scratch.doubles(OUTPUT, out);
            from.load(at, 1, x, 0, in);
            PoolLoops.max(w, x, y, index);
            to.store(values.layout().offset() + p * out, 1, y, 0, out);
          }
          places.store(indices.layout().offset() + p * out, 1, index, 0, out);
        });
  }

  private static void maxBackward(KernelCall call) {
    StridedArray grad = JavaConv.packed(call.array(0));
    StridedArray indices = JavaConv.packed(call.array(1));
    StridedArray out = call.output(0);
    // The rank is not among the arguments; sizes of samples and channels are equal in both.
    int rank = Math.max(1, out.layout().dim() - 2);
    int in = product(out, rank);
    int size = product(grad, rank);
    Cells from = Cells.of(grad);
    Cells places = Cells.of(indices);
    Cells to = Cells.of(out);
    boolean single = single(out);
    planes(
        out,
        in,
        in + size,
        p -> {
          Scratch scratch = Scratch.get();
          long[] index = scratch.longs(INDEX, size);
          places.load(indices.layout().offset() + p * size, 1, index, 0, size);
          for (int i = 0; i < size; i++) {
            if (index[i] < 0 || index[i] >= in) {
              throw new IndexOutOfBoundsException(
                  "max_pool_backward: index " + index[i] + " is out of range for a plane of " + in);
            }
          }
          long at = grad.layout().offset() + p * size;
          if (single) {
            float[] g = scratch.floats(OUTPUT, size);
            float[] sums = scratch.floats(INPUT, in);
            Arrays.fill(sums, 0, in, 0f);
            from.load(at, 1, g, 0, size);
            for (int i = 0; i < size; i++) {
              sums[(int) index[i]] += g[i];
            }
            to.store(out.layout().offset() + p * in, 1, sums, 0, in);
          } else {
            double[] g = scratch.doubles(OUTPUT, size);
            double[] sums = scratch.doubles(INPUT, in);
            Arrays.fill(sums, 0, in, 0.0);
            from.load(at, 1, g, 0, size);
            for (int i = 0; i < size; i++) {
              sums[(int) index[i]] += g[i];
            }
            to.store(out.layout().offset() + p * in, 1, sums, 0, in);
          }
        });
  }

  static int product(StridedArray a, int rank) {
    Layout layout = a.layout();
    long n = 1;
    for (int d = layout.dim() - rank; d < layout.dim(); d++) {
      n *= layout.size(d);
    }
    return Math.toIntExact(n);
  }

  /** The number that the sum of a window is divided by. */
  private static double[] divisors(Windows w, boolean countPadding, long override) {
    double[] out = new double[w.outputSize()];
    int at = 0;
    for (int d = 0; d < w.output()[0]; d++) {
      for (int h = 0; h < w.output()[1]; h++) {
        for (int c = 0; c < w.output()[2]; c++) {
          int[] o = {d, h, c};
          long padded = 1;
          long covered = 1;
          for (int i = 0; i < 3; i++) {
            padded *= w.padded()[i][o[i]];
            covered *= Math.max(0, w.end()[i][o[i]] - w.first()[i][o[i]]);
          }
          out[at++] = override != 0 ? override : countPadding ? padded : covered;
        }
      }
    }
    return out;
  }

  private static Windows windows(KernelCall call, long[] input, long[] output, int first) {
    return Windows.sliding(
        input,
        output,
        call.longs(first),
        call.longs(first + 1),
        call.longs(first + 2),
        new long[] {1});
  }

  private static void average(KernelCall call) {
    StridedArray input = call.array(0);
    StridedArray out = call.output(0);
    Windows w = windows(call, input.shape().toArray(), out.shape().toArray(), 1);
    long override = call.isNull(6) ? 0 : call.longValue(6);
    average(w, divisors(w, call.booleanValue(5), override), input, out);
  }

  private static void averageBackward(KernelCall call) {
    StridedArray grad = call.array(0);
    StridedArray out = call.output(0);
    Windows w = windows(call, out.shape().toArray(), grad.shape().toArray(), 2);
    long override = call.isNull(7) ? 0 : call.longValue(7);
    averageBackward(w, divisors(w, call.booleanValue(6), override), grad, out);
  }

  private static void adaptive(KernelCall call) {
    StridedArray input = call.array(0);
    StridedArray out = call.output(0);
    int rank = call.longs(1).length;
    Windows w = Windows.adaptive(input.shape().toArray(), out.shape().toArray(), rank);
    average(w, divisors(w, false, 0), input, out);
  }

  private static void adaptiveBackward(KernelCall call) {
    StridedArray grad = call.array(0);
    StridedArray out = call.output(0);
    int rank = Math.max(1, out.layout().dim() - 2);
    Windows w = Windows.adaptive(out.shape().toArray(), grad.shape().toArray(), rank);
    averageBackward(w, divisors(w, false, 0), grad, out);
  }

  private static void average(
      Windows w, double[] divisors, StridedArray self, StridedArray result) {
    StridedArray input = JavaConv.packed(self);
    Cells from = Cells.of(input);
    Cells to = Cells.of(result);
    int in = w.inputSize();
    int out = w.outputSize();
    boolean single = single(result);
    // Sums of small planes run side by side: alone, each addition waits for the one before.
    int together = single && in * PoolLoops.TOGETHER <= NEAR ? PoolLoops.TOGETHER : 1;
    long count = out == 0 ? 0 : result.numel() / out;
    Parallel.run(
        count,
        Math.max(together, (1 << 15) / Math.max(1, in + out) / together * together),
        (begin, end, chunk) -> {
          Scratch scratch = Scratch.get();
          for (long p = begin; p < end; p += together) {
            int planes = (int) Math.min(together, end - p);
            long at = input.layout().offset() + p * in;
            long into = result.layout().offset() + p * out;
            if (single) {
              float[] x = scratch.floats(INPUT, (long) planes * in);
              float[] y = scratch.floats(OUTPUT, (long) planes * out);
              from.load(at, 1, x, 0, planes * in);
              if (planes == PoolLoops.TOGETHER) {
                PoolLoops.averageTogether(w, x, y, divisors);
              } else {
                for (int q = 0; q < planes; q++) {
                  PoolLoops.average(w, x, q * in, y, q * out, divisors);
                }
              }
              to.store(into, 1, y, 0, planes * out);
            } else {
              double[] x = scratch.doubles(INPUT, in);
              double[] y = scratch.doubles(OUTPUT, out);
              from.load(at, 1, x, 0, in);
              PoolLoops.average(w, x, y, divisors);
              to.store(into, 1, y, 0, out);
            }
          }
        });
  }

  private static void averageBackward(
      Windows w, double[] divisors, StridedArray gradient, StridedArray result) {
    StridedArray grad = JavaConv.packed(gradient);
    Cells from = Cells.of(grad);
    Cells to = Cells.of(result);
    int in = w.inputSize();
    int out = w.outputSize();
    boolean single = single(result);
    planes(
        result,
        in,
        in + out,
        p -> {
          Scratch scratch = Scratch.get();
          long at = grad.layout().offset() + p * out;
          if (single) {
            float[] g = scratch.floats(OUTPUT, out);
            float[] x = scratch.floats(INPUT, in);
            Arrays.fill(x, 0, in, 0f);
            from.load(at, 1, g, 0, out);
            PoolLoops.spread(w, g, x, divisors);
            to.store(result.layout().offset() + p * in, 1, x, 0, in);
          } else {
            double[] g = scratch.doubles(OUTPUT, out);
            double[] x = scratch.doubles(INPUT, in);
            Arrays.fill(x, 0, in, 0.0);
            from.load(at, 1, g, 0, out);
            PoolLoops.spread(w, g, x, divisors);
            to.store(result.layout().offset() + p * in, 1, x, 0, in);
          }
        });
  }
}
