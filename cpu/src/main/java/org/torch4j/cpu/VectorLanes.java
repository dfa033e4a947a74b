package org.torch4j.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops by the Vector API. This class is loaded only where its module is present. */
final class VectorLanes extends Lanes {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
  private static final int FL = F.length();
  private static final int DL = D.length();

  private VectorLanes() {}

  /** The Vector API set, apart so that only a call of it loads the class. */
  static Lanes create() {
    return new VectorLanes();
  }

  @Override
  int floatColumns() {
    return 2 * FL;
  }

  @Override
  int doubleColumns() {
    return 2 * DL;
  }

  @Override
  void tile(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    int r1 = co + ldc;
    int r2 = r1 + ldc;
    int r3 = r2 + ldc;
    int r4 = r3 + ldc;
    int r5 = r4 + ldc;
    FloatVector c00 = FloatVector.fromArray(F, c, co);
    FloatVector c01 = FloatVector.fromArray(F, c, co + FL);
    FloatVector c10 = FloatVector.fromArray(F, c, r1);
    FloatVector c11 = FloatVector.fromArray(F, c, r1 + FL);
    FloatVector c20 = FloatVector.fromArray(F, c, r2);
    FloatVector c21 = FloatVector.fromArray(F, c, r2 + FL);
    FloatVector c30 = FloatVector.fromArray(F, c, r3);
    FloatVector c31 = FloatVector.fromArray(F, c, r3 + FL);
    FloatVector c40 = FloatVector.fromArray(F, c, r4);
    FloatVector c41 = FloatVector.fromArray(F, c, r4 + FL);
    FloatVector c50 = FloatVector.fromArray(F, c, r5);
    FloatVector c51 = FloatVector.fromArray(F, c, r5 + FL);
    for (int p = 0; p < k; p++) {
      int pa = ao + p * ROWS;
      int pb = bo + p * 2 * FL;
      FloatVector b0 = FloatVector.fromArray(F, b, pb);
      FloatVector b1 = FloatVector.fromArray(F, b, pb + FL);
      FloatVector x = FloatVector.broadcast(F, a[pa]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(F, a[pa + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(F, a[pa + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(F, a[pa + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(F, a[pa + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(F, a[pa + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + FL);
    c10.intoArray(c, r1);
    c11.intoArray(c, r1 + FL);
    c20.intoArray(c, r2);
    c21.intoArray(c, r2 + FL);
    c30.intoArray(c, r3);
    c31.intoArray(c, r3 + FL);
    c40.intoArray(c, r4);
    c41.intoArray(c, r4 + FL);
    c50.intoArray(c, r5);
    c51.intoArray(c, r5 + FL);
  }

  @Override
  void row(int k, float[] a, int ao, float[] b, int bo, float[] c, int co) {
    FloatVector c0 = FloatVector.fromArray(F, c, co);
    FloatVector c1 = FloatVector.fromArray(F, c, co + FL);
    for (int p = 0; p < k; p++) {
      FloatVector x = FloatVector.broadcast(F, a[ao + p]);
      int pb = bo + p * 2 * FL;
      c0 = x.fma(FloatVector.fromArray(F, b, pb), c0);
      c1 = x.fma(FloatVector.fromArray(F, b, pb + FL), c1);
    }
    c0.intoArray(c, co);
    c1.intoArray(c, co + FL);
  }

  @Override
  void tile(int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int ldc) {
    int r1 = co + ldc;
    int r2 = r1 + ldc;
    int r3 = r2 + ldc;
    int r4 = r3 + ldc;
    int r5 = r4 + ldc;
    DoubleVector c00 = DoubleVector.fromArray(D, c, co);
    DoubleVector c01 = DoubleVector.fromArray(D, c, co + DL);
    DoubleVector c10 = DoubleVector.fromArray(D, c, r1);
    DoubleVector c11 = DoubleVector.fromArray(D, c, r1 + DL);
    DoubleVector c20 = DoubleVector.fromArray(D, c, r2);
    DoubleVector c21 = DoubleVector.fromArray(D, c, r2 + DL);
    DoubleVector c30 = DoubleVector.fromArray(D, c, r3);
    DoubleVector c31 = DoubleVector.fromArray(D, c, r3 + DL);
    DoubleVector c40 = DoubleVector.fromArray(D, c, r4);
    DoubleVector c41 = DoubleVector.fromArray(D, c, r4 + DL);
    DoubleVector c50 = DoubleVector.fromArray(D, c, r5);
    DoubleVector c51 = DoubleVector.fromArray(D, c, r5 + DL);
    for (int p = 0; p < k; p++) {
      int pa = ao + p * ROWS;
      int pb = bo + p * 2 * DL;
      DoubleVector b0 = DoubleVector.fromArray(D, b, pb);
      DoubleVector b1 = DoubleVector.fromArray(D, b, pb + DL);
      DoubleVector x = DoubleVector.broadcast(D, a[pa]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(D, a[pa + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(D, a[pa + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(D, a[pa + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(D, a[pa + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = DoubleVector.broadcast(D, a[pa + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + DL);
    c10.intoArray(c, r1);
    c11.intoArray(c, r1 + DL);
    c20.intoArray(c, r2);
    c21.intoArray(c, r2 + DL);
    c30.intoArray(c, r3);
    c31.intoArray(c, r3 + DL);
    c40.intoArray(c, r4);
    c41.intoArray(c, r4 + DL);
    c50.intoArray(c, r5);
    c51.intoArray(c, r5 + DL);
  }

  @Override
  void row(int k, double[] a, int ao, double[] b, int bo, double[] c, int co) {
    DoubleVector c0 = DoubleVector.fromArray(D, c, co);
    DoubleVector c1 = DoubleVector.fromArray(D, c, co + DL);
    for (int p = 0; p < k; p++) {
      DoubleVector x = DoubleVector.broadcast(D, a[ao + p]);
      int pb = bo + p * 2 * DL;
      c0 = x.fma(DoubleVector.fromArray(D, b, pb), c0);
      c1 = x.fma(DoubleVector.fromArray(D, b, pb + DL), c1);
    }
    c0.intoArray(c, co);
    c1.intoArray(c, co + DL);
  }

  @Override
  void exp(float[] a, int at, int n) {
    int bound = at + F.loopBound(n);
    IntVector bias = IntVector.broadcast(F.withLanes(int.class), 127);
    int rounder = Float.floatToRawIntBits(ROUNDER);
    int i = at;
    for (; i < bound; i += FL) {
      FloatVector x = FloatVector.fromArray(F, a, i).max(EXP_MIN).min(EXP_MAX);
      FloatVector t = x.fma(FloatVector.broadcast(F, LOG2_E), FloatVector.broadcast(F, ROUNDER));
      FloatVector m = t.sub(ROUNDER);
      FloatVector r = m.fma(FloatVector.broadcast(F, -LN2_HIGH), x);
      r = m.fma(FloatVector.broadcast(F, -LN2_LOW), r);
      FloatVector y = r.fma(FloatVector.broadcast(F, E7), FloatVector.broadcast(F, E6));
      y = y.fma(r, FloatVector.broadcast(F, E5));
      y = y.fma(r, FloatVector.broadcast(F, E4));
      y = y.fma(r, FloatVector.broadcast(F, E3));
      y = y.fma(r, FloatVector.broadcast(F, E2));
      y = y.fma(r.mul(r), r).add(1f);
      IntVector k = t.reinterpretAsInts().sub(rounder);
      IntVector half = k.lanewise(VectorOperators.ASHR, 1);
      FloatVector s1 =
          half.add(bias).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      FloatVector s2 =
          k.sub(half).add(bias).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      y.mul(s1).mul(s2).intoArray(a, i);
    }
    for (; i < at + n; i++) {
      a[i] = exp(a[i]);
    }
  }

  @Override
  void exp(double[] a, int at, int n) {
    for (int i = at; i < at + n; i++) {
      a[i] = Math.exp(a[i]);
    }
  }

  @Override
  float max(float[] a, int at, int n) {
    int i = at;
    float m = Float.NEGATIVE_INFINITY;
    if (n >= FL) {
      FloatVector v = FloatVector.fromArray(F, a, at);
      int bound = at + F.loopBound(n);
      for (i = at + FL; i < bound; i += FL) {
        v = v.max(FloatVector.fromArray(F, a, i));
      }
      m = v.reduceLanes(VectorOperators.MAX);
    }
    for (; i < at + n; i++) {
      m = Math.max(m, a[i]);
    }
    return m;
  }

  @Override
  float sum(float[] a, int at, int n) {
    int i = at;
    float s = 0;
    if (n >= 2 * FL) {
      FloatVector s0 = FloatVector.zero(F);
      FloatVector s1 = s0;
      int bound = at + n / (2 * FL) * 2 * FL;
      for (; i < bound; i += 2 * FL) {
        s0 = s0.add(FloatVector.fromArray(F, a, i));
        s1 = s1.add(FloatVector.fromArray(F, a, i + FL));
      }
      s = across(s0.add(s1));
    }
    for (; i < at + n; i++) {
      s += a[i];
    }
    return s;
  }

  @Override
  float dot(float[] a, int ao, float[] b, int bo, int n) {
    int i = 0;
    float s = 0;
    if (n >= 2 * FL) {
      FloatVector s0 = FloatVector.zero(F);
      FloatVector s1 = s0;
      int bound = n / (2 * FL) * 2 * FL;
      for (; i < bound; i += 2 * FL) {
        s0 = FloatVector.fromArray(F, a, ao + i).fma(FloatVector.fromArray(F, b, bo + i), s0);
        s1 =
            FloatVector.fromArray(F, a, ao + i + FL)
                .fma(FloatVector.fromArray(F, b, bo + i + FL), s1);
      }
      s = across(s0.add(s1));
    }
    for (; i < n; i++) {
      s = Math.fma(a[ao + i], b[bo + i], s);
    }
    return s;
  }

  /** Sums lanes in halves; the order of reduceLanes is not specified. */
  private static float across(FloatVector v) {
    float[] lanes = v.toArray();
    for (int half = FL / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        lanes[j] += lanes[j + half];
      }
    }
    return lanes[0];
  }
}
