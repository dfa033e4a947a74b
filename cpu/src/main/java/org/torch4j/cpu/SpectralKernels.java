package org.torch4j.cpu;

import org.netlib.lapack.Dgeev;
import org.netlib.lapack.Dgesdd;
import org.netlib.lapack.Dsyevd;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

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
    if (call.array(0).dtype().isComplex()) {
      ComplexSpectral.hermitian(call);
      return;
    }
    StridedArray self = call.array(0);
    boolean upper = "U".equals(call.arg(1));
    boolean vectors = call.booleanValue(2);
    StridedArray values = call.output(0);
    StridedArray out = call.output(1);
    Panel from = Panel.matrices(self);
    Panel toValues = Panel.vectors(values);
    Panel toVectors = vectors ? Panel.matrices(out) : from;
    int n = from.rows();
    MatrixBatch.of(3)
        .matrices(self)
        .vectors(values)
        .matrices(vectors ? out : self)
        .run(
            10 * LinalgKernels.cube(n),
            at -> {
              double[] a = from.load(at[0]);
              LinalgKernels.mirror(a, n, upper);
              Lapack.finite("linalg_eigh", a);
              double[] w = new double[n];
              symmetric(a, n, vectors, upper, w);
              toValues.store(at[1], w, n);
              if (vectors) {
                toVectors.store(at[2], a, n);
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
    if (call.array(0).dtype().isComplex()) {
      ComplexSpectral.general(call);
      return;
    }
    StridedArray self = call.array(0);
    StridedArray values = call.output(0);
    StridedArray vectors = call.output(1);
    Panel from = Panel.matrices(self);
    Cells toValues = Moves.parts(Cells.of(values));
    Cells toVectors = Moves.parts(Cells.of(vectors));
    int n = from.rows();
    long valueStep = values.layout().stride(values.layout().dim() - 1);
    Panel panel = Panel.matrices(vectors);
    MatrixBatch.of(3)
        .matrices(self)
        .vectors(values)
        .matrices(vectors)
        .run(
            25 * LinalgKernels.cube(n),
            at -> {
              double[] re = new double[n];
              double[] im = new double[n];
              double[] v = eigen(from.load(at[0]), n, re, im);
              for (int j = 0; j < n; j++) {
                long place = 2 * (at[1] + j * valueStep);
                toValues.setDouble(place, re[j]);
                toValues.setDouble(place + 1, im[j]);
                // LAPACK keeps a conjugate pair as its real and its imaginary part.
                int first = im[j] < 0 ? j - 1 : j;
                for (int i = 0; i < n; i++) {
                  long p = 2 * (at[2] + i * panel.rowStride() + j * panel.columnStride());
                  toVectors.setDouble(p, v[first * n + i]);
                  double part = im[j] == 0 ? 0 : v[(first + 1) * n + i];
                  toVectors.setDouble(p + 1, im[j] < 0 ? -part : part);
                }
              }
            });
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
    if (call.array(0).dtype().isComplex()) {
      ComplexSpectral.singular(call);
      return;
    }
    StridedArray self = call.array(0);
    boolean full = call.booleanValue(1);
    boolean vectors = call.booleanValue(2);
    StridedArray outU = call.output(0);
    StridedArray outS = call.output(1);
    StridedArray outV = call.output(2);
    Panel from = Panel.matrices(self);
    Panel toS = Panel.vectors(outS);
    Panel toU = vectors ? Panel.matrices(outU) : from;
    Panel toV = vectors ? Panel.matrices(outV) : from;
    int m = from.rows();
    int n = from.columns();
    MatrixBatch.of(4)
        .matrices(self)
        .vectors(outS)
        .matrices(vectors ? outU : self)
        .matrices(vectors ? outV : self)
        .run(
            20.0 * m * n * Math.min(m, n),
            at -> {
              Svd svd = Svd.of(from.load(at[0]), m, n, !vectors ? "N" : full ? "A" : "S");
              toS.store(at[1], svd.s, svd.s.length);
              if (vectors) {
                toU.store(at[2], svd.u, m);
                toV.store(at[3], svd.vt, toV.rows());
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
  }

  /**
   * Arguments: matrix, absolute and relative cutoff of singular values, both of the batch, and
   * whether only the lower triangle counts.
   */
  private static void pseudoInverse(KernelCall call) {
    if (call.array(0).dtype().isComplex()) {
      ComplexSpectral.pseudoInverse(call);
      return;
    }
    StridedArray self = call.array(0);
    StridedArray absolute = call.array(1);
    StridedArray relative = call.array(2);
    boolean hermitian = call.booleanValue(3);
    StridedArray out = call.output(0);
    Panel from = Panel.matrices(self);
    Panel to = Panel.matrices(out);
    Cells atol = Cells.of(absolute);
    Cells rtol = Cells.of(relative);
    int m = from.rows();
    int n = from.columns();
    MatrixBatch.of(4)
        .matrices(out)
        .matrices(self)
        .numbers(absolute)
        .numbers(relative)
        .run(
            20.0 * m * n * Math.min(m, n),
            at -> {
              double[] a = from.load(at[1]);
              if (hermitian) {
                LinalgKernels.mirror(a, n, false);
              }
              Svd svd = Svd.of(a, m, n, "S");
              double most = svd.s.length == 0 ? 0 : svd.s[0];
              double cutoff = Math.max(atol.getDouble(at[2]), rtol.getDouble(at[3]) * most);
              double[] x = new double[n * m];
              for (int k = 0; k < svd.s.length && svd.s[k] > cutoff; k++) {
                for (int j = 0; j < m; j++) {
                  double scaled = svd.u[k * m + j] / svd.s[k];
                  for (int i = 0; i < n; i++) {
                    x[j * n + i] += svd.vt[i * svd.s.length + k] * scaled;
                  }
                }
              }
              to.store(at[0], x, n);
            });
  }
}
