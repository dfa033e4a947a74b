package org.torch4j.cuda;

import org.torch4j.backend.KernelCall;
import org.torch4j.backend.PhiloxEngine;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/**
 * Dropout in one pass. PyTorch lets a thread take as many elements beside each other as fit in 16
 * bytes where number and place of the elements allow, and that decides who gets which number.
 */
final class DropoutKernels {
  private static final int BYTES = 16;

  /** Draws of each round that count; a thread that takes two elements at a time wastes some. */
  private static final int DRAWS = 4;

  private DropoutKernels() {}

  static void register(KernelTable table) {
    table.add("_fused_dropout", DropoutKernels::drop);
  }

  /** {@code (self, p, generator)}, p the probability to keep; gives the result and what is kept. */
  private static void drop(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    StridedArray kept = call.output(1);
    if (self.numel() == 0) {
      return;
    }
    int[] order = RandomKernels.memoryOrder(self.layout());
    StridedArray ordered = self.with(self.layout().permute(order));
    int beside = ordered.isContiguous() ? beside(ordered) : 1;
    try (Temporaries t = new Temporaries()) {
      if (beside == 1) {
        drop(call, t.rows(self), out, kept, 1);
      } else {
        // In the order of memory: the results are permuted as the input is.
        IndexKernels.onRows(
            t,
            out.with(out.layout().permute(order)),
            rows ->
                IndexKernels.onRows(
                    t,
                    kept.with(kept.layout().permute(order)),
                    mask -> drop(call, ordered, rows, mask, beside)));
      }
    }
  }

  /** Elements that a thread takes at a time. */
  private static int beside(StridedArray from) {
    int size = from.dtype().byteSize();
    long address = Launches.address(from);
    int beside = BYTES / size;
    while (beside > 1 && (address % ((long) beside * size) != 0 || from.numel() % beside != 0)) {
      beside /= 2;
    }
    return beside;
  }

  private static void drop(
      KernelCall call, StridedArray from, StridedArray out, StridedArray kept, int beside) {
    DType in = RandomKernels.computed(from.dtype());
    double keep = call.doubleValue(1);
    double scale = 1.0 / (in == DType.FLOAT32 ? (float) keep : keep);
    long n = from.numel();
    DrawGrid grid = DrawGrid.of(Launches.device(from), n);
    PhiloxEngine.Place place = grid.take(RandomKernels.engine(call), n, DRAWS);
    String stored = CudaTypes.stored(from.dtype());
    Work work =
        Work.of(beside > 1 ? "dropout_beside" : "dropout", out)
            .type("S", stored)
            .type("A", CudaTypes.computed(in));
    if (beside > 1) {
      work.type("V", "t4j_vec<" + stored + ", " + beside + ">")
          .type("M", "t4j_vec<t4j_bool, " + beside + ">");
    }
    work.array(out)
        .array(kept)
        .array(from)
        .longs(n / beside, place.seed(), place.round())
        .computed(in, keep)
        .computed(in, scale)
        .runExactly(grid.blocks(), Launches.THREADS);
  }
}
