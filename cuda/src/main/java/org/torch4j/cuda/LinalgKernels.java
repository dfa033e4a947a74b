package org.torch4j.cuda;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.LinalgException;
import org.torch4j.type.Shape;

/**
 * Dense linear algebra: a block of threads for a matrix, so that batches of small matrices go side
 * by side. All is computed in complex numbers of double precision, which real matrices are too.
 */
final class LinalgKernels {
  private static final int THREADS = 64;

  private LinalgKernels() {}

  static void register(KernelTable table) {
    table.add("linalg_lu_factor_ex", LinalgKernels::lu);
    table.add("lu_permutation", LinalgKernels::permutation);
    table.add("_linalg_solve", LinalgKernels::solve);
    table.add("linalg_inv_ex", LinalgKernels::inverse);
    table.add("linalg_solve_triangular", LinalgKernels::solveTriangular);
    table.add("linalg_det", LinalgKernels::determinant);
    table.add("linalg_slogdet", LinalgKernels::logDeterminant);
    table.add("linalg_ldl_factor_ex", LinalgKernels::ldl);
    table.add("linalg_ldl_solve", LinalgKernels::ldlSolve);
    table.add("linalg_cholesky_ex", LinalgKernels::cholesky);
    table.add("cholesky_solve", LinalgKernels::choleskySolve);
    table.add("cholesky_inverse", LinalgKernels::choleskyInverse);
  }

  /** Matrices as kernels work on them: one behind the other, complex128, row-major. */
  record Matrices(StridedArray data, long batch, long rows, long columns) {
    static Matrices of(Temporaries t, StridedArray a) {
      int rank = a.layout().dim();
      long rows = a.layout().size(rank - 2);
      long columns = a.layout().size(rank - 1);
      // A copy always: kernels write over it.
      StridedArray copy = t.fresh(a, DType.COMPLEX128, a.shape());
      DeviceArrays.convert(copy, a);
      return new Matrices(copy, LinalgKernels.batch(a, 2), rows, columns);
    }

    /** The transposed matrices. */
    static Matrices transposed(Temporaries t, StridedArray a) {
      return of(t, LinalgKernels.transposed(a));
    }

    /** The matrices repeated to the leading sizes of {@code like}. */
    static StridedArray spread(StridedArray a, StridedArray like) {
      int rank = a.layout().dim();
      long[] sizes = Arrays.copyOf(like.shape().toArray(), like.layout().dim());
      sizes[sizes.length - 2] = a.layout().size(rank - 2);
      sizes[sizes.length - 1] = a.layout().size(rank - 1);
      Shape shape = Shape.of(sizes);
      return a.shape().equals(shape) ? a : a.with(a.layout().broadcastTo(shape, "linalg"));
    }

    static Matrices fresh(Temporaries t, StridedArray near, long batch, long rows, long columns) {
      StridedArray data = t.fresh(near, DType.COMPLEX128, Shape.of(batch, rows, columns));
      return new Matrices(data, batch, rows, columns);
    }

    /** Writes them, converted. */
    void store(StridedArray to) {
      DeviceArrays.convert(
          to, new StridedArray(data.storage(), data.dtype(), Layout.contiguous(to.shape())));
    }

    long numel() {
      return batch * rows * columns;
    }
  }

  static StridedArray transposed(StridedArray a) {
    int rank = a.layout().dim();
    int[] order = new int[rank];
    Arrays.setAll(order, i -> i < rank - 2 ? i : 2 * rank - 3 - i);
    return a.with(a.layout().permute(order));
  }

  /** How many there are, of which each has the last {@code own} dimensions. */
  static long batch(StridedArray a, int own) {
    long n = 1;
    for (int d = 0; d < a.layout().dim() - own; d++) {
      n *= a.layout().size(d);
    }
    return n;
  }

  /** The factors of matrices, which are written over, with swaps and codes. */
  private record Factors(Matrices lu, StridedArray pivots, StridedArray info) {
    static Factors of(Temporaries t, Matrices a) {
      long k = Math.min(a.rows, a.columns);
      StridedArray pivots = t.fresh(a.data, DType.INT32, Math.max(1, a.batch * k));
      StridedArray info = t.fresh(a.data, DType.INT32, Math.max(1, a.batch));
      Work.of("la_lu", a.data)
          .array(a.data)
          .array(pivots)
          .array(info)
          .longs(a.batch, a.rows, a.columns)
          .runBlocks(a.batch, THREADS);
      return new Factors(a, pivots, info);
    }

