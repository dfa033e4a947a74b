package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/** Layer normalisation in one pass over each row, forward and backward. */
final class LayerNormKernels {
  /** Elements that are worth a task. */
  private static final int TASK = 1 << 14;

  /** Parts of which the gradients of weight and bias are summed, at most. */
  private static final int PARTS = 64;

  private LayerNormKernels() {}

  static void register(KernelTable table) {
    table.add("_fused_layer_norm", LayerNormKernels::forward);
    table.add("_fused_layer_norm_backward", LayerNormKernels::backward);
  }

  /** Elements of an array without gaps, or of none. */
  record Flat(Cells cells, long offset) {
    static Flat of(StridedArray a) {
      return new Flat(Cells.of(a), a.layout().offset());
    }

    static @Nullable Flat orNull(@Nullable StridedArray a) {
      return a == null ? null : of(a);
    }
  }

  // _fused_layer_norm(input, inner, weight?, bias?, eps) -> (output, mean, rstd)
  private static void forward(KernelCall call) {
    StridedArray input = call.array(0);
    int n = Math.toIntExact(call.longValue(1));
    LayerNormRows rows =
        LayerNormRows.of(
            input.dtype(),
            n,
            call.doubleValue(4),
            0,
            Flat.of(input),
            Flat.orNull(call.arrayOrNull(2)),
            Flat.orNull(call.arrayOrNull(3)),
            Flat.of(call.output(0)),
            Flat.of(call.output(1)),
            Flat.of(call.output(2)));
    Parallel.run(
        input.numel() / n, Math.max(1, TASK / n), (begin, end, _) -> rows.forward(begin, end));
  }

  // _fused_layer_norm_backward(grad, input, mean, rstd, weight?, inner)
  //   -> (grad_input, grad_weight, grad_bias)
  private static void backward(KernelCall call) {
    StridedArray input = call.array(1);
    int n = Math.toIntExact(call.longValue(5));
    long count = input.numel() / n;
    long grain = Math.max(Math.max(1, TASK / n), (count + PARTS - 1) / PARTS);
    LayerNormRows rows =
        LayerNormRows.of(
            input.dtype(),
            n,
            0,
            Parallel.chunks(count, grain),
            Flat.of(input),
            Flat.orNull(call.arrayOrNull(4)),
            Flat.of(call.array(0)),
            Flat.of(call.output(0)),
            Flat.of(call.array(2)),
            Flat.of(call.array(3)),
            Flat.of(call.output(1)),
            Flat.of(call.output(2)));
    Parallel.run(count, grain, rows::backward);
    rows.finish();
  }
}
