package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/** Kernels along lines that compare: sorting, extremes, medians; and running totals. */
final class OrderKernels {
  /** Lines side by side from which a thread goes along each. */
  private static final long MANY = 4096;

  /** Parts of lines that keep a device busy, and how many elements they have at least. */
  private static final long PARTS = 512;

  private static final long SPAN = 4096;

  private OrderKernels() {}

  static void register(KernelTable table) {
    table.add("sort", call -> sort(call, "sort", 1, call.booleanValue(2), -1, 0));
    table.add("topk", call -> sort(call, "topk", 2, call.booleanValue(3), call.longValue(1), 0));
    table.add("kthvalue", call -> sort(call, "kthvalue", 2, false, 1, call.longValue(1) - 1));
    table.add("argmax", call -> extreme(call, "argmax", true, false));
    table.add("argmin", call -> extreme(call, "argmin", false, false));
    table.add("max_dim", call -> extreme(call, "max", true, true));
    table.add("min_dim", call -> extreme(call, "min", false, true));
    table.add("cummax", call -> running(call, "cummax", true));
    table.add("cummin", call -> running(call, "cummin", false));
    table.add("cumsum", call -> scan(call, "cumsum", Scans.SUM));
    table.add("cumprod", call -> scan(call, "cumprod", Scans.PRODUCT));
    table.add("logcumsumexp", call -> scan(call, "logcumsumexp", Scans.LOG_SUM));
    table.add("median", call -> median(call, false, false));
    table.add("nanmedian", call -> median(call, true, false));
    table.add("median_dim", call -> median(call, false, true));
    table.add("nanmedian_dim", call -> median(call, true, true));
    table.add("mode", OrderKernels::mode);
  }

  private static void checkReal(StridedArray self, String op) {
    if (self.dtype().isComplex()) {
      throw new DTypeException(op + ": complex numbers have no order, got " + self.dtype());
    }
  }

  /** Work that compares elements and writes values and places, either of which may be left out. */
  private static Work comparing(
      String kernel,
      StridedArray self,
      @Nullable StridedArray values,
      @Nullable StridedArray indices) {
    return Work.of(kernel, self)
        .types(self.dtype())
        .bytes(self.dtype())
        .array(values)
        .array(indices);
  }

  /** Sorted keys and places of lines. */
  static Sorting.Sorted sorted(
      Temporaries t, StridedArray self, Lines lines, long n, boolean down) {
    return Sorting.sorted(t, Sorting.Task.of(self, lines, n, down));
  }

  private static void sort(
      KernelCall call, String op, int dimArgument, boolean down, long wanted, long skip) {
    StridedArray self = call.array(0);
    StridedArray values = call.output(0);
    StridedArray indices = call.output(1);
    checkReal(self, op);
    int dim = Shape.normalizeDim(call.longValue(dimArgument), self.layout().dim(), op);
    if (values.numel() == 0) {
      return;
    }
    long n = Lines.size(self, dim);
    Lines lines = Lines.of(dim, self.shape(), self, values, indices);
    try (Temporaries t = new Temporaries()) {
      Sorting.Task task = Sorting.Task.of(self, lines, n, down);
      Sorting.store(t, task, values, indices, wanted < 0 ? n : wanted, skip);
    }
  }

  private static void extreme(KernelCall call, String op, boolean largest, boolean withValues) {
    StridedArray self = call.array(0);
    StridedArray indices = call.output(withValues ? 1 : 0);
    @Nullable StridedArray values = withValues ? call.output(0) : null;
    checkReal(self, op);
    int dim = Shape.normalizeDim(call.longValue(1), self.layout().dim(), op);
    if (indices.numel() == 0) {
      return;
    }
    long n = Lines.size(self, dim);
    Lines lines = Lines.of(dim, self.shape(), self, values == null ? indices : values, indices);
    if (n <= 32 || (lines.inner(0) != 1 && lines.count() >= MANY)) {
      comparing("extreme", self, values, indices)
          .array(self)
          .longs(lines.count(), n)
          .flag(largest)
          .struct(lines.numbers())
          .run(lines.count());
    } else {
      extremes(self, values, indices, lines, n, largest);
    }
  }

