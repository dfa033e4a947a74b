package org.torch4j.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The steps by the Vector API, once they overtook the plain ones; see {@link VectorLanes}. */
final class VectorFourier extends FourierLanes {
  private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
  private static final int DL = D.length();
  private static final int WARM_ROWS = 8;

  private volatile boolean ready;

  private VectorFourier() {}

  /** The Vector API set, apart so that only a call of it loads the class. */
  static FourierLanes create() {
    VectorFourier lanes = new VectorFourier();
    Thread.ofPlatform().daemon(true).name("torch4j-fourier").start(lanes::warm);
    return lanes;
  }

  private void warm() {
    int s = 2 * DL;
    double[] x = new double[4 * WARM_ROWS * s];
    double[] y = new double[x.length];
    double[] w = new double[3 * WARM_ROWS];
    ready =
        VectorLanes.overtakes(
            () -> {
              vectorFour(x, x, y, y, WARM_ROWS, s, w, w);
              vectorTwo(x, x, y, y, WARM_ROWS, s, w, w);
            },
            () -> {
              super.four(x, x, y, y, WARM_ROWS, s, 0, w, w);
              super.two(x, x, y, y, WARM_ROWS, s, 0, w, w);
            });
  }

  /** Whether the vector loops are in use. */
  boolean isReady() {
    return ready;
  }

  @Override
  void two(
      double[] xr,
      double[] xi,
      double[] yr,
      double[] yi,
      int m,
      int s,
      int from,
      double[] wr,
      double[] wi) {
    int done = from;
    if (ready && from == 0) {
      vectorTwo(xr, xi, yr, yi, m, s, wr, wi);
      done = D.loopBound(s);
    }
    if (done < s) {
      super.two(xr, xi, yr, yi, m, s, done, wr, wi);
    }
  }

  @Override
  void four(
      double[] xr,
      double[] xi,
      double[] yr,
      double[] yi,
      int m,
      int s,
      int from,
      double[] wr,
      double[] wi) {
    int done = from;
    if (ready && from == 0) {
      vectorFour(xr, xi, yr, yi, m, s, wr, wi);
      done = D.loopBound(s);
    }
    if (done < s) {
      super.four(xr, xi, yr, yi, m, s, done, wr, wi);
    }
  }

  private static void vectorTwo(
      double[] xr, double[] xi, double[] yr, double[] yi, int m, int s, double[] wr, double[] wi) {
    int bound = D.loopBound(s);
    for (int p = 0; p < m; p++) {
      int a = p * s;
      int b = a + m * s;
      int c = 2 * p * s;
      int d = c + s;
      double u = wr[p];
      double v = wi[p];
      for (int q = 0; q < bound; q += DL) {
        DoubleVector ar = DoubleVector.fromArray(D, xr, a + q);
        DoubleVector ai = DoubleVector.fromArray(D, xi, a + q);
        DoubleVector br = DoubleVector.fromArray(D, xr, b + q);
        DoubleVector bi = DoubleVector.fromArray(D, xi, b + q);
        ar.add(br).intoArray(yr, c + q);
        ai.add(bi).intoArray(yi, c + q);
        DoubleVector r = ar.sub(br);
        DoubleVector i = ai.sub(bi);
        r.mul(u).sub(i.mul(v)).intoArray(yr, d + q);
        r.mul(v).add(i.mul(u)).intoArray(yi, d + q);
      }
    }
  }

  private static void vectorFour(
      double[] xr, double[] xi, double[] yr, double[] yi, int m, int s, double[] wr, double[] wi) {
    int bound = D.loopBound(s);
    int step = m * s;
    for (int p = 0; p < m; p++) {
      int w = 3 * p;
      double u1 = wr[w];
      double v1 = wi[w];
      double u2 = wr[w + 1];
      double v2 = wi[w + 1];
      double u3 = wr[w + 2];
      double v3 = wi[w + 2];
      for (int q = 0; q < bound; q += DL) {
        int at = p * s + q;
        DoubleVector ar = DoubleVector.fromArray(D, xr, at);
        DoubleVector ai = DoubleVector.fromArray(D, xi, at);
        DoubleVector br = DoubleVector.fromArray(D, xr, at + step);
        DoubleVector bi = DoubleVector.fromArray(D, xi, at + step);
        DoubleVector cr = DoubleVector.fromArray(D, xr, at + 2 * step);
        DoubleVector ci = DoubleVector.fromArray(D, xi, at + 2 * step);
        DoubleVector dr = DoubleVector.fromArray(D, xr, at + 3 * step);
        DoubleVector di = DoubleVector.fromArray(D, xi, at + 3 * step);
        DoubleVector sr = ar.add(cr);
        DoubleVector si = ai.add(ci);
        DoubleVector tr = ar.sub(cr);
        DoubleVector ti = ai.sub(ci);
        DoubleVector ur = br.add(dr);
        DoubleVector ui = bi.add(di);
        DoubleVector vr = br.sub(dr);
        DoubleVector vi = bi.sub(di);
        int to = 4 * p * s + q;
        sr.add(ur).intoArray(yr, to);
        si.add(ui).intoArray(yi, to);
        DoubleVector r = tr.add(vi);
        DoubleVector i = ti.sub(vr);
        r.mul(u1).sub(i.mul(v1)).intoArray(yr, to + s);
        r.mul(v1).add(i.mul(u1)).intoArray(yi, to + s);
        r = sr.sub(ur);
        i = si.sub(ui);
        r.mul(u2).sub(i.mul(v2)).intoArray(yr, to + 2 * s);
        r.mul(v2).add(i.mul(u2)).intoArray(yi, to + 2 * s);
        r = tr.sub(vi);
        i = ti.add(vr);
        r.mul(u3).sub(i.mul(v3)).intoArray(yr, to + 3 * s);
        r.mul(v3).add(i.mul(u3)).intoArray(yi, to + 3 * s);
      }
    }
  }
}
