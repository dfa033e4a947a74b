package org.torch4j.cpu;

import org.netlib.blas.Dtrsm;
import org.netlib.lapack.Dgetrf;
import org.netlib.lapack.Dgetri;
import org.netlib.lapack.Dgetrs;
import org.netlib.lapack.Dsytrf;
import org.netlib.lapack.Dsytrs;
import org.netlib.util.intW;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/** Triangular factorisations of matrices and the systems that they solve, by LAPACK. */
final class LinalgKernels {
  private LinalgKernels() {}

  static void register(KernelTable table) {
    CholeskyKernels.register(table);
    table.add("linalg_lu_factor_ex", LinalgKernels::lu);
    table.add("lu_permutation", LinalgKernels::permutation);
    table.add("_linalg_solve", LinalgKernels::solve);
    table.add("linalg_inv_ex", LinalgKernels::inverse);
    table.add("linalg_solve_triangular", LinalgKernels::solveTriangular);
    table.add("linalg_det", LinalgKernels::determinant);
    table.add("linalg_slogdet", LinalgKernels::logDeterminant);
    table.add("linalg_ldl_factor_ex", LinalgKernels::ldl);
    table.add("linalg_ldl_solve", LinalgKernels::ldlSolve);
    table.add("linalg_matrix_exp", MatrixExponential::run);
    OrthogonalKernels.register(table);
    SpectralKernels.register(table);
  }

  static double cube(int n) {
    return (double) n * n * n;
  }

  static String triangle(boolean upper) {
    return upper ? "U" : "L";
  }

  /** Copies the given triangle of a symmetric matrix to the other one. */
  static void mirror(double[] a, int n, boolean upper) {
    for (int j = 0; j < n; j++) {
      for (int i = j + 1; i < n; i++) {
        if (upper) {
          a[j * n + i] = a[i * n + j];
        } else {
          a[i * n + j] = a[j * n + i];
        }
      }
    }
  }

  private static void lu(KernelCall call) {
    if (call.output(0).dtype().isComplex()) {
      ComplexLinalg.lu(call);
      return;
    }
    StridedArray self = call.array(0);
    StridedArray factors = call.output(0);
    StridedArray pivots = call.output(1);
    StridedArray info = call.output(2);
    Panel from = Panel.matrices(self);
    Panel to = Panel.matrices(factors);
    Panel swaps = Panel.vectors(pivots);
    Cells codes = Cells.of(info);
    int m = from.rows();
    int n = from.columns();
    MatrixBatch.of(4)
        .matrices(self)
        .matrices(factors)
        .vectors(pivots)
        .numbers(info)
        .run(
            (double) m * n * Math.min(m, n),
            at -> {
              double[] a = from.load(at[0]);
              int[] ipiv = new int[Math.min(m, n)];
              intW code = Lapack.code();
              if (a.length > 0) {
                Dgetrf.dgetrf(m, n, a, 0, m, ipiv, 0, code);
              }
              to.store(at[1], a, m);
              swaps.store(at[2], ipiv);
              codes.setLong(at[3], code.val);
              Lapack.complain(call.booleanValue(2), "linalg_lu_factor_ex", code.val);
            });
  }

  /** The order of rows that a sequence of row swaps leads to. */
  private static void permutation(KernelCall call) {
    StridedArray pivots = call.array(0);
    StridedArray out = call.output(0);
    Panel swaps = Panel.vectors(pivots);
    Panel order = Panel.vectors(out);
    int rows = order.rows();
    MatrixBatch.of(2)
        .vectors(out)
        .vectors(pivots)
        .run(
            rows,
            at -> {
              int[] ipiv = swaps.loadInts(at[1]);
              int[] p = new int[rows];
              for (int i = 0; i < rows; i++) {
                p[i] = i;
              }
              for (int i = 0; i < ipiv.length; i++) {
                int j = ipiv[i] - 1;
                if (i >= rows || j < 0 || j >= rows) {
                  throw new IndexOutOfBoundsException(
                      "lu_unpack: pivot " + ipiv[i] + " is outside 1.." + rows);
                }
                int kept = p[i];
                p[i] = p[j];
                p[j] = kept;
              }
              order.store(at[0], p);
            });
  }