    void solve(Matrices b) {
      Work.of("la_lu_solve", lu.data)
          .array(b.data)
          .array(lu.data)
          .array(pivots)
          .longs(lu.batch, lu.rows, b.columns)
          .run(lu.batch * b.columns);
    }
  }

  /** Writes integers of a row-major temporary to an output. */
  static void ints(StridedArray to, StridedArray from) {
    if (to.numel() > 0) {
      DeviceArrays.convert(to, from.with(Layout.contiguous(to.shape())));
    }
  }

  /** Raises what a code says, if the caller wants errors checked; that waits for the device. */
  private static void complain(boolean check, String op, StridedArray info) {
    if (!check || info.numel() == 0) {
      return;
    }
    int[] codes = new int[Math.toIntExact(info.numel())];
    java.lang.foreign.MemorySegment target = java.lang.foreign.MemorySegment.ofArray(codes);
    org.torch4j.cuda.driver.CudaDevice device = Launches.device(info);
    device
        .transfers()
        .toHost(Launches.address(info), target, 0, 4L * codes.length, device.currentStream());
    for (int code : codes) {
      if (code > 0) {
        throw new LinalgException(
            op + ": the matrix has no such factors, the first bad pivot or minor is " + code);
      }
    }
  }

  private static void lu(KernelCall call) {
    try (Temporaries t = new Temporaries()) {
      Factors f = Factors.of(t, Matrices.of(t, call.array(0)));
      f.lu.store(call.output(0));
      ints(call.output(1), f.pivots);
      ints(call.output(2), f.info);
      complain(call.booleanValue(2), "linalg_lu_factor_ex", f.info);
    }
  }

