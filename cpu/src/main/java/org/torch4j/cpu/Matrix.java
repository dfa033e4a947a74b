package org.torch4j.cpu;

import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/**
 * A matrix inside a storage.
 *
 * @param cells where its elements are
 * @param offset index of element (0, 0)
 * @param rowStride elements from row to row
 * @param columnStride elements from column to column
 */
record Matrix(Cells cells, long offset, long rowStride, long columnStride) {
  /** The matrix that the last two dimensions of an array make, at offset {@code offset}. */
  static Matrix of(StridedArray a, Cells cells, long offset) {
    Layout layout = a.layout();
    int d = layout.dim();
    // Strides of dimensions of size 1 may be anything; the neighbour's reach is the useful value.
    long columnStride = layout.size(d - 1) == 1 ? 1 : layout.stride(d - 1);
    long rowStride =
        layout.size(d - 2) == 1
            ? Math.max(1, layout.size(d - 1) * columnStride)
            : layout.stride(d - 2);
    return new Matrix(cells, offset, rowStride, columnStride);
  }

  /** The matrix of a two-dimensional array. */
  static Matrix of(StridedArray a) {
    return of(a, Cells.of(a), a.layout().offset());
  }

  /** A row-major matrix of floats in native memory. */
  static Matrix ofFloats(long address, long columns) {
    return new Matrix(Cells.at(DType.FLOAT32, address), 0, columns, 1);
  }

  /** Index of element (i, j). */
  long at(long i, long j) {
    return offset + i * rowStride + j * columnStride;
  }

  /** The real parts (0) or the imaginary ones (1) of a complex matrix. */
  Matrix part(int which) {
    return new Matrix(Moves.parts(cells), 2 * offset + which, 2 * rowStride, 2 * columnStride);
  }

  /** Rows and columns swapped. */
  Matrix transposed() {
    return new Matrix(cells, offset, columnStride, rowStride);
  }
}
