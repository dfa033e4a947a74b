package org.torch4j.cuda;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/**
 * Kernels that choose elements by indices; what happens where several elements meet in one place is
 * {@link Meeting}'s.
 */
final class IndexKernels {
  /** Elements of which a warp looks for those that are not 0. */
  private static final long STRETCH = 1024;

  private IndexKernels() {}

  static void register(KernelTable table) {
    table.add("gather", IndexKernels::gather);
    table.add("index_select", IndexKernels::select);
    table.add("index_add", IndexKernels::add);
    table.add("index_copy", IndexKernels::copy);
    table.add("index_fill", IndexKernels::fill);
    table.add("scatter", call -> scatter(call, "scatter", Meeting.SET));
    table.add("scatter_add", call -> scatter(call, "scatter_add", Meeting.ADD));
    table.add("scatter_value", IndexKernels::scatterValue);
    table.add("scatter_reduce", IndexKernels::scatterReduce);
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
    long stride = self.layout().stride(dim);
    Vectors v = Vectors.of(Grids.joined(grid), stride, out, self);
    Work.of("gather", out)
        .type("B", v.type())
        .indices(index.dtype())
        .array(out)
        .array(self)
        .array(index)
        .longs(out.numel() / v.width(), stride / v.width(), self.layout().size(dim))
        .checked("gather")
        .struct(v.grid())
        .run(out.numel() / v.width());
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
    long inner = after(self.shape(), dim);
    int bytes = out.dtype().byteSize();
    long together = Launches.address(out) | Launches.address(self) | 16;
    int width = 1;
    while (width * bytes < 16
        && inner % (2L * width) == 0
        && (together & (2L * width * bytes - 1)) == 0) {
      width *= 2;
    }
    Work.of("rows", out)
        .type("B", CudaTypes.bytes(width * bytes))
        .type("J", out.numel() / width < Integer.MAX_VALUE ? "int" : "i64")
        .indices(places.dtype())
        .array(out)
        .array(self)
        .array(places)
        .longs(out.numel() / width, places.numel(), inner / width, self.layout().size(dim))
        .checked(op)
        .run(out.numel() / width);
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
    intoRows(call, "index_add", new Meeting("index_add", Meeting.ADD).times(alpha));
  }

  private static void copy(KernelCall call) {
    intoRows(call, "index_copy", new Meeting("index_copy", Meeting.SET));
  }

  private static void intoRows(KernelCall call, String op, Meeting meeting) {
    StridedArray out = atLeastVector(call.output(0));
    StridedArray index = atLeastVector(call.array(2));
    StridedArray source = atLeastVector(call.array(3));
    int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), op);
    if (index.numel() == 0 || source.numel() == 0) {
      return;
    }
    long size = out.layout().size(dim);
    checkSize(op, index, size);
    Layout along = index.layout();
    for (int d = 0; d < out.layout().dim(); d++) {
      along = d == dim ? along : along.unsqueeze(d);
    }
    Shape shape = source.shape();
    Lines lines = Lines.of(dim, shape, out, index.with(along.broadcastTo(shape, op)), source);
    try (Temporaries t = new Temporaries()) {
      meeting.run(t, out, index, source, lines, index.numel(), size);
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
          Meeting.SET,
          value.with(value.layout().broadcastTo(index.shape(), "scatter")),
          false,
          false);
    }
  }

  private static void scatterReduce(KernelCall call) {
    String reduce = String.valueOf(call.arg(4));
    int how =
        switch (reduce) {
          case "sum", "mean" -> Meeting.ADD;
          case "prod" -> Meeting.MULTIPLY;
          case "amax" -> Meeting.GREATER;
          case "amin" -> Meeting.SMALLER;
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
      new Meeting(op, how)
          .fresh(fresh, mean)
          .run(t, out, index, src, lines, index.layout().size(dim), size);
    }
  }

  /** How many of the elements up to the end of each stretch are not 0. */
  private static StridedArray counts(Temporaries t, StridedArray self) {
    long stretches = Math.ceilDiv(self.numel(), STRETCH);
    StridedArray counts = t.fresh(self, DType.INT64, stretches);
    Work.of("nonzero_counts", self)
        .types(self.dtype())
        .array(counts)
        .array(self)
        .longs(self.numel(), STRETCH)
        .ints(self.dtype().isComplex() ? 2 : 1)
        .run(32 * stretches);
    StridedArray ends = t.fresh(self, DType.INT64, stretches);
    Scans.run(t, counts, ends, Lines.along(1, 1), stretches, Scans.SUM);
    return ends;
  }

  private static void count(KernelCall call) {
    StridedArray out = call.output(0);
    if (call.array(0).numel() == 0) {
      DeviceArrays.zero(out);
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray ends = counts(t, t.rows(call.array(0)));
      long last = ends.numel() - 1;
      DeviceArrays.copy(out, ends.with(Layout.of(out.shape(), out.layout().strides(), last)));
    }
  }

  private static void nonzero(KernelCall call) {
    StridedArray out = call.output(0);
    if (call.array(0).numel() == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray self = t.rows(call.array(0));
      StridedArray ends = counts(t, self);
      Work.of("nonzero", self)
          .types(self.dtype())
          .array(out)
          .array(self)
          .array(ends)
          .longs(self.numel(), STRETCH)
          .ints(self.dtype().isComplex() ? 2 : 1)
          .longs(out.layout().size(0))
          .struct(Work.grid(self.shape()))
          .run(32 * Math.ceilDiv(self.numel(), STRETCH));
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
