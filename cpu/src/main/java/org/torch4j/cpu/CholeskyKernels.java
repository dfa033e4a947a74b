package org.torch4j.cpu;

import org.netlib.lapack.Dpotrf;
import org.netlib.lapack.Dpotri;
import org.netlib.lapack.Dpotrs;
import org.netlib.util.intW;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/** Cholesky factors of positive-definite matrices and the systems that they solve, by LAPACK. */
final class CholeskyKernels {
  private CholeskyKernels() {}

  static void register(KernelTable table) {
    table.add("linalg_cholesky_ex", CholeskyKernels::cholesky);
    table.add("cholesky_solve", CholeskyKernels::choleskySolve);
    table.add("cholesky_inverse", CholeskyKernels::choleskyInverse);
  }

  private static void cholesky(KernelCall call) {
    if (call.output(0).dtype().isComplex()) {
      ComplexLinalg.cholesky(call);
      return;
    }
    StridedArray self = call.array(0);
    boolean upper = call.booleanValue(1);
    StridedArray factor = call.output(0);
    StridedArray info = call.output(1);
    Panel from = Panel.matrices(self);
    Panel to = Panel.matrices(factor);
    Cells codes = Cells.of(info);
    int n = from.rows();
    MatrixBatch.of(3)
        .matrices(self)
        .matrices(factor)
        .numbers(info)
        .run(
            LinalgKernels.cube(n),
            at -> {
              double[] a = from.load(at[0]);
              intW code = Lapack.code();
              if (n > 0) {
                Dpotrf.dpotrf(LinalgKernels.triangle(upper), n, a, 0, n, code);
              }
              to.storeTriangle(at[1], a, n, upper);
              codes.setLong(at[2], code.val);
              Lapack.complain(call.booleanValue(2), "linalg_cholesky_ex", code.val);
            });
  }

  private static void choleskySolve(KernelCall call) {
    if (call.output(0).dtype().isComplex()) {
      ComplexLinalg.choleskySolve(call);
      return;
    }
    StridedArray right = call.array(0);
    StridedArray factor = call.array(1);
    boolean upper = call.booleanValue(2);
    StridedArray out = call.output(0);
    Panel b = Panel.matrices(right);
    Panel l = Panel.matrices(factor);
    Panel x = Panel.matrices(out);
    int n = l.rows();
    MatrixBatch.of(3)
        .matrices(out)
        .matrices(right)
        .matrices(factor)
        .run(
            LinalgKernels.cube(n),
            at -> {
              double[] rhs = b.load(at[1]);
              if (rhs.length > 0) {
                double[] a = l.load(at[2]);
                Dpotrs.dpotrs(
                    LinalgKernels.triangle(upper),
                    n,
                    b.columns(),
                    a,
                    0,
                    n,
                    rhs,
                    0,
                    n,
                    Lapack.code());
              }
              x.store(at[0], rhs, n);
            });
  }

  private static void choleskyInverse(KernelCall call) {
    if (call.output(0).dtype().isComplex()) {
      ComplexLinalg.choleskyInverse(call);
      return;
    }
    StridedArray factor = call.array(0);
    boolean upper = call.booleanValue(1);
    StridedArray out = call.output(0);
    Panel l = Panel.matrices(factor);
    Panel x = Panel.matrices(out);
    int n = l.rows();
    MatrixBatch.of(2)
        .matrices(out)
        .matrices(factor)
        .run(
            LinalgKernels.cube(n),
            at -> {
              double[] a = l.load(at[1]);
              if (n > 0) {
                Dpotri.dpotri(LinalgKernels.triangle(upper), n, a, 0, n, Lapack.code());
              }
              LinalgKernels.mirror(a, n, upper);
              x.store(at[0], a, n);
            });
  }
}
