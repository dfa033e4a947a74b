package org.torch4j.cpu;

import org.torch4j.type.LinalgException;

/**
 * Eigenvalues and eigenvectors of a complex matrix: reflectors make it a Hessenberg matrix, QR
 * steps with Wilkinson's shift make that triangular, and the vectors are solved from the triangle.
 */
final class ComplexSchur {
  private static final int STEPS = 30;

  private final int n;
  private final ComplexMatrix h;
  private final ComplexMatrix z;

  /** The values, then the vectors as columns of length 1. */
  record Eigen(double[] re, double[] im, ComplexMatrix vectors) {}

  private ComplexSchur(ComplexMatrix a) {
    n = a.rows;
    h = a;
    z = ComplexMatrix.identity(n);
  }

  /** The eigenvalues and eigenvectors of {@code a}, which is overwritten. */
  static Eigen eigen(ComplexMatrix a) {
    ComplexSchur s = new ComplexSchur(a);
    s.toHessenberg();
    s.toTriangle();
    return s.solve();
  }

  private void toHessenberg() {
    for (int k = 0; k + 2 < n; k++) {
      ComplexReflector r = ComplexReflector.ofColumn(h, k, k + 1);
      r.applyLeft(h, true, k);
      r.applyRight(h, 0);
      r.applyRight(z, 0);
      for (int i = k + 2; i < n; i++) {
        h.re[k * n + i] = 0;
        h.im[k * n + i] = 0;
      }
    }
  }

  private double size(int i, int j) {
    return Math.abs(h.re[j * n + i]) + Math.abs(h.im[j * n + i]);
  }

  private void toTriangle() {
    int high = n - 1;
    int steps = 0;
    while (high > 0) {
      int low = high;
      while (low > 0) {
        double near = size(low, low) + size(low - 1, low - 1);
        if (size(low, low - 1) <= Math.ulp(1.0) * (near == 0 ? norm() : near)) {
          h.re[(low - 1) * n + low] = 0;
          h.im[(low - 1) * n + low] = 0;
          break;
        }
        low--;
      }
      if (low == high) {
        high--;
        steps = 0;
        continue;
      }
      if (++steps > STEPS * n) {
        throw new LinalgException("linalg_eig: no convergence after " + steps + " steps");
      }
      step(low, high, shift(high, steps));
    }
  }

  private double norm() {
    double most = Double.MIN_NORMAL;
    for (int i = 0; i < h.re.length; i++) {
      most = Math.max(most, Math.abs(h.re[i]) + Math.abs(h.im[i]));
    }
    return most;
  }

  /** The eigenvalue of the last 2 by 2 block that is nearer to its last element. */
  private double[] shift(int high, int steps) {
    double dr = h.re[high * n + high];
    double di = h.im[high * n + high];
    if (steps % 10 == 0) {
      // A step off the usual way breaks cycles.
      return new double[] {dr + size(high, high - 1), di};
    }
    double ar = h.re[(high - 1) * n + high - 1];
    double ai = h.im[(high - 1) * n + high - 1];
    double br = h.re[high * n + high - 1];
    double bi = h.im[high * n + high - 1];
    double cr = h.re[(high - 1) * n + high];
    double ci = h.im[(high - 1) * n + high];
    double hr = (ar - dr) / 2;
    double hi = (ai - di) / 2;
    double pr = br * cr - bi * ci;
    double pi = br * ci + bi * cr;
    double[] root = root(hr * hr - hi * hi + pr, 2 * hr * hi + pi);
    boolean flip = hr * root[0] + hi * root[1] < 0;
    double sr = flip ? hr - root[0] : hr + root[0];
    double si = flip ? hi - root[1] : hi + root[1];
    double d = sr * sr + si * si;
    if (d == 0) {
      return new double[] {dr, di};
    }
    return new double[] {dr - (pr * sr + pi * si) / d, di - (pi * sr - pr * si) / d};
  }

