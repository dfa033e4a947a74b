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

  private static void gather(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray index = call.array(2);
    StridedArray out = call.output(0);
    if (out.numel() == 0) {
      return;
    }
    int dim = Shape.normalizeDim(call.longValue(1), self.layout().dim(), "gather");
    long size = Walk.size(self, dim);
    long step = Walk.stride(self, dim);
    Cells from = Cells.toRead(self, index.numel());
    Cells places = Cells.of(index);
    Cells to = Cells.of(out);
    StridedArray cut = Places.cutExcept(self, index.shape(), dim);
    int inner = Places.inner(index.shape(), dim);
    long selfStep = Walk.stride(cut, inner);
    long indexStep = Walk.stride(index, inner);
    long outStep = Walk.stride(out, inner);
    // Lines along dim stay in one place of self, others go along with the index.
    long along = inner == dim ? 0 : selfStep;
    int width = Walk.size(index, inner);
    new Slices(Walk.lines(inner, index.shape(), Places.zeroed(cut, dim), index, out), width)
        .parallel(
            2,
            1024,
            (walk, begin, m) -> {
              long[] at =
                  Places.places(
                      "gather",
                      index,
                      places,
                      walk.at[1] + begin * indexStep,
                      indexStep,
                      m,
                      dim,
                      size);
              Places.scale(at, m, step, along);
              long base = walk.at[0] + begin * along;
              Moves.gather(from, base, at, 0, to, walk.at[2] + begin * outStep, outStep, m);
            });
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

  /** Only index_fill lets indices count from the end. */
  private static long[] wrapped(StridedArray index, int dim, long size) {
    int n = Math.toIntExact(index.numel());
    long[] at = new long[n];
    Cells.of(index).load(index.layout().offset(), Walk.stride(index, 0), at, 0, n);
    for (int k = 0; k < n; k++) {
      if (at[k] < -size || at[k] >= size) {
        throw Places.outOfRange("index_fill", at[k], "[" + k + "]", dim, size);
      }
      at[k] += at[k] < 0 ? size : 0;
    }
    return at;
  }

  private static void select(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    int dim = Shape.normalizeDim(call.longValue(1), self.layout().dim(), "index_select");
    long[] at = Places.all("index_select", call.array(2), dim, Walk.size(self, dim));
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
    Cells from = Cells.toRead(self, out.numel());
    Cells to = Cells.of(out);
    if (self.isContiguous() && from.isNative() && to.isNative() && after > 1) {
      long size = layout.size(dim);
      long bytes = after * width;
      long first = from.address + layout.offset() * width;
      long target = to.address + out.layout().offset() * width;
      Parallel.run(
          before * rows.length,
          Math.max(1, (1 << 15) / bytes),
          (begin, end, chunk) -> {
            long block = begin / rows.length;
            int k = (int) (begin % rows.length);
            for (long i = begin; i < end; i++) {
              long row = block * size + rows[k];
              MemorySegment.copy(
                  Cells.ALL, first + row * bytes, Cells.ALL, target + i * bytes, bytes);
              if (++k == rows.length) {
                k = 0;
                block++;
              }
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
      new Slices(Walk.lines(dim, out.shape(), base, out), rows.length)
          .parallel(
              1,
              1024,
              (walk, begin, n) ->
                  Moves.gather(from, walk.at[0], at, (int) begin, to, walk.at[1] + begin, 1, n));
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
                long row = at[(int) walk.index(dim)];
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
    long[] rows = Places.all(op, call.array(2), dim, Walk.size(out, dim));
    Scalar alpha = call.size() > 4 ? call.scalar(4) : Scalar.ONE;
    if (rows.length == 0 || source.numel() == 0) {
      return;
    }
    boolean scaled = combine == Combine.SUM && (alpha.doubleValue() != 1 || alpha.imaginary() != 0);
    Cells from = Cells.of(source);
    Cells to = Cells.of(out);
    long step = Walk.stride(out, dim);
    long sourceStep = Walk.stride(source, dim);
    if (!scaled) {
      slices(combine, to, from, out, source, dim, rows);
      return;
    }
    Walk.lines(dim, out.shape(), out, source)
        .parallel(
            4L * rows.length,
            (walk, count) -> {
              for (long i = 0; i < count; i++) {
                for (int k = 0; k < rows.length; k++) {
                  long t = walk.at[0] + rows[k] * step;
                  long s = walk.at[1] + k * sourceStep;
                  addScaled(to, t, from, s, alpha);
                }
                walk.next();
              }
            });
  }

  /** Whole slices meet as rows of neighbours, single elements as lines along {@code dim}. */
  private static void slices(
      Combine combine,
      Cells to,
      Cells from,
      StridedArray out,
      StridedArray source,
      int dim,
      long[] rows) {
    long step = Walk.stride(out, dim);
    long sourceStep = Walk.stride(source, dim);
    long[] at = rows.clone();
    Places.scale(at, at.length, step, 0);
    Slices slices = Places.besides(dim, out, source);
    if (slices.width() >= Places.SHORT) {
      slices.parallel(
          rows.length,
          64,
          (walk, begin, n) -> {
            for (int k = 0; k < at.length; k++) {
              long source0 = walk.at[1] + k * sourceStep + begin;
              combine.rows(to, walk.at[0] + at[k] + begin, from, source0, n);
            }
          });
      return;
    }
    Walk.lines(dim, out.shape(), out, source)
        .parallel(
            4L * rows.length,
            (walk, count) -> {
              for (long i = 0; i < count; i++) {
                combine.scatter(to, walk.at[0], at, at.length, from, walk.at[1], sourceStep);
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
    Slices slices = Places.besides(dim, out);
    if (slices.width() >= Places.SHORT) {
      Cells row = row(out.dtype(), value, (int) Math.min(4096, slices.width()));
      slices.parallel(
          rows.length,
          64,
          (walk, begin, n) -> {
            for (long at : rows) {
              Moves.strided(row, 0, 1, to, walk.at[0] + at * step + begin, 1, n);
            }
          });
      return;
    }
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

  /** A row of one number. */
  private static Cells row(DType dtype, Scalar value, int n) {
    StridedArray row = StridedArray.allocate(dtype, Shape.of(n));
    row.storage().moveToNative();
    Cells cells = Cells.of(row);
    for (int k = 0; k < n; k++) {
      set(cells, k, value);
    }
    return cells;
  }
}
