package org.torch4j.cpu;

import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;

/**
 * The dimensions of a reduction, those with the smallest step in the input first, neighbours merged
 * where they continue each other. The totals are dense, in the order of the kept dimensions here.
 */
final class ReductionPlan {
  /**
   * One dimension.
   *
   * @param step from one element of the input to the next, in elements on the heap, bytes elsewhere
   * @param total the same in the totals, in elements; 0 for reduced dimensions
   */
  record Dim(long size, long step, long total, boolean reduced) {}

  private final Dim[] dims;
  private final long[] totalStrides;
  private final long outputs;
  private final long reduced;
  private final long unit;

  ReductionPlan(StridedArray input, boolean[] marks) {
    Layout layout = input.layout();
    unit = Iteration.unit(input);
    int rank = layout.dim();
    int[] order = new int[rank];
    int kept = 0;
    for (int d = rank - 1; d >= 0; d--) {
      if (layout.size(d) != 1) {
        order[kept++] = d;
      }
    }
    sort(order, kept, layout);
    totalStrides = new long[rank];
    Dim[] found = new Dim[Math.max(1, kept)];
    int n = 0;
    long total = 1;
    long product = 1;
    for (int i = 0; i < kept; i++) {
      int d = order[i];
      long size = layout.size(d);
      if (marks[d]) {
        product *= size;
      } else {
        totalStrides[d] = total;
      }
      Dim dim = new Dim(size, layout.stride(d) * unit, totalStrides[d], marks[d]);
      Dim last = n > 0 ? found[n - 1] : null;
      if (last != null && last.reduced == dim.reduced && dim.step == last.step * last.size) {
        found[n - 1] = new Dim(last.size * size, last.step, last.total, last.reduced);
      } else {
        found[n++] = dim;
      }
      total *= marks[d] ? 1 : size;
    }
    if (n == 0) {
      found[n++] = new Dim(1, 0, 0, true);
    }
    dims = java.util.Arrays.copyOf(found, n);
    outputs = total;
    reduced = product;
  }

  private static void sort(int[] order, int n, Layout layout) {
    for (int i = 1; i < n; i++) {
      int d = order[i];
      long key = key(layout.stride(d));
      int j = i;
      while (j > 0 && key(layout.stride(order[j - 1])) > key) {
        order[j] = order[j - 1];
        j--;
      }
      order[j] = d;
    }
  }

  /** Repeated elements come last: they are no neighbours in memory. */
  private static long key(long stride) {
    return stride == 0 ? Long.MAX_VALUE : Math.abs(stride);
  }

  /** The innermost dimension. */
  Dim inner() {
    return dims[0];
  }

  /** The other dimensions that are reduced, or those that are kept, innermost first. */
  Dim[] outer(boolean thatAreReduced) {
    Dim[] chosen = new Dim[dims.length];
    int n = 0;
    for (int i = 1; i < dims.length; i++) {
      if (dims[i].reduced == thatAreReduced) {
        chosen[n++] = dims[i];
      }
    }
    return java.util.Arrays.copyOf(chosen, n);
  }

  /**
   * How many rows of the kept inner dimension lie one behind the other and meet each other, 0 if
   * they do not.
   */
  long foldable() {
    boolean adjoin =
        dims.length > 1 && dims[1].reduced && dims[1].step == dims[0].size * dims[0].step;
    return adjoin && dims[0].step == unit ? dims[1].size : 0;
  }

  /**
   * The input with its two innermost dimensions cut anew: {@code rows} rows of {@code width}
   * elements from element {@code start} on.
   */
  StridedArray folded(StridedArray input, long rows, long width, long start) {
    int n = dims.length;
    long[] sizes = new long[n];
    long[] strides = new long[n];
    for (int i = 2; i < n; i++) {
      sizes[n - 1 - i] = dims[i].size;
      strides[n - 1 - i] = dims[i].step / unit;
    }
    sizes[n - 2] = rows;
    strides[n - 2] = width;
    sizes[n - 1] = width;
    strides[n - 1] = 1;
    return input.with(Layout.of(Shape.of(sizes), strides, input.layout().offset() + start));
  }

  /** Which dimensions of {@link #folded} are reduced. */
  boolean[] foldedMarks() {
    boolean[] marks = new boolean[dims.length];
    for (int i = 0; i < marks.length; i++) {
      marks[dims.length - 1 - i] = dims[i].reduced;
    }
    return marks;
  }

  /** Number of results. */
  long outputs() {
    return outputs;
  }

  /** Number of elements that go into each result. */
  long reduced() {
    return reduced;
  }

  /** The totals as an array of the output's shape. */
  Layout totals(Shape shape) {
    return Layout.of(shape, totalStrides, 0);
  }

  /** Whether the totals lie as a row-major output would. */
  boolean isRowMajor(Shape shape) {
    long[] strides = Layout.rowMajorStrides(shape);
    for (int d = 0; d < strides.length; d++) {
      if (shape.get(d) != 1 && strides[d] != totalStrides[d]) {
        return false;
      }
    }
    return true;
  }
}
