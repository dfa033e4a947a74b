package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/** Triangular factorisations of complex matrices and the systems that they solve. */
final class ComplexLinalg {
  private ComplexLinalg() {}

  private static double work(Panel p) {
    return 4 * LinalgKernels.cube(Math.max(p.rows(), p.columns()));
  }

  static void cholesky(KernelCall call) {
    StridedArray self = call.array(0);
    boolean upper = call.booleanValue(1);
    StridedArray factor = call.output(0);
    StridedArray info = call.output(1);
    Panel from = Panel.matrices(self);
    Panel to = Panel.matrices(factor);
    Cells codes = Cells.of(info);
    MatrixBatch.of(3)
        .matrices(self)
        .matrices(factor)
        .numbers(info)
        .run(
            work(from),
            at -> {
              ComplexMatrix a = ComplexMatrix.load(from, at[0]);
              if (upper) {
                // U^H U = A: the lower factor of the conjugate transpose of the upper triangle.
                a = a.transposed();
                a.conjugate();
              }
              int code = a.factorCholesky();
              a.keepTriangle(false);
              if (upper) {
                a = a.transposed();
                a.conjugate();
              }
              a.store(to, at[1]);
              codes.setLong(at[2], code);
              Lapack.complain(call.booleanValue(2), "linalg_cholesky_ex", code);
            });
  }

  /** The adjoint. */
  private static ComplexMatrix adjoint(ComplexMatrix m) {
    ComplexMatrix t = m.transposed();
    t.conjugate();
    return t;
  }

  /** Solves with a Cholesky factor and its adjoint, in place. */
  private static void solveCholesky(ComplexMatrix factor, boolean upper, ComplexMatrix x) {
    ComplexMatrix lower = upper ? adjoint(factor) : factor;
    lower.solveTriangular(x, false, false);
    adjoint(lower).solveTriangular(x, true, false);
  }

  static void choleskySolve(KernelCall call) {
    StridedArray right = call.array(0);
    StridedArray factor = call.array(1);
    boolean upper = call.booleanValue(2);
    StridedArray out = call.output(0);
    Panel b = Panel.matrices(right);
    Panel l = Panel.matrices(factor);
    Panel x = Panel.matrices(out);
    MatrixBatch.of(3)
        .matrices(out)
        .matrices(right)
        .matrices(factor)
        .run(
            work(l),
            at -> {
              ComplexMatrix rhs = ComplexMatrix.load(b, at[1]);
              solveCholesky(ComplexMatrix.load(l, at[2]), upper, rhs);
              rhs.store(x, at[0]);
            });
  }

  static void choleskyInverse(KernelCall call) {
    StridedArray factor = call.array(0);
    boolean upper = call.booleanValue(1);
    StridedArray out = call.output(0);
    Panel l = Panel.matrices(factor);
    Panel x = Panel.matrices(out);
    MatrixBatch.of(2)
        .matrices(out)
        .matrices(factor)
        .run(
            work(l),
            at -> {
              ComplexMatrix inverse = ComplexMatrix.identity(l.rows());
              solveCholesky(ComplexMatrix.load(l, at[1]), upper, inverse);
              inverse.store(x, at[0]);
            });
  }

  static void lu(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray factors = call.output(0);
    StridedArray pivots = call.output(1);
    StridedArray info = call.output(2);
    Panel from = Panel.matrices(self);
    Panel to = Panel.matrices(factors);
    Panel swaps = Panel.vectors(pivots);
    Cells codes = Cells.of(info);
    MatrixBatch.of(4)
        .matrices(self)
        .matrices(factors)
        .vectors(pivots)
        .numbers(info)
        .run(
            work(from),
            at -> {
              ComplexMatrix a = ComplexMatrix.load(from, at[0]);
              int[] ipiv = new int[Math.min(a.rows, a.columns)];
              int code = a.factorLu(ipiv);
              codes.setLong(at[3], code);
              Lapack.complain(call.booleanValue(2), "linalg_lu_factor_ex", code);
              a.store(to, at[1]);
              swaps.store(at[2], ipiv);
            });
  }

  static void solve(KernelCall call) {
    StridedArray matrix = call.array(0);
    StridedArray right = call.array(1);
    boolean left = call.booleanValue(2);
    StridedArray out = call.output(0);
    StridedArray info = call.output(1);
    Panel from = Panel.matrices(matrix);
    Panel b = Panel.matrices(right);
    Panel x = Panel.matrices(out);
    Cells codes = Cells.of(info);
    MatrixBatch.of(4)
        .matrices(out)
        .matrices(matrix)
        .matrices(right)
        .numbers(info)
        .run(
            work(from),
            at -> {
              ComplexMatrix a = ComplexMatrix.load(from, at[1]);
              ComplexMatrix rhs = ComplexMatrix.load(b, at[2]);
              int[] ipiv = new int[a.rows];
              if (left) {
                codes.setLong(at[3], a.factorLu(ipiv));
                a.solveLu(ipiv, rhs);
                rhs.store(x, at[0]);
              } else {
                ComplexMatrix turned = a.transposed();
                ComplexMatrix solution = rhs.transposed();
                codes.setLong(at[3], turned.factorLu(ipiv));
                turned.solveLu(ipiv, solution);
                solution.transposed().store(x, at[0]);
              }
            });
  }

