package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/**
 * Running sums, products, extremes and log-sum-exps along a dimension. Floating ones are
 * accumulated in double, as PyTorch does on the CPU.
 */
final class ScanKernels {
  private ScanKernels() {}

  static void register(KernelTable table) {
    table.add("cumsum", call -> fold(call, "cumsum"));
    table.add("cumprod", call -> fold(call, "cumprod"));
    table.add("logcumsumexp", call -> fold(call, "logcumsumexp"));
    table.add("cummax", call -> extremes(call, true));
    table.add("cummin", call -> extremes(call, false));
  }

  private static void fold(KernelCall call, String op) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), op);
    if (out.numel() == 0) {
      return;
    }
    if (out.dtype().isComplex()) {
      throw new DTypeException(op + ": no kernel for " + out.dtype() + " yet");
    }
    int n = Walk.size(out, dim);
    Cells from = Cells.of(self);
    Cells to = Cells.of(out);
    long step = Walk.stride(self, dim);
    long outStep = Walk.stride(out, dim);
    Walk.lines(dim, out.shape(), self, out)
        .parallel(
            4L * n,
            (walk, lines) -> {
              for (long i = 0; i < lines; i++) {
                if (to.isInteger()) {
                  long[] x = Scratch.get().longs(4, n);
                  from.load(walk.at[0], step, x, 0, n);
                  longs(op, x, n);
                  to.store(walk.at[1], outStep, x, 0, n);
                } else {
                  double[] x = Scratch.get().doubles(4, n);
                  from.load(walk.at[0], step, x, 0, n);
                  doubles(op, x, n, to.dtype);
                  to.store(walk.at[1], outStep, x, 0, n);
                }
                walk.next();
              }
            });
  }

  private static void longs(String op, long[] x, int n) {
    boolean sum = op.equals("cumsum");
    long all = sum ? 0 : 1;
    for (int i = 0; i < n; i++) {
      all = sum ? all + x[i] : all * x[i];
      x[i] = all;
    }
  }

  private static void doubles(String op, double[] x, int n, DType target) {
    double all;
    switch (op) {
      case "cumsum" -> {
        all = 0;
        for (int i = 0; i < n; i++) {
          // The input counts in the result's dtype.
          all += rounded(x[i], target);
          x[i] = all;
        }
      }
      case "cumprod" -> {
        all = 1;
        for (int i = 0; i < n; i++) {
          all *= rounded(x[i], target);
          x[i] = all;
        }
      }
      default -> {
        all = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
          all = logAddExp(x[i], all);
          x[i] = all;
        }
      }
    }
  }

  private static double rounded(double v, DType target) {
    return target == DType.FLOAT64 ? v : (float) v;
  }

  private static double logAddExp(double a, double b) {
    double low = Math.min(a, b);
    double high = Math.max(a, b);
    // Two equal infinities: their difference would be NaN.
    return low != high || !Double.isInfinite(low) ? Math.log1p(Math.exp(low - high)) + high : a;
  }

  private static void extremes(KernelCall call, boolean largest) {
    StridedArray self = call.array(0);
    StridedArray values = call.output(0);
    StridedArray indices = call.output(1);
    String op = largest ? "cummax" : "cummin";
    if (self.dtype().isComplex()) {
      throw new DTypeException(op + ": complex numbers have no order, got " + self.dtype());
    }
    int dim = Shape.normalizeDim(call.longValue(1), values.layout().dim(), op);
    if (values.numel() == 0) {
      return;
    }
    int n = Walk.size(values, dim);
    Cells from = Cells.of(self);
    Cells to = Cells.of(values);
    Cells places = Cells.of(indices);
    long step = Walk.stride(self, dim);
    Walk.lines(dim, values.shape(), self, values, indices)
        .parallel(
            8L * n,
            (walk, lines) -> {
              long[] place = Scratch.get().longs(5, n);
              for (long i = 0; i < lines; i++) {
                running(from, walk.at[0], step, n, largest, place);
                places.store(walk.at[2], Walk.stride(indices, dim), place, 0, n);
                for (int k = 0; k < n; k++) {
                  place[k] *= step;
                }
                Moves.gather(
                    from, walk.at[0], place, 0, to, walk.at[1], Walk.stride(values, dim), n);
                walk.next();
              }
            });
  }

  /** The place of the extreme so far: the last of equals, and NaN from the first one on. */
  private static void running(
      Cells from, long off, long step, int n, boolean largest, long[] place) {
    int best = 0;
    if (from.isInteger()) {
      long[] x = Scratch.get().longs(4, n);
      from.load(off, step, x, 0, n);
      for (int i = 0; i < n; i++) {
        best = (largest ? x[i] >= x[best] : x[i] <= x[best]) ? i : best;
        place[i] = best;
      }
      return;
    }
    double[] x = Scratch.get().doubles(4, n);
    from.load(off, step, x, 0, n);
    for (int i = 0; i < n; i++) {
      boolean nan = Double.isNaN(x[best]);
      if (Double.isNaN(x[i]) || !nan && (largest ? x[i] >= x[best] : x[i] <= x[best])) {
        best = i;
      }
      place[i] = best;
    }
  }
}
