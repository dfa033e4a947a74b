package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/** Losses of labels. */
final class LayerKernels {
  private static final int NONE = 0;
  private static final int MEAN = 1;

  /** Labels of which one block makes the loss. */
  private static final int CHUNK = 8192;

  private static final int MOST_BLOCKS = 1024;

  private LayerKernels() {}

  static void register(KernelTable table) {
    table.add("nll_loss_forward", LayerKernels::nll);
    table.add("nll_loss_backward", LayerKernels::nllBackward);
  }

  private static @Nullable StridedArray rows(Temporaries t, @Nullable StridedArray a) {
    return a == null ? null : t.rows(a);
  }

  private static long classes(StridedArray scores) {
    return scores.layout().size(scores.layout().dim() == 1 ? 0 : 1);
  }

  /** Labels of one sample. */
  private static long inner(StridedArray scores, StridedArray target) {
    return scores.layout().dim() == 1 ? 1 : target.numel() / Math.max(1, scores.layout().size(0));
  }

  private static void nll(KernelCall call) {
    StridedArray out = call.output(0);
    StridedArray total = call.output(1);
    long reduction = call.longValue(3);
    try (Temporaries t = new Temporaries()) {
      StridedArray scores = t.rows(call.array(0));
      StridedArray target = t.rows(call.array(1));
      StridedArray weight = rows(t, call.arrayOrNull(2));
      long n = target.numel();
      long[] sizes = {n, Math.max(1, inner(scores, target)), classes(scores), call.longValue(4)};
      if (reduction == NONE) {
        IndexKernels.onRows(
            t,
            out,
            to ->
                Work.of("nll_each", out)
                    .types(scores.dtype())
                    .indices(target.dtype())
                    .array(to)
                    .array(scores)
                    .array(target)
                    .array(weight)
                    .longs(sizes)
                    .checked("nll_loss")
                    .run(n));
        DeviceArrays.zero(total);
        return;
      }
      DType computed = out.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
      long blocks = n <= CHUNK ? 1 : Math.min(Math.ceilDiv(n, CHUNK / 8), MOST_BLOCKS);
      StridedArray parts = blocks == 1 ? null : t.fresh(out, computed, 2 * blocks);
      Work.of("nll_sums", out)
          .types(scores.dtype())
          .indices(target.dtype())
          .array(out)
          .array(total)
          .array(parts)
          .array(scores)
          .array(target)
          .array(weight)
          .longs(sizes)
          .longs(Math.ceilDiv(n, blocks))
          .flag(reduction == MEAN)
          .checked("nll_loss")
          .runExactly(blocks, blocks > 1 || n <= Launches.THREADS ? Launches.THREADS : 1024);
      if (parts != null) {
        Work.of("nll_total", out)
            .types(out.dtype())
            .array(out)
            .array(total)
            .array(parts)
            .longs(blocks)
            .flag(reduction == MEAN)
            .runExactly(1, Launches.THREADS);
      }
    }
  }

  private static void nllBackward(KernelCall call) {
    StridedArray out = call.output(0);
    long reduction = call.longValue(4);
    long n = out.numel();
    if (n == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray grad = t.rows(call.array(0));
      StridedArray target = t.rows(call.array(2));
      long classes = classes(out);
      long inner = inner(out, target);
      long line = inner == 1 ? classes : inner;
      RowPlan plan = RowPlan.of(line, out.dtype(), 1, 1, 1, Launches.THREADS, out);
      boolean small = n < Integer.MAX_VALUE - (1 << 20);
      long groups = n / plan.vector();
      line /= plan.vector();
      Work work =
          Work.of("nll_backward", out)
              .types(out.dtype())
              .indices(target.dtype())
              .type("X", small ? "int" : "i64")
              .constant("V", plan.vector())
              .constant("ALIGNED", plan.aligned() ? 1 : 0)
              .constant("INSIDE", inner == 1 ? 1 : 0)
              .array(out)
              .array(grad)
              .array(target)
              .array(rows(t, call.arrayOrNull(3)))
              .array(call.array(6))
              .index(small, groups)
              .index(small, line)
              .ints((int) Divisor.magic(line), Divisor.shift(line))
              .index(small, classes)
              .ints((int) Divisor.magic(classes), Divisor.shift(classes))
              .longs(call.longValue(5))
              .flag(reduction == NONE)
              .flag(reduction == MEAN)
              .checked("nll_loss");
      work.runExactly(Math.ceilDiv(groups, Launches.THREADS), Launches.THREADS);
    }
  }
}
