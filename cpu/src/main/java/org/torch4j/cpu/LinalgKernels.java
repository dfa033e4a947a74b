package org.torch4j.cpu;

import org.netlib.blas.Dtrsm;
import org.netlib.lapack.Dgetrf;
import org.netlib.lapack.Dgetri;
import org.netlib.lapack.Dgetrs;
import org.netlib.lapack.Dsytrf;
import org.netlib.lapack.Dsytrs;
import org.netlib.util.intW;
import org.torch4j.backend.KernelCall;

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
    MatrixBatch batch = new MatrixBatch(call);
    Panel self = batch.matrices(call.array(0));
    Panel factors = batch.matrices(call.output(0));
    Panel pivots = batch.vectors(call.output(1));
    Panel info = batch.numbers(call.output(2));
    boolean complain = call.booleanValue(2);
    int m = self.rows();
    int n = self.columns();
    batch.run(
        (double) m * n * Math.min(m, n),
        at -> {
          double[] a = self.load(at);
          int[] ipiv = new int[Math.min(m, n)];
          int code = factorLu(a, m, n, ipiv);
          factors.store(at, a, m);
          pivots.store(at, ipiv);
          info.store(at, code);
          Lapack.complain(complain, "linalg_lu_factor_ex", code);
        },
        at -> {
          ComplexMatrix a = self.loadComplex(at);
          int[] ipiv = new int[Math.min(m, n)];
          int code = a.factorLu(ipiv);
          factors.store(at, a);
          pivots.store(at, ipiv);
          info.store(at, code);
          Lapack.complain(complain, "linalg_lu_factor_ex", code);
        });
  }

  /** LU of a matrix in place; the code is the place of the first zero pivot, or 0. */
  private static int factorLu(double[] a, int m, int n, int[] ipiv) {
    intW code = Lapack.code();
    if (a.length > 0) {
      Dgetrf.dgetrf(m, n, a, 0, m, ipiv, 0, code);
    }
    return code.val;
  }

  /** The order of rows that a sequence of row swaps leads to. */
  private static void permutation(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel order = batch.vectors(call.output(0));
    Panel swaps = batch.vectors(call.array(0));
    int rows = order.rows();
    batch.run(
        rows,
        at -> {
          int[] ipiv = swaps.loadInts(at);
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
          order.store(at, p);
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
    MatrixBatch batch = new MatrixBatch(call);
    Panel x = batch.matrices(call.output(0));
    Panel matrix = batch.matrices(call.array(0));
    Panel right = batch.matrices(call.array(1));
    Panel info = batch.numbers(call.output(1));
    boolean left = call.booleanValue(2);
    int n = matrix.rows();
    batch.run(
        cube(n),
        at -> {
          double[] a = matrix.load(at);
          double[] b = right.load(at);
          int[] ipiv = new int[n];
          info.store(at, factorLu(a, n, n, ipiv));
          if (b.length > 0 && left) {
            Dgetrs.dgetrs("N", n, right.columns(), a, 0, n, ipiv, 0, b, 0, n, Lapack.code());
          } else if (b.length > 0) {
            // X A = B is A^T X^T = B^T.
            double[] turned = transposed(b, right.rows(), n);
            Dgetrs.dgetrs("T", n, right.rows(), a, 0, n, ipiv, 0, turned, 0, n, Lapack.code());
            b = transposed(turned, n, right.rows());
          }
          x.store(at, b, right.rows());
        },
        at -> {
          ComplexMatrix a = matrix.loadComplex(at);
          ComplexMatrix b = right.loadComplex(at);
          ComplexMatrix factors = left ? a : a.transposed();
          ComplexMatrix solution = left ? b : b.transposed();
          int[] ipiv = new int[n];
          info.store(at, factors.factorLu(ipiv));
          factors.solveLu(ipiv, solution);
          x.store(at, left ? solution : solution.transposed());
        });
  }

  private static void inverse(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel inverse = batch.matrices(call.output(0));
    Panel matrix = batch.matrices(call.array(0));
    Panel info = batch.numbers(call.output(1));
    boolean complain = call.booleanValue(1);
    int n = matrix.rows();
    batch.run(
        cube(n),
        at -> {
          double[] a = matrix.load(at);
          int[] ipiv = new int[n];
          int code = factorLu(a, n, n, ipiv);
          if (n > 0 && code == 0) {
            Lapack.withWork(
                "dgetri",
                (work, length, c) -> Dgetri.dgetri(n, a, 0, n, ipiv, 0, work, 0, length, c));
          }
          info.store(at, code);
          Lapack.complain(complain, "linalg_inv_ex", code);
          inverse.store(at, a, n);
        },
        at -> {
          ComplexMatrix a = matrix.loadComplex(at);
          int[] ipiv = new int[n];
          int code = a.factorLu(ipiv);
          info.store(at, code);
          Lapack.complain(complain, "linalg_inv_ex", code);
          ComplexMatrix x = ComplexMatrix.identity(n);
          a.solveLu(ipiv, x);
          inverse.store(at, x);
        });
  }

  private static void solveTriangular(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel x = batch.matrices(call.output(0));
    Panel matrix = batch.matrices(call.array(0));
    Panel right = batch.matrices(call.array(1));
    boolean upper = call.booleanValue(2);
    boolean left = call.booleanValue(3);
    boolean unit = call.booleanValue(4);
    String side = left ? "L" : "R";
    String diagonal = unit ? "U" : "N";
    int n = matrix.rows();
    int m = right.rows();
    int k = right.columns();
    batch.run(
        (double) n * n * (left ? k : m),
        at -> {
          double[] b = right.load(at);
          if (b.length > 0) {
            double[] a = matrix.load(at);
            Dtrsm.dtrsm(side, triangle(upper), "N", diagonal, m, k, 1, a, 0, n, b, 0, m);
          }
          x.store(at, b, m);
        },
        at -> {
          ComplexMatrix a = matrix.loadComplex(at);
          ComplexMatrix b = right.loadComplex(at);
          if (left) {
            a.solveTriangular(b, upper, unit);
            x.store(at, b);
          } else {
            ComplexMatrix solution = b.transposed();
            a.transposed().solveTriangular(solution, !upper, unit);
            x.store(at, solution.transposed());
          }
        });
  }

  /** The LU factors of a matrix, in place, and the sign of the row swaps. */
  private static int factor(double[] a, int n) {
    int[] ipiv = new int[n];
    factorLu(a, n, n, ipiv);
    int sign = 1;
    for (int i = 0; i < n; i++) {
      sign = ipiv[i] == i + 1 ? sign : -sign;
    }
    return sign;
  }

  private static void determinant(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel out = batch.numbers(call.output(0));
    Panel matrix = batch.matrices(call.array(0));
    int n = matrix.rows();
    batch.run(
        cube(n),
        at -> {
          double[] a = matrix.load(at);
          double det = factor(a, n);
          for (int i = 0; i < n; i++) {
            det *= a[i * n + i];
          }
          out.store(at, det);
        },
        at -> out.store(at, ComplexDeterminant.of(matrix.loadComplex(at)).value()));
  }

  private static void logDeterminant(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel signs = batch.numbers(call.output(0));
    Panel logs = batch.numbers(call.output(1));
    Panel matrix = batch.matrices(call.array(0));
    int n = matrix.rows();
    batch.run(
        cube(n),
        at -> {
          double[] a = matrix.load(at);
          double sign = factor(a, n);
          double log = 0;
          for (int i = 0; i < n; i++) {
            double d = a[i * n + i];
            sign *= Math.signum(d);
            log += Math.log(Math.abs(d));
          }
          signs.store(at, sign);
          logs.store(at, log);
        },
        at -> {
          ComplexDeterminant det = ComplexDeterminant.inPolarForm(matrix.loadComplex(at));
          signs.store(at, det.value());
          logs.store(at, det.log());
        });
  }

  /** Arguments: matrix, whether it is Hermitian, whether to raise errors. */
  private static void ldl(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel self = batch.matrices(call.array(0));
    Panel factors = batch.matrices(call.output(0));
    Panel pivots = batch.vectors(call.output(1));
    Panel info = batch.numbers(call.output(2));
    boolean hermitian = call.booleanValue(1);
    boolean complain = call.booleanValue(2);
    int n = self.rows();
    batch.run(
        cube(n),
        at -> {
          double[] a = self.load(at);
          int[] ipiv = new int[n];
          int code = 0;
          if (n > 0) {
            code =
                Lapack.tryWithWork(
                    "dsytrf",
                    (work, length, c) ->
                        Dsytrf.dsytrf("L", n, a, 0, n, ipiv, 0, work, 0, length, c));
          }
          factors.storeTriangle(at, a, n, false);
          pivots.store(at, ipiv);
          info.store(at, code);
          Lapack.complain(complain, "linalg_ldl_factor_ex", code);
        },
        at -> {
          ComplexMatrix a = self.loadComplex(at);
          int[] ipiv = new int[n];
          int code = new ComplexLdl(a, ipiv, hermitian).factor();
          a.keepTriangle(false);
          factors.store(at, a);
          pivots.store(at, ipiv);
          info.store(at, code);
          Lapack.complain(complain, "linalg_ldl_factor_ex", code);
        });
  }

  private static void ldlSolve(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel x = batch.matrices(call.output(0));
    Panel factors = batch.matrices(call.array(0));
    Panel pivots = batch.vectors(call.array(1));
    Panel right = batch.matrices(call.array(2));
    boolean hermitian = call.booleanValue(3);
    int n = factors.rows();
    int columns = right.columns();
    batch.run(
        cube(n),
        at -> {
          double[] b = right.load(at);
          if (b.length > 0) {
            int[] ipiv = loadPivots(pivots, at, n);
            double[] a = factors.load(at);
            Dsytrs.dsytrs("L", n, columns, a, 0, n, ipiv, 0, b, 0, n, Lapack.code());
          }
          x.store(at, b, n);
        },
        at -> {
          ComplexMatrix b = right.loadComplex(at);
          int[] ipiv = loadPivots(pivots, at, n);
          new ComplexLdl(factors.loadComplex(at), ipiv, hermitian).solve(b);
          x.store(at, b);
        });
  }

  private static int[] loadPivots(Panel from, long[] at, int n) {
    int[] pivots = from.loadInts(at);
    for (int p : pivots) {
      if (p == 0 || Math.abs(p) > n) {
        throw new IndexOutOfBoundsException(
            "linalg_ldl_solve: pivot " + p + " is outside 1.." + n + " and -" + n + "..-1");
      }
    }
    return pivots;
  }
}
