package org.torch4j.cpu;

import org.netlib.lapack.Dgeev;
import org.netlib.lapack.Dgesdd;
import org.netlib.lapack.Dsyevd;
import org.torch4j.backend.KernelCall;

/** Eigenvalues and singular values, by LAPACK. */
final class SpectralKernels {
  private SpectralKernels() {}

  static void register(KernelTable table) {
    table.add("_linalg_eigh", SpectralKernels::symmetric);
    table.add("linalg_eig", SpectralKernels::general);
    table.add("_linalg_svd", SpectralKernels::singular);
    table.add("_linalg_pinv", SpectralKernels::pseudoInverse);
  }

  private static void symmetric(KernelCall call) {
    boolean upper = "U".equals(call.arg(1));
    boolean vectors = call.booleanValue(2);
    MatrixBatch batch = new MatrixBatch(call);
    Panel self = batch.matrices(call.array(0));
    Panel values = batch.vectors(call.output(0));
    Panel v = batch.matrices(vectors ? call.output(1) : call.array(0));
    int n = self.rows();
    batch.run(
        10 * LinalgKernels.cube(n),
        at -> {
          double[] a = self.load(at);
          LinalgKernels.mirror(a, n, upper);
          Lapack.finite("linalg_eigh", a);
          double[] w = new double[n];
          symmetric(a, n, vectors, upper, w);
          values.store(at, w, n);
          if (vectors) {
            v.store(at, a, n);
          }
        },
        at -> {
          ComplexMatrix a = self.loadComplex(at);
          a.mirror(upper);
          double[] w = new double[n];
          ComplexMatrix all = ComplexSvd.hermitian(a, w);
          values.store(at, w, n);
          if (vectors) {
            v.store(at, all);
          }
        });
  }

  /** Eigenvalues, and vectors in place of the matrix. */
  static void symmetric(double[] a, int n, boolean vectors, boolean upper, double[] w) {
    if (n == 0) {
      return;
    }
    String job = vectors ? "V" : "N";
    String triangle = upper ? "U" : "L";
    int[] whole = new int[3 + 5 * n];
    Lapack.withWork(
        "linalg_eigh",
        (work, length, c) ->
            Dsyevd.dsyevd(
                job,
                triangle,
                n,
                a,
                0,
                n,
                w,
                0,
                work,
                0,
                length,
                whole,
                0,
                length < 0 ? -1 : whole.length,
                c));
  }

  private static void general(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel self = batch.matrices(call.array(0));
    Panel values = batch.vectors(call.output(0));
    Panel vectors = batch.matrices(call.output(1));
    int n = self.rows();
    batch.run(
        25 * LinalgKernels.cube(n),
        at -> {
          double[] re = new double[n];
          double[] im = new double[n];
          double[] v = eigen(self.load(at), n, re, im);
          values.store(at, ComplexMatrix.column(re, im));
          vectors.store(at, unpacked(v, im, n));
        },
        at -> {
          ComplexMatrix a = self.loadComplex(at);
          Lapack.finite("linalg_eig", a.re);
          Lapack.finite("linalg_eig", a.im);
          ComplexSchur.Eigen e = ComplexSchur.eigen(a);
          values.store(at, ComplexMatrix.column(e.re(), e.im()));
          vectors.store(at, e.vectors());
        });
  }

  /** LAPACK keeps a conjugate pair of vectors as its real and its imaginary part. */
  private static ComplexMatrix unpacked(double[] v, double[] im, int n) {
    ComplexMatrix vectors = new ComplexMatrix(n, n);
    for (int j = 0; j < n; j++) {
      int first = im[j] < 0 ? j - 1 : j;
      for (int i = 0; i < n; i++) {
        vectors.re[j * n + i] = v[first * n + i];
        double part = im[j] == 0 ? 0 : v[(first + 1) * n + i];
        vectors.im[j * n + i] = im[j] < 0 ? -part : part;
      }
    }
    return vectors;
  }

  private static double[] eigen(double[] a, int n, double[] re, double[] im) {
    Lapack.finite("linalg_eig", a);
    double[] v = new double[n * n];
    if (n > 0) {
      synchronized (Lapack.LOCK) {
        Lapack.withWork(
            "linalg_eig",
            (work, length, c) ->
                Dgeev.dgeev(
                    "N",
                    "V",
                    n,
                    a,
                    0,
                    n,
                    re,
                    0,
                    im,
                    0,
                    new double[1],
                    0,
                    1,
                    v,
                    0,
                    n,
                    work,
                    0,
                    length,
                    c));
      }
    }
    return v;
  }

