package org.torch4j.cpu;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/** Medians, modes and histograms. */
final class StatisticsKernels {
  private static final int BLOCK = 1024;

  private StatisticsKernels() {}

  static void register(KernelTable table) {
    table.add("median", call -> all(call, false));
    table.add("nanmedian", call -> all(call, true));
    table.add("median_dim", call -> lines(call, "median", false));
    table.add("nanmedian_dim", call -> lines(call, "nanmedian", true));
    table.add("mode", call -> lines(call, "mode", false));
    table.add("histc_counts", StatisticsKernels::histc);
    table.add("histogram_counts", StatisticsKernels::histogram);
  }

  private static void checkReal(StridedArray self, String op) {
    if (self.dtype().isComplex()) {
      throw new DTypeException(op + ": complex numbers have no order, got " + self.dtype());
    }
  }

  /** The median of a contiguous line of all elements. */
  private static void all(KernelCall call, boolean ignoringNan) {
    StridedArray self = call.array(0);
    StridedArray value = call.output(0);
    checkReal(self, ignoringNan ? "nanmedian" : "median");
    Cells from = Cells.of(self);
    Cells to = Cells.of(value);
    int n = Math.toIntExact(self.numel());
    long step = self.layout().dim() == 0 ? 1 : self.layout().stride(0);
    long place = median(from, self.layout().offset(), step, n, ignoringNan);
    Moves.move(from, self.layout().offset() + place * step, to, value.layout().offset());
  }

  private static void lines(KernelCall call, String op, boolean ignoringNan) {
    StridedArray self = call.array(0);
    StridedArray values = call.output(0);
    StridedArray indices = call.output(1);
    checkReal(self, op);
    int dim = Shape.normalizeDim(call.longValue(1), self.layout().dim(), op);
    if (values.numel() == 0) {
      return;
    }
    int n = Walk.size(self, dim);
    long step = Walk.stride(self, dim);
    Cells from = Cells.of(self);
    Cells to = Cells.of(values);
    Cells places = Cells.of(indices);
    boolean mode = op.equals("mode");
    Walk.lines(dim, self.shape(), self, values, indices)
        .parallel(
            8L * n,
            (walk, lines) -> {
              for (long i = 0; i < lines; i++) {
                long place =
                    mode
                        ? mode(from, walk.at[0], step, n)
                        : median(from, walk.at[0], step, n, ignoringNan);
                places.setLong(walk.at[2], place);
                Moves.move(from, walk.at[0] + place * step, to, walk.at[1]);
                walk.next();
              }
            });
  }

  /** The place of the lower median; of the first NaN if they count and there are some. */
  private static long median(Cells from, long off, long step, int n, boolean ignoringNan) {
    int numbers = n;
    if (!from.isInteger()) {
      double[] x = Scratch.get().doubles(5, n);
      from.load(off, step, x, 0, n);
      numbers = 0;
      for (int i = 0; i < n; i++) {
        if (!Double.isNaN(x[i])) {
          numbers++;
        } else if (!ignoringNan) {
          return i;
        }
      }
    }
    int k = Math.max(0, (numbers - 1) / 2);
    return Selection.place(from, off, step, n, k);
  }

  /** The last place of the smallest of the most frequent elements. */
  private static long mode(Cells from, long off, long step, int n) {
    long[] order = Selection.first(from, off, step, n, n, false);
    int best = 0;
    int most = 0;
    int start = 0;
    for (int i = 0; i < n; i++) {
      if (i > start && !same(from, off + order[i] * step, off + order[start] * step)) {
        start = i;
      }
      if (i - start + 1 > most) {
        most = i - start + 1;
        best = i;
      }
    }
    return order[best];
  }

  private static boolean same(Cells from, long i, long j) {
    return from.isInteger()
        ? from.getLong(i) == from.getLong(j)
        : from.getDouble(i) == from.getDouble(j);
  }

  /** Counts of equally wide bins; arguments: self (one dimension), min, max. */
  private static void histc(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    double min = call.doubleValue(1);
    double max = call.doubleValue(2);
    int n = Math.toIntExact(self.numel());
    int bins = Math.toIntExact(out.numel());
    Cells from = Cells.of(self);
    long step = Walk.stride(self, 0);
    // Each task counts by itself; the counts are whole numbers, so that their order is free.
    int grain = Math.max(1 << 15, 4 * bins);
    double[][] parts = new double[Parallel.chunks(n, grain)][];
    Parallel.run(
        n,
        grain,
        (begin, end, chunk) -> {
          double[] counts = new double[bins];
          double[] x = Scratch.get().doubles(4, BLOCK);
          for (long at = begin; at < end; at += BLOCK) {
            int m = (int) Math.min(BLOCK, end - at);
            from.load(self.layout().offset() + at * step, step, x, 0, m);
            count(x, m, min, max, counts);
          }
          parts[chunk] = counts;
        });
    double[] counts = new double[bins];
    for (double[] part : parts) {
      for (int bin = 0; part != null && bin < bins; bin++) {
        counts[bin] += part[bin];
      }
    }
    Cells.of(out).store(out.layout().offset(), Walk.stride(out, 0), counts, 0, bins);
  }

  private static void count(double[] x, int n, double min, double max, double[] counts) {
    int bins = counts.length;
    for (int i = 0; i < n; i++) {
      double v = x[i];
      if (v >= min && v <= max) {
        int bin = (int) ((v - min) * bins / (max - min));
        counts[Math.min(bin, bins - 1)]++;
      }
    }
  }

  /** Weights in bins between edges; arguments: self (N by D), edges (D), weight (N) or None. */
  private static void histogram(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray[] edges = call.arrayList(1);
    StridedArray weight = call.arrayOrNull(2);
    StridedArray out = call.output(0);
    int n = Math.toIntExact(self.layout().size(0));
    double[][] sides = new double[edges.length][];
    for (int d = 0; d < sides.length; d++) {
      sides[d] = line(edges[d]);
    }
    double[] weights = weight == null ? null : line(weight);
    double[] sums = new double[Math.toIntExact(out.numel())];
    Cells from = Cells.of(self);
    for (int i = 0; i < n; i++) {
      long row = self.layout().offset() + i * self.layout().stride(0);
      int at = 0;
      for (int d = 0; d < sides.length && at >= 0; d++) {
        int bin = bin(sides[d], from.getDouble(row + d * self.layout().stride(1)));
        at = bin < 0 ? -1 : at * (sides[d].length - 1) + bin;
      }
      if (at >= 0) {
        sums[at] += weights == null ? 1 : weights[i];
      }
    }
    // Outputs are fresh, so row-major.
    Cells.of(out).store(out.layout().offset(), 1, sums, 0, sums.length);
  }

  private static double[] line(@Nullable StridedArray a) {
    StridedArray array = Objects.requireNonNull(a);
    double[] x = new double[Math.toIntExact(array.numel())];
    Cells.of(array).load(array.layout().offset(), Walk.stride(array, 0), x, 0, x.length);
    return x;
  }

  /** Bins are closed below and open above, but for the last; -1 outside. */
  private static int bin(double[] edges, double v) {
    int last = edges.length - 1;
    if (!(v >= edges[0] && v <= edges[last])) {
      return -1;
    }
    int low = 0;
    int high = edges.length;
    while (low < high) {
      int middle = low + high >>> 1;
      if (edges[middle] <= v) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.min(low - 1, last - 1);
  }
}
