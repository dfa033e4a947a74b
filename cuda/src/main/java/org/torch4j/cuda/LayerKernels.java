package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Softmax, losses of labels and normalisation over the last dimensions. */
final class LayerKernels {
  private static final int NONE = 0;
  private static final int MEAN = 1;

  private LayerKernels() {}

  static void register(KernelTable table) {
    table.add("_softmax", call -> softmax(call, false));
    table.add("_log_softmax", call -> softmax(call, true));
    table.add("_softmax_backward_data", call -> softmaxBackward(call, false));
    table.add("_log_softmax_backward_data", call -> softmaxBackward(call, true));
    table.add("nll_loss_forward", LayerKernels::nll);
    table.add("nll_loss_backward", LayerKernels::nllBackward);
    table.add("_fused_layer_norm", LayerKernels::layerNorm);
    table.add("_fused_layer_norm_backward", LayerKernels::layerNormBackward);
  }

  /** Threads of a block that goes along a line of {@code n}. */
  private static int threads(long n) {
    return n <= 32 ? 32 : n <= 128 ? 64 : 256;
  }

  private static void softmax(KernelCall call, boolean logarithm) {
    StridedArray out = call.output(0);
    int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), "softmax");
    if (out.numel() == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray self = t.converted(call.array(0), out.dtype());
      Lines lines = Lines.of(dim, out.shape(), out, self);
      long n = Lines.size(out, dim);
      Work.of("softmax", out)
          .types(out.dtype())
          .array(out)
          .array(self)
          .longs(lines.count(), n)
          .flag(logarithm)
          .struct(lines.numbers())
          .runBlocks(lines.count(), threads(n));
    }
  }

  private static void softmaxBackward(KernelCall call, boolean logarithm) {
    StridedArray out = call.output(0);
    int dim = Shape.normalizeDim(call.longValue(2), out.layout().dim(), "softmax");
    if (out.numel() == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray grad = t.converted(call.array(0), out.dtype());
      StridedArray result = t.converted(call.array(1), out.dtype());
      Lines lines = Lines.of(dim, out.shape(), out, grad, result);
      long n = Lines.size(out, dim);
      Work.of("softmax_backward", out)
          .types(out.dtype())
          .array(out)
          .array(grad)
          .array(result)
          .longs(lines.count(), n)
          .flag(logarithm)
          .struct(lines.numbers())
          .runBlocks(lines.count(), threads(n));
    }
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
      DType computed = out.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
      StridedArray losses = t.fresh(out, computed, n);
      StridedArray weights = t.fresh(out, computed, n);
      Work.of("nll", out)
          .types(scores.dtype())
          .indices(target.dtype())
          .array(losses)
          .array(weights)
          .array(scores)
          .array(target)
          .array(weight)
          .longs(n, Math.max(1, inner(scores, target)), classes(scores), call.longValue(4))
          .checked("nll_loss")
          .run(n);
      if (reduction == NONE) {
        IndexKernels.onRows(
            t,
            out,
            to ->
                Work.of("nll_each", out)
                    .types(out.dtype())
                    .array(to)
                    .array(losses)
                    .longs(n)
                    .run(n));
        DeviceArrays.zero(total);
      } else {
        Work.of("nll_total", out)
            .types(out.dtype())
            .array(out)
            .array(total)
            .array(losses)
            .array(weights)
            .longs(n)
            .flag(reduction == MEAN)
            .runBlocks(1, Launches.THREADS);
      }
    }
  }

  private static void nllBackward(KernelCall call) {
    StridedArray out = call.output(0);
    long reduction = call.longValue(4);
    DeviceArrays.zero(out);
    try (Temporaries t = new Temporaries()) {
      StridedArray grad = t.rows(call.array(0));
      StridedArray target = t.rows(call.array(2));
      long n = target.numel();
      Work.of("nll_backward", out)
          .types(out.dtype())
          .indices(target.dtype())
          .array(out)
          .array(grad)
          .array(target)
          .array(rows(t, call.arrayOrNull(3)))
          .array(call.array(6))
          .longs(n, Math.max(1, inner(out, target)), classes(out), call.longValue(5))
          .flag(reduction == NONE)
          .flag(reduction == MEAN)
          .checked("nll_loss")
          .run(n);
    }
  }

  // _fused_layer_norm(input, inner, weight?, bias?, eps) -> (output, mean, rstd)
  private static void layerNorm(KernelCall call) {
    StridedArray out = call.output(0);
    long n = call.longValue(1);
    try (Temporaries t = new Temporaries()) {
      StridedArray input = t.rows(call.array(0));
      long rows = input.numel() / n;
      Work.of("layer_norm", out)
          .types(out.dtype())
          .array(out)
          .array(call.output(1))
          .array(call.output(2))
          .array(input)
          .array(rows(t, call.arrayOrNull(2)))
          .array(rows(t, call.arrayOrNull(3)))
          .longs(rows, n)
          .real(call.doubleValue(4))
          .runBlocks(rows, threads(n));
    }
  }

  // _fused_layer_norm_backward(grad, input, mean, rstd, weight?, inner)
  //   -> (grad_input, grad_weight, grad_bias)
  private static void layerNormBackward(KernelCall call) {
    StridedArray out = call.output(0);
    long n = call.longValue(5);
    try (Temporaries t = new Temporaries()) {
      StridedArray grad = t.rows(call.array(0));
      StridedArray input = t.rows(call.array(1));
      long rows = input.numel() / n;
      Work.of("layer_norm_backward", out)
          .types(out.dtype())
          .array(out)
          .array(grad)
          .array(input)
          .array(call.array(2))
          .array(call.array(3))
          .array(rows(t, call.arrayOrNull(4)))
          .longs(rows, n)
          .runBlocks(rows, threads(n));
      Work.of("layer_norm_parameters", out)
          .types(out.dtype())
          .array(call.output(1))
          .array(call.output(2))
          .array(grad)
          .array(input)
          .array(call.array(2))
          .array(call.array(3))
          .longs(rows, n)
          .runBlocks(n, threads(rows));
    }
  }
}
