package org.torch4j.cpu;

import org.torch4j.backend.ComputeType;
import org.torch4j.type.DType;

/**
 * Java arrays of one dtype and the products of few rows with one packed matrix that the steps of a
 * recurrent layer repeat.
 */
abstract class StepArrays {
  static final int ROWS = Lanes.ROWS;
  static final Lanes LANES = Lanes.CURRENT;

  /** From this many rows on, a tile with rows of zeros is faster than single rows. */
  static final int WORTH_A_TILE = 3;

  final DType dtype;
  final ComputeType compute;
  final int columns;

  StepArrays(DType dtype, ComputeType compute, int columns) {
    this.dtype = dtype;
    this.compute = compute;
    this.columns = columns;
  }

  /** The arrays of float32 or float64. */
  static StepArrays of(DType dtype) {
    return dtype == DType.FLOAT64 ? new DoubleStepArrays() : new FloatStepArrays();
  }

  /** An array of zeros. */
  abstract Object array(int n);

  /** Reads {@code n} neighbours. */
  abstract void load(Cells from, long off, Object to, int at, int n);

  /** Writes {@code n} neighbours. */
  abstract void store(Cells to, long off, Object from, int at, int n);

  /** Sets elements to zero. */
  abstract void clear(Object a, int at, int n);

  /** {@code n} rounded up to whole tiles. */
  final int padded(int n) {
    return (n + columns - 1) / columns * columns;
  }

  /** A right factor of k rows and n columns in the order in which tiles read it. */
  abstract Object pack(Matrix b, int k, int n);

  /**
   * {@code c += a b} for {@code rows} rows of a, k apart, and a packed b; c has rows of {@code
   * padded(n)}, and as many as whole tiles need.
   *
   * @param work an array of at least k times the rows rounded up to tiles
   */
  abstract void multiply(Object a, int rows, int k, Object packed, int n, Object c, Object work);
}
