package org.torch4j.cpu;

import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;

/**
 * The matrices or vectors that the last dimensions of an array hold, copied to and from arrays of
 * doubles column by column, which is the order that LAPACK works in.
 *
 * @param cells where the elements are
 * @param rows rows of each matrix
 * @param columns columns of each matrix, 1 for vectors
 * @param rowStride elements from row to row
 * @param columnStride elements from column to column
 */
record Panel(Cells cells, int rows, int columns, long rowStride, long columnStride) {
  /** The matrices of the last two dimensions. */
  static Panel matrices(StridedArray a) {
    Layout l = a.layout();
    int d = l.dim();
    return new Panel(
        Cells.of(a),
        Math.toIntExact(l.size(d - 2)),
        Math.toIntExact(l.size(d - 1)),
        l.stride(d - 2),
        l.stride(d - 1));
  }

  /** The vectors of the last dimension. */
  static Panel vectors(StridedArray a) {
    Layout l = a.layout();
    int d = l.dim();
    return new Panel(Cells.of(a), Math.toIntExact(l.size(d - 1)), 1, l.stride(d - 1), 0);
  }

  /** The matrix at {@code at}, columns first. */
  double[] load(long at) {
    double[] to = new double[Math.multiplyExact(rows, columns)];
    load(at, to, rows);
    return to;
  }

  /** Reads a matrix into the first rows of one with {@code ld} rows. */
  void load(long at, double[] to, int ld) {
    if (rows == 0 || columns == 0) {
      return;
    }
    if (rowStride == 1 || columnStride != 1) {
      for (int j = 0; j < columns; j++) {
        cells.load(at + j * columnStride, rowStride, to, j * ld, rows);
      }
      return;
    }
    for (int i = 0; i < rows; i++) {
      cells.spread(at + i * rowStride, columnStride, to, i, ld, columns);
    }
  }

  /** Writes a matrix whose columns are {@code ld} apart. */
  void store(long at, double[] from, int ld) {
    if (rows == 0) {
      return;
    }
    for (int j = 0; j < columns; j++) {
      cells.store(at + j * columnStride, rowStride, from, j * ld, rows);
    }
  }

  /** Writes the element of each place that is inside the triangle, and zeros elsewhere. */
  void storeTriangle(long at, double[] from, int ld, boolean upper) {
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        boolean inside = upper ? i <= j : i >= j;
        cells.setDouble(at + i * rowStride + j * columnStride, inside ? from[j * ld + i] : 0);
      }
    }
  }

  /** Writes integers as a vector. */
  void store(long at, int[] from) {
    for (int i = 0; i < rows; i++) {
      cells.setLong(at + i * rowStride, from[i]);
    }
  }

  /** Reads a vector of integers. */
  int[] loadInts(long at) {
    int[] to = new int[rows];
    for (int i = 0; i < rows; i++) {
      to[i] = Math.toIntExact(cells.getLong(at + i * rowStride));
    }
    return to;
  }
}
