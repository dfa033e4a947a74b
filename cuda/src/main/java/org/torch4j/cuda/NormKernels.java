package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Layer and batch normalisation, their gradients, and variances. */
final class NormKernels {
  /** Blocks among which rows are shared out where gradients of parameters are summed. */
  private static final int BLOCKS = 264;

  /** Groups that a thread has under way in batch normalisation. */
  private static final int FLYING = 2;

  private NormKernels() {}

  static void register(KernelTable table) {
    table.add("_fused_layer_norm", NormKernels::layerNorm);
    table.add("_fused_layer_norm_backward", NormKernels::layerNormBackward);
    table.add("_fused_variance", NormKernels::variance);
    table.add("_fused_batch_norm", NormKernels::batchNorm);
    table.add("_fused_batch_norm_backward", NormKernels::batchNormBackward);
  }

  private static @Nullable StridedArray rows(Temporaries t, @Nullable StridedArray a) {
    return a == null ? null : t.rows(a);
  }

  // _fused_layer_norm(input, inner, weight?, bias?, eps) -> (output, mean, rstd)
  private static void layerNorm(KernelCall call) {
    StridedArray out = call.output(0);
    long n = call.longValue(1);
    try (Temporaries t = new Temporaries()) {
      StridedArray input = t.rows(call.array(0));
      StridedArray weight = rows(t, call.arrayOrNull(2));
      StridedArray bias = rows(t, call.arrayOrNull(3));
      long rows = input.numel() / n;
      boolean wide = out.dtype() == DType.FLOAT64;
      RowPlan plan =
          RowPlan.of(
              n, out.dtype(), wide ? 16 : 32, 16, wide ? 16 : 32, 128, out, input, weight, bias);
      boolean held = plan.room() > 0;
      plan.onto(Work.of(held ? "layer_norm_rows" : "layer_norm_long", out))
          .types(out.dtype())
          .array(out)
          .array(call.output(1))
          .array(call.output(2))
          .array(input)
          .array(weight)
          .array(bias)
          .longs(rows, n)
          .real(call.doubleValue(4))
          .runExactly(Math.ceilDiv(rows, plan.rows()), plan.block());
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
      StridedArray weight = rows(t, call.arrayOrNull(4));
      long rows = input.numel() / n;
      // What a thread holds of a row it holds four times: the gradient, the element, both sums.
      int usual = out.dtype() == DType.FLOAT64 ? 4 : 8;
      RowPlan plan = RowPlan.of(n, out.dtype(), usual, usual, usual, 512, out, grad, input, weight);
      if (plan.room() == 0) {
        layerNormBackwardLong(call, grad, input, weight, rows, n);
        return;
      }
      long teams = plan.rows();
      long blocks = Math.min(Math.ceilDiv(rows, teams), BLOCKS);
      long each = Math.ceilDiv(rows, blocks * teams);
      blocks = Math.ceilDiv(rows, each * teams);
      DType computed = out.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
      StridedArray partial = t.fresh(out, computed, blocks * 2 * n);
      plan.onto(Work.of("layer_norm_backward_rows", out))
          .types(out.dtype())
          .array(out)
          .array(partial)
          .array(grad)
          .array(input)
          .array(call.array(2))
          .array(call.array(3))
          .array(weight)
          .longs(rows, n, each)
          .runExactly(blocks, plan.block());
      Work.of("layer_norm_parameters", out)
          .types(out.dtype())
          .constant("LANES", 32)
          .array(call.output(1))
          .array(call.output(2))
          .array(partial)
          .longs(blocks, n)
          .runExactly(Math.ceilDiv(2 * n, 32), 256);
    }
  }

  private static void layerNormBackwardLong(
      KernelCall call,
      StridedArray grad,
      StridedArray input,
      @Nullable StridedArray weight,
      long rows,
      long n) {
    StridedArray out = call.output(0);
    Work.of("layer_norm_backward_long", out)
        .types(out.dtype())
        .array(out)
        .array(grad)
        .array(input)
        .array(call.array(2))
        .array(call.array(3))
        .array(weight)
        .longs(rows, n)
        .runExactly(rows, 1024);
    Work.of("layer_norm_parameters_long", out)
        .types(out.dtype())
        .constant("LANES", 32)
        .array(call.output(1))
        .array(call.output(2))
        .array(grad)
        .array(input)
        .array(call.array(2))
        .array(call.array(3))
        .longs(rows, n)
        .runExactly(Math.ceilDiv(n, 32), 256);
  }

