package org.torch4j.cuda;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/**
 * Kernels that choose elements by indices. Where several elements meet in one place, one thread
 * takes them in their order, so that results are always the same.
 */
final class IndexKernels {
  /** Elements that one thread counts. */
  private static final long STRETCH = 64;

  private static final int SET = 0;
  private static final int ADD = 1;
  private static final int MULTIPLY = 2;
  private static final int GREATER = 3;
  private static final int SMALLER = 4;

  private IndexKernels() {}

  static void register(KernelTable table) {
    table.add("gather", IndexKernels::gather);
    table.add("index_select", IndexKernels::select);
    table.add("index_add", IndexKernels::add);
    table.add("index_copy", IndexKernels::copy);
    table.add("index_fill", IndexKernels::fill);
    table.add("scatter", call -> scatter(call, "scatter", SET));
    table.add("scatter_add", call -> scatter(call, "scatter_add", ADD));
    table.add("scatter_value", IndexKernels::scatterValue);
    table.add("scatter_reduce", IndexKernels::scatterReduce);
    table.add("index", IndexKernels::read);
    table.add("index_put", IndexKernels::write);
    table.add("nonzero_count", IndexKernels::count);
    table.add("nonzero", IndexKernels::nonzero);
    table.add("searchsorted", IndexKernels::search);
  }

  /** A size that no index fits is refused here, so that kernels may take index 0 for wrong ones. */
  static void checkSize(String op, StridedArray index, long size) {
    if (size == 0 && index.numel() > 0) {
      throw new IndexOutOfBoundsException(
          op + ": index " + "is out of range for a dimension of size 0");
    }
  }

  /** A scalar beside a vector of indices is a vector of one element. */
  private static StridedArray atLeastVector(StridedArray a) {
    return a.layout().dim() > 0 ? a : a.with(a.layout().unsqueeze(0));
  }

  private static void gather(KernelCall call) {
    StridedArray self = atLeastVector(call.array(0));
    StridedArray index = atLeastVector(call.array(2));
    StridedArray out = atLeastVector(call.output(0));
    if (out.numel() == 0) {
      return;
    }
    int dim = Shape.normalizeDim(call.longValue(1), self.layout().dim(), "gather");
    checkSize("gather", index, self.layout().size(dim));
    long[] grid = Work.grid(index.shape(), out, self, index);
    grid[1 + 2 * Geometry.MOST + dim] = 0;
    Work.of("gather", out)
        .bytes(out.dtype())
        .indices(index.dtype())
        .array(out)
        .array(self)
        .array(index)
        .longs(out.numel(), self.layout().stride(dim), self.layout().size(dim))
        .checked("gather")
        .struct(grid)
        .run(out.numel());
  }

  private static long after(Shape shape, int dim) {
    long n = 1;
    for (int d = dim + 1; d < shape.dim(); d++) {
      n *= shape.get(d);
    }
    return n;
  }

  private static void select(KernelCall call) {
    StridedArray out = atLeastVector(call.output(0));
    try (Temporaries t = new Temporaries()) {
      StridedArray self = atLeastVector(t.rows(call.array(0)));
      int dim = Shape.normalizeDim(call.longValue(1), self.layout().dim(), "index_select");
      rows("index_select", t, self, dim, call.array(2), out);
    }
  }

  /** {@code out[.., k, ..] = self[.., index[k], ..]} along dimension {@code dim}. */
  static void rows(
      String op, Temporaries t, StridedArray self, int dim, StridedArray index, StridedArray out) {
    StridedArray places = t.rows(index);
    checkSize(op, places, self.layout().size(dim));
    Work.of("rows", out)
        .bytes(out.dtype())
        .indices(places.dtype())
        .array(out)
        .array(self)
        .array(places)
        .longs(out.numel(), places.numel(), after(self.shape(), dim), self.layout().size(dim))
        .checked(op)
        .run(out.numel());
  }

