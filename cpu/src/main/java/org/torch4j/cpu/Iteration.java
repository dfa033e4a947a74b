package org.torch4j.cpu;

import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;

/**
 * The common walk over several arrays of one shape: dimensions sorted so that the first array's
 * innermost comes first, those that continue each other merged, those of size 1 dropped.
 *
 * <p>Positions and strides are in elements for Java arrays and in bytes for native memory, where a
 * position is an address.
 */
final class Iteration {
  private final int operands;
  private int dims;
  private final long[] sizes;
  private final long[] strides;

  private Iteration(int operands, int dims) {
    this.operands = operands;
    this.sizes = new long[Math.max(1, dims)];
    this.strides = new long[Math.max(1, dims) * operands];
  }

  /** Number of dimensions left, at least 1. */
  int dims() {
    return dims;
  }

  /** Size of dimension {@code d}; 0 is the innermost, and those past the last have size 1. */
  long size(int d) {
    return d < dims ? sizes[d] : 1;
  }

  /** Step of an operand along dimension {@code d}. */
  long stride(int operand, int d) {
    return d < dims ? strides[d * operands + operand] : 0;
  }

  /** Bytes or elements from one element to the next. */
  static long unit(StridedArray a) {
    return a.storage().isHeap() ? 1 : a.dtype().byteSize();
  }

  /** Where the element at index 0 is: an array index or an address. */
  static long position(StridedArray a) {
    return a.storage().isHeap()
        ? a.layout().offset()
        : a.storage().address() + a.layout().offset() * a.dtype().byteSize();
  }

  /** The walk over arrays of equal shape. */
  static Iteration of(StridedArray... arrays) {
    Layout leader = arrays[0].layout();
    int rank = leader.dim();
    int[] order = new int[rank];
    int kept = 0;
    for (int d = rank - 1; d >= 0; d--) {
      if (leader.size(d) != 1) {
        order[kept++] = d;
      }
    }
    sort(order, kept, arrays);
    Iteration it = new Iteration(arrays.length, kept);
    for (int i = 0; i < kept; i++) {
      it.append(order[i], leader.size(order[i]), arrays);
    }
    if (it.dims == 0) {
      it.dims = 1;
      it.sizes[0] = leader.numel();
    }
    return it;
  }

  /** Insertion sort by the steps of the first array that tells two dimensions apart. */
  private static void sort(int[] order, int n, StridedArray[] arrays) {
    for (int i = 1; i < n; i++) {
      int d = order[i];
      int j = i;
      while (j > 0 && before(d, order[j - 1], arrays)) {
        order[j] = order[j - 1];
        j--;
      }
      order[j] = d;
    }
  }

  private static boolean before(int a, int b, StridedArray[] arrays) {
    for (StridedArray array : arrays) {
      long x = Math.abs(array.layout().stride(a));
      long y = Math.abs(array.layout().stride(b));
      if (x != y && x != 0 && y != 0) {
        return x < y;
      }
    }
    return false;
  }

  private void append(int dim, long size, StridedArray[] arrays) {
    boolean merges = dims > 0;
    for (int k = 0; k < operands && merges; k++) {
      long step = arrays[k].layout().stride(dim) * unit(arrays[k]);
      merges = step == strides[(dims - 1) * operands + k] * sizes[dims - 1];
    }
    if (merges) {
      sizes[dims - 1] *= size;
      return;
    }
    sizes[dims] = size;
    for (int k = 0; k < operands; k++) {
      strides[dims * operands + k] = arrays[k].layout().stride(dim) * unit(arrays[k]);
    }
    dims++;
  }
}
