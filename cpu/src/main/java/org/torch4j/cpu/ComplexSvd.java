package org.torch4j.cpu;

/**
 * Singular values and vectors of a complex matrix, and the eigenvalues of a Hermitian one: complex
 * reflectors make it a real bidiagonal or tridiagonal matrix, which LAPACK then decomposes.
 *
 * @param u left vectors, as columns
 * @param s singular values, falling
 * @param v right vectors, as columns
 */
record ComplexSvd(ComplexMatrix u, double[] s, ComplexMatrix v) {
  /** All vectors if {@code full}, else as many as there are values. */
  static ComplexSvd of(ComplexMatrix a, boolean full) {
    Lapack.finite("linalg_svd", a.re);
    Lapack.finite("linalg_svd", a.im);
    if (a.rows < a.columns) {
      ComplexSvd turned = of(a.adjoint(), full);
      return new ComplexSvd(turned.v, turned.s, turned.u);
    }
    int m = a.rows;
    int n = a.columns;
    ComplexReflector[] left = new ComplexReflector[n];
    ComplexReflector[] right = new ComplexReflector[Math.max(0, n - 1)];
    double[] middle = new double[n * n];
    for (int k = 0; k < n; k++) {
      left[k] = ComplexReflector.ofColumn(a, k, k);
      left[k].applyLeft(a, true, k);
      middle[k * n + k] = left[k].beta();
      if (k + 1 < n) {
        right[k] = ComplexReflector.ofRow(a, k, k + 1);
        right[k].applyRight(a, k);
        middle[(k + 1) * n + k] = right[k].beta();
      }
    }
    SpectralKernels.Svd inner = SpectralKernels.Svd.of(middle, n, n, "A");
    ComplexMatrix u = padded(inner.u(), n, m, full ? m : n);
    ComplexMatrix v = new ComplexMatrix(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        v.re[j * n + i] = inner.vt()[i * n + j];
      }
    }
    for (int k = n - 1; k >= 0; k--) {
      left[k].applyLeft(u, false, 0);
      if (k < right.length) {
        right[k].applyLeft(v, false, 0);
      }
    }
    return new ComplexSvd(u, inner.s(), v);
  }

  /** A real square matrix in the corner of a unit matrix. */
  private static ComplexMatrix padded(double[] small, int n, int rows, int columns) {
    ComplexMatrix m = new ComplexMatrix(rows, columns);
    for (int j = 0; j < columns; j++) {
      if (j < n) {
        System.arraycopy(small, j * n, m.re, j * rows, n);
      } else {
        m.re[j * rows + j] = 1;
      }
    }
    return m;
  }

  /** The eigenvectors of a Hermitian matrix, which is overwritten; {@code values} are filled. */
  static ComplexMatrix hermitian(ComplexMatrix a, double[] values) {
    int n = a.rows;
    Lapack.finite("linalg_eigh", a.re);
    Lapack.finite("linalg_eigh", a.im);
    ComplexReflector[] reflectors = new ComplexReflector[Math.max(0, n - 1)];
    double[] middle = new double[n * n];
    for (int k = 0; k < n; k++) {
      middle[k * n + k] = a.re[k * n + k];
      if (k + 1 < n) {
        ComplexReflector h = ComplexReflector.ofColumn(a, k, k + 1);
        h.applyLeft(a, true, k);
        h.applyRight(a, k);
        reflectors[k] = h;
        middle[k * n + k + 1] = h.beta();
        middle[(k + 1) * n + k] = h.beta();
      }
    }
    SpectralKernels.symmetric(middle, n, true, false, values);
    ComplexMatrix v = new ComplexMatrix(n, n);
    System.arraycopy(middle, 0, v.re, 0, n * n);
    for (int k = n - 2; k >= 0; k--) {
      reflectors[k].applyLeft(v, false, 0);
    }
    return v;
  }

  /** The largest singular value, 0 if there is none. */
  double largest() {
    return s.length == 0 ? 0 : s[0];
  }

  /** How many singular values are above {@code cutoff}. */
  int rank(double cutoff) {
    int rank = 0;
    while (rank < s.length && s[rank] > cutoff) {
      rank++;
    }
    return rank;
  }

  /** The pseudo-inverse without singular values up to {@code cutoff}. */
  ComplexMatrix inverse(double cutoff) {
    int rank = rank(cutoff);
    ComplexMatrix scaled = v.firstColumns(rank);
    for (int k = 0; k < rank; k++) {
      for (int i = 0; i < v.rows; i++) {
        scaled.re[k * v.rows + i] /= s[k];
        scaled.im[k * v.rows + i] /= s[k];
      }
    }
    return scaled.times(u.firstColumns(rank).adjoint());
  }
}
