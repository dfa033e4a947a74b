package org.torch4j.cpu;

import org.netlib.blas.Dgemm;
import org.netlib.lapack.Dgesv;
import org.torch4j.backend.KernelCall;

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
    MatrixBatch batch = new MatrixBatch(call);
    Panel out = batch.matrices(call.output(0));
    Panel self = batch.matrices(call.array(0));
    int n = self.rows();
    batch.run(
        20 * LinalgKernels.cube(n),
        at -> out.store(at, exponential(self.load(at), n), n),
        at -> out.store(at, exponential(self.loadComplex(at))));
  }

  /** Complex numbers as 2 by 2 real matrices: the exponential goes through that map. */
  private static ComplexMatrix exponential(ComplexMatrix a) {
    int n = a.rows;
    int m = 2 * n;
    double[] real = new double[m * m];
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        real[j * m + i] = a.re[j * n + i];
        real[(j + n) * m + i + n] = a.re[j * n + i];
        real[j * m + i + n] = a.im[j * n + i];
        real[(j + n) * m + i] = -a.im[j * n + i];
      }
    }
    double[] e = exponential(real, m);
    ComplexMatrix result = new ComplexMatrix(n, n);
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        result.re[j * n + i] = e[j * m + i];
        result.im[j * n + i] = e[j * m + i + n];
      }
    }
    return result;
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
    if (n == 0) {
      return given;
    }
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