  /** A block for each part of a line, whose borders depend on the sizes alone. */
  private static void extremes(
      StridedArray self,
      @Nullable StridedArray values,
      StridedArray indices,
      Lines lines,
      long n,
      boolean largest) {
    long wanted = Math.clamp(PARTS / lines.count(), 1, n / SPAN + 1);
    long span = Math.ceilDiv(n, wanted);
    long parts = Math.ceilDiv(n, span);
    try (Temporaries t = new Temporaries()) {
      StridedArray bests = t.fresh(self, DType.FLOAT64, lines.count() * parts);
      StridedArray places = t.fresh(self, DType.INT64, lines.count() * parts);
      comparing("extreme_blocks", self, values, indices)
          .array(bests)
          .array(places)
          .array(self)
          .longs(lines.count(), n, span, parts)
          .flag(largest)
          .struct(lines.numbers())
          .runBlocks(lines.count() * parts, span <= 512 ? 32 : Launches.THREADS);
      if (parts > 1) {
        comparing("extreme_join", self, values, indices)
            .array(bests)
            .array(places)
            .array(self)
            .longs(lines.count(), parts)
            .flag(largest)
            .struct(lines.numbers())
            .run(32 * lines.count());
      }
    }
  }

  private static void running(KernelCall call, String op, boolean largest) {
    StridedArray self = call.array(0);
    StridedArray values = call.output(0);
    StridedArray indices = call.output(1);
    checkReal(self, op);
    int dim = Shape.normalizeDim(call.longValue(1), values.layout().dim(), op);
    if (values.numel() == 0) {
      return;
    }
    Lines lines = Lines.of(dim, values.shape(), self, values, indices);
    comparing("running", self, values, indices)
        .array(self)
        .longs(lines.count(), Lines.size(values, dim))
        .flag(largest)
        .struct(lines.numbers())
        .runBlocks(lines.count(), Lines.size(values, dim) <= 128 ? 32 : Launches.THREADS);
  }

  private static void scan(KernelCall call, String op, int how) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), op);
    if (out.numel() == 0) {
      return;
    }
    if (out.dtype().isComplex()) {
      throw new DTypeException(op + ": no kernel for " + out.dtype() + " yet");
    }
    long n = Lines.size(out, dim);
    Lines lines = Lines.of(dim, out.shape(), self, out);
    try (Temporaries t = new Temporaries()) {
      Scans.run(t, self, out, lines, n, how);
    }
  }

  private static void median(KernelCall call, boolean skipNan, boolean along) {
    StridedArray self = call.array(0);
    StridedArray values = call.output(0);
    @Nullable StridedArray indices = along ? call.output(1) : null;
    checkReal(self, "median");
    if (values.numel() == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray line = self;
      int dim = 0;
      if (along) {
        dim = Shape.normalizeDim(call.longValue(1), self.layout().dim(), "median");
      } else {
        StridedArray rows = t.rows(self);
        line =
            rows.with(
                org.torch4j.storage.Layout.of(
                    Shape.of(rows.numel()), new long[] {1}, rows.layout().offset()));
      }
      long n = Lines.size(line, dim);
      Lines lines =
          along
              ? Lines.of(dim, line.shape(), line, values, indices == null ? values : indices)
              : Lines.of(dim, line.shape(), line);
      Sorting.Sorted s = sorted(t, line, lines, n, false);
      comparing("median", self, values, indices)
          .array(line)
          .array(s.places())
          .longs(lines.count(), n)
          .flag(skipNan)
          .struct(lines.numbers())
          .run(lines.count());
    }
  }

  private static void mode(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray values = call.output(0);
    StridedArray indices = call.output(1);
    checkReal(self, "mode");
    if (values.numel() == 0) {
      return;
    }
    int dim = Shape.normalizeDim(call.longValue(1), self.layout().dim(), "mode");
    long n = Lines.size(self, dim);
    Lines lines = Lines.of(dim, self.shape(), self, values, indices);
    try (Temporaries t = new Temporaries()) {
      Sorting.Sorted s = sorted(t, self, lines, n, false);
      comparing("mode", self, values, indices)
          .type("K", s.type())
          .array(self)
          .array(s.keys())
          .array(s.places())
          .longs(lines.count(), n)
          .struct(lines.numbers())
          .run(lines.count());
    }
  }
}
