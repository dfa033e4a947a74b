package org.torch4j.cpu;

import org.torch4j.backend.ComputeType;
import org.torch4j.type.DType;

/**
 * Java arrays of one dtype and the products of few rows with one packed matrix that the steps of a
 * recurrent layer repeat.
 */
abstract class StepArrays extends RealArrays {
  static final int ROWS = Lanes.ROWS;

  /** From this many rows on, a tile with rows of zeros is faster than single rows. */
  private static final int WORTH_A_TILE = 3;

  final ComputeType compute;
  private final int columns;

  StepArrays(DType dtype, ComputeType compute, int columns) {
    super(dtype);
    this.compute = compute;
    this.columns = columns;
  }

  /** The arrays of float32 or float64. */
  static StepArrays of(DType dtype) {
    return dtype == DType.FLOAT64 ? new DoubleStepArrays() : new FloatStepArrays();
  }

  /** {@code n} rounded up to whole tiles. */
  final int padded(int n) {
    return (n + columns - 1) / columns * columns;
  }

  /** A right factor of k rows and n columns in the order in which tiles read it. */
  final Object pack(Matrix b, int k, int n) {
    int panels = padded(n) / columns;
    Object packed = array(panels * columns * k);
    Parallel.run(
        panels,
        Math.max(1, (1 << 14) / Math.max(1, columns * k)),
        (begin, end, chunk) -> {
          for (int q = (int) begin; q < end; q++) {
            int width = Math.min(columns, n - q * columns);
            int at = q * columns * k;
            if (b.rowStride() == 1) {
              for (int s = 0; s < width; s++) {
                spread(b.cells(), b.at(0, (long) q * columns + s), 1, packed, at + s, columns, k);
              }
            } else {
              for (int p = 0; p < k; p++) {
                long from = b.at(p, (long) q * columns);
                load(b.cells(), from, b.columnStride(), packed, at + p * columns, width);
              }
            }
          }
        });
    return packed;
  }

  /**
   * {@code c += a b} for {@code rows} rows of a, k apart, and a packed b; c has rows of {@code
   * padded(n)}, and as many as whole tiles need.
   *
   * @param work an array of at least k times the rows rounded up to tiles
   */
  final void multiply(Object a, int rows, int k, Object packed, int n, Object c, Object work) {
    int full = rows / ROWS * ROWS;
    if (rows - full >= WORTH_A_TILE) {
      full += ROWS;
    }
    for (int r = 0; r < full; r += ROWS) {
      int count = Math.min(ROWS, rows - r);
      if (count < ROWS) {
        fill(work, r * k, ROWS * k, 0);
      }
      interleave(a, r, count, k, work);
    }
    int ld = padded(n);
    for (int q = 0; q < ld / columns; q++) {
      int bo = q * columns * k;
      for (int r = 0; r < full; r += ROWS) {
        tile(k, work, r * k, packed, bo, c, r * ld + q * columns, ld);
      }
      for (int r = full; r < rows; r++) {
        row(k, a, r * k, packed, bo, c, r * ld + q * columns);
      }
    }
  }

  /** Writes rows of a from {@code first} on as a tile wants them: column by column. */
  abstract void interleave(Object a, int first, int rows, int k, Object tiles);

  /** See {@link Lanes#tile(int, float[], int, float[], int, float[], int, int)}. */
  abstract void tile(int k, Object a, int ao, Object b, int bo, Object c, int co, int ldc);

  /** See {@link Lanes#row(int, float[], int, float[], int, float[], int)}. */
  abstract void row(int k, Object a, int ao, Object b, int bo, Object c, int co);
}