  private static void singular(KernelCall call) {
    boolean full = call.booleanValue(1);
    boolean vectors = call.booleanValue(2);
    MatrixBatch batch = new MatrixBatch(call);
    Panel self = batch.matrices(call.array(0));
    Panel values = batch.vectors(call.output(1));
    Panel left = batch.matrices(vectors ? call.output(0) : call.array(0));
    Panel right = batch.matrices(vectors ? call.output(2) : call.array(0));
    int m = self.rows();
    int n = self.columns();
    batch.run(
        20.0 * m * n * Math.min(m, n),
        at -> {
          Svd svd = Svd.of(self.load(at), m, n, !vectors ? "N" : full ? "A" : "S");
          values.store(at, svd.s, svd.s.length);
          if (vectors) {
            left.store(at, svd.u, m);
            right.store(at, svd.vt, right.rows());
          }
        },
        at -> {
          ComplexSvd svd = ComplexSvd.of(self.loadComplex(at), full && vectors);
          values.store(at, svd.s(), svd.s().length);
          if (vectors) {
            left.store(at, svd.u());
            right.store(at, svd.v().adjoint());
          }
        });
  }

  /** The factors of one matrix. */
  record Svd(double[] u, double[] s, double[] vt) {
    static Svd of(double[] a, int m, int n, String job) {
      Lapack.finite("linalg_svd", a);
      int k = Math.min(m, n);
      if (k == 0) {
        boolean all = job.equals("A");
        return new Svd(Lapack.identity(all ? m : 0), new double[0], Lapack.identity(all ? n : 0));
      }
      boolean none = job.equals("N");
      int columnsU = none ? 0 : job.equals("A") ? m : k;
      int rowsV = none ? 1 : job.equals("A") ? n : k;
      double[] s = new double[k];
      double[] u = new double[Math.max(1, m * columnsU)];
      double[] vt = new double[none ? 1 : rowsV * n];
      int[] whole = new int[8 * k];
      Lapack.Routine routine =
          (work, length, c) ->
              Dgesdd.dgesdd(
                  job, m, n, a, 0, m, s, 0, u, 0, m, vt, 0, rowsV, work, 0, length, whole, 0, c);
      if (none) {
        synchronized (Lapack.LOCK) {
          Lapack.withWork("linalg_svd", routine);
        }
      } else {
        Lapack.withWork("linalg_svd", routine);
      }
      return new Svd(u, s, vt);
    }

    /** The pseudo-inverse without singular values up to {@code cutoff}. */
    double[] inverse(int m, int n, double cutoff) {
      double[] x = new double[n * m];
      for (int k = 0; k < s.length && s[k] > cutoff; k++) {
        for (int j = 0; j < m; j++) {
          double scaled = u[k * m + j] / s[k];
          for (int i = 0; i < n; i++) {
            x[j * n + i] += vt[i * s.length + k] * scaled;
          }
        }
      }
      return x;
    }
  }

  /**
   * Arguments: matrix, absolute and relative cutoff of singular values, both of the batch, and
   * whether only the lower triangle counts.
   */
  private static void pseudoInverse(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel out = batch.matrices(call.output(0));
    Panel self = batch.matrices(call.array(0));
    Panel absolute = batch.numbers(call.array(1));
    Panel relative = batch.numbers(call.array(2));
    boolean hermitian = call.booleanValue(3);
    int m = self.rows();
    int n = self.columns();
    batch.run(
        20.0 * m * n * Math.min(m, n),
        at -> {
          double[] a = self.load(at);
          if (hermitian) {
            LinalgKernels.mirror(a, n, false);
          }
          Svd svd = Svd.of(a, m, n, "S");
          double most = svd.s.length == 0 ? 0 : svd.s[0];
          double cutoff = Math.max(absolute.number(at), relative.number(at) * most);
          out.store(at, svd.inverse(m, n, cutoff), n);
        },
        at -> {
          ComplexMatrix a = self.loadComplex(at);
          if (hermitian) {
            a.mirror(false);
          }
          ComplexSvd svd = ComplexSvd.of(a, false);
          double cutoff = Math.max(absolute.number(at), relative.number(at) * svd.largest());
          out.store(at, svd.inverse(cutoff));
        });
  }
}