  private static double[] transposed(double[] a, int rows, int columns) {
    double[] t = new double[a.length];
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        t[i * columns + j] = a[j * rows + i];
      }
    }
    return t;
  }

  private static void solve(KernelCall call) {
    if (call.output(0).dtype().isComplex()) {
      ComplexLinalg.solve(call);
      return;
    }
    StridedArray matrix = call.array(0);
    StridedArray right = call.array(1);
    boolean left = call.booleanValue(2);
    StridedArray out = call.output(0);
    StridedArray info = call.output(1);
    Panel from = Panel.matrices(matrix);
    Panel b = Panel.matrices(right);
    Panel x = Panel.matrices(out);
    Cells codes = Cells.of(info);
    int n = from.rows();
    MatrixBatch.of(4)
        .matrices(out)
        .matrices(matrix)
        .matrices(right)
        .numbers(info)
        .run(
            cube(n),
            at -> {
              double[] a = from.load(at[1]);
              double[] rhs = b.load(at[2]);
              int[] ipiv = new int[n];
              intW code = Lapack.code();
              if (n > 0) {
                Dgetrf.dgetrf(n, n, a, 0, n, ipiv, 0, code);
              }
              codes.setLong(at[3], code.val);
              if (rhs.length > 0) {
                if (left) {
                  Dgetrs.dgetrs("N", n, b.columns(), a, 0, n, ipiv, 0, rhs, 0, n, Lapack.code());
                } else {
                  // X A = B is A^T X^T = B^T.
                  double[] turned = transposed(rhs, b.rows(), n);
                  Dgetrs.dgetrs("T", n, b.rows(), a, 0, n, ipiv, 0, turned, 0, n, Lapack.code());
                  rhs = transposed(turned, n, b.rows());
                }
              }
              x.store(at[0], rhs, b.rows());
            });
  }

  private static void inverse(KernelCall call) {
    if (call.output(0).dtype().isComplex()) {
      ComplexLinalg.inverse(call);
      return;
    }
    StridedArray matrix = call.array(0);
    StridedArray out = call.output(0);
    StridedArray info = call.output(1);
    Panel from = Panel.matrices(matrix);
    Panel to = Panel.matrices(out);
    Cells codes = Cells.of(info);
    int n = from.rows();
    MatrixBatch.of(3)
        .matrices(out)
        .matrices(matrix)
        .numbers(info)
        .run(
            cube(n),
            at -> {
              double[] a = from.load(at[1]);
              int[] ipiv = new int[n];
              intW code = Lapack.code();
              if (n > 0) {
                Dgetrf.dgetrf(n, n, a, 0, n, ipiv, 0, code);
                if (code.val == 0) {
                  Lapack.withWork(
                      "dgetri",
                      (work, length, c) -> Dgetri.dgetri(n, a, 0, n, ipiv, 0, work, 0, length, c));
                }
              }
              codes.setLong(at[2], code.val);
              Lapack.complain(call.booleanValue(1), "linalg_inv_ex", code.val);
              to.store(at[0], a, n);
            });
  }

  private static void solveTriangular(KernelCall call) {
    if (call.output(0).dtype().isComplex()) {
      ComplexLinalg.solveTriangular(call);
      return;
    }
    StridedArray matrix = call.array(0);
    StridedArray right = call.array(1);
    boolean upper = call.booleanValue(2);
    boolean left = call.booleanValue(3);
    boolean unit = call.booleanValue(4);
    StridedArray out = call.output(0);
    Panel from = Panel.matrices(matrix);
    Panel b = Panel.matrices(right);
    Panel x = Panel.matrices(out);
    int n = from.rows();
    int m = b.rows();
    MatrixBatch.of(3)
        .matrices(out)
        .matrices(matrix)
        .matrices(right)
        .run(
            (double) n * n * (left ? b.columns() : m),
            at -> {
              double[] rhs = b.load(at[2]);
              if (rhs.length > 0) {
                Dtrsm.dtrsm(
                    left ? "L" : "R",
                    triangle(upper),
                    "N",
                    unit ? "U" : "N",
                    m,
                    b.columns(),
                    1,
                    from.load(at[1]),
                    0,
                    n,
                    rhs,
                    0,
                    m);
              }
              x.store(at[0], rhs, m);
            });
  }

  /** The LU factors of a copy of the matrix, in place, and the sign of the row swaps. */
  private static int factor(double[] a, int n) {
    int[] ipiv = new int[n];
    if (n > 0) {
      Dgetrf.dgetrf(n, n, a, 0, n, ipiv, 0, Lapack.code());
    }
    int sign = 1;
    for (int i = 0; i < n; i++) {
      sign = ipiv[i] == i + 1 ? sign : -sign;
    }
    return sign;
  }

  private static void determinant(KernelCall call) {
    if (call.output(0).dtype().isComplex()) {
      ComplexLinalg.determinant(call);
      return;
    }
    StridedArray matrix = call.array(0);
    StridedArray out = call.output(0);
    Panel from = Panel.matrices(matrix);
    Cells to = Cells.of(out);
    int n = from.rows();
    MatrixBatch.of(2)
        .numbers(out)
        .matrices(matrix)
        .run(
            cube(n),
            at -> {
              double[] a = from.load(at[1]);
              double det = factor(a, n);
              for (int i = 0; i < n; i++) {
                det *= a[i * n + i];
              }
              to.setDouble(at[0], det);
            });
  }

  private static void logDeterminant(KernelCall call) {
    if (call.output(0).dtype().isComplex()) {
      ComplexLinalg.logDeterminant(call);
      return;
    }
    StridedArray matrix = call.array(0);
    StridedArray signs = call.output(0);
    StridedArray logs = call.output(1);
    Panel from = Panel.matrices(matrix);
    Cells toSign = Cells.of(signs);
    Cells toLog = Cells.of(logs);
    int n = from.rows();
    MatrixBatch.of(3)
        .numbers(signs)
        .numbers(logs)
        .matrices(matrix)
        .run(
            cube(n),
            at -> {
              double[] a = from.load(at[2]);
              double sign = factor(a, n);
              double log = 0;
              for (int i = 0; i < n; i++) {
                double d = a[i * n + i];
                sign *= Math.signum(d);
                log += Math.log(Math.abs(d));
              }
              toSign.setDouble(at[0], sign);
              toLog.setDouble(at[1], log);
            });
  }

  private static void ldl(KernelCall call) {
    if (call.output(0).dtype().isComplex()) {
      ComplexLdl.factor(call);
      return;
    }
    StridedArray self = call.array(0);
    StridedArray factors = call.output(0);
    StridedArray pivots = call.output(1);
    StridedArray info = call.output(2);
    Panel from = Panel.matrices(self);
    Panel to = Panel.matrices(factors);
    Panel swaps = Panel.vectors(pivots);
    Cells codes = Cells.of(info);
    int n = from.rows();
    MatrixBatch.of(4)
        .matrices(self)
        .matrices(factors)
        .vectors(pivots)
        .numbers(info)
        .run(
            cube(n),
            at -> {
              double[] a = from.load(at[0]);
              int[] ipiv = new int[n];
              int code = 0;
              if (n > 0) {
                code =
                    Lapack.tryWithWork(
                        "dsytrf",
                        (work, length, c) ->
                            Dsytrf.dsytrf("L", n, a, 0, n, ipiv, 0, work, 0, length, c));
              }
              to.storeTriangle(at[1], a, n, false);
              swaps.store(at[2], ipiv);
              codes.setLong(at[3], code);
              Lapack.complain(call.booleanValue(2), "linalg_ldl_factor_ex", code);
            });
  }

  private static void ldlSolve(KernelCall call) {
    if (call.output(0).dtype().isComplex()) {
      ComplexLdl.solve(call);
      return;
    }
    StridedArray factors = call.array(0);
    StridedArray pivots = call.array(1);
    StridedArray right = call.array(2);
    StridedArray out = call.output(0);
    Panel from = Panel.matrices(factors);
    Panel swaps = Panel.vectors(pivots);
    Panel b = Panel.matrices(right);
    Panel x = Panel.matrices(out);
    int n = from.rows();
    MatrixBatch.of(4)
        .matrices(out)
        .matrices(factors)
        .vectors(pivots)
        .matrices(right)
        .run(
            cube(n),
            at -> {
              double[] rhs = b.load(at[3]);
              if (rhs.length > 0) {
                int[] ipiv = swaps.loadInts(at[2]);
                checkPivots(ipiv, n);
                double[] a = from.load(at[1]);
                Dsytrs.dsytrs("L", n, b.columns(), a, 0, n, ipiv, 0, rhs, 0, n, Lapack.code());
              }
              x.store(at[0], rhs, n);
            });
  }

  static void checkPivots(int[] pivots, int n) {
    for (int p : pivots) {
      if (p == 0 || Math.abs(p) > n) {
        throw new IndexOutOfBoundsException(
            "linalg_ldl_solve: pivot " + p + " is outside 1.." + n + " and -" + n + "..-1");
      }
    }
  }
}
