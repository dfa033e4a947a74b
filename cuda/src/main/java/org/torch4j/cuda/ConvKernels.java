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
 * Else larger ones of floating point become products of matrices, of several samples or of all
 * groups of one at a time; the others are written out.
 */
final class ConvKernels {
  /** Multiplications of a sample from which a product of matrices is worth its copy. */
  private static final long PRODUCT = 1 << 16;

  /** Channels of a group from which it is, too. */
  private static final long FEWEST = 4;

  /** Elements of the columns that are made at a time. */
  private static final long COLUMNS = 1 << 24;

  private ConvKernels() {}

  static void register(KernelTable table) {
    table.add("convolution", ConvKernels::forward);
    table.add("conv_input", ConvKernels::input);
    table.add("conv_weight", ConvKernels::weight);
  }

  /** {@code t4j_conv}, from the shapes of input, weight and output. */
  static long[] numbers(
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

  /** Whether products of matrices of at least {@code channels} rows are worth their columns. */
  private static boolean asProduct(StridedArray near, long[] c, long channels) {
    long sums = c[2] / c[1] * product(c, 10);
    boolean some = c[0] > 0 && product(c, 7) > 0 && sums > 0;
    return some
        && near.dtype().isFloatingPoint()
        && channels >= FEWEST
        && c[3] * product(c, 7) * sums >= PRODUCT;
  }

  private static Work work(String kernel, StridedArray near, long[] c) {
    long most = Math.max(c[2] * product(c, 4), c[3] * product(c, 7)) * c[0];
    most = Math.max(most, c[2] * product(c, 10) * Math.max(c[3], product(c, 7)));
    most = Math.max(most, COLUMNS);
    for (int d = 0; d < 3; d++) {
      most =
          Math.max(most, (c[7 + d] + 1) * c[13 + d] + c[10 + d] * c[19 + d] + c[16 + d] + c[4 + d]);
    }
    // room for the threads that stride beyond the end
    boolean small = most < Integer.MAX_VALUE - (1 << 24);
    return Work.of(kernel, near).types(near.dtype()).type("J", small ? "int" : "i64");
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
      if (!CudnnConv.run(Direction.FORWARD, call, input, weight, bias, out)) {
        forward(t, input, weight, bias, out, c);
      }
    }
  }

  /** What is done without the library. */
  static void forward(
      Temporaries t,
      StridedArray input,
      StridedArray weight,
      @Nullable StridedArray bias,
      StridedArray out,
      long[] c) {
    if (asProduct(out, c, c[3] / c[1])) {
      new Products(t, out, c).forward(input, weight, out);
      if (bias != null) {
        Work.of("add_channels", out)
            .types(out.dtype())
            .array(out)
            .array(bias)
            .longs(out.numel(), c[3], product(c, 7))
            .run(out.numel());
      }
      return;
    }
    work("conv_forward", out, c)
        .array(out)
        .array(input)
        .array(weight)
        .array(bias)
        .longs(out.numel())
        .struct(c)
        .run(out.numel());
  }

