package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/**
 * Sorting along a dimension: sort, topk and kthvalue. NaN counts as larger than every number; equal
 * elements keep their order.
 */
final class SortKernels {
  private SortKernels() {}

  static void register(KernelTable table) {
    table.add(
        "sort",
        call -> lines(call, "sort", call.longValue(1), (n, k) -> n, call.booleanValue(2), 0));
    table.add(
        "topk",
        call ->
            lines(
                call,
                "topk",
                call.longValue(2),
                (n, k) -> k,
                call.booleanValue(3),
                call.longValue(1)));
    table.add("kthvalue", SortKernels::kth);
  }

  /** How many of {@code n} sorted elements are wanted. */
  @FunctionalInterface
  private interface Wanted {
    /** The number, from the line's length and the argument k. */
    int of(int n, int k);
  }

  private static void checkReal(StridedArray self, String op) {
    if (self.dtype().isComplex()) {
      throw new DTypeException(op + ": complex numbers have no order, got " + self.dtype());
    }
  }

  private static void lines(
      KernelCall call, String op, long dimension, Wanted wanted, boolean down, long k) {
    StridedArray self = call.array(0);
    StridedArray values = call.output(0);
    StridedArray indices = call.output(1);
    checkReal(self, op);
    int dim = Shape.normalizeDim(dimension, self.layout().dim(), op);
    if (values.numel() == 0) {
      return;
    }
    int n = Walk.size(self, dim);
    int count = wanted.of(n, Math.toIntExact(k));
    long step = Walk.stride(self, dim);
    Cells from = Cells.of(self);
    Cells to = Cells.of(values);
    Cells places = Cells.of(indices);
    Walk.lines(dim, self.shape(), self, values, indices)
        .parallel(
            16L * n,
            (walk, lines) -> {
              for (long i = 0; i < lines; i++) {
                long[] order = Selection.first(from, walk.at[0], step, n, count, down);
                places.store(walk.at[2], Walk.stride(indices, dim), order, 0, count);
                for (int j = 0; j < count; j++) {
                  order[j] *= step;
                }
                Moves.gather(
                    from, walk.at[0], order, 0, to, walk.at[1], Walk.stride(values, dim), count);
                walk.next();
              }
            });
  }

  private static void kth(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray values = call.output(0);
    StridedArray indices = call.output(1);
    checkReal(self, "kthvalue");
    int k = Math.toIntExact(call.longValue(1));
    int dim = Shape.normalizeDim(call.longValue(2), self.layout().dim(), "kthvalue");
    if (values.numel() == 0) {
      return;
    }
    int n = Walk.size(self, dim);
    long step = Walk.stride(self, dim);
    Cells from = Cells.of(self);
    Cells to = Cells.of(values);
    Cells places = Cells.of(indices);
    Walk.lines(dim, self.shape(), self, values, indices)
        .parallel(
            8L * n,
            (walk, lines) -> {
              for (long i = 0; i < lines; i++) {
                long place = Selection.place(from, walk.at[0], step, n, k - 1);
                places.setLong(walk.at[2], place);
                Moves.move(from, walk.at[0] + place * step, to, walk.at[1]);
                walk.next();
              }
            });
  }
}
