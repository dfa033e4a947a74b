package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Scalar;

/** Tensors made from numbers alone: arange, linspace and eye. */
final class FillKernels {
  private static final int GRAIN = 1 << 15;

  private FillKernels() {}

  static void register(KernelTable table) {
    table.add("arange", FillKernels::arange);
    table.add("linspace", FillKernels::linspace);
    table.add("eye", FillKernels::eye);
  }

  private static void arange(KernelCall call) {
    StridedArray out = call.output(0);
    // A count may stand first; the output's size says the same.
    int first = call.arg(0) instanceof Long ? 1 : 0;
    Scalar start = call.scalar(first);
    Scalar step = call.scalar(first + 1);
    Cells to = Cells.of(out);
    long base = out.layout().offset();
    boolean whole =
        to.isInteger() && !start.isFloatingPoint() && !step.isFloatingPoint();
    Parallel.run(
        out.numel(),
        GRAIN,
        (begin, end, chunk) -> {
          for (long i = begin; i < end; i++) {
            if (whole) {
              to.setLong(base + i, start.longValue() + i * step.longValue());
            } else {
              to.setDouble(base + i, start.doubleValue() + i * step.doubleValue());
            }
          }
        });
  }

  /** The second half is counted from the end, so that both ends are exact. */
  private static void linspace(KernelCall call) {
    StridedArray out = call.output(0);
    double start = call.scalar(0).doubleValue();
    double end = call.scalar(1).doubleValue();
    long n = out.numel();
    Cells to = Cells.of(out);
    long base = out.layout().offset();
    boolean wide = out.dtype().byteSize() == 8 || to.isInteger();
    float floatStep = ((float) end - (float) start) / (n - 1);
    double doubleStep = (end - start) / (n - 1);
    Parallel.run(
        n,
        GRAIN,
        (from, until, chunk) -> {
          for (long i = from; i < until; i++) {
            boolean left = i < n / 2 || n == 1;
            if (n == 1) {
              to.setDouble(base, start);
            } else if (wide) {
              double v = left ? start + doubleStep * i : end - doubleStep * (n - 1 - i);
              to.setDouble(base + i, v);
            } else {
              float v =
                  left
                      ? Math.fma(floatStep, i, (float) start)
                      : Math.fma(-floatStep, n - 1 - i, (float) end);
              to.setFloat(base + i, v);
            }
          }
        });
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
