package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;

/**
 * A compiled elementwise loop over a tile of {@code rows} rows of {@code n} elements. Its generated
 * subclasses know the dtype of every operand, whether it is on the heap, and how it steps.
 */
abstract class Kernel {
  /** Numbers per operand in the parameters: position, step within a row, step between rows. */
  static final int STEPS = 3;

  /** Made by the generated class. */
  Kernel() {}

  /**
   * Computes one tile.
   *
   * @param arrays per operand (outputs, then inputs) its Java array, or null for native memory
   * @param params per operand {@link #STEPS} numbers, in elements on the heap and in bytes in
   *     native memory, where the position is an address; then the bits of the scalars as doubles,
   *     or as longs in a LONG program
   */
  abstract void run(@Nullable Object[] arrays, long[] params, int n, int rows);
}