  private static double[] root(double r, double i) {
    double m = Math.hypot(r, i);
    double a = Math.sqrt((m + Math.abs(r)) / 2);
    if (a == 0) {
      return new double[] {0, 0};
    }
    return r >= 0
        ? new double[] {a, i / (2 * a)}
        : new double[] {Math.abs(i) / (2 * a), i < 0 ? -a : a};
  }

  /** One QR step on the block from {@code low} to {@code high}, by rotations. */
  private void step(int low, int high, double[] shift) {
    double xr = h.re[low * n + low] - shift[0];
    double xi = h.im[low * n + low] - shift[1];
    double yr = h.re[low * n + low + 1];
    double yi = h.im[low * n + low + 1];
    for (int k = low; k < high; k++) {
      if (k > low) {
        xr = h.re[(k - 1) * n + k];
        xi = h.im[(k - 1) * n + k];
        yr = h.re[(k - 1) * n + k + 1];
        yi = h.im[(k - 1) * n + k + 1];
      }
      double norm = Math.hypot(Math.hypot(xr, xi), Math.hypot(yr, yi));
      if (norm == 0) {
        continue;
      }
      double[] g = {xr / norm, xi / norm, yr / norm, yi / norm};
      rows(k, Math.max(low, k - 1), g);
      columns(h, k, Math.min(high, k + 2) + 1, g);
      columns(z, k, n, g);
    }
  }

  /** Rows k and k+1 times the rotation that turns (x, y) to the first axis. */
  private void rows(int k, int first, double[] g) {
    for (int j = first; j < n; j++) {
      int p = j * n + k;
      double ar = h.re[p];
      double ai = h.im[p];
      double br = h.re[p + 1];
      double bi = h.im[p + 1];
      h.re[p] = g[0] * ar + g[1] * ai + g[2] * br + g[3] * bi;
      h.im[p] = g[0] * ai - g[1] * ar + g[2] * bi - g[3] * br;
      h.re[p + 1] = g[0] * br - g[1] * bi - (g[2] * ar - g[3] * ai);
      h.im[p + 1] = g[0] * bi + g[1] * br - (g[2] * ai + g[3] * ar);
    }
  }

  /** Columns k and k+1 times the adjoint of the rotation. */
  private void columns(ComplexMatrix m, int k, int end, double[] g) {
    for (int i = 0; i < end; i++) {
      int p = k * n + i;
      int q = p + n;
      double ar = m.re[p];
      double ai = m.im[p];
      double br = m.re[q];
      double bi = m.im[q];
      m.re[p] = g[0] * ar - g[1] * ai + g[2] * br - g[3] * bi;
      m.im[p] = g[0] * ai + g[1] * ar + g[2] * bi + g[3] * br;
      m.re[q] = g[0] * br + g[1] * bi - (g[2] * ar + g[3] * ai);
      m.im[q] = g[0] * bi - g[1] * br - (g[2] * ai - g[3] * ar);
    }
  }

  private Eigen solve() {
    double[] re = new double[n];
    double[] im = new double[n];
    for (int k = 0; k < n; k++) {
      re[k] = h.re[k * n + k];
      im[k] = h.im[k * n + k];
    }
    double least = Math.ulp(1.0) * norm();
    ComplexMatrix x = new ComplexMatrix(n, n);
    for (int k = 0; k < n; k++) {
      x.re[k * n + k] = 1;
      for (int i = k - 1; i >= 0; i--) {
        double sr = 0;
        double si = 0;
        for (int j = i + 1; j <= k; j++) {
          int t = j * n + i;
          int v = k * n + j;
          sr += h.re[t] * x.re[v] - h.im[t] * x.im[v];
          si += h.re[t] * x.im[v] + h.im[t] * x.re[v];
        }
        double dr = re[k] - re[i];
        double di = im[k] - im[i];
        if (Math.abs(dr) + Math.abs(di) < least) {
          dr = least;
          di = 0;
        }
        double d = dr * dr + di * di;
        x.re[k * n + i] = (sr * dr + si * di) / d;
        x.im[k * n + i] = (si * dr - sr * di) / d;
      }
    }
    ComplexMatrix vectors = z.times(x);
    vectors.normalizeColumns();
    return new Eigen(re, im, vectors);
  }
}
