package org.torch4j.cpu;

import org.netlib.blas.Dgemm;
import org.netlib.lapack.Dgesv;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/**
 * The exponential of matrices by scaling and squaring with the Padé approximant of degree 13
 * (Higham, "The scaling and squaring method for the matrix exponential revisited", 2005).
 */
final class MatrixExponential {
  private static final double[] PADE = {
    64764752532480000d,
    32382376266240000d,
    7771770303897600d,
    1187353796428800d,
    129060195264000d,
    10559470521600d,
    670442572800d,
    33522128640d,
    1323241920d,
    40840800d,
    960960d,
    16380d,
    182d,
    1d
  };

  /** Up to this 1-norm the approximant is exact to double precision. */
  private static final double REACH = 5.371920351148152;

  private MatrixExponential() {}

  static void run(KernelCall call) {
    if (call.output(0).dtype().isComplex()) {
      complex(call);
      return;
    }
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    Panel from = Panel.matrices(self);
    Panel to = Panel.matrices(out);
    int n = from.rows();
    MatrixBatch.of(2)
        .matrices(out)
        .matrices(self)
        .run(
            20 * LinalgKernels.cube(n),
            at -> {
              double[] a = from.load(at[1]);
              to.store(at[0], n == 0 ? a : exponential(a, n), n);
            });
  }

  /** Complex numbers as 2 by 2 real matrices: the exponential goes through that map. */
  private static void complex(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    Panel from = Panel.matrices(self);
    Panel to = Panel.matrices(out);
    int n = from.rows();
    int m = 2 * n;
    MatrixBatch.of(2)
        .matrices(out)
        .matrices(self)
        .run(
            160 * LinalgKernels.cube(n),
            at -> {
              ComplexMatrix a = ComplexMatrix.load(from, at[1]);
              double[] real = new double[m * m];
              for (int j = 0; j < n; j++) {
                for (int i = 0; i < n; i++) {
                  real[j * m + i] = a.re[j * n + i];
                  real[(j + n) * m + i + n] = a.re[j * n + i];
                  real[j * m + i + n] = a.im[j * n + i];
                  real[(j + n) * m + i] = -a.im[j * n + i];
                }
              }
              double[] e = n == 0 ? real : exponential(real, m);
              for (int j = 0; j < n; j++) {
                for (int i = 0; i < n; i++) {
                  a.re[j * n + i] = e[j * m + i];
                  a.im[j * n + i] = e[j * m + i + n];
                }
              }
              a.store(to, at[0]);
            });
  }

  private static double norm(double[] a, int n) {
    double most = 0;
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += Math.abs(a[j * n + i]);
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  private static double[] product(double[] a, double[] b, int n) {
    double[] c = new double[a.length];
    Dgemm.dgemm("N", "N", n, n, n, 1, a, 0, n, b, 0, n, 0, c, 0, n);
    return c;
  }

  private static double[] exponential(double[] given, int n) {
    double norm = norm(given, n);
    if (!Double.isFinite(norm)) {
      double[] nan = new double[given.length];
      java.util.Arrays.fill(nan, Double.NaN);
      return nan;
    }
    int squarings = norm <= REACH ? 0 : Math.getExponent(norm / REACH) + 1;
    double[] a = given.clone();
    for (int i = 0; i < a.length; i++) {
      a[i] = Math.scalb(a[i], -squarings);
    }
    double[] a2 = product(a, a, n);
    double[] a4 = product(a2, a2, n);
    double[] a6 = product(a2, a4, n);
    double[] odd = combined(13, a2, a4, a6, n);
    double[] even = combined(12, a2, a4, a6, n);
    double[] u = product(a, odd, n);
    double[] top = new double[a.length];
    double[] bottom = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      top[i] = even[i] + u[i];
      bottom[i] = even[i] - u[i];
    }
    Dgesv.dgesv(n, n, bottom, 0, n, new int[n], 0, top, 0, n, Lapack.code());
    for (int i = 0; i < squarings; i++) {
      top = product(top, top, n);
    }
    return top;
  }

  /** The terms of one parity, highest power {@code top}, as a polynomial in the square of a. */
  private static double[] combined(int top, double[] a2, double[] a4, double[] a6, int n) {
    double[] high = new double[a2.length];
    for (int i = 0; i < high.length; i++) {
      high[i] = PADE[top] * a6[i] + PADE[top - 2] * a4[i] + PADE[top - 4] * a2[i];
    }
    double[] sum = product(a6, high, n);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += PADE[top - 6] * a6[i] + PADE[top - 8] * a4[i] + PADE[top - 10] * a2[i];
    }
    for (int i = 0; i < n; i++) {
      sum[i * n + i] += PADE[top - 12];
    }
    return sum;
  }
}
