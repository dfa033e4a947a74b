package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/**
 * Where the largest or smallest element of each line stands: argmax, argmin, max_dim and min_dim.
 * The first of equals wins, and NaN wins over every number.
 */
final class ExtremeKernels {
  private ExtremeKernels() {}

  static void register(KernelTable table) {
    table.add("argmax", call -> lines(call, "argmax", true, false));
    table.add("argmin", call -> lines(call, "argmin", false, false));
    table.add("max_dim", call -> lines(call, "max", true, true));
    table.add("min_dim", call -> lines(call, "min", false, true));
  }

  private static void lines(KernelCall call, String op, boolean largest, boolean withValues) {
    StridedArray self = call.array(0);
    StridedArray indices = call.output(withValues ? 1 : 0);
    StridedArray values = withValues ? call.output(0) : indices;
    if (self.dtype().isComplex()) {
      throw new DTypeException(op + ": complex numbers have no order, got " + self.dtype());
    }
    int dim = Shape.normalizeDim(call.longValue(1), self.layout().dim(), op);
    if (indices.numel() == 0) {
      return;
    }
    int n = Walk.size(self, dim);
    long step = Walk.stride(self, dim);
    Cells from = Cells.of(self);
    Cells to = Cells.of(values);
    Cells places = Cells.of(indices);
    Walk.lines(dim, self.shape(), self, indices, values)
        .parallel(
            n,
            (walk, lines) -> {
              for (long i = 0; i < lines; i++) {
                int place = place(from, walk.at[0], step, n, largest);
                places.setLong(walk.at[1], place);
                if (withValues) {
                  Moves.move(from, walk.at[0] + place * step, to, walk.at[2]);
                }
                walk.next();
              }
            });
  }

  private static int place(Cells from, long off, long step, int n, boolean largest) {
    Scratch scratch = Scratch.get();
    if (from.isInteger()) {
      long[] x = scratch.longs(4, n);
      from.load(off, step, x, 0, n);
      int best = 0;
      for (int i = 1; i < n; i++) {
        if (largest ? x[i] > x[best] : x[i] < x[best]) {
          best = i;
        }
      }
      return best;
    }
    if (from.dtype == DType.FLOAT64) {
      double[] x = scratch.doubles(4, n);
      from.load(off, step, x, 0, n);
      int best = 0;
      for (int i = 0; i < n; i++) {
        if (Double.isNaN(x[i])) {
          return i;
        }
        if (largest ? x[i] > x[best] : x[i] < x[best]) {
          best = i;
        }
      }
      return best;
    }
    float[] x = scratch.floats(4, n);
    from.load(off, step, x, 0, n);
    return largest ? largest(x, n) : smallest(x, n);
  }

  private static int largest(float[] x, int n) {
    float best = x[0];
    int place = 0;
    for (int i = 0; i < n; i++) {
      float v = x[i];
      if (v > best) {
        best = v;
        place = i;
      } else if (Float.isNaN(v)) {
        return i;
      }
    }
    return place;
  }

  private static int smallest(float[] x, int n) {
    float best = x[0];
    int place = 0;
    for (int i = 0; i < n; i++) {
      float v = x[i];
      if (v < best) {
        best = v;
        place = i;
      } else if (Float.isNaN(v)) {
        return i;
      }
    }
    return place;
  }
}
