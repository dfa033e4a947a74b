package org.torch4j.cpu;

import org.netlib.lapack.Dpotrf;
import org.netlib.lapack.Dpotri;
import org.netlib.lapack.Dpotrs;
import org.netlib.util.intW;
import org.torch4j.backend.KernelCall;

/** Cholesky factors of positive-definite matrices and the systems that they solve, by LAPACK. */
final class CholeskyKernels {
  private CholeskyKernels() {}

  static void register(KernelTable table) {
    table.add("linalg_cholesky_ex", CholeskyKernels::cholesky);
    table.add("cholesky_solve", CholeskyKernels::choleskySolve);
    table.add("cholesky_inverse", CholeskyKernels::choleskyInverse);
  }

  private static void cholesky(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel self = batch.matrices(call.array(0));
    Panel factor = batch.matrices(call.output(0));
    Panel info = batch.numbers(call.output(1));
    boolean upper = call.booleanValue(1);
    boolean complain = call.booleanValue(2);
    int n = self.rows();
    batch.run(
        LinalgKernels.cube(n),
        at -> {
          double[] a = self.load(at);
          intW code = Lapack.code();
          if (n > 0) {
            Dpotrf.dpotrf(LinalgKernels.triangle(upper), n, a, 0, n, code);
          }
          factor.storeTriangle(at, a, n, upper);
          info.store(at, code.val);
          Lapack.complain(complain, "linalg_cholesky_ex", code.val);
        },
        at -> {
          // U^H U = A: the lower factor of the conjugate transpose of the upper triangle.
          ComplexMatrix given = self.loadComplex(at);
          ComplexMatrix a = upper ? given.adjoint() : given;
          int code = a.factorCholesky();
          a.keepTriangle(false);
          factor.store(at, upper ? a.adjoint() : a);
          info.store(at, code);
          Lapack.complain(complain, "linalg_cholesky_ex", code);
        });
  }

  private static void choleskySolve(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel x = batch.matrices(call.output(0));
    Panel right = batch.matrices(call.array(0));
    Panel factor = batch.matrices(call.array(1));
    boolean upper = call.booleanValue(2);
    String triangle = LinalgKernels.triangle(upper);
    int n = factor.rows();
    int columns = right.columns();
    batch.run(
        LinalgKernels.cube(n),
        at -> {
          double[] b = right.load(at);
          if (b.length > 0) {
            double[] a = factor.load(at);
            Dpotrs.dpotrs(triangle, n, columns, a, 0, n, b, 0, n, Lapack.code());
          }
          x.store(at, b, n);
        },
        at -> {
          ComplexMatrix b = right.loadComplex(at);
          solve(factor.loadComplex(at), upper, b);
          x.store(at, b);
        });
  }

  private static void choleskyInverse(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel inverse = batch.matrices(call.output(0));
    Panel factor = batch.matrices(call.array(0));
    boolean upper = call.booleanValue(1);
    int n = factor.rows();
    batch.run(
        LinalgKernels.cube(n),
        at -> {
          double[] a = factor.load(at);
          if (n > 0) {
            Dpotri.dpotri(LinalgKernels.triangle(upper), n, a, 0, n, Lapack.code());
          }
          LinalgKernels.mirror(a, n, upper);
          inverse.store(at, a, n);
        },
        at -> {
          ComplexMatrix x = ComplexMatrix.identity(n);
          solve(factor.loadComplex(at), upper, x);
          inverse.store(at, x);
        });
  }

  /** Solves with a complex factor and its adjoint, in place. */
  private static void solve(ComplexMatrix factor, boolean upper, ComplexMatrix x) {
    ComplexMatrix lower = upper ? factor.adjoint() : factor;
    lower.solveTriangular(x, false, false);
    lower.adjoint().solveTriangular(x, true, false);
  }
}
