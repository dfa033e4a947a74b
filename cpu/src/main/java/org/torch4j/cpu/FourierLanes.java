package org.torch4j.cpu;

import java.util.Arrays;

/**
 * The steps of a Fourier transform over split real and imaginary parts: one set in plain Java, one
 * for the Vector API. Both give the same bits.
 *
 * <p>A step reads {@code radix * m} rows of {@code s} neighbours and writes as many. Row {@code
 * radix * p + k} of the result is element k of the small transforms of rows p, p + m, p + 2m, ...,
 * times a root of unity that stands in {@code w} at {@code p * (radix - 1) + k - 1}.
 */
class FourierLanes {
  /** Real and imaginary parts that a step reads and writes. */
  record Parts(double[] xr, double[] xi, double[] yr, double[] yi) {}

  /** A step: small transforms of {@code radix} over {@code m} groups, and its roots of unity. */
  record Step(int radix, int m, double[] wr, double[] wi) {}

  /** Small transforms of two, of the neighbours from {@code from} to {@code s}. */
  void two(Parts parts, Step step, int s, int from) {
    double[] xr = parts.xr;
    double[] xi = parts.xi;
    double[] yr = parts.yr;
    double[] yi = parts.yi;
    int m = step.m;
    for (int p = 0; p < m; p++) {
      int a = p * s;
      int b = a + m * s;
      int c = 2 * p * s;
      int d = c + s;
      double u = step.wr[p];
      double v = step.wi[p];
      for (int q = from; q < s; q++) {
        double r = xr[a + q] - xr[b + q];
        double i = xi[a + q] - xi[b + q];
        yr[c + q] = xr[a + q] + xr[b + q];
        yi[c + q] = xi[a + q] + xi[b + q];
        yr[d + q] = r * u - i * v;
        yi[d + q] = r * v + i * u;
      }
    }
  }

  /** Small transforms of four. */
  void four(Parts parts, Step step, int s, int from) {
    for (int p = 0; p < step.m; p++) {
      for (int q = from; q < s; q++) {
        four(parts, step, p * s + q, step.m * s, 4 * p * s + q, s, 3 * p);
      }
    }
  }

  private static void four(Parts parts, Step step, int first, int apart, int to, int s, int root) {
    double[] xr = parts.xr;
    double[] xi = parts.xi;
    double[] yr = parts.yr;
    double[] yi = parts.yi;
    double[] wr = step.wr;
    double[] wi = step.wi;
    int a = first;
    int b = a + apart;
    int c = b + apart;
    int d = c + apart;
    double sr = xr[a] + xr[c];
    double si = xi[a] + xi[c];
    double tr = xr[a] - xr[c];
    double ti = xi[a] - xi[c];
    double ur = xr[b] + xr[d];
    double ui = xi[b] + xi[d];
    double vr = xr[b] - xr[d];
    double vi = xi[b] - xi[d];
    yr[to] = sr + ur;
    yi[to] = si + ui;
    rotate(tr + vi, ti - vr, wr[root], wi[root], yr, yi, to + s);
    rotate(sr - ur, si - ui, wr[root + 1], wi[root + 1], yr, yi, to + 2 * s);
    rotate(tr - vi, ti + vr, wr[root + 2], wi[root + 2], yr, yi, to + 3 * s);
  }

  private static void rotate(
      double r, double i, double u, double v, double[] yr, double[] yi, int at) {
    yr[at] = r * u - i * v;
    yi[at] = r * v + i * u;
  }

  /** Small transforms of an odd number; its loops become SIMD without our help. */
  final void odd(Parts parts, Step step, int s) {
    double[] xr = parts.xr;
    double[] xi = parts.xi;
    double[] yr = parts.yr;
    double[] yi = parts.yi;
    double[] wr = step.wr;
    double[] wi = step.wi;
    int radix = step.radix;
    int m = step.m;
    Scratch scratch = Scratch.get();
    double[] cr = scratch.doubles(14, s);
    double[] ci = scratch.doubles(15, s);
    double[] dr = scratch.doubles(12, s);
    double[] di = scratch.doubles(13, s);
    for (int p = 0; p < m; p++) {
      int to = radix * p * s;
      System.arraycopy(xr, p * s, yr, to, s);
      System.arraycopy(xi, p * s, yi, to, s);
      for (int j = 1; j < radix; j++) {
        add(xr, (p + j * m) * s, yr, to, s);
        add(xi, (p + j * m) * s, yi, to, s);
      }
      for (int k = 1; 2 * k < radix; k++) {
        System.arraycopy(xr, p * s, cr, 0, s);
        System.arraycopy(xi, p * s, ci, 0, s);
        Arrays.fill(dr, 0, s, 0.0);
        Arrays.fill(di, 0, s, 0.0);
        for (int j = 1; 2 * j < radix; j++) {
          double angle = 2 * Math.PI * (j * k % radix) / radix;
          int one = (p + j * m) * s;
          int other = (p + (radix - j) * m) * s;
          even(xr, one, other, cr, Math.cos(angle), s);
          even(xi, one, other, ci, Math.cos(angle), s);
          odd(xr, one, other, dr, Math.sin(angle), s);
          odd(xi, one, other, di, Math.sin(angle), s);
        }
        int w = p * (radix - 1) + k - 1;
        for (int q = 0; q < s; q++) {
          rotate(cr[q] + di[q], ci[q] - dr[q], wr[w], wi[w], yr, yi, to + k * s + q);
        }
        w = (p + 1) * (radix - 1) - k;
        for (int q = 0; q < s; q++) {
          rotate(cr[q] - di[q], ci[q] + dr[q], wr[w], wi[w], yr, yi, to + (radix - k) * s + q);
        }
      }
    }
  }

  private static void add(double[] x, int at, double[] y, int to, int n) {
    for (int q = 0; q < n; q++) {
      y[to + q] += x[at + q];
    }
  }

  private static void even(double[] x, int one, int other, double[] y, double w, int n) {
    for (int q = 0; q < n; q++) {
      y[q] += w * (x[one + q] + x[other + q]);
    }
  }

  private static void odd(double[] x, int one, int other, double[] y, double w, int n) {
    for (int q = 0; q < n; q++) {
      y[q] += w * (x[one + q] - x[other + q]);
    }
  }
}
