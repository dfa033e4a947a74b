package org.torch4j.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;

/**
 * The batch that several arrays share: all dimensions of an array but its last ones, which are its
 * matrix, vector or number. The first array that is added gives the sizes; each gets a {@link
 * Panel}, by which the work on one element of the batch reads and writes it.
 */
final class MatrixBatch {
  /** How much more work complex numbers are: four products for one, by unblocked algorithms. */
  private static final int COMPLEX_WORK = 8;

  private final boolean complex;
  private final List<long[]> strides = new ArrayList<>();
  private final List<Long> base = new ArrayList<>();
  private long[] sizes = {};

  /** A batch for a call whose first argument says whether it works on complex numbers. */
  MatrixBatch(KernelCall call) {
    complex = call.array(0).dtype().isComplex();
  }

  /** Work on one element of the batch. */
  @FunctionalInterface
  interface Body {
    /** Does the work; {@code at} holds where the element of each array starts. */
    void run(long[] at);
  }

  /** Adds an array of matrices. */
  Panel matrices(StridedArray a) {
    Layout l = a.layout();
    int d = l.dim();
    int slot = add(l, d - 2);
    return new Panel(
        slot,
        Cells.of(a),
        Math.toIntExact(l.size(d - 2)),
        Math.toIntExact(l.size(d - 1)),
        l.stride(d - 2),
        l.stride(d - 1));
  }

  /** Adds an array of vectors. */
  Panel vectors(StridedArray a) {
    Layout l = a.layout();
    int d = l.dim();
    int slot = add(l, d - 1);
    return new Panel(slot, Cells.of(a), Math.toIntExact(l.size(d - 1)), 1, l.stride(d - 1), 0);
  }

  /** Adds an array of numbers. */
  Panel numbers(StridedArray a) {
    return new Panel(add(a.layout(), a.layout().dim()), Cells.of(a), 1, 1, 0, 0);
  }

  private int add(Layout l, int dims) {
    if (strides.isEmpty()) {
      sizes = Arrays.copyOf(l.shape().toArray(), dims);
    }
    strides.add(Arrays.copyOf(l.strides(), dims));
    base.add(l.offset());
    return strides.size() - 1;
  }

  /** Runs through the batch in parallel; {@code work} is the cost of one element. */
  void run(double work, Body body) {
    Walk.of(sizes, strides.toArray(long[][]::new), base.stream().mapToLong(b -> b).toArray())
        .parallel(
            (long) Math.min(1 << 20, work + 64),
            (walk, count) -> {
              for (long i = 0; i < count; i++) {
                body.run(walk.at);
                walk.next();
              }
            });
  }

  /** The same for real or for complex numbers; {@code work} is the cost of real ones. */
  void run(double work, Body ofReal, Body ofComplex) {
    run(complex ? COMPLEX_WORK * work : work, complex ? ofComplex : ofReal);
  }
}
