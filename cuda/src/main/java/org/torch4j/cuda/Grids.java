package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;

/** What can be made simpler in a {@code t4j_grid}: sizes and steps of three arrays. */
final class Grids {
  private static final int ARRAYS = 3;

  private Grids() {}

  private static int step(int array, int d) {
    return 1 + (array + 1) * Geometry.MOST + d;
  }

  /**
   * The grid without dimensions of size 1, those joined where every array goes on without a gap.
   */
  static long[] joined(long[] grid) {
    long[] out = grid.clone();
    int at = 0;
    for (int d = 0; d < grid[0]; d++) {
      long size = grid[1 + d];
      if (size == 1) {
        continue;
      }
      boolean joins = at > 0;
      for (int k = 0; joins && k < ARRAYS; k++) {
        joins = out[step(k, at - 1)] == size * grid[step(k, d)];
      }
      at += joins ? 0 : 1;
      out[at] = joins ? out[at] * size : size;
      for (int k = 0; k < ARRAYS; k++) {
        out[step(k, at - 1)] = grid[step(k, d)];
      }
    }
    out[0] = at;
    return out;
  }

  /**
   * The joined grid whose last dimension, along which arrays 0 and 1 lie without gaps and array 2
   * stays, counts vectors of {@code width} elements; null if it cannot.
   */
  static long @Nullable [] vectors(long[] joined, int width) {
    int last = (int) joined[0] - 1;
    if (last < 0
        || joined[1 + last] % width != 0
        || joined[step(0, last)] != 1
        || joined[step(1, last)] != 1
        || joined[step(2, last)] != 0) {
      return null;
    }
    long[] out = joined.clone();
    out[1 + last] /= width;
    for (int d = 0; d < last; d++) {
      for (int k = 0; k < 2; k++) {
        if (joined[step(k, d)] % width != 0) {
          return null;
        }
        out[step(k, d)] /= width;
      }
    }
    return out;
  }
}
