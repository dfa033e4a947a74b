package org.torch4j.cuda;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/**
 * Rows of a table picked by indices, alone or brought together by bags, and the table's gradient.
 */
final class EmbeddingKernels {
  private EmbeddingKernels() {}

  static void register(KernelTable table) {
    table.add("embedding", EmbeddingKernels::forward);
    table.add("embedding_dense_backward", EmbeddingKernels::backward);
    table.add("embedding_bag_sum", EmbeddingKernels::bagSum);
    table.add("embedding_bag_argmax", EmbeddingKernels::bagMax);
  }

  private static void forward(KernelCall call) {
    try (Temporaries t = new Temporaries()) {
      StridedArray table = t.rows(call.array(0));
      IndexKernels.rows("embedding", t, table, 0, call.array(1), call.output(0));
    }
  }

  /** Lines of rows of {@code width}: those of the target, one index for each row, the source's. */
  private static Lines rows(long width) {
    return Lines.along(width, 1, width).add(width, 1, 0, 1);
  }

  private static void backward(KernelCall call) {
    StridedArray out = call.output(0);
    DeviceArrays.zero(out);
    if (out.numel() == 0 || call.array(1).numel() == 0) {
      IndexKernels.checkSize("embedding_dense_backward", call.array(1), call.longValue(2));
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray grad = t.rows(call.array(0));
      StridedArray index = t.rows(call.array(1));
      long width = out.layout().size(1);
      new Meeting("embedding_dense_backward", Meeting.ADD)
          .fresh(true, false)
          .frequency(call.booleanValue(4))
          .without(call.longValue(3))
          .run(t, out, index, grad, rows(width), index.numel(), call.longValue(2));
    }
  }

  /** Row bags[i] gathers row index[i] of the table, times its weight. */
  private static void bagSum(KernelCall call) {
    StridedArray out = call.output(0);
    DeviceArrays.zero(out);
    try (Temporaries t = new Temporaries()) {
      StridedArray table = t.rows(call.array(0));
      StridedArray index = t.rows(call.array(1));
      StridedArray bags = t.rows(call.array(2));
      StridedArray weights = call.arrayOrNull(3);
      IndexKernels.checkSize("embedding_bag", index, table.layout().size(0));
      IndexKernels.checkSize("embedding_bag", bags, out.layout().size(0));
      if (out.numel() == 0 || index.numel() == 0) {
        return;
      }
      long width = out.layout().size(1);
      new Meeting("embedding_bag", Meeting.ADD)
          .fresh(true, false)
          .precisely()
          .through(index, table.layout().size(0), weights == null ? null : t.rows(weights))
          .run(t, out, bags, table, rows(width), index.numel(), out.layout().size(0));
    }
  }

  private static void bagMax(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray table = t.rows(call.array(0));
      StridedArray index = t.rows(call.array(1));
      StridedArray bags = t.rows(call.array(2));
      long count = out.layout().size(0);
      IndexKernels.checkSize("embedding_bag", index, table.layout().size(0));
      IndexKernels.checkSize("embedding_bag", bags, count);
      Sorting.Sorted s =
          Meeting.sorted("embedding_bag", t, bags, Lines.along(0, 1), bags.numel(), count, -1);
      Work.of("bag_max", out)
          .types(table.dtype())
          .indices(index.dtype())
          .type("K", s.type())
          .array(out)
          .array(table)
          .array(index)
          .array(s.keys())
          .array(s.places())
          .longs(index.numel(), count, out.layout().size(1), table.layout().size(0))
          .checked("embedding_bag")
          .run(out.numel());
    }
  }
}