  private static void permutation(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray pivots = t.converted(call.array(0), DType.INT32);
      long k = pivots.layout().size(pivots.layout().dim() - 1);
      long rows = out.layout().size(out.layout().dim() - 1);
      long batch = batch(out, 1);
      StridedArray order = t.fresh(out, DType.INT64, out.shape());
      Work.of("la_permutation", out)
          .array(order)
          .array(pivots)
          .longs(batch, rows, k)
          .checked("lu_unpack")
          .run(batch);
      DeviceArrays.convert(out, order);
    }
  }

  private static void solve(KernelCall call) {
    boolean left = call.booleanValue(2);
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray a = Matrices.spread(call.array(0), out);
      StridedArray right = Matrices.spread(call.array(1), out);
      // X A = B is A^T X^T = B^T.
      Factors f = Factors.of(t, left ? Matrices.of(t, a) : Matrices.transposed(t, a));
      Matrices b = left ? Matrices.of(t, right) : Matrices.transposed(t, right);
      f.solve(b);
      b.store(left ? out : transposed(out));
      ints(call.output(1), f.info);
    }
  }

  /** {@code b} becomes {@code a}'s inverse times it; {@code a} is written over. */
  static void solve(Temporaries t, Matrices a, Matrices b) {
    Factors.of(t, a).solve(b);
  }

  private static Matrices identity(Temporaries t, Matrices like) {
    Matrices one = Matrices.fresh(t, like.data, like.batch, like.rows, like.rows);
    Work.of("la_identity", like.data).array(one.data).longs(like.batch, like.rows).run(one.numel());
    return one;
  }

  private static void inverse(KernelCall call) {
    try (Temporaries t = new Temporaries()) {
      Factors f = Factors.of(t, Matrices.of(t, call.array(0)));
      Matrices one = identity(t, f.lu);
      f.solve(one);
      one.store(call.output(0));
      ints(call.output(1), f.info);
      complain(call.booleanValue(1), "linalg_inv_ex", f.info);
    }
  }

  private static void triangular(
      Matrices a, Matrices b, boolean upper, boolean unit, boolean turned) {
    Work.of("la_triangular", a.data)
        .array(b.data)
        .array(a.data)
        .longs(a.batch, a.rows, b.columns)
        .flag(upper)
        .flag(unit)
        .flag(turned)
        .run(a.batch * b.columns);
  }

  private static void solveTriangular(KernelCall call) {
    boolean upper = call.booleanValue(2);
    boolean left = call.booleanValue(3);
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray a = Matrices.spread(call.array(0), out);
      StridedArray right = Matrices.spread(call.array(1), out);
      Matrices m = left ? Matrices.of(t, a) : Matrices.transposed(t, a);
      Matrices b = left ? Matrices.of(t, right) : Matrices.transposed(t, right);
      triangular(m, b, left == upper, call.booleanValue(4), false);
      b.store(left ? out : transposed(out));
    }
  }

  private static void determinant(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      Factors f = Factors.of(t, Matrices.of(t, call.array(0)));
      determinants(t, f, null).store(out);
    }
  }

  private static Matrices determinants(Temporaries t, Factors f, @Nullable StridedArray logs) {
    Matrices dets = Matrices.fresh(t, f.lu.data, f.lu.batch, 1, 1);
    Work.of("la_det", f.lu.data)
        .array(dets.data)
        .array(logs)
        .array(f.lu.data)
        .array(f.pivots)
        .longs(f.lu.batch, f.lu.rows)
        .run(f.lu.batch);
    return dets;
  }

  private static void logDeterminant(KernelCall call) {
    StridedArray logs = call.output(1);
    try (Temporaries t = new Temporaries()) {
      Factors f = Factors.of(t, Matrices.of(t, call.array(0)));
      StridedArray sums = t.fresh(logs, DType.FLOAT64, logs.shape());
      determinants(t, f, sums).store(call.output(0));
      DeviceArrays.convert(logs, sums);
    }
  }

  private static void ldl(KernelCall call) {
    try (Temporaries t = new Temporaries()) {
      Matrices a = Matrices.of(t, call.array(0));
      StridedArray pivots = t.fresh(a.data, DType.INT32, Math.max(1, a.batch * a.rows));
      StridedArray info = t.fresh(a.data, DType.INT32, Math.max(1, a.batch));
      Work.of("la_ldl", a.data)
          .array(a.data)
          .array(pivots)
          .array(info)
          .longs(a.batch, a.rows)
          .flag(call.booleanValue(1))
          .run(a.batch);
      a.store(call.output(0));
      ints(call.output(1), pivots);
      ints(call.output(2), info);
      complain(call.booleanValue(2), "linalg_ldl_factor_ex", info);
    }
  }

  private static void ldlSolve(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      Matrices a = Matrices.of(t, Matrices.spread(call.array(0), out));
      Matrices b = Matrices.of(t, Matrices.spread(call.array(2), out));
      StridedArray given = call.array(1);
      long[] sizes = Arrays.copyOf(out.shape().toArray(), out.layout().dim() - 1);
      sizes[sizes.length - 1] = a.rows;
      StridedArray all = given.with(given.layout().broadcastTo(Shape.of(sizes), "ldl_solve"));
      Work.of("la_ldl_solve", a.data)
          .array(b.data)
          .array(a.data)
          .array(t.converted(all, DType.INT32))
          .longs(a.batch, a.rows, b.columns)
          .flag(call.booleanValue(3))
          .checked("linalg_ldl_solve")
          .run(a.batch * b.columns);
      b.store(out);
    }
  }

  private static void cholesky(KernelCall call) {
    boolean upper = call.booleanValue(1);
    try (Temporaries t = new Temporaries()) {
      Matrices a = Matrices.of(t, call.array(0));
      StridedArray info = t.fresh(a.data, DType.INT32, Math.max(1, a.batch));
      Work.of("la_cholesky", a.data)
          .array(a.data)
          .array(info)
          .longs(a.batch, a.rows)
          .flag(upper)
          .runBlocks(a.batch, THREADS);
      a.store(call.output(0));
      ints(call.output(1), info);
      complain(call.booleanValue(2), "linalg_cholesky_ex", info);
    }
  }

  /** With L L^H, or U^H U, for the matrix. */
  private static void choleskySolve(Matrices factor, Matrices b, boolean upper) {
    triangular(factor, b, upper, false, upper);
    triangular(factor, b, upper, false, !upper);
  }

  private static void choleskySolve(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      Matrices b = Matrices.of(t, Matrices.spread(call.array(0), out));
      Matrices factor = Matrices.of(t, Matrices.spread(call.array(1), out));
      choleskySolve(factor, b, call.booleanValue(2));
      b.store(out);
    }
  }

  private static void choleskyInverse(KernelCall call) {
    try (Temporaries t = new Temporaries()) {
      Matrices factor = Matrices.of(t, call.array(0));
      Matrices one = identity(t, factor);
      choleskySolve(factor, one, call.booleanValue(1));
      one.store(call.output(0));
    }
  }
}
