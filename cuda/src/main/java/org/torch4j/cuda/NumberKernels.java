package org.torch4j.cuda;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Parts of numbers, histograms, and sets of numbers. */
final class NumberKernels {
  private NumberKernels() {}

  static void register(KernelTable table) {
    table.add("nextafter", NumberKernels::nextafter);
    table.add("frexp", NumberKernels::frexp);
    table.add("histc_counts", NumberKernels::histc);
    table.add("histogram_counts", NumberKernels::histogram);
    table.add("isin_same", NumberKernels::isIn);
    table.add("row_order", NumberKernels::rowOrder);
  }

  private static void nextafter(KernelCall call) {
    StridedArray out = call.output(0);
    Work.of("nextafter", out)
        .types(out.dtype())
        .array(out)
        .array(call.array(0))
        .array(call.array(1))
        .longs(out.numel())
        .struct(Work.grid(out.shape(), out, call.array(0), call.array(1)))
        .run(out.numel());
  }

  private static void frexp(KernelCall call) {
    StridedArray mantissa = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray self = t.rows(call.array(0));
      Work.of("frexp", mantissa)
          .types(self.dtype())
          .array(mantissa)
          .array(call.output(1))
          .array(self)
          .longs(self.numel())
          .run(self.numel());
    }
  }

  private static void histc(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray self = t.rows(call.array(0));
      StridedArray counts = t.fresh(out, DType.INT64, out.numel());
      DeviceArrays.zero(counts);
      Work.of("histc", out)
          .types(self.dtype())
          .array(counts)
          .array(self)
          .longs(self.numel(), out.numel())
          .real(call.doubleValue(1))
          .real(call.doubleValue(2))
          .run(self.numel());
      DeviceArrays.convert(out, counts);
    }
  }

  private static void histogram(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray[] edges = call.arrayList(1);
    @Nullable StridedArray weight = call.arrayOrNull(2);
    StridedArray out = call.output(0);
    long n = self.layout().size(0);
    try (Temporaries t = new Temporaries()) {
      long all = Arrays.stream(edges).mapToLong(StridedArray::numel).sum();
      StridedArray sides = t.fresh(out, DType.FLOAT64, all);
      StridedArray counts = t.fresh(out, DType.INT64, edges.length);
      long at = 0;
      for (int d = 0; d < edges.length; d++) {
        long count = edges[d].numel();
        DeviceArrays.convert(sides.with(sides.layout().slice(0, at, count, 1)), edges[d]);
        StridedArray place = counts.with(counts.layout().slice(0, d, 1, 1));
        MoveKernels.fill(place, org.torch4j.type.Scalar.of(count));
        at += count;
      }
      StridedArray bins = t.fresh(out, DType.INT64, n);
      Work.of("histogram_bins", out)
          .types(self.dtype())
          .array(bins)
          .array(self)
          .array(sides)
          .array(counts)
          .longs(n, edges.length, self.layout().stride(0), self.layout().stride(1))
          .longs(out.numel())
          .run(n);
      StridedArray ones = t.fresh(out, out.dtype(), 1);
      MoveKernels.fill(ones, org.torch4j.type.Scalar.ONE);
      DeviceArrays.zero(out);
      Meeting sums = new Meeting("histogram", Meeting.ADD).fresh(true, false).without(out.numel());
      sums.precisely()
          .run(
              t,
              out,
              bins,
              weight == null ? ones : t.converted(weight, out.dtype()),
              Lines.along(1, 1, weight == null ? 0 : 1),
              n,
              out.numel() + 1);
    }
  }

  private static void isIn(KernelCall call) {
    StridedArray elements = call.array(0);
    StridedArray tests = call.array(1);
    StridedArray out = call.output(0);
    if (tests.numel() == 0) {
      DeviceArrays.zero(out);
      return;
    }
    try (Temporaries t = new Temporaries()) {
      Lines lines = Lines.of(0, tests.shape(), tests);
      Sorting.Sorted s = OrderKernels.sorted(t, tests, lines, tests.numel(), false);
      Work.of("is_in", out)
          .types(elements.dtype())
          .type("K", s.type())
          .array(out)
          .array(elements)
          .array(s.keys())
          .longs(elements.numel(), elements.layout().stride(0), tests.numel())
          .run(elements.numel());
    }
  }

  /** Sorts by the last column first; sorting keeps the order of equals. */
  private static void rowOrder(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray self = t.rows(call.array(0));
      long rows = self.layout().size(0);
      long width = self.layout().size(1);
      if (rows == 0) {
        return;
      }
      StridedArray order = t.fresh(out, DType.INT64, Shape.of(rows));
      boolean first = true;
      for (long column = width - 1; column >= 0; column--) {
        StridedArray keys = t.fresh(out, self.dtype(), rows);
        Work.of("row_keys", out)
            .bytes(self.dtype())
            .array(keys)
            .array(self)
            .array(order)
            .longs(rows, width, column)
            .flag(first)
            .run(rows);
        Sorting.Sorted s = OrderKernels.sorted(t, keys, Lines.along(1), rows, false);
        StridedArray next = t.fresh(out, DType.INT64, Shape.of(rows));
        Work.of("row_order", out)
            .array(next)
            .array(order)
            .array(s.places())
            .longs(rows)
            .flag(first)
            .run(rows);
        order = next;
        first = false;
      }
      if (first) {
        CreationKernels.count(order);
      }
      DeviceArrays.copy(out, order);
    }
  }
}
