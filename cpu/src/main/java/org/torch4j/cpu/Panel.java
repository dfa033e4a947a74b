package org.torch4j.cpu;

/**
 * The matrices, vectors or numbers of one array in a {@link MatrixBatch}, copied to and from arrays
 * of doubles column by column, which is the order that LAPACK works in. Every method takes the
 * places that the batch gives to its work.
 *
 * @param slot which of the places is this array's
 * @param cells where the elements are
 * @param rows rows of each matrix, 1 for numbers
 * @param columns columns of each matrix, 1 for vectors and numbers
 * @param rowStride elements from row to row
 * @param columnStride elements from column to column
 */
record Panel(int slot, Cells cells, int rows, int columns, long rowStride, long columnStride) {
  private long place(long[] at, int row, int column) {
    return at[slot] + row * rowStride + column * columnStride;
  }

  /** The matrix, columns first. */
  double[] load(long[] at) {
    double[] to = new double[Math.multiplyExact(rows, columns)];
    load(at, to, rows);
    return to;
  }

  /** Reads a matrix into the first rows of one with {@code ld} rows. */
  void load(long[] at, double[] to, int ld) {
    if (rows == 0 || columns == 0) {
      return;
    }
    if (rowStride == 1 || columnStride != 1) {
      for (int j = 0; j < columns; j++) {
        cells.load(place(at, 0, j), rowStride, to, j * ld, rows);
      }
      return;
    }
    for (int i = 0; i < rows; i++) {
      cells.spread(place(at, i, 0), columnStride, to, i, ld, columns);
    }
  }

  /** Writes a matrix whose columns are {@code ld} apart. */
  void store(long[] at, double[] from, int ld) {
    if (rows == 0) {
      return;
    }
    for (int j = 0; j < columns; j++) {
      cells.store(place(at, 0, j), rowStride, from, j * ld, rows);
    }
  }

  /** Writes the element of each place that is inside the triangle, and zeros elsewhere. */
  void storeTriangle(long[] at, double[] from, int ld, boolean upper) {
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        boolean inside = upper ? i <= j : i >= j;
        cells.setDouble(place(at, i, j), inside ? from[j * ld + i] : 0);
      }
    }
  }

  /** Writes integers as a vector. */
  void store(long[] at, int[] from) {
    for (int i = 0; i < rows; i++) {
      cells.setLong(place(at, i, 0), from[i]);
    }
  }

  /** Reads a vector of integers. */
  int[] loadInts(long[] at) {
    int[] to = new int[rows];
    for (int i = 0; i < rows; i++) {
      to[i] = Math.toIntExact(cells.getLong(place(at, i, 0)));
    }
    return to;
  }

  /** Writes a number. */
  void store(long[] at, double value) {
    cells.setDouble(at[slot], value);
  }

  /** Writes an integer. */
  void store(long[] at, long value) {
    cells.setLong(at[slot], value);
  }

  /** Reads a number. */
  double number(long[] at) {
    return cells.getDouble(at[slot]);
  }

  /** The matrix in an array of complex numbers. */
  ComplexMatrix loadComplex(long[] at) {
    ComplexMatrix m = new ComplexMatrix(rows, columns);
    Cells parts = Moves.parts(cells);
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        long place = 2 * place(at, i, j);
        m.re[j * rows + i] = parts.getDouble(place);
        m.im[j * rows + i] = parts.getDouble(place + 1);
      }
    }
    return m;
  }

  /** Writes a matrix, a vector or a number to an array of complex numbers. */
  void store(long[] at, ComplexMatrix m) {
    Cells parts = Moves.parts(cells);
    for (int j = 0; j < m.columns; j++) {
      for (int i = 0; i < m.rows; i++) {
        long place = 2 * place(at, i, j);
        parts.setDouble(place, m.re[j * m.rows + i]);
        parts.setDouble(place + 1, m.im[j * m.rows + i]);
      }
    }
  }
}
