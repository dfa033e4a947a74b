package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;

/**
 * A kernel on the Vector API in two methods: one for the whole vectors of each row, one for the
 * elements that are left over, under a mask.
 *
 * <p>HotSpot's first compiler writes out all that a vector operation calls. It gives up on a method
 * with too many of them, and may then keep the slowest version of that method for good; so methods
 * must be short. A tile stays in the cache from one method to the other.
 */
abstract class VectorKernel extends Kernel {
  private final int lanes;

  /** Made by the generated class; {@code lanes} is a power of two. */
  VectorKernel(int lanes) {
    this.lanes = lanes;
  }

  @Override
  final void run(@Nullable Object[] arrays, long[] params, int n, int rows) {
    if (n >= lanes) {
      vectors(arrays, params, n, rows);
    }
    if ((n & lanes - 1) != 0) {
      tails(arrays, params, n, rows);
    }
  }

  /** The first {@code n - n % lanes} elements of each row. */
  abstract void vectors(@Nullable Object[] arrays, long[] params, int n, int rows);

  /** The last {@code n % lanes} elements of each row. */
  abstract void tails(@Nullable Object[] arrays, long[] params, int n, int rows);
}
