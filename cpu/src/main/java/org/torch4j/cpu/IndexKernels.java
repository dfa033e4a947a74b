package org.torch4j.cpu;

import java.lang.foreign.MemorySegment;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/**
 * Kernels that read or write along one dimension at places that a tensor of indices says: gather
 * and the index_ family. Every index is checked before it is used.
 */
final class IndexKernels {
  private IndexKernels() {}

  static void register(KernelTable table) {
    table.add("gather", IndexKernels::gather);
    table.add("index_select", IndexKernels::select);
    table.add("index_add", call -> indexed(call, "index_add", Combine.SUM));
    table.add("index_copy", call -> indexed(call, "index_copy", Combine.SET));
    table.add("index_fill", IndexKernels::fill);
  }

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

  /** Loads one line of indices and checks them. */
  static long[] line(
      String op, Cells index, Walk walk, int which, long stride, int n, int dim, long size) {
    long[] at = Scratch.get().longs(5, n);
    index.load(walk.at[which], stride, at, 0, n);
    for (int k = 0; k < n; k++) {
      if (at[k] < 0 || at[k] >= size) {
        throw outOfRange(op, at[k], walk.position(dim, k), dim, size);
      }
    }
    return at;
  }

  private static void gather(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray index = call.array(2);
    StridedArray out = call.output(0);
    if (out.numel() == 0) {
      return;
    }
    int dim = Shape.normalizeDim(call.longValue(1), self.layout().dim(), "gather");
    int n = Walk.size(index, dim);
    long size = Walk.size(self, dim);
    long step = Walk.stride(self, dim);
    Cells from = Cells.of(self);
    Cells places = Cells.of(index);
    Cells to = Cells.of(out);
    Walk.lines(dim, index.shape(), cutExcept(self, index.shape(), dim), index, out)
        .parallel(
            2L * n,
            (walk, count) -> {
              for (long i = 0; i < count; i++) {
                long[] at = line("gather", places, walk, 1, Walk.stride(index, dim), n, dim, size);
                if (step != 1) {
                  for (int k = 0; k < n; k++) {
                    at[k] *= step;
                  }
                }
                Moves.gather(from, walk.at[0], at, 0, to, walk.at[2], Walk.stride(out, dim), n);
                walk.next();
              }
            });
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

  /** Sets an element of any dtype to a number. */
  static void set(Cells to, long i, Scalar value) {
    if (to.dtype.isComplex()) {
      Cells parts = Moves.parts(to);
      parts.setDouble(2 * i, value.doubleValue());
      parts.setDouble(2 * i + 1, value.imaginary());
    } else if (to.isInteger() && to.dtype != DType.BOOL) {
      to.setLong(i, value.longValue());
    } else {
      to.setDouble(i, value.doubleValue());
    }
  }

  private static long[] vector(String op, StridedArray index, int dim, long size) {
    int n = Math.toIntExact(index.numel());
    long[] at = new long[n];
    Cells.of(index).load(index.layout().offset(), Walk.stride(index, 0), at, 0, n);
    for (int k = 0; k < n; k++) {
      if (at[k] < 0 || at[k] >= size) {
        throw outOfRange(op, at[k], "[" + k + "]", dim, size);
      }
    }
    return at;
  }

  /** Only index_fill lets indices count from the end. */
  private static long[] wrapped(StridedArray index, int dim, long size) {
    int n = Math.toIntExact(index.numel());
    long[] at = new long[n];
    Cells.of(index).load(index.layout().offset(), Walk.stride(index, 0), at, 0, n);
    for (int k = 0; k < n; k++) {
      if (at[k] < -size || at[k] >= size) {
        throw outOfRange("index_fill", at[k], "[" + k + "]", dim, size);
      }
      at[k] += at[k] < 0 ? size : 0;
    }
    return at;
  }

  private static void select(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    int dim = Shape.normalizeDim(call.longValue(1), self.layout().dim(), "index_select");
    long[] at = vector("index_select", call.array(2), dim, Walk.size(self, dim));
    if (self.layout().dim() == 0) {
      Cells from = Cells.of(self);
      Cells to = Cells.of(out);
      for (int k = 0; k < at.length; k++) {
        Moves.move(from, self.layout().offset(), to, out.layout().offset() + k);
      }
      return;
    }
    pickRows(self, dim, at, out);
  }

  /** {@code out[.., k, ..] = self[.., rows[k], ..]} along dimension {@code dim}. */
  static void pickRows(StridedArray self, int dim, long[] rows, StridedArray out) {
    if (out.numel() == 0) {
      return;
    }
    long before = 1;
    for (int d = 0; d < dim; d++) {
      before *= out.layout().size(d);
    }
    long after = out.numel() / (before * rows.length);
    Layout layout = self.layout();
    int width = self.dtype().byteSize();
    Cells from = Cells.of(self);
    Cells to = Cells.of(out);
    if (self.isContiguous() && from.isNative() && to.isNative()) {
      long size = layout.size(dim);
      long bytes = after * width;
      Parallel.run(
          before * rows.length,
          Math.max(1, (1 << 15) / bytes),
          (begin, end, chunk) -> {
            for (long i = begin; i < end; i++) {
              long row = i / rows.length * size + rows[(int) (i % rows.length)];
              MemorySegment.copy(
                  Cells.ALL,
                  from.address + layout.offset() * width + row * bytes,
                  Cells.ALL,
                  to.address + out.layout().offset() * width + i * bytes,
                  bytes);
            }
          });
      return;
    }
    long step = layout.stride(dim);
    long[] at = new long[rows.length];
    for (int k = 0; k < at.length; k++) {
      at[k] = rows[k] * step;
    }
    StridedArray base = self.with(layout.slice(dim, 0, Math.min(1, layout.size(dim)), 1));
    // Lines along the last dimension, or along dim itself when that is the last.
    int last = layout.dim() - 1;
    long inner = dim == last ? 0 : layout.stride(last);
    if (dim == last) {
      Walk.lines(dim, out.shape(), base, out)
          .parallel(
              rows.length,
              (walk, count) -> {
                for (long i = 0; i < count; i++) {
                  Moves.gather(from, walk.at[0], at, 0, to, walk.at[1], 1, at.length);
                  walk.next();
                }
              });
      return;
    }
    StridedArray spread =
        self.with(layout.slice(dim, 0, 1, 1).broadcastTo(out.shape(), "index_select"));
    int n = Walk.size(out, last);
    Walk.lines(last, out.shape(), spread, out)
        .parallel(
            n,
            (walk, count) -> {
              for (long i = 0; i < count; i++) {
                long row = at[(int) walk.index()[dim]];
                Moves.strided(from, walk.at[0] + row, inner, to, walk.at[1], 1, n);
                walk.next();
              }
            });
  }

  /** index_add and index_copy: slices of the source meet slices of self in the index's order. */
  private static void indexed(KernelCall call, String op, Combine combine) {
    StridedArray out = call.output(0);
    StridedArray source = call.array(3);
    int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), op);
    long[] rows = vector(op, call.array(2), dim, Walk.size(out, dim));
    Scalar alpha = call.size() > 4 ? call.scalar(4) : Scalar.ONE;
    if (rows.length == 0 || source.numel() == 0) {
      return;
    }
    boolean scaled = combine == Combine.SUM && (alpha.doubleValue() != 1 || alpha.imaginary() != 0);
    Cells from = Cells.of(source);
    Cells to = Cells.of(out);
    long step = Walk.stride(out, dim);
    long sourceStep = Walk.stride(source, dim);
    Walk.lines(dim, out.shape(), out, source)
        .parallel(
            4L * rows.length,
            (walk, count) -> {
              for (long i = 0; i < count; i++) {
                for (int k = 0; k < rows.length; k++) {
                  long t = walk.at[0] + rows[k] * step;
                  long s = walk.at[1] + k * sourceStep;
                  if (scaled) {
                    addScaled(to, t, from, s, alpha);
                  } else {
                    combine.apply(to, t, from, s);
                  }
                }
                walk.next();
              }
            });
  }

  private static void addScaled(Cells to, long i, Cells from, long j, Scalar alpha) {
    if (to.dtype.isComplex()) {
      Cells sums = Moves.parts(to);
      Cells parts = Moves.parts(from);
      double re = parts.getDouble(2 * j);
      double im = parts.getDouble(2 * j + 1);
      double a = alpha.doubleValue();
      double b = alpha.imaginary();
      sums.setDouble(2 * i, sums.getDouble(2 * i) + (re * a - im * b));
      sums.setDouble(2 * i + 1, sums.getDouble(2 * i + 1) + (re * b + im * a));
    } else if (to.isInteger()) {
      to.setLong(i, to.getLong(i) + alpha.longValue() * from.getLong(j));
    } else if (to.dtype == DType.FLOAT64) {
      to.setDouble(i, to.getDouble(i) + alpha.doubleValue() * from.getDouble(j));
    } else {
      float v = (float) alpha.doubleValue() * (float) from.getDouble(j);
      to.setFloat(i, (float) to.getDouble(i) + v);
    }
  }

  private static void fill(KernelCall call) {
    StridedArray out = call.output(0);
    int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), "index_fill");
    long[] rows = wrapped(call.array(2), dim, Walk.size(out, dim));
    Scalar value = call.scalar(3);
    if (out.numel() == 0) {
      return;
    }
    Cells to = Cells.of(out);
    long step = Walk.stride(out, dim);
    Walk.lines(dim, out.shape(), out)
        .parallel(
            rows.length,
            (walk, count) -> {
              for (long i = 0; i < count; i++) {
                for (long row : rows) {
                  set(to, walk.at[0] + row * step, value);
                }
                walk.next();
              }
            });
  }
}
