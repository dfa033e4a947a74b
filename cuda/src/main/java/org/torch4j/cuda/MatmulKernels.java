package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.cuda.driver.Matmul;
import org.torch4j.cuda.driver.MatmulShape;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/** Products of matrices: by cuBLASLt where it serves, else by a kernel of our own. */
final class MatmulKernels {
  private MatmulKernels() {}

  static void register(KernelTable table) {
    table.add("mm", call -> product(call.array(0), call.array(1), 1, 0, null, call.output(0)));
    table.add("bmm", call -> product(call.array(0), call.array(1), 1, 0, null, call.output(0)));
    table.add("addmm", MatmulKernels::added);
    table.add("baddbmm", MatmulKernels::added);
    table.add("linear", MatmulKernels::linear);
    table.add("dot", MatmulKernels::dot);
  }

  private static MatmulShape.@Nullable Type type(DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> MatmulShape.Type.F16;
      case BFLOAT16 -> MatmulShape.Type.BF16;
      case FLOAT32 -> MatmulShape.Type.F32;
      case FLOAT64 -> MatmulShape.Type.F64;
      default -> null;
    };
  }

  private static double number(DType dtype, Scalar s) {
    return dtype.isIntegral() ? s.longValue() : s.doubleValue();
  }

  private static void added(KernelCall call) {
    StridedArray out = call.output(0);
    double beta = number(out.dtype(), call.scalar(3));
    double alpha = number(out.dtype(), call.scalar(4));
    StridedArray self = call.array(0);
    StridedArray c = self.with(self.layout().broadcastTo(out.shape(), "addmm"));
    product(call.array(1), call.array(2), alpha, beta, beta == 0 ? null : c, out);
  }

  /** {@code out = alpha a b + beta c}, of matrices or batches of them; {@code c} may be out. */
  static void product(
      StridedArray a,
      StridedArray b,
      double alpha,
      double beta,
      @Nullable StridedArray c,
      StridedArray out) {
    int rank = out.layout().dim();
    Shape shape = out.shape();
    long m = shape.get(rank - 2);
    long n = shape.get(rank - 1);
    long k = a.layout().size(rank - 1);
    long batch = rank == 3 ? shape.get(0) : 1;
    if (m == 0 || n == 0 || batch == 0) {
      return;
    }
    MatmulShape.Type type = type(out.dtype());
    boolean same = a.dtype() == out.dtype() && b.dtype() == out.dtype();
    if (type == null || k == 0 || !same || !Matmul.isAvailable()) {
      plain(a, b, alpha, beta, c, out, new long[] {m, n, k, batch});
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray x = matrices(t, a, m, k);
      StridedArray y = matrices(t, b, k, n);
      if (c != null && c != out) {
        DeviceArrays.convert(out, c);
      }
      boolean ta = isTransposed(x);
      boolean tb = isTransposed(y);
      MatmulShape s =
          MatmulShape.of(type, m, n, k)
              .rows(ta, tb, row(x, ta ? m : k), row(y, tb ? k : n), n)
              .batch(batch, step(x), step(y), m * n)
              .tf32(CudaSettings.tf32Products());
      run(s, alpha, x, y, c == null ? 0 : beta, out, 0);
    }
  }

  private static void run(
      MatmulShape s,
      double alpha,
      StridedArray a,
      StridedArray b,
      double beta,
      StridedArray out,
      long bias) {
    CudaDevice device = Launches.device(out);
    long to = Launches.address(out);
    device
        .matmul()
        .run(
            s,
            alpha,
            Launches.address(a),
            Launches.address(b),
            beta,
            beta == 0 ? 0 : to,
            to,
            bias,
            device.currentStream());
    a.storage().fence();
    b.storage().fence();
    out.storage().fence();
  }

  /** Matrices whose rows or columns lie without gaps, as the library reads them. */
  private static StridedArray matrices(Temporaries t, StridedArray a, long rows, long columns) {
    Layout l = a.layout();
    int rank = l.dim();
    long down = l.stride(rank - 2);
    long across = l.stride(rank - 1);
    boolean straight = (across == 1 || columns == 1) && (down >= columns || rows == 1);
    boolean turned = (down == 1 || rows == 1) && (across >= rows || columns == 1);
    boolean batches = rank == 2 || l.size(0) == 1 || l.stride(0) >= 0;
    return (straight || turned) && batches ? a : t.rows(a);
  }

  private static boolean isTransposed(StridedArray a) {
    Layout l = a.layout();
    int rank = l.dim();
    boolean straight =
        (l.stride(rank - 1) == 1 || l.size(rank - 1) == 1)
            && (l.stride(rank - 2) >= l.size(rank - 1) || l.size(rank - 2) == 1);
    return !straight;
  }

  /** Elements from a stored row to the next, at least {@code width}. */
  private static long row(StridedArray a, long width) {
    Layout l = a.layout();
    int rank = l.dim();
    return Math.max(width, isTransposed(a) ? l.stride(rank - 1) : l.stride(rank - 2));
  }

  private static long step(StridedArray a) {
    return a.layout().dim() == 2 || a.layout().size(0) == 1 ? 0 : a.layout().stride(0);
  }

  private static void plain(
      StridedArray a,
      StridedArray b,
      double alpha,
      double beta,
      @Nullable StridedArray c,
      StridedArray out,
      long[] sizes) {
    long[] numbers = new long[16];
    System.arraycopy(sizes, 0, numbers, 0, 4);
    steps(a, numbers, 4);
    steps(b, numbers, 7);
    steps(c == null ? out : c, numbers, 10);
    steps(out, numbers, 13);
    DType type = out.dtype();
    Work.of("product_of", out)
        .types(type)
        .array(out)
        .array(a)
        .array(b)
        .array(c)
        .computed(type, alpha)
        .computed(type, beta)
        .struct(numbers)
        .run(out.numel());
  }

  private static void steps(StridedArray a, long[] numbers, int at) {
    Layout l = a.layout();
    int rank = l.dim();
    numbers[at] = rank == 3 ? l.stride(0) : 0;
    numbers[at + 1] = l.stride(rank - 2);
    numbers[at + 2] = l.stride(rank - 1);
  }

  private static void linear(KernelCall call) {
    StridedArray weight = call.array(1);
    @Nullable StridedArray bias = call.arrayOrNull(2);
    StridedArray out = call.output(0);
    long width = weight.layout().size(0);
    long depth = weight.layout().size(1);
    long rows = width == 0 ? 0 : out.numel() / width;
    if (out.numel() == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      Shape flat = Shape.of(rows, depth);
      StridedArray given = call.array(0);
      Layout view = given.layout().view(flat);
      StridedArray packed = view == null ? t.rows(given) : given;
      Layout own =
          view == null ? Layout.of(flat, new long[] {depth, 1}, packed.layout().offset()) : view;
      StridedArray input = packed.with(own);
      StridedArray result = out.with(Layout.contiguous(Shape.of(rows, width)));
      Layout w = weight.layout();
      StridedArray turned = weight.with(w.permute(new int[] {1, 0}));
      MatmulShape.Type type = type(out.dtype());
      boolean same = input.dtype() == out.dtype() && weight.dtype() == out.dtype();
      if (bias == null || type == null || !same || depth == 0 || !Matmul.isAvailable()) {
        StridedArray c =
            bias == null ? null : bias.with(bias.layout().broadcastTo(result.shape(), "linear"));
        product(input, turned, 1, c == null ? 0 : 1, c, result);
        return;
      }
      StridedArray x = matrices(t, input, rows, depth);
      StridedArray y = matrices(t, turned, depth, width);
      boolean tx = isTransposed(x);
      boolean ty = isTransposed(y);
      StridedArray b = t.rows(bias);
      run(
          MatmulShape.of(type, rows, width, depth)
              .rows(tx, ty, row(x, tx ? rows : depth), row(y, ty ? depth : width), width)
              .epilogue(MatmulShape.Epilogue.BIAS)
              .tf32(CudaSettings.tf32Products()),
          1,
          x,
          y,
          0,
          result,
          Launches.address(b));
      b.storage().fence();
    }
  }

  private static void dot(KernelCall call) {
    StridedArray a = call.array(0);
    StridedArray b = call.array(1);
    StridedArray out = call.output(0);
    DType type = out.dtype();
    Work.of("dot", out)
        .type("S", CudaTypes.stored(type))
        .type("C", CudaTypes.computed(type))
        .array(out)
        .array(a)
        .array(b)
        .longs(a.numel(), a.layout().stride(0), b.layout().stride(0))
        .ints(type.isComplex() ? 2 : 1)
        .runBlocks(1, Launches.THREADS);
  }
}