  /** Runs a body on a row-major stand-in for an array that it writes. */
  static void onRows(
      Temporaries t, StridedArray out, java.util.function.Consumer<StridedArray> body) {
    StridedArray rows = t.rows(out);
    body.accept(rows);
    if (rows != out) {
      DeviceArrays.copy(out, rows);
    }
  }

  private static void add(KernelCall call) {
    Scalar alpha = call.size() > 4 ? call.scalar(4) : Scalar.ONE;
    intoRows(
        call,
        "index_add",
        (work, out) ->
            work.types(out.dtype())
                .ints(out.dtype().isComplex() ? 2 : 1)
                .computed(out.dtype(), alpha)
                .computed(out.dtype(), alpha.imaginary()),
        "rows_add");
  }

  private static void copy(KernelCall call) {
    intoRows(call, "index_copy", (work, out) -> work.bytes(out.dtype()), "rows_set");
  }

  private static void intoRows(
      KernelCall call,
      String op,
      java.util.function.BiConsumer<Work, StridedArray> more,
      String kernel) {
    try (Temporaries t = new Temporaries()) {
      onRows(
          t,
          atLeastVector(call.output(0)),
          out -> {
            StridedArray source = atLeastVector(t.rows(call.array(3)));
            StridedArray index = t.rows(call.array(2));
            int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), op);
            if (index.numel() == 0 || source.numel() == 0) {
              return;
            }
            long size = out.layout().size(dim);
            checkSize(op, index, size);
            long lines = out.numel() / size;
            Work work =
                Work.of(kernel, out)
                    .indices(index.dtype())
                    .array(out)
                    .array(source)
                    .array(index)
                    .longs(lines, index.numel(), after(out.shape(), dim), size);
            more.accept(work, out);
            work.checked(op).run(lines);
          });
    }
  }

  private static void fill(KernelCall call) {
    try (Temporaries t = new Temporaries()) {
      onRows(
          t,
          atLeastVector(call.output(0)),
          out -> {
            StridedArray index = t.rows(call.array(2));
            int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), "index_fill");
            if (out.numel() == 0 || index.numel() == 0) {
              checkSize("index_fill", index, out.layout().size(dim));
              return;
            }
            long size = out.layout().size(dim);
            long[] bits = MoveKernels.bits(out.dtype(), call.scalar(3));
            long lines = out.numel() / size;
            Work.of("rows_fill", out)
                .bytes(out.dtype())
                .indices(index.dtype())
                .array(out)
                .array(index)
                .longs(lines, index.numel(), after(out.shape(), dim), size, bits[0], bits[1])
                .checked("index_fill")
                .run(lines * index.numel());
          });
    }
  }

  private static void scatter(KernelCall call, String op, int how) {
    scatter(call, op, how, call.array(3), false, false);
  }

  private static void scatterValue(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray value = t.fresh(out, out.dtype(), Shape.SCALAR);
      MoveKernels.fill(value, call.scalar(3));
      StridedArray index = call.array(2);
      scatter(
          call,
          "scatter",
          SET,
          value.with(value.layout().broadcastTo(index.shape(), "scatter")),
          false,
          false);
    }
  }

  private static void scatterReduce(KernelCall call) {
    String reduce = String.valueOf(call.arg(4));
    int how =
        switch (reduce) {
          case "sum", "mean" -> ADD;
          case "prod" -> MULTIPLY;
          case "amax" -> GREATER;
          case "amin" -> SMALLER;
          default ->
              throw new IllegalArgumentException(
                  "scatter_reduce: reduce must be sum, prod, mean, amax or amin, got " + reduce);
        };
    scatter(
        call, "scatter_reduce", how, call.array(3), !call.booleanValue(5), reduce.equals("mean"));
  }

  private static void scatter(
      KernelCall call, String op, int how, StridedArray source, boolean fresh, boolean mean) {
    StridedArray out = atLeastVector(call.output(0));
    StridedArray index = atLeastVector(call.array(2));
    StridedArray src = atLeastVector(source);
    if (index.numel() == 0) {
      return;
    }
    int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), op);
    long size = out.layout().size(dim);
    checkSize(op, index, size);
    Lines lines = Lines.of(dim, index.shape(), out, index, src);
    try (Temporaries t = new Temporaries()) {
      @Nullable StridedArray hits =
          fresh || mean ? t.fresh(out, DType.INT32, lines.count() * size) : null;
      Work.of("scatter", out)
          .types(out.dtype())
          .indices(index.dtype())
          .array(out)
          .array(index)
          .array(src)
          .longs(lines.count(), index.layout().size(dim), size)
          .ints(out.dtype().isComplex() ? 2 : 1, how)
          .flag(fresh)
          .array(hits)
          .checked(op)
          .struct(lines.numbers())
          .run(lines.count());
      if (mean && hits != null) {
        Work.of("scatter_mean", out)
            .types(out.dtype())
            .array(out)
            .array(hits)
            .longs(lines.count(), size)
            .ints(fresh ? 0 : 1)
            .struct(lines.numbers())
            .run(lines.count());
      }
    }
  }

  /**
   * What the indices select of an array.
   *
   * @param offsets of each place, in row-major order of the index shape
   * @param shape of the index
   * @param dim where the index dimensions stand
   * @param free the dimensions of the array without an index
   */
  private record Selection(StridedArray offsets, Shape shape, int dim, int[] free) {}

  private static Selection selection(
      String op, Temporaries t, StridedArray self, @Nullable StridedArray[] indices) {
    Shape shape = Shape.SCALAR;
    int first = -1;
    int last = -1;
    boolean adjacent = true;
    for (int d = 0; d < indices.length; d++) {
      StridedArray index = indices[d];
      if (index != null) {
        shape = index.shape();
        adjacent &= first < 0 || last == d - 1;
        first = first < 0 ? d : first;
        last = d;
      }
    }
    StridedArray offsets = t.fresh(self, DType.INT64, shape.numel());
    boolean any = false;
    for (int d = 0; d < indices.length; d++) {
      StridedArray index = indices[d];
      if (index != null && index.numel() > 0) {
        checkSize(op, index, self.layout().size(d));
        Work.of("offsets", self)
            .indices(index.dtype())
            .array(offsets)
            .array(index)
            .longs(index.numel(), self.layout().size(d), self.layout().stride(d))
            .flag(!any)
            .checked(op)
            .struct(Work.grid(shape, index, index))
            .run(index.numel());
        any = true;
      }
    }
    int[] free =
        java.util.stream.IntStream.range(0, self.layout().dim())
            .filter(d -> d >= indices.length || indices[d] == null)
            .toArray();
    return new Selection(offsets, shape, adjacent ? Math.max(0, first) : 0, free);
  }

  private static void read(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      Selection s = selection("index", t, self, call.arrays(1));
      if (out.numel() == 0) {
        return;
      }
      long[] grid = Work.grid(out.shape(), out);
      int inside = s.shape.dim();
      long step = 1;
      for (int d = inside - 1; d >= 0; d--) {
        grid[1 + 3 * Geometry.MOST + s.dim + d] = step;
        step *= s.shape.get(d);
      }
      for (int i = 0; i < s.free.length; i++) {
        int place = i < s.dim ? i : i + inside;
        grid[1 + 2 * Geometry.MOST + place] = self.layout().stride(s.free[i]);
      }
      Work.of("index", out)
          .bytes(out.dtype())
          .array(out)
          .array(self)
          .array(s.offsets)
          .longs(out.numel())
          .struct(grid)
          .run(out.numel());
    }
  }

  private static void write(KernelCall call) {
    StridedArray out = call.output(0);
    StridedArray values = call.array(2);
    boolean add = call.booleanValue(3);
    try (Temporaries t = new Temporaries()) {
      Selection s = selection("index_put", t, out, call.arrays(1));
      int inside = s.shape.dim();
      long[] sizes = new long[s.free.length + inside];
      for (int d = 0; d < sizes.length; d++) {
        boolean indexed = d >= s.dim && d < s.dim + inside;
        sizes[d] =
            indexed
                ? s.shape.get(d - s.dim)
                : out.layout().size(s.free[d < s.dim ? d : d - inside]);
      }
      Shape full = Shape.of(sizes);
      if (full.numel() == 0) {
        return;
      }
      Layout source = values.layout().broadcastTo(full, "index_put");
      long[] free = new long[1 + 4 * Geometry.MOST];
      long[] chosen = new long[1 + 4 * Geometry.MOST];
      Arrays.fill(free, 1, 1 + Geometry.MOST, 1);
      Arrays.fill(chosen, 1, 1 + Geometry.MOST, 1);
      free[0] = s.free.length;
      chosen[0] = inside;
      for (int i = 0; i < s.free.length; i++) {
        int place = i < s.dim ? i : i + inside;
        free[1 + i] = out.layout().size(s.free[i]);
        free[1 + Geometry.MOST + i] = out.layout().stride(s.free[i]);
        free[1 + 2 * Geometry.MOST + i] = source.stride(place);
      }
      for (int d = 0; d < inside; d++) {
        chosen[1 + d] = s.shape.get(d);
        chosen[1 + Geometry.MOST + d] = source.stride(s.dim + d);
      }
      long lines = full.numel() / s.shape.numel();
      Work.of("index_put", out)
          .types(out.dtype())
          .array(out)
          .array(values)
          .array(s.offsets)
          .longs(lines, s.shape.numel())
          .ints(out.dtype().isComplex() ? 2 : 1)
          .flag(add)
          .struct(free)
          .struct(chosen)
          .run(lines);
    }
  }

  private static StridedArray counts(Temporaries t, StridedArray self, StridedArray total) {
    long stretches = Math.ceilDiv(self.numel(), STRETCH);
    StridedArray counts = t.fresh(self, DType.INT64, stretches);
    Work.of("nonzero_counts", self)
        .types(self.dtype())
        .array(counts)
        .array(self)
        .longs(self.numel(), STRETCH)
        .ints(self.dtype().isComplex() ? 2 : 1)
        .run(stretches);
    Work.of("starts", self).array(counts).longs(stretches).array(total).run(1);
    return counts;
  }

  private static void count(KernelCall call) {
    try (Temporaries t = new Temporaries()) {
      StridedArray self = t.rows(call.array(0));
      counts(t, self, call.output(0));
    }
  }

  private static void nonzero(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray self = t.rows(call.array(0));
      StridedArray total = t.fresh(self, DType.INT64, 1);
      StridedArray starts = counts(t, self, total);
      Work.of("nonzero", self)
          .types(self.dtype())
          .array(out)
          .array(self)
          .array(starts)
          .longs(self.numel(), STRETCH)
          .ints(self.dtype().isComplex() ? 2 : 1)
          .longs(out.layout().size(0))
          .struct(Work.grid(self.shape()))
          .run(Math.ceilDiv(self.numel(), STRETCH));
    }
  }

  private static void search(KernelCall call) {
    StridedArray out = call.output(0);
    long n = call.array(1).numel();
    if (n == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray values = t.rows(call.array(1));
      DType common = values.dtype();
      StridedArray sorted = t.converted(call.array(0), common);
      StridedArray sorter = call.arrayOrNull(2);
      int dims = sorted.layout().dim();
      long width = dims == 1 ? n : values.layout().size(values.layout().dim() - 1);
      Work.of("search", out)
          .types(common)
          .type("O", CudaTypes.stored(out.dtype()))
          .array(out)
          .array(sorted)
          .array(values)
          .array(sorter == null ? null : t.rows(sorter))
          .longs(n, width, sorted.layout().size(dims - 1))
          .flag(dims == 1)
          .flag(call.booleanValue(3))
          .checked("searchsorted")
          .run(n);
    }
  }
}
