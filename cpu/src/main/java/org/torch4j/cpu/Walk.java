package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;

/**
 * Steps through the indices of some dimensions in row-major order and keeps, for several layouts
 * over the same sizes, the element offset that belongs to the current index.
 */
final class Walk {
  private final long[] sizes;
  private final long[][] strides;
  private final long[] base;
  private final long[] index;

  /** The offsets of the current index, one per layout. */
  final long[] at;

  private Walk(long[] sizes, long[][] strides, long[] base) {
    this.sizes = sizes;
    this.strides = strides;
    this.base = base;
    this.index = new long[sizes.length];
    this.at = base.clone();
  }

  /** Through all indices of {@code sizes}; {@code strides[j]} and {@code base[j]} say a layout. */
  static Walk of(long[] sizes, long[][] strides, long[] base) {
    return new Walk(sizes, strides, base);
  }

  /**
   * Through the lines along dimension {@code dim} of arrays of one shape; the offsets are those of
   * the lines' first elements. Arrays that lack the dimension stand for results of a reduction.
   */
  static Walk lines(int dim, Shape shape, StridedArray... arrays) {
    long[][] strides = new long[arrays.length][];
    long[] base = new long[arrays.length];
    for (int j = 0; j < arrays.length; j++) {
      long[] own = arrays[j].layout().strides();
      strides[j] = own.length == shape.dim() ? without(own, dim) : own;
      base[j] = arrays[j].layout().offset();
    }
    return new Walk(without(shape.toArray(), dim), strides, base);
  }

  /** Size of a dimension; a scalar has one element along dimension 0. */
  static int size(StridedArray a, int dim) {
    return a.layout().dim() == 0 ? 1 : Math.toIntExact(a.layout().size(dim));
  }

  /** Stride of a dimension, see {@link #size}. */
  static long stride(StridedArray a, int dim) {
    return a.layout().dim() == 0 ? 1 : a.layout().stride(dim);
  }

  /** A walk through all elements of one array. */
  static Walk through(StridedArray a) {
    return of(
        a.shape().toArray(), new long[][] {a.layout().strides()}, new long[] {a.layout().offset()});
  }

  /** A walk without dimension {@code dim}: before the lines along it. */
  Walk along(int dim) {
    long[][] rest = new long[strides.length][];
    for (int j = 0; j < rest.length; j++) {
      rest[j] = without(strides[j], dim);
    }
    return new Walk(without(sizes, dim), rest, base);
  }

  /** How many neighbours behind {@code dim} lie side by side in all arrays; 1 if not all do. */
  static long neighbours(int dim, StridedArray... arrays) {
    long count = 1;
    for (int d = arrays[0].layout().dim() - 1; d > dim; d--) {
      long size = arrays[0].layout().size(d);
      for (StridedArray a : arrays) {
        if (size != 1 && a.layout().stride(d) != count) {
          return 1;
        }
      }
      count *= size;
    }
    return count;
  }

  /** Work on the lines that {@code walk} stands before, {@code count} of them. */
  @FunctionalInterface
  interface Lines {
    /** Does the lines; the walk is the caller's own. */
    void run(Walk walk, long count);
  }

  /** Runs through all lines in parallel; {@code length} is the work of one. */
  void parallel(long length, Lines body) {
    Parallel.run(
        count(),
        Math.max(1, (1 << 15) / Math.max(1, length)),
        (begin, end, chunk) -> {
          if (begin < end) {
            Walk own = copy();
            own.seek(begin);
            body.run(own, end - begin);
          }
        });
  }

  /** {@code a} without entry {@code dim}; the empty array stays as it is. */
  static long[] without(long[] a, int dim) {
    if (a.length == 0) {
      return a;
    }
    long[] out = new long[a.length - 1];
    System.arraycopy(a, 0, out, 0, dim);
    System.arraycopy(a, dim + 1, out, dim, out.length - dim);
    return out;
  }

  /** A walk of its own over the same layouts, for another thread. */
  Walk copy() {
    return new Walk(sizes, strides, base);
  }

  /** Number of indices. */
  long count() {
    long n = 1;
    for (long s : sizes) {
      n *= s;
    }
    return n;
  }

  /** Goes to the index with this row-major number. */
  void seek(long linear) {
    System.arraycopy(base, 0, at, 0, base.length);
    long rest = linear;
    for (int d = sizes.length - 1; d >= 0; d--) {
      index[d] = rest % sizes[d];
      rest /= sizes[d];
      for (int j = 0; j < at.length; j++) {
        at[j] += index[d] * strides[j][d];
      }
    }
  }

  /** Goes to the next index; after the last one it starts again. */
  void next() {
    for (int d = sizes.length - 1; d >= 0; d--) {
      if (++index[d] < sizes[d]) {
        for (int j = 0; j < at.length; j++) {
          at[j] += strides[j][d];
        }
        return;
      }
      index[d] = 0;
      for (int j = 0; j < at.length; j++) {
        at[j] -= (sizes[d] - 1) * strides[j][d];
      }
    }
  }

  /** The current index. */
  long[] index() {
    return index.clone();
  }

  /** The current index along a dimension. */
  long index(int dim) {
    return index[dim];
  }

  /** The current index as text with {@code k} put back at dimension {@code dim}. */
  String position(int dim, long k) {
    if (index.length == 0) {
      return "[" + k + "]";
    }
    long[] full = new long[index.length + 1];
    System.arraycopy(index, 0, full, 0, dim);
    full[dim] = k;
    System.arraycopy(index, dim, full, dim + 1, index.length - dim);
    return Arrays.toString(full);
  }
}
