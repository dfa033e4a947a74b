package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;

/**
 * The batch that several arrays share: all dimensions of an array but its last ones, which are its
 * matrix, vector or number.
 */
final class MatrixBatch {
  private long[] sizes = {};
  private final long[][] strides;
  private final long[] base;
  private int arrays;

  private MatrixBatch(int arrays) {
    strides = new long[arrays][];
    base = new long[arrays];
  }

  /** Work on one element of the batch. */
  @FunctionalInterface
  interface Body {
    /** Does the work; {@code at} holds where the element of each array starts. */
    void run(long[] at);
  }

  /** A batch over {@code count} arrays, which are then added one by one. */
  static MatrixBatch of(int count) {
    return new MatrixBatch(count);
  }

  /** Adds an array of matrices. */
  MatrixBatch matrices(StridedArray a) {
    return add(a, 2);
  }

  /** Adds an array of vectors. */
  MatrixBatch vectors(StridedArray a) {
    return add(a, 1);
  }

  /** Adds an array of numbers. */
  MatrixBatch numbers(StridedArray a) {
    return add(a, 0);
  }

  private MatrixBatch add(StridedArray a, int inner) {
    Layout l = a.layout();
    int dims = l.dim() - inner;
    strides[arrays] = Arrays.copyOf(l.strides(), dims);
    base[arrays] = l.offset();
    if (arrays == 0) {
      sizes = Arrays.copyOf(l.shape().toArray(), dims);
    }
    arrays++;
    return this;
  }

  /** Runs through the batch in parallel; {@code work} is the cost of one element. */
  void run(double work, Body body) {
    Walk.of(sizes, strides, base)
        .parallel(
            (long) Math.min(1 << 20, work + 64),
            (walk, count) -> {
              for (long i = 0; i < count; i++) {
                body.run(walk.at);
                walk.next();
              }
            });
  }
}
