package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.backend.ComputeType;
import org.torch4j.type.DType;

/** {@link StepArrays} of doubles. */
final class DoubleStepArrays extends StepArrays {
  DoubleStepArrays() {
    super(DType.FLOAT64, ComputeType.DOUBLE, LANES.doubleColumns());
  }

  @Override
  Object array(int n) {
    return new double[n];
  }

  @Override
  void load(Cells from, long off, Object to, int at, int n) {
    from.load(off, 1, (double[]) to, at, n);
  }

  @Override
  void store(Cells to, long off, Object from, int at, int n) {
    to.store(off, 1, (double[]) from, at, n);
  }

  @Override
  void clear(Object a, int at, int n) {
    Arrays.fill((double[]) a, at, at + n, 0);
  }

  @Override
  Object pack(Matrix b, int k, int n) {
    int panels = padded(n) / columns;
    double[] packed = new double[panels * columns * k];
    Parallel.run(
        panels,
        Math.max(1, (1 << 14) / Math.max(1, columns * k)),
        (begin, end, chunk) -> {
          double[] line = new double[columns];
          for (int q = (int) begin; q < end; q++) {
            int width = Math.min(columns, n - q * columns);
            int at = q * columns * k;
            if (b.rowStride() == 1) {
              for (int s = 0; s < width; s++) {
                b.cells().spread(b.at(0, (long) q * columns + s), 1, packed, at + s, columns, k);
              }
            } else {
              for (int p = 0; p < k; p++) {
                b.cells().load(b.at(p, (long) q * columns), b.columnStride(), line, 0, width);
                System.arraycopy(line, 0, packed, at + p * columns, width);
              }
            }
          }
        });
    return packed;
  }

  @Override
  void multiply(Object a, int rows, int k, Object packed, int n, Object c, Object work) {
    double[] left = (double[]) a;
    double[] right = (double[]) packed;
    double[] sums = (double[]) c;
    double[] tiles = (double[]) work;
    int full = rows / ROWS * ROWS;
    if (rows - full >= WORTH_A_TILE) {
      full += ROWS;
    }
    for (int r = 0; r < full; r += ROWS) {
      interleave(left, r, Math.min(ROWS, rows - r), k, tiles);
    }
    int ld = padded(n);
    for (int q = 0; q < ld / columns; q++) {
      int bo = q * columns * k;
      for (int r = 0; r < full; r += ROWS) {
        LANES.tile(k, tiles, r * k, right, bo, sums, r * ld + q * columns, ld);
      }
      for (int r = full; r < rows; r++) {
        LANES.row(k, left, r * k, right, bo, sums, r * ld + q * columns);
      }
    }
  }

  private static void interleave(double[] left, int first, int rows, int k, double[] tiles) {
    int to = first * k;
    if (rows < ROWS) {
      Arrays.fill(tiles, to, to + ROWS * k, 0);
    }
    for (int i = 0; i < rows; i++) {
      int from = (first + i) * k;
      for (int p = 0; p < k; p++) {
        tiles[to + p * ROWS + i] = left[from + p];
      }
    }
  }
}
