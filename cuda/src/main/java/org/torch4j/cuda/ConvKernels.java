package org.torch4j.cuda;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.cuda.driver.Convolution.Direction;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;

/**
 * Convolution and its two gradients in up to three spatial dimensions: by cuDNN where that serves.
 * Else larger ones of floating point become products of matrices, sample by sample; the others are
 * written out.
 */
final class ConvKernels {
  /** Multiplications of a sample from which a product of matrices is worth its copy. */
  private static final long PRODUCT = 1 << 16;

  private ConvKernels() {}

  static void register(KernelTable table) {
    table.add("convolution", ConvKernels::forward);
    table.add("conv_input", ConvKernels::input);
    table.add("conv_weight", ConvKernels::weight);
  }

  /** {@code t4j_conv}, from the shapes of input, weight and output. */
  private static long[] numbers(
      StridedArray input, StridedArray weight, StridedArray output, KernelCall call) {
    int rank = input.layout().dim() - 2;
    long[] numbers = new long[22];
    numbers[0] = input.layout().size(0);
    numbers[1] = call.longValue(6);
    numbers[2] = input.layout().size(1);
    numbers[3] = weight.layout().size(0);
    put(numbers, 4, spatial(input), rank, 1);
    put(numbers, 7, spatial(output), rank, 1);
    put(numbers, 10, spatial(weight), rank, 1);
    put(numbers, 13, call.longs(3), rank, 1);
    put(numbers, 16, call.longs(4), rank, 0);
    put(numbers, 19, call.longs(5), rank, 1);
    return numbers;
  }

  private static long[] spatial(StridedArray a) {
    long[] sizes = a.shape().toArray();
    return Arrays.copyOfRange(sizes, 2, sizes.length);
  }

  private static void put(long[] numbers, int at, long[] values, int rank, long absent) {
    for (int d = 0; d < 3; d++) {
      int own = d - (3 - rank);
      numbers[at + d] = own < 0 ? absent : values[Math.min(own, values.length - 1)];
    }
  }

  private static long product(long[] numbers, int at) {
    return numbers[at] * numbers[at + 1] * numbers[at + 2];
  }

  private static boolean asProduct(StridedArray out, long[] c) {
    long sums = c[2] / c[1] * product(c, 10);
    return out.dtype().isFloatingPoint() && c[3] * product(c, 7) * sums >= PRODUCT;
  }

  private static void forward(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray input = t.rows(call.array(0));
      StridedArray weight = t.rows(call.array(1));
      @Nullable StridedArray given = call.arrayOrNull(2);
      @Nullable StridedArray bias = given == null ? null : t.rows(given);
      long[] c = numbers(input, weight, out, call);
      if (out.numel() == 0) {
        return;
      }
      if (CudnnConv.run(Direction.FORWARD, call, input, weight, bias, out)) {
        return;
      }
      if (input.numel() > 0 && asProduct(out, c)) {
        products(t, input, weight, bias, out, c);
        return;
      }
      Work.of("conv_forward", out)
          .types(out.dtype())
          .array(out)
          .array(input)
          .array(weight)
          .array(bias)
          .longs(out.numel())
          .struct(c)
          .run(out.numel());
    }
  }

  /** Patches as columns, times the weight, for each sample and group. */
  private static void products(
      Temporaries t,
      StridedArray input,
      StridedArray weight,
      @Nullable StridedArray bias,
      StridedArray out,
      long[] c) {
    long groups = c[1];
    long ins = c[2] / groups;
    long outs = c[3] / groups;
    long plane = product(c, 7);
    long depth = ins * product(c, 10);
    StridedArray columns = t.fresh(out, out.dtype(), Shape.of(depth, plane));
    for (long i = 0; i < c[0]; i++) {
      for (long g = 0; g < groups; g++) {
        columns(columns, input, i, g, ins, c);
        StridedArray result =
            matrix(out, out.layout().offset() + (i * c[3] + g * outs) * plane, outs, plane);
        StridedArray own = matrix(weight, weight.layout().offset() + g * outs * depth, outs, depth);
        @Nullable StridedArray added =
            bias == null
                ? null
                : bias.with(
                    Layout.of(
                        Shape.of(outs, plane),
                        new long[] {1, 0},
                        bias.layout().offset() + g * outs));
        MatmulKernels.product(own, columns, 1, added == null ? 0 : 1, added, result);
      }
    }
  }

  private static void columns(
      StridedArray columns, StridedArray input, long sample, long group, long ins, long[] c) {
    long image = product(c, 4);
    long first = input.layout().offset() + (sample * c[2] + group * ins) * image;
    Work.of("columns", columns)
        .types(columns.dtype())
        .array(columns)
        .array(matrix(input, first, ins, image))
        .longs(columns.numel())
        .struct(c)
        .run(columns.numel());
  }

  private static StridedArray matrix(StridedArray a, long offset, long rows, long columns) {
    return a.with(Layout.of(Shape.of(rows, columns), new long[] {columns, 1}, offset));
  }

  private static void input(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray grad = t.rows(call.array(0));
      StridedArray weight = t.rows(call.array(1));
      if (CudnnConv.run(Direction.INPUT_GRADIENT, call, out, weight, null, grad)) {
        return;
      }
      long[] c = numbers(out, weight, grad, call);
      Work.of("conv_input", out)
          .types(out.dtype())
          .array(out)
          .array(grad)
          .array(weight)
          .longs(out.numel())
          .struct(c)
          .run(out.numel());
    }
  }

  private static void weight(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray grad = t.rows(call.array(0));
      StridedArray input = t.rows(call.array(1));
      long[] c = numbers(input, out, grad, call);
      if (out.numel() == 0) {
        return;
      }
      if (CudnnConv.run(Direction.WEIGHT_GRADIENT, call, input, out, null, grad)) {
        return;
      }
      if (grad.numel() > 0 && asProduct(out, c)) {
        weightProducts(t, grad, input, out, c);
        return;
      }
      Work.of("conv_weight", out)
          .types(out.dtype())
          .array(out)
          .array(grad)
          .array(input)
          .longs(out.numel())
          .struct(c)
          .run(out.numel());
    }
  }

  /** The gradient of the weight as products of gradients and patches, summed over the samples. */
  private static void weightProducts(
      Temporaries t, StridedArray grad, StridedArray input, StridedArray out, long[] c) {
    long groups = c[1];
    long ins = c[2] / groups;
    long outs = c[3] / groups;
    long plane = product(c, 7);
    long depth = ins * product(c, 10);
    StridedArray columns = t.fresh(out, out.dtype(), Shape.of(depth, plane));
    StridedArray turned =
        columns.with(
            Layout.of(Shape.of(plane, depth), new long[] {1, plane}, columns.layout().offset()));
    for (long g = 0; g < groups; g++) {
      StridedArray result = matrix(out, out.layout().offset() + g * outs * depth, outs, depth);
      for (long i = 0; i < c[0]; i++) {
        columns(columns, input, i, g, ins, c);
        StridedArray own =
            matrix(grad, grad.layout().offset() + (i * c[3] + g * outs) * plane, outs, plane);
        MatmulKernels.product(own, turned, 1, i == 0 ? 0 : 1, i == 0 ? null : result, result);
      }
    }
  }
}
