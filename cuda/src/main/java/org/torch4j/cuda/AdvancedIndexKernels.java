package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Reading and writing where tensors of indices for several dimensions agree. */
final class AdvancedIndexKernels {
  private AdvancedIndexKernels() {}

  static void register(KernelTable table) {
    table.add("index", AdvancedIndexKernels::read);
    table.add("index_put", AdvancedIndexKernels::write);
  }

  /**
   * What the indices select of an array.
   *
   * @param offsets of each place in steps of {@code unit}, in row-major order of the index shape
   * @param unit elements
   * @param shape of the index
   * @param dim where the index dimensions stand
   * @param free the dimensions of the array without an index
   */
  private record Selection(StridedArray offsets, long unit, Shape shape, int dim, int[] free) {}

  private static long divisor(long a, long b) {
    return b == 0 ? a : divisor(b, a % b);
  }

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
    long unit = 0;
    for (int d = 0; d < indices.length; d++) {
      if (indices[d] != null) {
        unit = divisor(unit, self.layout().stride(d));
      }
    }
    unit = Math.max(1, unit);
    StridedArray offsets = t.fresh(self, DType.INT64, shape.numel());
    boolean any = false;
    for (int d = 0; d < indices.length; d++) {
      StridedArray index = indices[d];
      if (index != null && index.numel() > 0) {
        IndexKernels.checkSize(op, index, self.layout().size(d));
        Work.of("offsets", self)
            .indices(index.dtype())
            .array(offsets)
            .array(index)
            .longs(index.numel(), self.layout().size(d), self.layout().stride(d) / unit)
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
    return new Selection(offsets, unit, shape, adjacent ? Math.max(0, first) : 0, free);
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
      Vectors v = Vectors.of(Grids.joined(grid), s.unit, out, self);
      Work.of("index", out)
          .type("B", v.type())
          .array(out)
          .array(self)
          .array(s.offsets)
          .longs(out.numel() / v.width(), s.unit / v.width())
          .struct(v.grid())
          .run(out.numel() / v.width());
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
      StridedArray source = values.with(values.layout().broadcastTo(full, "index_put"));
      if (!isOneStep(source.layout(), s.dim, inside)) {
        source = t.rows(source);
      }
      long n = s.shape.numel();
      Lines lines = Lines.along(s.unit, 1, step(source.layout(), s.dim, inside));
      for (int i = 0; i < s.free.length; i++) {
        int place = i < s.dim ? i : i + inside;
        lines.add(
            out.layout().size(s.free[i]),
            out.layout().stride(s.free[i]),
            0,
            source.layout().stride(place));
      }
      new Meeting("index_put", add ? Meeting.ADD : Meeting.SET)
          .run(t, out, s.offsets, source, lines, n, reach(out, call.arrays(1)) / s.unit + 1);
    }
  }

  /** The greatest offset that indices can choose. */
  private static long reach(StridedArray out, @Nullable StridedArray[] indices) {
    long last = 0;
    for (int d = 0; d < indices.length; d++) {
      last += indices[d] == null ? 0 : (out.layout().size(d) - 1) * out.layout().stride(d);
    }
    return last;
  }

  /** The step of dimensions that are walked as one. */
  private static long step(Layout layout, int first, int count) {
    for (int d = first + count - 1; d >= first; d--) {
      if (layout.size(d) > 1) {
        return layout.stride(d);
      }
    }
    return 0;
  }

  /** Whether dimensions can be walked as one. */
  private static boolean isOneStep(Layout layout, int first, int count) {
    long expected = step(layout, first, count);
    for (int d = first + count - 1; d >= first; d--) {
      if (layout.size(d) > 1) {
        if (layout.stride(d) != expected) {
          return false;
        }
        expected *= layout.size(d);
      }
    }
    return true;
  }
}
