package org.torch4j.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops by the Vector API. This class is loaded only where its module is present.
 *
 * <p>Until it is compiled, such code is hundreds of times slower than plain loops. So the plain
 * ones, which give the same bits, serve until a thread in the background has seen each vector loop
 * overtake them.
 *
 * <p>The file is long because tiles are written out, a variable for each vector register.
 */
final class VectorLanes extends Lanes {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
  private static final int FL = F.length();
  private static final int DL = D.length();

  private static final int WARM_LENGTH = 256;
  private static final long WARM_NANOS = 20_000_000_000L;

  private final ScalarLanes plain = new ScalarLanes(2 * FL, 2 * DL);
  private volatile boolean floatsReady;
  private volatile boolean doublesReady;
  private volatile boolean expReady;
  private volatile boolean sumsReady;

  private VectorLanes() {}

  /** The Vector API set, apart so that only a call of it loads the class. */
  static Lanes create() {
    VectorLanes lanes = new VectorLanes();
    Thread.ofPlatform().daemon(true).name("torch4j-lanes").start(lanes::warm);
    return lanes;
  }

  private void warm() {
    float[] x = new float[WARM_LENGTH];
    expReady = overtakes(() -> vectorExp(x, 0, WARM_LENGTH), () -> plain.exp(x, 0, WARM_LENGTH));
    if (SUMS % (2 * FL) == 0) {
      float[] sums = new float[SUMS];
      sumsReady =
          overtakes(
              () -> {
                vectorAdd(x, 0, WARM_LENGTH, sums);
                vectorAddProducts(x, 0, x, 0, WARM_LENGTH, sums);
                sums[0] = vectorMax(x, 0, WARM_LENGTH);
              },
              () -> {
                super.add(x, 0, WARM_LENGTH, sums);
                super.addProducts(x, 0, x, 0, WARM_LENGTH, sums);
                sums[0] = super.max(x, 0, WARM_LENGTH);
              });
    }
    int k = 8;
    float[] a = new float[ROWS * k];
    float[] b = new float[2 * FL * k];
    float[] c = new float[2 * FL * ROWS];
    floatsReady =
        overtakes(
            () -> {
              vectorTile(k, a, 0, b, 0, c, 0, 2 * FL);
              vectorRow(k, a, 0, b, 0, c, 0);
            },
            () -> {
              plain.tile(k, a, 0, b, 0, c, 0, 2 * FL);
              plain.row(k, a, 0, b, 0, c, 0);
            });
    double[] a2 = new double[ROWS * k];
    double[] b2 = new double[2 * DL * k];
    double[] c2 = new double[2 * DL * ROWS];
    doublesReady =
        overtakes(
            () -> {
              vectorTile(k, a2, 0, b2, 0, c2, 0, 2 * DL);
              vectorRow(k, a2, 0, b2, 0, c2, 0);
            },
            () -> {
              plain.tile(k, a2, 0, b2, 0, c2, 0, 2 * DL);
              plain.row(k, a2, 0, b2, 0, c2, 0);
            });
  }

  /** Runs both in turn until the first is faster; false if that never comes. */
  static boolean overtakes(Runnable vector, Runnable loops) {
    long until = System.nanoTime() + WARM_NANOS;
    int wins = 0;
    while (System.nanoTime() < until) {
      wins = time(vector) < time(loops) ? wins + 1 : 0;
      if (wins == 3) {
        return true;
      }
    }
    return false;
  }

  private static long time(Runnable body) {
    long start = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      body.run();
    }
    return System.nanoTime() - start;
  }

  @Override
  void tile(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    if (floatsReady) {
      vectorTile(k, a, ao, b, bo, c, co, ldc);
    } else {
      plain.tile(k, a, ao, b, bo, c, co, ldc);
    }
  }

  @Override
  void row(int k, float[] a, int ao, float[] b, int bo, float[] c, int co) {
    if (floatsReady) {
      vectorRow(k, a, ao, b, bo, c, co);
    } else {
      plain.row(k, a, ao, b, bo, c, co);
    }
  }

  @Override
  void tile(int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int ldc) {
    if (doublesReady) {
      vectorTile(k, a, ao, b, bo, c, co, ldc);
    } else {
      plain.tile(k, a, ao, b, bo, c, co, ldc);
    }
  }

  @Override
  void row(int k, double[] a, int ao, double[] b, int bo, double[] c, int co) {
    if (doublesReady) {
      vectorRow(k, a, ao, b, bo, c, co);
    } else {
      plain.row(k, a, ao, b, bo, c, co);
    }
  }

  @Override
  void exp(float[] a, int at, int n) {
    if (expReady) {
      vectorExp(a, at, n);
    } else {
      plain.exp(a, at, n);
    }
  }

  @Override
  float max(float[] a, int at, int n) {
    return sumsReady ? vectorMax(a, at, n) : super.max(a, at, n);
  }

  @Override
  void add(float[] a, int at, int end, float[] sums) {
    if (sumsReady) {
      vectorAdd(a, at, end, sums);
    } else {
      super.add(a, at, end, sums);
    }
  }

  @Override
  void addProducts(float[] a, int ao, float[] b, int bo, int n, float[] sums) {
    if (sumsReady) {
      vectorAddProducts(a, ao, b, bo, n, sums);
    } else {
      super.addProducts(a, ao, b, bo, n, sums);
    }
  }

  /** Whether every vector loop is in use. */
  boolean isReady() {
    return floatsReady && doublesReady && expReady && (sumsReady || SUMS % (2 * FL) != 0);
  }

  @Override
  int floatColumns() {
    return 2 * FL;
  }

  @Override
  int doubleColumns() {
    return 2 * DL;
  }

  private static void vectorTile(
      int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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

  private static void vectorRow(int k, float[] a, int ao, float[] b, int bo, float[] c, int co) {
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

  private static void vectorTile(
      int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int ldc) {
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

  private static void vectorRow(int k, double[] a, int ao, double[] b, int bo, double[] c, int co) {
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

  private static void vectorExp(float[] a, int at, int n) {
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
      FloatVector s1 = half.add(bias).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
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

  private static float vectorMax(float[] a, int at, int n) {
    int i = at;
    float m = a[at];
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

  /** SUMS lanes are one or two pairs of vectors. */
  private static void vectorAdd(float[] a, int at, int end, float[] sums) {
    for (int part = 0; part < SUMS; part += 2 * FL) {
      FloatVector s0 = FloatVector.fromArray(F, sums, part);
      FloatVector s1 = FloatVector.fromArray(F, sums, part + FL);
      for (int i = at + part; i < end; i += SUMS) {
        s0 = s0.add(FloatVector.fromArray(F, a, i));
        s1 = s1.add(FloatVector.fromArray(F, a, i + FL));
      }
      s0.intoArray(sums, part);
      s1.intoArray(sums, part + FL);
    }
  }

  private static void vectorAddProducts(float[] a, int ao, float[] b, int bo, int n, float[] sums) {
    for (int part = 0; part < SUMS; part += 2 * FL) {
      FloatVector s0 = FloatVector.fromArray(F, sums, part);
      FloatVector s1 = FloatVector.fromArray(F, sums, part + FL);
      for (int i = part; i < n; i += SUMS) {
        FloatVector x = FloatVector.fromArray(F, a, ao + i);
        FloatVector y = FloatVector.fromArray(F, a, ao + i + FL);
        s0 = x.fma(FloatVector.fromArray(F, b, bo + i), s0);
        s1 = y.fma(FloatVector.fromArray(F, b, bo + i + FL), s1);
      }
      s0.intoArray(sums, part);
      s1.intoArray(sums, part + FL);
    }
  }
}
