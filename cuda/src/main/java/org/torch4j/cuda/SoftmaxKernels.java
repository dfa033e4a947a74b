package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Softmax, its logarithm, and their gradients. */
final class SoftmaxKernels {
  private SoftmaxKernels() {}

  static void register(KernelTable table) {
    table.add("_softmax", call -> softmax(call, false));
    table.add("_log_softmax", call -> softmax(call, true));
    table.add("_softmax_backward_data", call -> backward(call, false));
    table.add("_log_softmax_backward_data", call -> backward(call, true));
  }

  private static void softmax(KernelCall call, boolean logarithm) {
    StridedArray out = call.output(0);
    int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), "softmax");
    if (out.numel() == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray self = t.converted(call.array(0), out.dtype());
      lines("softmax", dim, logarithm, out, self, null);
    }
  }

  private static void backward(KernelCall call, boolean logarithm) {
    StridedArray out = call.output(0);
    int dim = Shape.normalizeDim(call.longValue(2), out.layout().dim(), "softmax");
    if (out.numel() == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray grad = t.converted(call.array(0), out.dtype());
      StridedArray result = t.converted(call.array(1), out.dtype());
      lines("softmax_backward", dim, logarithm, out, grad, result);
    }
  }

  /** All arrays are row-major. */
  private static void lines(
      String name,
      int dim,
      boolean logarithm,
      StridedArray out,
      StridedArray first,
      @Nullable StridedArray second) {
    long n = Lines.size(out, dim);
    long inner = 1;
    for (int d = dim + 1; d < out.layout().dim(); d++) {
      inner *= out.layout().size(d);
    }
    long lines = out.numel() / n;
    if (inner > 1) {
      // Few threads share a line where many lines lie side by side.
      long beside = RowPlan.powerFrom(Math.min(inner, 32));
      long shared = Math.min(256 / beside, RowPlan.powerFrom(Math.ceilDiv(n, 8)));
      long together = 256 / shared;
      work(name + "_columns", out, first, second)
          .constant("LANES", together)
          .longs(lines, n, inner)
          .flag(logarithm)
          .runExactly(Math.ceilDiv(lines, together), 256);
      return;
    }
    boolean wide = out.dtype() == DType.FLOAT64;
    int most = wide || second != null ? 16 : 32;
    RowPlan plan = RowPlan.of(n, out.dtype(), wide ? 16 : 32, 16, most, 128, out, first, second);
    plan.onto(work(name + (plan.room() > 0 ? "_rows" : "_long"), out, first, second))
        .longs(lines, n)
        .flag(logarithm)
        .runExactly(Math.ceilDiv(lines, plan.rows()), plan.block());
  }

  private static Work work(
      String name, StridedArray out, StridedArray first, @Nullable StridedArray second) {
    Work work = Work.of(name, out).types(out.dtype()).array(out).array(first);
    return second == null ? work : work.array(second);
  }
}
