package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/** Tensors made from numbers alone: arange, linspace, logspace and eye. */
final class FillKernels {
  private static final int GRAIN = 1 << 15;

  private FillKernels() {}

  static void register(KernelTable table) {
    table.add("arange", FillKernels::arange);
    table.add("linspace", FillKernels::linspace);
    table.add("logspace", FillKernels::logspace);
    table.add("eye", FillKernels::eye);
  }

  private static void arange(KernelCall call) {
    StridedArray out = call.output(0);
    // A count may stand first; the output's size says the same.
    int first = call.arg(0) instanceof Long ? 1 : 0;
    Scalar start = call.scalar(first);
    Scalar step = call.scalar(first + 1);
    Cells to = Cells.of(out);
    boolean whole = to.isInteger() && !start.isFloatingPoint() && !step.isFloatingPoint();
    long base = out.layout().offset();
    double a = start.doubleValue();
    double s = step.doubleValue();
    int lanes = lanes(out.dtype());
    long body = out.numel() - out.numel() % (2L * lanes);
    Parallel.run(
        out.numel(),
        GRAIN,
        (begin, end, chunk) -> {
          for (long i = begin; i < end; i++) {
            if (whole) {
              to.setLong(base + i, start.longValue() + i * step.longValue());
            } else if (out.dtype() == DType.FLOAT32 && i < body) {
              long lane = i % lanes;
              to.setFloat(base + i, (float) ((float) (a + s * (i - lane)) + s * lane));
            } else {
              to.setDouble(base + i, a + s * i);
            }
          }
        });
  }

  /**
   * PyTorch fills blocks of one AVX2 register, two at a time, each from its own rounded first
   * element; the elements left over are computed one by one. Doing the same gives the same bits.
   */
  private static int lanes(DType dtype) {
    return dtype.isIntegral() ? 32 / dtype.byteSize() : dtype == DType.FLOAT64 ? 4 : 8;
  }

  /** The second half is counted from the end, so that both ends are exact. */
  private static void linspace(KernelCall call) {
    StridedArray out = call.output(0);
    Cells to = Cells.of(out);
    double start = end(call, 0, to);
    double end = end(call, 1, to);
    long n = out.numel();
    long base = out.layout().offset();
    if (n == 1) {
      to.setDouble(base, start);
      return;
    }
    int lanes = lanes(out.dtype());
    long body = n - n % (2L * lanes);
    boolean single = out.dtype().isFloatingPoint() && out.dtype() != DType.FLOAT64;
    Parallel.run(
        n,
        GRAIN,
        (from, until, chunk) -> {
          for (long i = from; i < until; i++) {
            long lane = i < body ? i % lanes : 0;
            if (single) {
              to.setFloat(base + i, point((float) start, (float) end, n, i - lane, lane));
            } else if (to.isInteger()) {
              to.setLong(base + i, point(start, end, n, i - lane, lane, i < body));
            } else {
              to.setDouble(base + i, point(start, end, n, i - lane, lane));
            }
          }
        });
  }

  private static float point(float start, float end, long n, long first, long lane) {
    float step = (end - start) / (n - 1);
    float origin =
        first < n / 2 ? Math.fma(step, first, start) : Math.fma(-step, n - 1 - first, end);
    return origin + lane * step;
  }

  private static double point(double start, double end, long n, long first, long lane) {
    double step = (end - start) / (n - 1);
    double origin =
        first < n / 2 ? Math.fma(step, first, start) : Math.fma(-step, n - 1 - first, end);
    return origin + lane * step;
  }

  /** The first element of a register is cut to an integer before the others are counted on. */
  private static long point(
      double start, double end, long n, long first, long lane, boolean inRegister) {
    double step = (end - start) / (n - 1);
    double origin = first < n / 2 ? start + step * first : end - step * (n - 1 - first);
    return inRegister ? (long) ((long) origin + step * lane) : (long) origin;
  }

  /** An end of the range, which integers cut first. */
  private static double end(KernelCall call, int i, Cells to) {
    return to.isInteger() ? call.scalar(i).longValue() : call.scalar(i).doubleValue();
  }

  /** Exponents are counted in the dtype of the result, those of integers in double. */
  private static void logspace(KernelCall call) {
    StridedArray out = call.output(0);
    Cells to = Cells.of(out);
    double start = end(call, 0, to);
    double end = end(call, 1, to);
    double power = call.doubleValue(3);
    long n = out.numel();
    boolean single = out.dtype().isFloatingPoint() && out.dtype() != DType.FLOAT64;
    for (long i = 0; i < n; i++) {
      double exponent =
          n == 1
              ? start
              : single ? exponent((float) start, (float) end, n, i) : exponent(start, end, n, i);
      to.setDouble(out.layout().offset() + i, Math.pow(power, exponent));
    }
  }

  private static float exponent(float start, float end, long n, long i) {
    float step = (end - start) / (n - 1);
    return i < n / 2 ? start + step * i : end - step * (n - 1 - i);
  }

  private static double exponent(double start, double end, long n, long i) {
    double step = (end - start) / (n - 1);
    return i < n / 2 ? start + step * i : end - step * (n - 1 - i);
  }

  private static void eye(KernelCall call) {
    StridedArray out = call.output(0);
    LossKernels.zero(out);
    long columns = out.layout().size(1);
    long n = Math.min(out.layout().size(0), columns);
    Cells to = Cells.of(out);
    for (long i = 0; i < n; i++) {
      IndexKernels.set(to, out.layout().offset() + i * (columns + 1), Scalar.ONE);
    }
  }
}