  /** How a kernel finds the channels of a row-major [N, C, ...]. */
  private record Channels(
      long count, long groups, long line, int vector, boolean inside, boolean small) {
    static Channels of(StridedArray a) {
      long n = a.numel();
      long count = a.layout().size(1);
      long line = n / Math.max(1, a.layout().size(0) * count);
      boolean inside = line == 1;
      int vector = Math.clamp(16 / a.dtype().byteSize(), 1, 8);
      while ((inside ? count : line) % vector != 0) {
        vector /= 2;
      }
      boolean small = n < Integer.MAX_VALUE - (1 << 20);
      return new Channels(count, n / vector, line, vector, inside, small);
    }

    long blocks() {
      return Math.ceilDiv(groups, 256L * FLYING);
    }

    boolean aligned(StridedArray... arrays) {
      for (StridedArray a : arrays) {
        if (Launches.address(a) % ((long) vector * a.dtype().byteSize()) != 0) {
          return false;
        }
      }
      return true;
    }

    Work types(Work work, DType dtype, DType parameters, boolean aligned) {
      return work.types(dtype)
          .type("P", CudaTypes.stored(parameters))
          .type("X", small ? "int" : "i64")
          .constant("V", vector)
          .constant("U", FLYING)
          .constant("INSIDE", inside ? 1 : 0)
          .constant("ALIGNED", aligned ? 1 : 0);
    }

    Work numbers(Work work) {
      long own = inside ? 1 : line / vector;
      long all = inside ? count / vector : count;
      return work.indices(
          small,
          groups,
          own,
          Divisor.magic(own),
          Divisor.shift(own),
          all,
          Divisor.magic(all),
          Divisor.shift(all));
    }
  }

  private static boolean[] allButChannels(StridedArray a) {
    boolean[] marks = new boolean[a.layout().dim()];
    java.util.Arrays.fill(marks, true);
    marks[1] = false;
    return marks;
  }

  /** A number for each channel, in the shape that reductions keep. */
  private static StridedArray each(Temporaries t, StridedArray near) {
    long[] sizes = new long[near.layout().dim()];
    java.util.Arrays.fill(sizes, 1);
    sizes[1] = near.layout().size(1);
    DType computed = near.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    StridedArray flat = t.fresh(near, computed, Shape.of(sizes));
    return flat.with(Layout.contiguous(flat.shape()));
  }

  // _fused_variance(self, dim, divisor), whose result keeps the dimensions
  private static void variance(KernelCall call) {
    boolean[] marks = new boolean[call.array(0).layout().dim()];
    for (long d : call.longs(1)) {
      marks[(int) d] = true;
    }
    ReductionKernels.moments(call.output(0), null, call.array(0), marks, call.doubleValue(2));
  }

  // _fused_batch_norm(input, weight?, bias?, running_mean?, running_var?, momentum, eps)
  //   -> (output, mean, rstd)
  private static void batchNorm(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray input = t.rows(call.array(0));
      StridedArray mean = each(t, input);
      StridedArray variance = each(t, input);
      long n = input.numel() / input.layout().size(1);
      ReductionKernels.moments(variance, mean, input, allButChannels(input), n);
      Channels channels = Channels.of(input);
      double momentum = call.doubleValue(5);
      DType parameters = mean.dtype();
      for (int i = 1; i <= 4; i++) {
        StridedArray own = call.arrayOrNull(i);
        parameters = own == null ? parameters : own.dtype();
      }
      Work work = Work.of("batch_norm", out);
      channels
          .types(work, out.dtype(), parameters, channels.aligned(out, input))
          .array(out)
          .array(call.output(1))
          .array(call.output(2))
          .array(input)
          .array(mean)
          .array(variance)
          .array(rows(t, call.arrayOrNull(1)))
          .array(rows(t, call.arrayOrNull(2)))
          .array(call.arrayOrNull(3))
          .array(call.arrayOrNull(4))
          .real(call.doubleValue(6))
          .real(momentum)
          .real(momentum * n / (n - 1));
      channels.numbers(work).runExactly(channels.blocks(), 256);
    }
  }

  // _fused_batch_norm_backward(grad, input, mean, rstd, weight?)
  //   -> (grad_input, grad_weight, grad_bias)
  private static void batchNormBackward(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray grad = t.rows(call.array(0));
      StridedArray input = t.rows(call.array(1));
      StridedArray sums = each(t, input);
      StridedArray dots = each(t, input);
      ReductionKernels.pairs(sums, dots, input, grad, call.array(2), allButChannels(input));
      Channels channels = Channels.of(input);
      Work work = Work.of("batch_norm_backward", out);
      channels
          .types(work, out.dtype(), call.output(1).dtype(), channels.aligned(out, grad, input))
          .array(out)
          .array(call.output(1))
          .array(call.output(2))
          .array(grad)
          .array(input)
          .array(sums)
          .array(dots)
          .array(call.array(2))
          .array(call.array(3))
          .array(rows(t, call.arrayOrNull(4)))
          .real((double) input.numel() / channels.count());
      channels.numbers(work).runExactly(channels.blocks(), 256);
    }
  }
}
