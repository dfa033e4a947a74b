package org.torch4j.cpu;

import java.util.Arrays;

/**
 * Matrix products in double by plain Java: blocks of both factors are packed into the order in
 * which the tile kernel reads them. {@link FloatGemm} is the same in float.
 */
final class DoubleGemm {
  private static final int MC = 96;
  private static final int KC = 256;
  private static final int NC = 256;
  private static final int ROWS = Lanes.ROWS;
  private static final Lanes LANES = Lanes.CURRENT;
  private static final int COLUMNS = LANES.doubleColumns();

  private DoubleGemm() {}

  /** {@code c = alpha * a b + beta * c}; blocks of c run in parallel if {@code parallel}. */
  static void multiply(
      long m,
      long n,
      long k,
      Matrix a,
      Matrix b,
      double alpha,
      double beta,
      Matrix c,
      boolean parallel) {
    long rowBlocks = (m + MC - 1) / MC;
    long columnBlocks = (n + NC - 1) / NC;
    if (rowBlocks * columnBlocks == 1) {
      block(0, (int) m, 0, (int) n, k, a, b, alpha, beta, c);
      return;
    }
    Parallel.Range body =
        (begin, end, chunk) -> {
          for (long t = begin; t < end; t++) {
            long i = t / columnBlocks * MC;
            long j = t % columnBlocks * NC;
            int rows = (int) Math.min(MC, m - i);
            int columns = (int) Math.min(NC, n - j);
            block(i, rows, j, columns, k, a, b, alpha, beta, c);
          }
        };
    if (parallel) {
      Parallel.run(rowBlocks * columnBlocks, 1, body);
    } else {
      body.run(0, rowBlocks * columnBlocks, 0);
    }
  }

  private static void block(
      long i,
      int rows,
      long j,
      int columns,
      long k,
      Matrix a,
      Matrix b,
      double alpha,
      double beta,
      Matrix c) {
    Scratch scratch = Scratch.get();
    int panels = (columns + COLUMNS - 1) / COLUMNS;
    int ld = panels * COLUMNS;
    double[] sums = scratch.doubles(0, (long) rows * ld);
    Arrays.fill(sums, 0, rows * ld, 0.0);
    for (long p = 0; p < k; p += KC) {
      int depth = (int) Math.min(KC, k - p);
      double[] left = packLeft(scratch, a, i, rows, p, depth);
      double[] right = packRight(scratch, b, p, depth, j, columns, panels);
      int full = rows / ROWS * ROWS;
      for (int q = 0; q < panels; q++) {
        int bo = q * depth * COLUMNS;
        for (int r = 0; r < full; r += ROWS) {
          LANES.tile(depth, left, r * depth, right, bo, sums, r * ld + q * COLUMNS, ld);
        }
        for (int r = full; r < rows; r++) {
          LANES.row(depth, left, r * depth, right, bo, sums, r * ld + q * COLUMNS);
        }
      }
    }
    store(scratch, sums, ld, i, rows, j, columns, alpha, beta, c);
  }

  /** Full groups of ROWS rows are interleaved; the rows left over follow one by one. */
  private static double[] packLeft(Scratch scratch, Matrix a, long i, int rows, long p, int depth) {
    double[] packed = scratch.doubles(1, (long) rows * depth);
    int full = rows / ROWS * ROWS;
    long origin = a.at(i, p);
    if (a.rowStride() == 1 && a.columnStride() != 1 && full > 0) {
      double[] line = scratch.doubles(3, rows);
      for (int q = 0; q < depth; q++) {
        a.cells().load(origin + q * a.columnStride(), 1, line, 0, rows);
        for (int r = 0; r < full; r += ROWS) {
          System.arraycopy(line, r, packed, r * depth + q * ROWS, ROWS);
        }
        for (int r = full; r < rows; r++) {
          packed[r * depth + q] = line[r];
        }
      }
      return packed;
    }
    for (int r = 0; r < full; r++) {
      int at = r / ROWS * ROWS * depth + r % ROWS;
      a.cells().spread(origin + r * a.rowStride(), a.columnStride(), packed, at, ROWS, depth);
    }
    for (int r = full; r < rows; r++) {
      a.cells().load(origin + r * a.rowStride(), a.columnStride(), packed, r * depth, depth);
    }
    return packed;
  }

  private static double[] packRight(
      Scratch scratch, Matrix b, long p, int depth, long j, int columns, int panels) {
    double[] packed = scratch.doubles(2, (long) panels * COLUMNS * depth);
    long origin = b.at(p, j);
    if (b.rowStride() == 1 && b.columnStride() != 1) {
      for (int s = 0; s < columns; s++) {
        int at = s / COLUMNS * COLUMNS * depth + s % COLUMNS;
        b.cells().spread(origin + s * b.columnStride(), 1, packed, at, COLUMNS, depth);
      }
    } else {
      double[] line = scratch.doubles(3, columns);
      for (int q = 0; q < depth; q++) {
        b.cells().load(origin + q * b.rowStride(), b.columnStride(), line, 0, columns);
        for (int s = 0; s < columns; s += COLUMNS) {
          int width = Math.min(COLUMNS, columns - s);
          System.arraycopy(line, s, packed, s * depth + q * COLUMNS, width);
        }
      }
    }
    int used = columns % COLUMNS;
    if (used != 0) {
      // The unused lanes must not hold NaN patterns that slow the tile down or raise flags.
      int at = (panels - 1) * COLUMNS * depth;
      for (int q = 0; q < depth; q++) {
        Arrays.fill(packed, at + q * COLUMNS + used, at + (q + 1) * COLUMNS, 0.0);
      }
    }
    return packed;
  }

  private static void store(
      Scratch scratch,
      double[] sums,
      int ld,
      long i,
      int rows,
      long j,
      int columns,
      double alpha,
      double beta,
      Matrix c) {
    for (int r = 0; r < rows; r++) {
      int at = r * ld;
      long to = c.at(i + r, j);
      if (alpha != 1) {
        for (int s = 0; s < columns; s++) {
          sums[at + s] *= alpha;
        }
      }
      if (beta != 0) {
        double[] old = scratch.doubles(3, columns);
        c.cells().load(to, c.columnStride(), old, 0, columns);
        for (int s = 0; s < columns; s++) {
          sums[at + s] += beta * old[s];
        }
      }
      c.cells().store(to, c.columnStride(), sums, at, columns);
    }
  }
}
