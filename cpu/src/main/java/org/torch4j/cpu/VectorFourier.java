package org.torch4j.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The steps by the Vector API; see {@link WarmUp}. */
final class VectorFourier extends FourierLanes {
  private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
  private static final int DL = D.length();
  private static final int WARM_ROWS = 2;

  /** Additions and products per element of a step. */
  private static final int COST = 5;

  private final WarmUp warmUp = warmUp();

  private VectorFourier() {}

  /** The Vector API set, apart so that only a call of it loads the class. */
  static FourierLanes create() {
    return new VectorFourier();
  }

  private WarmUp warmUp() {
    int s = 2 * DL;
    double[] x = new double[4 * WARM_ROWS * s];
    double[] y = new double[x.length];
    double[] w = new double[3 * WARM_ROWS];
    Parts parts = new Parts(x, x, y, y);
    Step step = new Step(4, WARM_ROWS, w, w);
    return new WarmUp(
        () -> {
          vectorFour(parts, step, s);
          vectorTwo(parts, step, s);
        },
        () -> {
          super.four(parts, step, s, 0);
          super.two(parts, step, s, 0);
        },
        6L * COST * WARM_ROWS * s);
  }

  @Override
  void two(Parts parts, Step step, int s, int from) {
    int done = from;
    if (from == 0 && warmUp.isReady(2L * COST * step.m() * s)) {
      vectorTwo(parts, step, s);
      done = D.loopBound(s);
    }
    super.two(parts, step, s, done);
  }

  @Override
  void four(Parts parts, Step step, int s, int from) {
    int done = from;
    if (from == 0 && warmUp.isReady(4L * COST * step.m() * s)) {
      vectorFour(parts, step, s);
      done = D.loopBound(s);
    }
    super.four(parts, step, s, done);
  }

  private static void vectorTwo(Parts parts, Step step, int s) {
    double[] xr = parts.xr();
    double[] xi = parts.xi();
    double[] yr = parts.yr();
    double[] yi = parts.yi();
    double[] wr = step.wr();
    double[] wi = step.wi();
    int m = step.m();
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

  private static void vectorFour(Parts parts, Step step, int s) {
    double[] xr = parts.xr();
    double[] xi = parts.xi();
    double[] yr = parts.yr();
    double[] yi = parts.yi();
    double[] wr = step.wr();
    double[] wi = step.wi();
    int m = step.m();
    int bound = D.loopBound(s);
    int apart = m * s;
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
        DoubleVector br = DoubleVector.fromArray(D, xr, at + apart);
        DoubleVector bi = DoubleVector.fromArray(D, xi, at + apart);
        DoubleVector cr = DoubleVector.fromArray(D, xr, at + 2 * apart);
        DoubleVector ci = DoubleVector.fromArray(D, xi, at + 2 * apart);
        DoubleVector dr = DoubleVector.fromArray(D, xr, at + 3 * apart);
        DoubleVector di = DoubleVector.fromArray(D, xi, at + 3 * apart);
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
