package org.torch4j.storage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * How indices map to elements of a storage: sizes, strides and an offset, all in elements.
 * Immutable; every view operation is a function from layout to layout.
 */
public final class Layout {
  private static final Layout SCALAR = new Layout(Shape.SCALAR, new long[0], 0);

  private final Shape shape;
  private final long[] strides;
  private final long offset;
  private final boolean contiguous;

  private Layout(Shape shape, long[] strides, long offset) {
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.contiguous = isRowMajor(shape, strides);
  }

  private static boolean isRowMajor(Shape shape, long[] strides) {
    if (shape.numel() <= 1) {
      return true;
    }
    long expected = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      long size = shape.get(i);
      if (size != 1) {
        if (strides[i] != expected) {
          return false;
        }
        expected *= size;
      }
    }
    return true;
  }

  /** Row-major without gaps, from offset 0. */
  public static Layout contiguous(Shape shape) {
    return shape.dim() == 0 ? SCALAR : new Layout(shape, rowMajorStrides(shape), 0);
  }

  /** Any sizes, strides and offset; the caller checks that they stay inside the storage. */
  public static Layout of(Shape shape, long[] strides, long offset) {
    if (strides.length != shape.dim()) {
      throw new ShapeException(
          "layout: " + shape.dim() + " sizes but " + strides.length + " strides");
    }
    return new Layout(shape, strides.clone(), offset);
  }

  /** The strides of a row-major tensor; sizes of 0 count as 1, as in PyTorch. */
  public static long[] rowMajorStrides(Shape shape) {
    long[] strides = new long[shape.dim()];
    long step = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= Math.max(1, shape.get(i));
    }
    return strides;
  }

  /** The sizes. */
  public Shape shape() {
    return shape;
  }

  /** Number of dimensions. */
  public int dim() {
    return strides.length;
  }

  /** Number of elements that indices reach. */
  public long numel() {
    return shape.numel();
  }

  /** Size of dimension {@code dim}, which must be from 0. */
  public long size(int dim) {
    return shape.get(dim);
  }

  /** Elements between neighbours of dimension {@code dim}, which must be from 0. */
  public long stride(int dim) {
    return strides[dim];
  }

  /** A fresh array of the strides. */
  public long[] strides() {
    return strides.clone();
  }

  /** Where index (0, ..., 0) stands. */
  public long offset() {
    return offset;
  }

  /** Whether it is row-major without gaps. */
  public boolean isContiguous() {
    return contiguous;
  }

  /** The first storage element after the last one that indices reach; 0 when empty. */
  public long end() {
    if (numel() == 0) {
      return 0;
    }
    long last = offset;
    for (int i = 0; i < strides.length; i++) {
      last = plus(last, Math.max(0, reach(i)));
    }
    return plus(last, 1);
  }

  /** How far apart the ends of a dimension are; what no memory holds is the greatest of numbers. */
  private long reach(int dim) {
    long steps = size(dim) - 1;
    long high = Math.multiplyHigh(steps, strides[dim]);
    long low = steps * strides[dim];
    boolean fits = high == low >> 63;
    return fits ? low : strides[dim] < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  private static long plus(long a, long b) {
    long sum = a + b;
    boolean overflows = ((a ^ sum) & (b ^ sum)) < 0;
    return overflows ? b < 0 ? Long.MIN_VALUE : Long.MAX_VALUE : sum;
  }

  /** The smallest storage element that indices reach. */
  public long begin() {
    long first = offset;
    for (int i = 0; i < strides.length; i++) {
      first = plus(first, Math.min(0, reach(i)));
    }
    return first;
  }

  /** Whether two different indices may reach one element, as an expanded dimension makes them. */
  public boolean mayOverlap() {
    if (contiguous) {
      return false;
    }
    Integer[] order = new Integer[strides.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(Math.abs(strides[a]), Math.abs(strides[b])));
    long reach = 0;
    for (int i : order) {
      if (size(i) > 1) {
        if (Math.abs(strides[i]) <= reach) {
          return true;
        }
        reach += (size(i) - 1) * Math.abs(strides[i]);
      }
    }
    return false;
  }

  /**
   * The same elements with dimensions reordered: new dimension i is old dimension {@code order[i]}.
   */
  public Layout permute(int... order) {
    long[] sizes = new long[order.length];
    long[] steps = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      sizes[i] = size(order[i]);
      steps[i] = strides[order[i]];
    }
    return new Layout(Shape.of(sizes), steps, offset);
  }

  /** Dimensions a and b swapped. */
  public Layout transpose(int a, int b) {
    int[] order = new int[dim()];
    Arrays.setAll(order, i -> i == a ? b : i == b ? a : i);
    return permute(order);
  }

  /** Index {@code index} of dimension {@code dim}, which disappears. */
  public Layout select(int dim, long index) {
    return new Layout(
        Shape.of(without(shape.toArray(), dim)),
        without(strides, dim),
        offset + index * strides[dim]);
  }

  /** Indices start, start + step, ... of dimension {@code dim}, {@code length} of them. */
  public Layout slice(int dim, long start, long length, long step) {
    long[] sizes = shape.toArray();
    long[] steps = strides.clone();
    sizes[dim] = length;
    steps[dim] *= step;
    return new Layout(Shape.of(sizes), steps, offset + (length == 0 ? 0 : start * strides[dim]));
  }

  /** A dimension of size 1 before dimension {@code dim}. */
  public Layout unsqueeze(int dim) {
    long step = dim < dim() ? Math.max(1, size(dim)) * strides[dim] : 1;
    return new Layout(Shape.of(with(shape.toArray(), dim, 1)), with(strides, dim, step), offset);
  }

  /** Dimension {@code dim}, of size 1, removed. */
  public Layout squeeze(int dim) {
    return select(dim, 0);
  }

  /** Stretched to {@code target} by strides of 0; sizes must match or be 1. */
  public Layout broadcastTo(Shape target, String op) {
    if (shape.equals(target)) {
      return this;
    }
    int extra = target.dim() - dim();
    long[] steps = new long[target.dim()];
    for (int i = 0; i < target.dim(); i++) {
      if (i >= extra && size(i - extra) == target.get(i)) {
        steps[i] = strides[i - extra];
      } else if (i >= extra && size(i - extra) != 1 || extra < 0) {
        throw new ShapeException(op + ": shape " + shape + " does not broadcast to " + target);
      }
    }
    if (extra < 0) {
      throw new ShapeException(op + ": shape " + shape + " does not broadcast to " + target);
    }
    return new Layout(target, steps, offset);
  }

  /**
   * The same elements, in order, under other sizes, if strides can say it.
   *
   * @return null if only a copy can
   */
  public @Nullable Layout view(Shape target) {
    if (contiguous) {
      return new Layout(target, rowMajorStrides(target), offset);
    }
    long[] steps = new long[target.dim()];
    int next = target.dim() - 1;
    long chunk = 1;
    long base = dim() == 0 ? 1 : strides[dim() - 1];
    for (int i = dim() - 1; i >= 0; i--) {
      chunk *= size(i);
      boolean ends = i == 0 || size(i - 1) != 1 && strides[i - 1] != chunk * base;
      if (ends) {
        long covered = 1;
        while (next >= 0 && (covered < chunk || target.get(next) == 1)) {
          steps[next] = covered * base;
          covered *= target.get(next);
          next--;
        }
        if (covered != chunk) {
          return null;
        }
        if (i > 0) {
          chunk = 1;
          base = strides[i - 1];
        }
      }
    }
    return next == -1 ? new Layout(target, steps, offset) : null;
  }

  /**
   * Elements where two indices agree, as a new last dimension; {@code diagonalOffset} moves it
   * right.
   */
  public Layout diagonal(long diagonalOffset, int dim1, int dim2) {
    long rows = Math.max(0, -diagonalOffset);
    long columns = Math.max(0, diagonalOffset);
    long length = Math.max(0, Math.min(size(dim1) - rows, size(dim2) - columns));
    long start = length == 0 ? offset : offset + rows * strides[dim1] + columns * strides[dim2];
    int high = Math.max(dim1, dim2);
    int low = Math.min(dim1, dim2);
    long[] sizes = without(without(shape.toArray(), high), low);
    long[] steps = without(without(strides, high), low);
    return new Layout(
        Shape.of(with(sizes, sizes.length, length)),
        with(steps, steps.length, strides[dim1] + strides[dim2]),
        start);
  }

  /** Windows of {@code size} along {@code dim}, {@code step} apart, as a new last dimension. */
  public Layout unfold(int dim, long size, long step) {
    long[] sizes = shape.toArray();
    long[] steps = strides.clone();
    sizes[dim] = (sizes[dim] - size) / step + 1;
    long inner = steps[dim];
    steps[dim] *= step;
    return new Layout(
        Shape.of(with(sizes, sizes.length, size)), with(steps, steps.length, inner), offset);
  }

  private static long[] without(long[] a, int at) {
    long[] out = new long[a.length - 1];
    System.arraycopy(a, 0, out, 0, at);
    System.arraycopy(a, at + 1, out, at, out.length - at);
    return out;
  }

  private static long[] with(long[] a, int at, long value) {
    long[] out = new long[a.length + 1];
    System.arraycopy(a, 0, out, 0, at);
    out[at] = value;
    System.arraycopy(a, at, out, at + 1, a.length - at);
    return out;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Layout other
        && offset == other.offset
        && shape.equals(other.shape)
        && Arrays.equals(strides, other.strides);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * shape.hashCode() + Arrays.hashCode(strides)) + Long.hashCode(offset);
  }

  /** Sizes, strides and offset, for messages. */
  @Override
  public String toString() {
    return "sizes " + shape + ", strides " + Arrays.toString(strides) + ", offset " + offset;
  }
}