  static void inverse(KernelCall call) {
    StridedArray matrix = call.array(0);
    StridedArray out = call.output(0);
    StridedArray info = call.output(1);
    Panel from = Panel.matrices(matrix);
    Panel to = Panel.matrices(out);
    Cells codes = Cells.of(info);
    MatrixBatch.of(3)
        .matrices(out)
        .matrices(matrix)
        .numbers(info)
        .run(
            work(from),
            at -> {
              ComplexMatrix a = ComplexMatrix.load(from, at[1]);
              int[] ipiv = new int[a.rows];
              int code = a.factorLu(ipiv);
              codes.setLong(at[2], code);
              Lapack.complain(call.booleanValue(1), "linalg_inv_ex", code);
              ComplexMatrix x = ComplexMatrix.identity(a.rows);
              a.solveLu(ipiv, x);
              x.store(to, at[0]);
            });
  }

  static void solveTriangular(KernelCall call) {
    StridedArray matrix = call.array(0);
    StridedArray right = call.array(1);
    boolean upper = call.booleanValue(2);
    boolean left = call.booleanValue(3);
    boolean unit = call.booleanValue(4);
    StridedArray out = call.output(0);
    Panel from = Panel.matrices(matrix);
    Panel b = Panel.matrices(right);
    Panel x = Panel.matrices(out);
    MatrixBatch.of(3)
        .matrices(out)
        .matrices(matrix)
        .matrices(right)
        .run(
            work(from),
            at -> {
              ComplexMatrix a = ComplexMatrix.load(from, at[1]);
              ComplexMatrix rhs = ComplexMatrix.load(b, at[2]);
              if (left) {
                a.solveTriangular(rhs, upper, unit);
                rhs.store(x, at[0]);
              } else {
                ComplexMatrix solution = rhs.transposed();
                a.transposed().solveTriangular(solution, !upper, unit);
                solution.transposed().store(x, at[0]);
              }
            });
  }

  static void determinant(KernelCall call) {
    StridedArray matrix = call.array(0);
    StridedArray out = call.output(0);
    Panel from = Panel.matrices(matrix);
    Cells to = Moves.parts(Cells.of(out));
    MatrixBatch.of(2)
        .numbers(out)
        .matrices(matrix)
        .run(
            work(from),
            at -> {
              ComplexMatrix a = ComplexMatrix.load(from, at[1]);
              double[] product = product(a, false);
              to.setDouble(2 * at[0], product[0]);
              to.setDouble(2 * at[0] + 1, product[1]);
            });
  }

  /** The product of the pivots and, if {@code unit}, of their directions and logarithms. */
  private static double[] product(ComplexMatrix a, boolean unit) {
    int n = a.rows;
    int[] ipiv = new int[n];
    a.factorLu(ipiv);
    double re = 1;
    double im = 0;
    double log = 0;
    for (int i = 0; i < n; i++) {
      double dr = ipiv[i] == i + 1 ? a.re[i * n + i] : -a.re[i * n + i];
      double di = ipiv[i] == i + 1 ? a.im[i * n + i] : -a.im[i * n + i];
      if (unit) {
        double size = Math.hypot(dr, di);
        log += Math.log(size);
        dr = size == 0 ? 0 : dr / size;
        di = size == 0 ? 0 : di / size;
      }
      double r = re * dr - im * di;
      im = re * di + im * dr;
      re = r;
    }
    return new double[] {re, im, log};
  }

  static void logDeterminant(KernelCall call) {
    StridedArray matrix = call.array(0);
    StridedArray signs = call.output(0);
    StridedArray logs = call.output(1);
    Panel from = Panel.matrices(matrix);
    Cells toSign = Moves.parts(Cells.of(signs));
    Cells toLog = Cells.of(logs);
    MatrixBatch.of(3)
        .numbers(signs)
        .numbers(logs)
        .matrices(matrix)
        .run(
            work(from),
            at -> {
              double[] product = product(ComplexMatrix.load(from, at[2]), true);
              toSign.setDouble(2 * at[0], product[0]);
              toSign.setDouble(2 * at[0] + 1, product[1]);
              toLog.setDouble(at[1], product[2]);
            });
  }
}
