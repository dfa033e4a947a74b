package org.torch4j.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/**
 * Convolutions of every dtype in Java: windows are unfolded into the columns of a matrix, and a
 * matrix product does the rest. Also the reference that the library is tested against.
 */
final class JavaConv {
  private static final int COLUMNS = 8;
  private static final int PLANE = 9;

  private JavaConv() {}

  /** The type in which elements of {@code dtype} are multiplied. */
  private static DType compute(DType dtype) {
    return dtype == DType.FLOAT64 ? dtype : dtype.isIntegral() ? DType.INT64 : DType.FLOAT32;
  }

  private static Object buffer(DType compute, int slot, long n) {
    Scratch scratch = Scratch.get();
    return switch (compute) {
      case FLOAT64 -> scratch.doubles(slot, n);
      case INT64 -> scratch.longs(slot, n);
      default -> scratch.floats(slot, n);
    };
  }

  private static void zero(Object buffer, int from, int to) {
    switch (buffer) {
      case float[] a -> Arrays.fill(a, from, to, 0f);
      case double[] a -> Arrays.fill(a, from, to, 0.0);
      case long[] a -> Arrays.fill(a, from, to, 0L);
      default -> throw new IllegalArgumentException(buffer.getClass().getSimpleName());
    }
  }

  private static void load(Cells from, long off, long stride, Object to, int at, int n) {
    switch (to) {
      case float[] a -> from.load(off, stride, a, at, n);
      case double[] a -> from.load(off, stride, a, at, n);
      case long[] a -> from.load(off, stride, a, at, n);
      default -> throw new IllegalArgumentException(to.getClass().getSimpleName());
    }
  }

  private static void store(Cells to, long off, Object from, int n) {
    switch (from) {
      case float[] a -> to.store(off, 1, a, 0, n);
      case double[] a -> to.store(off, 1, a, 0, n);
      case long[] a -> to.store(off, 1, a, 0, n);
      default -> throw new IllegalArgumentException(from.getClass().getSimpleName());
    }
  }

  /** {@code to[at + k * step] += from[start + k]}. */
  private static void add(Object from, int start, Object to, int at, int step, int n) {
    switch (from) {
      case float[] a -> {
        float[] b = (float[]) to;
        for (int k = 0; k < n; k++) {
          b[at + k * step] += a[start + k];
        }
      }
      case double[] a -> {
        double[] b = (double[]) to;
        for (int k = 0; k < n; k++) {
          b[at + k * step] += a[start + k];
        }
      }
      case long[] a -> {
        long[] b = (long[]) to;
        for (int k = 0; k < n; k++) {
          b[at + k * step] += a[start + k];
        }
      }
      default -> throw new IllegalArgumentException(from.getClass().getSimpleName());
    }
  }

  /** One line of output positions that meet the input. */
  @FunctionalInterface
  private interface Line {
    /** Positions {@code at..at + n} meet the input at {@code index}, then {@code step} further. */
    void accept(int at, int n, int[] index, int step);
  }

  /**
   * Visits, for weight position {@code k} (row-major), the lines of output positions that meet the
   * input; the others meet padding only.
   */
  private static void lines(ConvShape s, long k, Line line) {
    int rank = s.rank();
    int last = rank - 1;
    long[] shift = new long[rank];
    long rest = k;
    for (int d = last; d >= 0; d--) {
      shift[d] = rest % s.kernel()[d] * s.dilation()[d] - s.padding()[d];
      rest /= s.kernel()[d];
    }
    long step = s.stride()[last];
    long width = s.output()[last];
    long first = shift[last] >= 0 ? 0 : (-shift[last] + step - 1) / step;
    long beyond = s.input()[last] - shift[last];
    long end = beyond <= 0 ? 0 : Math.min(width, (beyond + step - 1) / step);
    if (first >= end) {
      return;
    }
    int[] index = new int[rank];
    long[] outer = new long[rank];
    long count = ConvShape.product(s.output()) / width;
    for (long row = 0; row < count; row++) {
      boolean inside = true;
      for (int d = 0; d < last; d++) {
        long i = outer[d] * s.stride()[d] + shift[d];
        inside &= i >= 0 && i < s.input()[d];
        index[d] = (int) i;
      }
      if (inside) {
        index[last] = (int) (first * step + shift[last]);
        line.accept((int) (row * width + first), (int) (end - first), index, (int) step);
      }
      for (int d = last - 1; d >= 0 && ++outer[d] == s.output()[d]; d--) {
        outer[d] = 0;
      }
    }
  }

  /** The columns of one sample and group: [channels * kernel positions, output positions]. */
  private static Object unfold(
      ConvShape s, DType compute, StridedArray input, Cells cells, long sample, long group) {
    int positions = (int) ConvShape.product(s.output());
    int taps = (int) ConvShape.product(s.kernel());
    int channels = (int) (s.inChannels() / s.groups());
    long total = (long) channels * taps * positions;
    Object columns = buffer(compute, COLUMNS, total);
    zero(columns, 0, (int) total);
    long[] strides = input.layout().strides();
    int last = s.rank() - 1;
    for (int c = 0; c < channels; c++) {
      long base =
          input.layout().offset() + sample * strides[0] + (group * channels + c) * strides[1];
      for (int k = 0; k < taps; k++) {
        int row = (c * taps + k) * positions;
        lines(
            s,
            k,
            (at, n, index, step) -> {
              long off = base;
              for (int d = 0; d <= last; d++) {
                off += index[d] * strides[d + 2];
              }
              load(cells, off, step * strides[last + 2], columns, row + at, n);
            });
      }
    }
    return columns;
  }

