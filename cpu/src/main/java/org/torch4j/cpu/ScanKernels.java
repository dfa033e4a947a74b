package org.torch4j.cpu;

import java.util.Locale;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/**
 * Running sums, products, extremes and log-sum-exps along a dimension. Floating ones are
 * accumulated in double, as PyTorch does on the CPU.
 */
final class ScanKernels {
  /** Rows from this length on are folded beside each other. */
  private static final int ROWS = 64;

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
    Scan scan = new Scan(Running.valueOf(op.toUpperCase(Locale.ROOT)), self, out, dim);
    Slices rows = Places.besides(dim, self, out);
    int n = Walk.size(out, dim);
    if (rows.width() >= ROWS && n > 1) {
      rows.parallel(n, ROWS, scan::rows);
    } else {
      Walk.lines(dim, out.shape(), self, out).parallel(4L * n, scan::lines);
    }
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
    long outStep = Walk.stride(values, dim);
    Walk.lines(dim, values.shape(), self, values, indices)
        .parallel(
            8L * n,
            (walk, lines) -> {
              for (long i = 0; i < lines; i++) {
                long out = walk.at[1];
                long[] place =
                    from.isInteger()
                        ? wholes(from, walk.at[0], step, n, largest, to, out, outStep)
                        : numbers(from, walk.at[0], step, n, largest, to, out, outStep);
                places.store(walk.at[2], Walk.stride(indices, dim), place, 0, n);
                walk.next();
              }
            });
  }

  /** Stores the extremes so far and returns their places: the last of equals. */
  private static long[] wholes(
      Cells from, long off, long step, int n, boolean largest, Cells to, long out, long outStep) {
    long[] x = Scratch.get().longs(4, n);
    long[] place = Scratch.get().longs(5, n);
    from.load(off, step, x, 0, n);
    long turn = largest ? 0 : -1;
    long extreme = x[0] ^ turn;
    int best = 0;
    for (int i = 0; i < n; i++) {
      long v = x[i] ^ turn;
      if (v >= extreme) {
        extreme = v;
        best = i;
      }
      x[i] = extreme ^ turn;
      place[i] = best;
    }
    to.store(out, outStep, x, 0, n);
    return place;
  }

  /** As {@link #wholes}, with NaN from the first one on. */
  private static long[] numbers(
      Cells from, long off, long step, int n, boolean largest, Cells to, long out, long outStep) {
    double[] x = Scratch.get().doubles(4, n);
    long[] place = Scratch.get().longs(5, n);
    from.load(off, step, x, 0, n);
    double sign = largest ? 1 : -1;
    double extreme = x[0] * sign;
    int best = 0;
    for (int i = 0; i < n; i++) {
      double v = x[i] * sign;
      if (v >= extreme || Double.isNaN(v)) {
        extreme = v;
        best = i;
      }
      x[i] = extreme * sign;
      place[i] = best;
    }
    to.store(out, outStep, x, 0, n);
    return place;
  }
}
