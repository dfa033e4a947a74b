package org.torch4j.cpu;

import java.util.Arrays;
import java.util.Locale;
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
  /** Rows from this length on are folded beside each other. */
  private static final int ROWS = 64;

  private static final int BLOCK = 1024;

  /** Lines that are folded at once. */
  private static final int SIDE = 4;

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
    Scan scan = new Scan(Fold.valueOf(op.toUpperCase(Locale.ROOT)), self, out, dim);
    Slices rows = IndexKernels.besides(dim, self, out);
    int n = Walk.size(out, dim);
    if (rows.width() >= ROWS && n > 1) {
      rows.parallel(n, ROWS, scan::rows);
    } else {
      Walk.lines(dim, out.shape(), self, out).parallel(4L * n, scan::lines);
    }
  }

  /** What runs along the dimension. */
  private enum Fold {
    CUMSUM,
    CUMPROD,
    LOGCUMSUMEXP;

    double start() {
      return this == CUMSUM ? 0 : this == CUMPROD ? 1 : Double.NEGATIVE_INFINITY;
    }

    /** One step of many folds beside each other. */
    void step(double[] all, double[] x, int n) {
      switch (this) {
        case CUMSUM -> {
          for (int i = 0; i < n; i++) {
            all[i] += x[i];
          }
        }
        case CUMPROD -> {
          for (int i = 0; i < n; i++) {
            all[i] *= x[i];
          }
        }
        case LOGCUMSUMEXP -> {
          for (int i = 0; i < n; i++) {
            all[i] = logAddExp(x[i], all[i]);
          }
        }
      }
    }

    void step(long[] all, long[] x, int n) {
      if (this == CUMSUM) {
        for (int i = 0; i < n; i++) {
          all[i] += x[i];
        }
      } else {
        for (int i = 0; i < n; i++) {
          all[i] *= x[i];
        }
      }
    }

    /** Folds {@code n} elements from {@code at} on in place and returns the last. */
    double run(double[] x, int at, int n, double start) {
      double all = start;
      switch (this) {
        case CUMSUM -> {
          for (int i = at; i < at + n; i++) {
            all += x[i];
            x[i] = all;
          }
        }
        case CUMPROD -> {
          for (int i = at; i < at + n; i++) {
            all *= x[i];
            x[i] = all;
          }
        }
        case LOGCUMSUMEXP -> {
          for (int i = at; i < at + n; i++) {
            all = logAddExp(x[i], all);
            x[i] = all;
          }
        }
      }
      return all;
    }

    /** As the other, but only the results are rounded to float. */
    double run(float[] x, int at, int n, double start) {
      double all = start;
      switch (this) {
        case CUMSUM -> {
          for (int i = at; i < at + n; i++) {
            all += x[i];
            x[i] = (float) all;
          }
        }
        case CUMPROD -> {
          for (int i = at; i < at + n; i++) {
            all *= x[i];
            x[i] = (float) all;
          }
        }
        case LOGCUMSUMEXP -> {
          for (int i = at; i < at + n; i++) {
            all = logAddExp(x[i], all);
            x[i] = (float) all;
          }
        }
      }
      return all;
    }

    long run(long[] x, int n, long start) {
      long all = start;
      boolean sum = this == CUMSUM;
      for (int i = 0; i < n; i++) {
        all = sum ? all + x[i] : all * x[i];
        x[i] = all;
      }
      return all;
    }

    /** Folds side by side: each step of one waits for the step before, but not for the others. */
    void four(float[] x, int n, double[] all) {
      double a = all[0];
      double b = all[1];
      double c = all[2];
      double d = all[3];
      if (this == CUMSUM) {
        for (int i = 0; i < n; i++) {
          a += x[i];
          x[i] = (float) a;
          b += x[BLOCK + i];
          x[BLOCK + i] = (float) b;
          c += x[2 * BLOCK + i];
          x[2 * BLOCK + i] = (float) c;
          d += x[3 * BLOCK + i];
          x[3 * BLOCK + i] = (float) d;
        }
      } else {
        for (int i = 0; i < n; i++) {
          a *= x[i];
          x[i] = (float) a;
          b *= x[BLOCK + i];
          x[BLOCK + i] = (float) b;
          c *= x[2 * BLOCK + i];
          x[2 * BLOCK + i] = (float) c;
          d *= x[3 * BLOCK + i];
          x[3 * BLOCK + i] = (float) d;
        }
      }
      all[0] = a;
      all[1] = b;
      all[2] = c;
      all[3] = d;
    }
  }

  /** A fold of one array into another along a dimension. */
  private record Scan(
      Fold fold, Cells from, Cells to, int n, long step, long outStep, boolean rounds) {
    Scan(Fold fold, StridedArray self, StridedArray out, int dim) {
      this(
          fold,
          Cells.of(self),
          Cells.of(out),
          Walk.size(out, dim),
          Walk.stride(self, dim),
          Walk.stride(out, dim),
          self.dtype() != out.dtype() && out.dtype() != DType.FLOAT64);
    }

    /** Folds of neighbours go beside each other, one row after the other. */
    void rows(Walk walk, long begin, int width) {
      long source = walk.at[0] + begin;
      long target = walk.at[1] + begin;
      if (to.isInteger()) {
        long[] all = Scratch.get().longs(4, width);
        long[] x = Scratch.get().longs(12, width);
        Arrays.fill(all, 0, width, fold == Fold.CUMSUM ? 0 : 1);
        for (int k = 0; k < n; k++) {
          from.load(source + k * step, 1, x, 0, width);
          fold.step(all, x, width);
          to.store(target + k * outStep, 1, all, 0, width);
        }
        return;
      }
      double[] all = Scratch.get().doubles(4, width);
      double[] x = Scratch.get().doubles(12, width);
      Arrays.fill(all, 0, width, fold.start());
      for (int k = 0; k < n; k++) {
        load(source + k * step, x, width);
        fold.step(all, x, width);
        to.store(target + k * outStep, 1, all, 0, width);
      }
    }

    void lines(Walk walk, long lines) {
      if (to.isInteger()) {
        for (long i = 0; i < lines; i++) {
          wholes(walk.at[0], walk.at[1]);
          walk.next();
        }
        return;
      }
      if (to.dtype == DType.FLOAT64) {
        for (long i = 0; i < lines; i++) {
          doubles(walk.at[0], walk.at[1]);
          walk.next();
        }
        return;
      }
      long[] sources = new long[SIDE];
      long[] targets = new long[SIDE];
      for (long i = 0; i < lines; i += SIDE) {
        int many = (int) Math.min(SIDE, lines - i);
        for (int j = 0; j < many; j++) {
          sources[j] = walk.at[0];
          targets[j] = walk.at[1];
          walk.next();
        }
        floats(sources, targets, many);
      }
    }

    private void wholes(long source, long target) {
      long[] x = Scratch.get().longs(4, BLOCK);
      long all = fold == Fold.CUMSUM ? 0 : 1;
      for (int at = 0; at < n; at += BLOCK) {
        int m = Math.min(BLOCK, n - at);
        from.load(source + at * step, step, x, 0, m);
        all = fold.run(x, m, all);
        to.store(target + at * outStep, outStep, x, 0, m);
      }
    }

    private void doubles(long source, long target) {
      double[] x = Scratch.get().doubles(4, BLOCK);
      double all = fold.start();
      for (int at = 0; at < n; at += BLOCK) {
        int m = Math.min(BLOCK, n - at);
        from.load(source + at * step, step, x, 0, m);
        all = fold.run(x, 0, m, all);
        to.store(target + at * outStep, outStep, x, 0, m);
      }
    }

    /** Up to four lines at once. */
    private void floats(long[] sources, long[] targets, int many) {
      float[] x = Scratch.get().floats(4, SIDE * BLOCK);
      double[] all = new double[SIDE];
      Arrays.fill(all, fold.start());
      for (int at = 0; at < n; at += BLOCK) {
        int m = Math.min(BLOCK, n - at);
        for (int j = 0; j < many; j++) {
          from.load(sources[j] + at * step, step, x, j * BLOCK, m);
        }
        if (many == SIDE && fold != Fold.LOGCUMSUMEXP) {
          fold.four(x, m, all);
        } else {
          for (int j = 0; j < many; j++) {
            all[j] = fold.run(x, j * BLOCK, m, all[j]);
          }
        }
        for (int j = 0; j < many; j++) {
          to.store(targets[j] + at * outStep, outStep, x, j * BLOCK, m);
        }
      }
    }

    /** The input counts in the result's dtype. */
    private void load(long off, double[] x, int m) {
      from.load(off, 1, x, 0, m);
      if (rounds) {
        for (int i = 0; i < m; i++) {
          x[i] = (float) x[i];
        }
      }
    }
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
      if (v >= extreme || v != v) {
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