  private static Matrix weights(ConvShape s, StridedArray packed, long group) {
    long rows = s.outChannels() / s.groups();
    return new Matrix(
        Cells.of(packed),
        packed.layout().offset() + group * rows * s.channelSize(),
        s.channelSize(),
        1);
  }

  /** The array itself if it is row-major, or else a row-major copy. */
  static StridedArray packed(StridedArray a) {
    if (a.isContiguous()) {
      return a;
    }
    StridedArray copy = StridedArray.allocate(a.dtype(), a.shape());
    CopyKernels.copy(a, copy);
    return copy;
  }

  /** The output. */
  static void forward(
      ConvShape s,
      StridedArray input,
      StridedArray weight,
      @Nullable StridedArray bias,
      StridedArray out) {
    DType compute = compute(out.dtype());
    StridedArray w = packed(weight);
    Cells in = Cells.of(input);
    Cells to = Cells.of(out);
    Cells b = bias == null ? null : Cells.of(bias);
    long positions = ConvShape.product(s.output());
    long rows = s.outChannels() / s.groups();
    if (out.numel() == 0) {
      return;
    }
    Parallel.run(
        s.batch(),
        1,
        (begin, end, chunk) -> {
          for (long n = begin; n < end; n++) {
            long base = out.layout().offset() + n * s.outputSize();
            if (b != null && bias != null) {
              for (long c = 0; c < s.outChannels(); c++) {
                double v = b.getDouble(bias.layout().offset() + c * bias.layout().stride(0));
                to.fill(base + c * positions, 1, (int) positions, v);
              }
            }
            for (long g = 0; g < s.groups(); g++) {
              Object columns = unfold(s, compute, input, in, n, g);
              Gemm.multiply(
                  out.dtype(),
                  rows,
                  positions,
                  s.channelSize(),
                  weights(s, w, g),
                  new Matrix(Cells.of(compute, columns), 0, positions, 1),
                  1,
                  b == null ? 0 : 1,
                  new Matrix(to, base + g * rows * positions, positions, 1),
                  false);
            }
          }
        });
  }

  /** The input's gradient. */
  static void input(ConvShape s, StridedArray grad, StridedArray weight, StridedArray out) {
    DType compute = compute(out.dtype());
    StridedArray w = packed(weight);
    StridedArray g0 = packed(grad);
    Cells from = Cells.of(g0);
    Cells to = Cells.of(out);
    long positions = ConvShape.product(s.output());
    int plane = (int) ConvShape.product(s.input());
    long rows = s.outChannels() / s.groups();
    long channels = s.inChannels() / s.groups();
    Parallel.run(
        s.batch(),
        1,
        (begin, end, chunk) -> {
          for (long n = begin; n < end; n++) {
            for (long g = 0; g < s.groups(); g++) {
              Object columns = buffer(compute, COLUMNS, s.channelSize() * positions);
              long at = g0.layout().offset() + n * s.outputSize() + g * rows * positions;
              Gemm.multiply(
                  compute,
                  s.channelSize(),
                  positions,
                  rows,
                  weights(s, w, g).transposed(),
                  new Matrix(from, at, positions, 1),
                  1,
                  0,
                  new Matrix(Cells.of(compute, columns), 0, positions, 1),
                  false);
              for (int c = 0; c < channels; c++) {
                Object sums = fold(s, compute, columns, c, plane);
                long target =
                    out.layout().offset() + n * s.inputSize() + (g * channels + c) * plane;
                store(to, target, sums, plane);
              }
            }
          }
        });
  }

  /** Adds the columns of one channel back onto its plane. */
  private static Object fold(ConvShape s, DType compute, Object columns, int channel, int plane) {
    Object sums = buffer(compute, PLANE, plane);
    zero(sums, 0, plane);
    int positions = (int) ConvShape.product(s.output());
    int taps = (int) ConvShape.product(s.kernel());
    for (int k = 0; k < taps && positions > 0; k++) {
      int row = (channel * taps + k) * positions;
      lines(
          s,
          k,
          (at, n, index, step) -> {
            int flat = 0;
            for (int d = 0; d < index.length; d++) {
              flat = flat * (int) s.input()[d] + index[d];
            }
            add(columns, row + at, sums, flat, step, n);
          });
    }
    return sums;
  }

  /** The weight's gradient, summed over the samples in their order. */
  static void weight(ConvShape s, StridedArray grad, StridedArray input, StridedArray out) {
    DType compute = compute(out.dtype());
    StridedArray g0 = packed(grad);
    Cells from = Cells.of(g0);
    Cells in = Cells.of(input);
    long positions = ConvShape.product(s.output());
    long rows = s.outChannels() / s.groups();
    StridedArray sums = out.dtype() == compute ? out : StridedArray.allocate(compute, out.shape());
    Cells to = Cells.of(sums);
    to.fill(sums.layout().offset(), 1, (int) out.numel(), 0);
    for (long n = 0; n < s.batch() && positions > 0; n++) {
      for (long g = 0; g < s.groups(); g++) {
        Object columns = unfold(s, compute, input, in, n, g);
        long at = g0.layout().offset() + n * s.outputSize() + g * rows * positions;
        Gemm.multiply(
            compute,
            rows,
            s.channelSize(),
            positions,
            new Matrix(from, at, positions, 1),
            new Matrix(Cells.of(compute, columns), 0, positions, 1).transposed(),
            1,
            1,
            new Matrix(to, sums.layout().offset() + g * rows * s.channelSize(), s.channelSize(), 1),
            true);
      }
    }
    if (sums != out) {
      CopyKernels.copy(sums, out);
    }
  }
}