  private static void input(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray grad = t.rows(call.array(0));
      StridedArray weight = t.rows(call.array(1));
      if (!CudnnConv.run(Direction.INPUT_GRADIENT, call, out, weight, null, grad)) {
        input(t, grad, weight, out, numbers(out, weight, grad, call));
      }
    }
  }

  /** What is done without the library. */
  static void input(
      Temporaries t, StridedArray grad, StridedArray weight, StridedArray out, long[] c) {
    if (asProduct(out, c, c[2] / c[1])) {
      new Products(t, out, c).input(grad, weight, out);
      return;
    }
    work("conv_input", out, c)
        .array(out)
        .array(grad)
        .array(weight)
        .longs(out.numel())
        .struct(c)
        .run(out.numel());
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
      if (!CudnnConv.run(Direction.WEIGHT_GRADIENT, call, input, out, null, grad)) {
        weight(t, grad, input, out, c);
      }
    }
  }

  /** What is done without the library. */
  static void weight(
      Temporaries t, StridedArray grad, StridedArray input, StridedArray out, long[] c) {
    if (asProduct(out, c, c[3] / c[1])) {
      new Products(t, out, c).weight(grad, input, out);
      return;
    }
    work("conv_weight", out, c)
        .array(out)
        .array(grad)
        .array(input)
        .longs(out.numel())
        .struct(c)
        .run(32 * out.numel());
  }

  /**
   * Convolution as products of matrices: of several samples at a time, or, with groups, of all
   * groups of one sample.
   */
  private static final class Products {
    private final Temporaries t;
    private final StridedArray near;
    private final long[] c;
    private final long groups;
    private final long outs;
    private final long plane;
    private final long depth;
    private final long image;
    private final long together;

    Products(Temporaries t, StridedArray near, long[] c) {
      this.t = t;
      this.near = near;
      this.c = c;
      groups = c[1];
      outs = c[3] / groups;
      plane = product(c, 7);
      depth = c[2] / groups * product(c, 10);
      image = product(c, 4);
      together = groups > 1 ? 1 : Math.clamp(COLUMNS / (depth * plane), 1, c[0]);
    }

    /** {@code count} matrices of {@code rows} by {@code columns}, from matrix {@code first} on. */
    private static StridedArray matrices(
        StridedArray a, long first, long count, long rows, long columns) {
      long each = rows * columns;
      return a.with(
          Layout.of(
              Shape.of(count, rows, columns),
              new long[] {each, columns, 1},
              a.layout().offset() + first * each));
    }

    private static StridedArray turned(StridedArray a) {
      return a.with(a.layout().permute(new int[] {0, 2, 1}));
    }

    /** The weights of each group, or once for each sample. */
    private StridedArray weights(StridedArray weight, long count) {
      if (groups > 1) {
        return matrices(weight, 0, groups, outs, depth);
      }
      StridedArray one = matrices(weight, 0, 1, outs, depth);
      return one.with(one.layout().broadcastTo(Shape.of(count, outs, depth), "convolution"));
    }

    private StridedArray columns() {
      return t.fresh(near, near.dtype(), Shape.of(together * groups, depth, plane));
    }

    /** The images of samples from {@code first} on. */
    private StridedArray images(StridedArray a, long first, long count) {
      return matrices(a, first, count, c[2], image);
    }

    private StridedArray patches(StridedArray columns, StridedArray input, long first, long count) {
      StridedArray own = matrices(columns, 0, count * groups, depth, plane);
      work("columns", own, c)
          .array(own)
          .array(images(input, first, count))
          .longs(own.numel())
          .struct(c)
          .run(own.numel());
      return own;
    }

    void forward(StridedArray input, StridedArray weight, StridedArray out) {
      StridedArray columns = columns();
      for (long i = 0; i < c[0]; i += together) {
        long count = Math.min(together, c[0] - i);
        StridedArray own = patches(columns, input, i, count);
        StridedArray result = matrices(out, i * groups, count * groups, outs, plane);
        MatmulKernels.product(weights(weight, count), own, 1, 0, null, result);
      }
    }

    void input(StridedArray grad, StridedArray weight, StridedArray out) {
      StridedArray columns = columns();
      for (long i = 0; i < c[0]; i += together) {
        long count = Math.min(together, c[0] - i);
        StridedArray own = matrices(columns, 0, count * groups, depth, plane);
        StridedArray given = matrices(grad, i * groups, count * groups, outs, plane);
        MatmulKernels.product(turned(weights(weight, count)), given, 1, 0, null, own);
        StridedArray result = images(out, i, count);
        work("uncolumns", out, c)
            .array(result)
            .array(own)
            .longs(result.numel())
            .struct(c)
            .run(result.numel());
      }
    }

    void weight(StridedArray grad, StridedArray input, StridedArray out) {
      StridedArray columns = columns();
      long room = Math.clamp(COLUMNS / (outs * depth), 1, together);
      StridedArray parts = t.fresh(near, near.dtype(), room * groups * outs * depth);
      for (long i = 0; i < c[0]; i += room) {
        long count = Math.min(room, c[0] - i);
        StridedArray own = patches(columns, input, i, count);
        StridedArray given = matrices(grad, i * groups, count * groups, outs, plane);
        StridedArray part = matrices(parts, 0, count * groups, outs, depth);
        MatmulKernels.product(given, turned(own), 1, 0, null, part);
        Work.of("conv_join", out)
            .types(out.dtype())
            .array(out)
            .array(part)
            .longs(out.numel(), count)
            .flag(i == 0)
            .run(out.numel());
      }
    }
  }
}
