package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;

/** Places that tensors of indices say, each checked, and how lines of arrays lie beside them. */
final class Places {
  /** Lines shorter than this are not worth a loop of their own. */
  static final int SHORT = 16;

  private Places() {}

  static IndexOutOfBoundsException outOfRange(
      String op, long index, String position, int dim, long size) {
    return new IndexOutOfBoundsException(
        op
            + ": index "
            + index
            + " at position "
            + position
            + " is out of range for dimension "
            + dim
            + " of size "
            + size);
  }

  /** Loads indices into a buffer of this thread and checks them. */
  static long[] places(
      String op,
      StridedArray index,
      Cells cells,
      long off,
      long stride,
      int n,
      int dim,
      long size) {
    long[] at = Scratch.get().longs(5, n);
    cells.load(off, stride, at, 0, n);
    checkPlaces(op, index, at, n, dim, size);
    return at;
  }

  /** The sign bit of the union says whether one is negative or too large. */
  private static void checkPlaces(
      String op, StridedArray index, long[] at, int n, int dim, long size) {
    long outside = 0;
    for (int k = 0; k < n; k++) {
      outside |= at[k] | size - 1 - at[k];
    }
    if (outside < 0) {
      throw firstOutside(op, index, dim, 0, size);
    }
  }

  /** Names the first index below {@code least} or not below {@code size}, in row-major order. */
  static IndexOutOfBoundsException firstOutside(
      String op, StridedArray index, int dim, long least, long size) {
    Cells cells = Cells.of(index);
    Walk walk = Walk.through(index);
    walk.seek(0);
    long i = cells.getLong(walk.at[0]);
    for (long k = index.numel(); k > 1 && i >= least && i < size; k--) {
      walk.next();
      i = cells.getLong(walk.at[0]);
    }
    String position = index.layout().dim() == 0 ? "[0]" : Arrays.toString(walk.index());
    return outOfRange(op, i, position, dim, size);
  }

  /** All indices of a tensor in row-major order, checked. */
  static long[] all(String op, StridedArray index, int dim, long size) {
    int n = Math.toIntExact(index.numel());
    long[] at = new long[n];
    if (n == 0) {
      return at;
    }
    Cells cells = Cells.of(index);
    rows(index)
        .parallel(
            2,
            1024,
            (walk, begin, m) ->
                cells.load(walk.at[0] + begin, 1, at, (int) (walk.at[1] + begin), m));
    checkPlaces(op, index, at, n, dim, size);
    return at;
  }

  /** The elements of a tensor beside the numbers from 0 that they have in row-major order. */
  static Slices rows(StridedArray a) {
    Layout layout = a.layout();
    return Slices.rows(
        a.shape().toArray(),
        new long[][] {layout.strides(), Layout.contiguous(a.shape()).strides()},
        new long[] {layout.offset(), 0});
  }

  /**
   * The dimension that inner loops run through: the last, whose elements are usually neighbours, or
   * {@code dim} where the others are too short.
   */
  static int inner(Shape shape, int dim) {
    int last = shape.dim() - 1;
    while (last > 0 && shape.get(last) == 1) {
      last--;
    }
    if (last < 0 || last == dim || shape.get(last) < Math.min(SHORT, shape.get(dim))) {
      return dim;
    }
    return last;
  }

  /** {@code at[k] = at[k] * step + k * along}. */
  static void scale(long[] at, int n, long step, long along) {
    if (step == 1 && along == 0) {
      return;
    }
    for (int k = 0; k < n; k++) {
      at[k] = at[k] * step + k * along;
    }
  }

  /** The array standing still along {@code dim}, where indices say the place. */
  static StridedArray zeroed(StridedArray a, int dim) {
    if (a.layout().dim() == 0) {
      return a;
    }
    long[] strides = a.layout().strides().clone();
    strides[dim] = 0;
    return a.with(Layout.of(a.shape(), strides, a.layout().offset()));
  }

  /** The rows of neighbours that arrays of one shape, but for {@code dim}, have in common. */
  static Slices besides(int dim, StridedArray... arrays) {
    long[][] strides = new long[arrays.length][];
    long[] base = new long[arrays.length];
    for (int j = 0; j < arrays.length; j++) {
      strides[j] = Walk.without(arrays[j].layout().strides(), dim);
      base[j] = arrays[j].layout().offset();
    }
    return Slices.rows(Walk.without(arrays[0].shape().toArray(), dim), strides, base);
  }

  /** The array with the index's sizes: gather and scatter leave the rest of it alone. */
  static StridedArray cut(StridedArray a, Shape shape) {
    if (a.layout().dim() == 0) {
      return vector(a, shape);
    }
    return a.with(Layout.of(shape, a.layout().strides(), a.layout().offset()));
  }

  /** A scalar beside a vector of indices is a vector of one element. */
  private static StridedArray vector(StridedArray scalar, Shape shape) {
    return shape.dim() == 0 ? scalar : scalar.with(scalar.layout().unsqueeze(0));
  }

  /** As {@link #cut}, but dimension {@code dim}, which indices point into, keeps its size. */
  static StridedArray cutExcept(StridedArray a, Shape shape, int dim) {
    if (shape.dim() == 0) {
      return a;
    }
    if (a.layout().dim() == 0) {
      return vector(a, shape);
    }
    long[] sizes = shape.toArray();
    sizes[dim] = a.layout().size(dim);
    return cut(a, Shape.of(sizes));
  }
}
