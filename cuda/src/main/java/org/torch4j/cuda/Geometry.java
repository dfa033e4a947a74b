package org.torch4j.cuda;

import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;

/**
 * How several arrays of one shape step together: dimensions of size 1 left out, dimensions joined
 * where every array goes on without a gap. Steps are in elements.
 */
final class Geometry {
  /** How many dimensions kernels know. */
  static final int MOST = 25;

  private final int arrays;
  private final long[] sizes;
  private final long[][] strides;
  private int dims;
  private long reach;

  private Geometry(int arrays, int rank) {
    this.arrays = arrays;
    sizes = new long[rank];
    strides = new long[arrays][rank];
  }

  /**
   * That of {@code first} followed by {@code second}; all have the shape of the first. Dimensions
   * go from far to near steps of the first array.
   */
  static Geometry of(StridedArray[] first, StridedArray[] second) {
    Shape shape = first[0].shape();
    int rank = shape.dim();
    Geometry g = new Geometry(first.length + second.length, rank);
    int[] order = new int[rank];
    int count = 0;
    for (int d = 0; d < rank; d++) {
      if (shape.get(d) != 1) {
        int at = count++;
        long step = Math.abs(first[0].layout().stride(d));
        while (at > 0 && Math.abs(first[0].layout().stride(order[at - 1])) < step) {
          order[at] = order[at - 1];
          at--;
        }
        order[at] = d;
      }
    }
    for (int i = 0; i < count; i++) {
      g.add(shape.get(order[i]), order[i], first, second);
    }
    for (int d = 0; d < g.dims; d++) {
      for (int k = 0; k < g.arrays; k++) {
        g.reach = Math.max(g.reach, (g.sizes[d] - 1) * Math.abs(g.strides[k][d]) * g.dims);
      }
    }
    return g;
  }

  private void add(long size, int d, StridedArray[] first, StridedArray[] second) {
    boolean joins = dims > 0;
    for (int k = 0; k < arrays; k++) {
      long stride = stride(k, d, first, second);
      strides[k][dims] = stride;
      joins = joins && strides[k][dims - 1] == size * stride;
    }
    if (joins) {
      sizes[dims - 1] *= size;
      for (int k = 0; k < arrays; k++) {
        strides[k][dims - 1] = strides[k][dims];
      }
    } else {
      sizes[dims++] = size;
    }
  }

  private static long stride(int k, int d, StridedArray[] first, StridedArray[] second) {
    StridedArray a = k < first.length ? first[k] : second[k - first.length];
    return a.layout().stride(d);
  }

  /** How many dimensions are left. */
  int dims() {
    return dims;
  }

  /** Whether all arrays are walked from their start without gaps, or stay where they are. */
  boolean isFlat() {
    if (dims > 1) {
      return false;
    }
    for (int k = 0; dims == 1 && k < arrays; k++) {
      if (strides[k][0] != 1 && strides[k][0] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether array {@code k} shows one element everywhere. */
  boolean isUniform(int k) {
    for (int d = 0; d < dims; d++) {
      if (strides[k][d] != 0) {
        return false;
      }
    }
    return dims > 0;
  }

  /** Whether all steps fit in 32 bits. */
  boolean isSmall() {
    return reach < Integer.MAX_VALUE;
  }

  /** The size of a dimension. */
  long size(int d) {
    return sizes[d];
  }

  /** The step of array {@code k} in a dimension. */
  long stride(int k, int d) {
    return strides[k][d];
  }

  /** Makes a dimension the last but one. */
  void moveBeforeLast(int d) {
    for (int i = d; i < dims - 2; i++) {
      swap(sizes, i);
      for (long[] own : strides) {
        swap(own, i);
      }
    }
  }

  private static void swap(long[] all, int i) {
    long kept = all[i];
    all[i] = all[i + 1];
    all[i + 1] = kept;
  }

  /**
   * The sizes, what they are divided by, then the steps of each array, {@code most} numbers each.
   * Groups of {@code vector} elements stand for elements in the last dimension.
   */
  long[] numbers(int most, int vector) {
    long[] all = new long[most * (arrays + 3)];
    for (int d = 0; d < dims; d++) {
      boolean last = d == dims - 1;
      long size = last ? sizes[d] / vector : sizes[d];
      all[d] = size;
      all[most + d] = Divisor.magic(size);
      all[2 * most + d] = Divisor.shift(size);
      for (int k = 0; k < arrays; k++) {
        all[most * (k + 3) + d] = last ? strides[k][d] * vector : strides[k][d];
      }
    }
    return all;
  }
}
