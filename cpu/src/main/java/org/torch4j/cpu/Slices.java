package org.torch4j.cpu;

import java.util.Arrays;

/**
 * Lines of one length, cut into blocks that tasks share. What one task does to its block does not
 * meet what others do, so that a task may go through a block many times and in order.
 *
 * @param walk stands before each line's first element
 * @param width elements of a line
 */
record Slices(Walk walk, long width) {
  /** Bounds of blocks, so that their buffers stay in the nearest cache. */
  private static final int MOST = 4096;

  private static final int BLOCKS = 16;

  /** Work on {@code n} elements of a line from number {@code begin} on. */
  @FunctionalInterface
  interface Block {
    /** Does the block; the walk is the caller's own and stands before the line. */
    void run(Walk walk, long begin, int n);
  }

  /**
   * The lines of neighbours that all layouts share: as many of the last dimensions as are one run
   * in each of them. The width is 1 where the last elements are no neighbours.
   */
  static Slices rows(long[] sizes, long[][] strides, long[] base) {
    int d = sizes.length;
    long width = 1;
    while (d > 0 && runs(sizes[d - 1], strides, d - 1, width)) {
      width *= sizes[--d];
    }
    return of(d, sizes, strides, base, width);
  }

  private static boolean runs(long size, long[][] strides, int d, long width) {
    for (long[] own : strides) {
      if (size != 1 && own[d] != width) {
        return false;
      }
    }
    return true;
  }

  private static Slices of(int dims, long[] sizes, long[][] strides, long[] base, long width) {
    long[][] outer = new long[strides.length][];
    for (int j = 0; j < outer.length; j++) {
      outer[j] = Arrays.copyOf(strides[j], dims);
    }
    return new Slices(Walk.of(Arrays.copyOf(sizes, dims), outer, base), width);
  }

  /** Does all blocks, each of at least {@code least} elements that cost {@code each} apiece. */
  void parallel(long each, int least, Block body) {
    int block = Math.clamp((width + BLOCKS - 1) / BLOCKS, least, Math.max(least, MOST));
    long blocks = (width + block - 1) / block;
    long work = Math.max(1, each * Math.min(width, block));
    Parallel.run(
        walk.count() * blocks,
        Math.max(1, (1 << 15) / work),
        (first, last, chunk) -> {
          if (first >= last) {
            return;
          }
          Walk own = walk.copy();
          own.seek(first / blocks);
          long b = first % blocks;
          for (long i = first; i < last; i++) {
            long begin = b * block;
            body.run(own, begin, (int) Math.min(block, width - begin));
            if (++b == blocks) {
              b = 0;
              own.next();
            }
          }
        });
  }
}
