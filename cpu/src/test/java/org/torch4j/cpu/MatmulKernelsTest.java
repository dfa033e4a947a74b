package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.torch4j.cpu.Samples.assertClose;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.out;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.random;
import static org.torch4j.cpu.Samples.run;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

class MatmulKernelsTest {
  private static final int THREADS = Parallel.threads();

  @AfterEach
  void restoreThreads() {
    Parallel.setThreads(THREADS);
  }

  private static double product(StridedArray a, StridedArray b, long i, long j) {
    double sum = 0;
    for (long p = 0; p < a.layout().size(1); p++) {
      sum += at(a, i, p) * at(b, p, j);
    }
    return sum;
  }

  @Test
  void mm_matchesLoops_forAllDtypesLayoutsAndSizes() {
    Random random = new Random(1);
    int[][] sizes = {
      {1, 1, 1},
      {1, 4, 64},
      {7, 5, 3},
      {6, 32, 16},
      {13, 1, 33},
      {50, 40, 70},
      {97, 300, 40},
      {3, 0, 4},
      {0, 3, 4},
      {3, 4, 0},
      {1, 600, 200},
      {200, 600, 1}
    };
    for (DType dtype : Samples.REAL) {
      if (dtype == DType.BOOL) {
        continue;
      }
      for (int[] s : sizes) {
        if (dtype != DType.FLOAT32 && s[0] * s[1] * s[2] > 100_000 && s[0] != 97) {
          continue;
        }
        StridedArray a = random(dtype, random, s[0], s[1]);
        StridedArray b = random(dtype, random, s[1], s[2]);
        StridedArray c = out(dtype, s[0], s[2]);
        run("mm", outs(c), a, b);
        double[] x = Samples.values(a);
        double[] y = Samples.values(b);
        assertClose(
            i -> {
              double sum = 0;
              for (int p = 0; p < s[1]; p++) {
                sum += x[(int) i[0] * s[1] + p] * y[p * s[2] + (int) i[1]];
              }
              return Samples.rounded(dtype, sum);
            },
            c,
            20,
            dtype + " mm");
      }
    }
  }

  @Test
  void javaAndLibrary_agree() {
    Random random = new Random(2);
    for (int round = 0; round < 20; round++) {
      int m = 1 + random.nextInt(150);
      int k = 1 + random.nextInt(300);
      int n = 1 + random.nextInt(150);
      StridedArray a = random(DType.FLOAT32, random, m, k);
      StridedArray b = random(DType.FLOAT32, random, k, n);
      StridedArray c = random(DType.FLOAT32, random, m, n);
      StridedArray d = out(DType.FLOAT32, m, n);
      CopyKernels.copy(c, d);
      Gemm.multiply(DType.FLOAT32, m, n, k, Matrix.of(a), Matrix.of(b), 0.5, 2, Matrix.of(c), true);
      FloatGemm.multiply(m, n, k, Matrix.of(a), Matrix.of(b), 0.5f, 2, Matrix.of(d), true);
      assertClose(i -> at(d, i), c, 50, "gemm");
    }
  }

  /** The lanes of this JVM, whose vector loops are in use from the beginning. */
  static Lanes readyLanes() {
    assertFalse(WarmUp.isWanted(), "tests need -Dtorch4j.warmUp=false");
    return Lanes.CURRENT;
  }

  @Test
  void scalarAndVectorTiles_giveTheSameBits() {
    Random random = new Random(3);
    Lanes lanes = readyLanes();
    Lanes plain = new ScalarLanes(lanes.floatColumns(), lanes.doubleColumns());
    for (int k : new int[] {1, 2, 37}) {
      int columns = lanes.floatColumns();
      float[] a = new float[Lanes.ROWS * k];
      float[] b = new float[columns * k];
      float[] c = new float[Lanes.ROWS * columns];
      for (float[] x : new float[][] {a, b, c}) {
        for (int i = 0; i < x.length; i++) {
          x[i] = (float) random.nextGaussian();
        }
      }
      float[] d = c.clone();
      float[] expected = c.clone();
      lanes.tile(k, a, 0, b, 0, c, 0, columns);
      plain.tile(k, a, 0, b, 0, d, 0, columns);
      for (int i = 0; i < Lanes.ROWS; i++) {
        float[] line = new float[k];
        for (int p = 0; p < k; p++) {
          line[p] = a[p * Lanes.ROWS + i];
          for (int j = 0; j < columns; j++) {
            int at = i * columns + j;
            expected[at] = Math.fma(line[p], b[p * columns + j], expected[at]);
          }
        }
        float[] row = new float[columns];
        float[] other = new float[columns];
        lanes.row(k, line, 0, b, 0, row, 0);
        plain.row(k, line, 0, b, 0, other, 0);
        assertArrayEquals(other, row);
      }
      assertArrayEquals(expected, c);
      assertArrayEquals(expected, d);
      doubles(random, lanes, plain, k);
    }
  }

  private static void doubles(Random random, Lanes lanes, Lanes plain, int k) {
    int columns = lanes.doubleColumns();
    double[] a = random.doubles((long) Lanes.ROWS * k).toArray();
    double[] b = random.doubles((long) columns * k).toArray();
    double[] c = random.doubles((long) Lanes.ROWS * columns).toArray();
    double[] d = c.clone();
    lanes.tile(k, a, 0, b, 0, c, 0, columns);
    plain.tile(k, a, 0, b, 0, d, 0, columns);
    assertArrayEquals(d, c);
    lanes.row(k, a, 0, b, 0, c, 0);
    plain.row(k, a, 0, b, 0, d, 0);
    assertArrayEquals(d, c);
  }

  @Test
  void addmm_scalesAndIgnoresSelfWhenBetaIsZero() {
    Random random = new Random(4);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16, DType.INT64}) {
      for (int size : new int[] {5, 60}) {
        StridedArray row = random(dtype, random, size);
        StridedArray self = row.with(row.layout().broadcastTo(Shape.of(size + 1, size), "addmm"));
        StridedArray a = random(dtype, random, size + 1, size + 2);
        StridedArray b = random(dtype, random, size + 2, size);
        StridedArray c = out(dtype, size + 1, size);
        run("addmm", outs(c), self, a, b, Scalar.of(2L), Scalar.of(3L));
        assertClose(
            i -> Samples.rounded(dtype, 2 * at(self, i) + 3 * product(a, b, i[0], i[1])),
            c,
            50,
            "addmm " + dtype);
      }
    }
    StridedArray nan = out(DType.FLOAT32, 2, 2);
    Samples.fill(nan, i -> Double.NaN);
    StridedArray a = random(DType.FLOAT32, random, 2, 2);
    StridedArray c = out(DType.FLOAT32, 2, 2);
    run("addmm", outs(c), nan, a, a, Scalar.ZERO, Scalar.ONE);
    assertClose(i -> product(a, a, i[0], i[1]), c, 1, "beta 0");
  }

  @Test
  void bmmAndBaddbmm_matchLoops() {
    Random random = new Random(5);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32}) {
      for (int[] s : new int[][] {{3, 4, 5, 6}, {2, 70, 60, 50}, {0, 2, 2, 2}, {9, 1, 7, 1}}) {
        StridedArray a = random(dtype, random, s[0], s[1], s[2]);
        StridedArray b = random(dtype, random, s[0], s[2], s[3]);
        StridedArray self = random(dtype, random, s[0], s[1], s[3]);
        StridedArray c = out(dtype, s[0], s[1], s[3]);
        StridedArray d = out(dtype, s[0], s[1], s[3]);
        run("bmm", outs(c), a, b);
        run("baddbmm", outs(d), self, a, b, Scalar.of(-1L), Scalar.of(2L));
        Samples.each(
            c.shape(),
            i -> {
              double sum = 0;
              for (long p = 0; p < s[2]; p++) {
                sum += at(a, i[0], i[1], p) * at(b, i[0], p, i[2]);
              }
              assertEquals(sum, at(c, i), 1e-3);
              assertEquals(2 * sum - at(self, i), at(d, i), 2e-3);
            });
      }
    }
  }

  @Test
  void linear_takesAnyLeadingDimensions() {
    Random random = new Random(6);
    for (DType dtype : Samples.FLOATING) {
      for (int[] s : new int[][] {{2, 3, 5, 4}, {1, 1, 100, 64}, {4, 33, 60, 50}, {0, 2, 3, 4}}) {
        StridedArray x = random(dtype, random, s[0], s[1], s[2]);
        StridedArray w = random(dtype, random, s[3], s[2]);
        StridedArray bias = random(dtype, random, s[3]);
        for (StridedArray b : new StridedArray[] {bias, null}) {
          StridedArray y = out(dtype, s[0], s[1], s[3]);
          run("linear", outs(y), x, w, b);
          assertClose(
              i -> {
                double sum = b == null ? 0 : at(b, i[2]);
                for (long p = 0; p < s[2]; p++) {
                  sum += at(x, i[0], i[1], p) * at(w, i[2], p);
                }
                return sum;
              },
              y,
              30,
              "linear " + dtype);
        }
      }
    }
    StridedArray x = random(DType.FLOAT32, random, 4);
    StridedArray w = random(DType.FLOAT32, random, 3, 4);
    StridedArray y = out(DType.FLOAT32, 3);
    run("linear", outs(y), x, w, null);
    assertEquals(
        at(w, 1, 0) * at(x, 0)
            + at(w, 1, 1) * at(x, 1)
            + at(w, 1, 2) * at(x, 2)
            + at(w, 1, 3) * at(x, 3),
        at(y, 1),
        1e-5);
  }

  @Test
  void dot_matchesLoops() {
    Random random = new Random(7);
    for (DType dtype : Samples.REAL) {
      for (int n : new int[] {0, 1, 17, 5000}) {
        StridedArray a = random(dtype, random, n);
        StridedArray b = random(dtype, random, n);
        StridedArray c = out(dtype);
        run("dot", outs(c), a, b);
        double sum = 0;
        for (long i = 0; i < n; i++) {
          sum += at(a, i) * at(b, i);
        }
        double exact = sum;
        assertClose(i -> Samples.rounded(dtype, exact), c, 5, "dot " + dtype + " " + n);
      }
    }
  }

  @Test
  void results_doNotDependOnThreads() {
    Random random = new Random(8);
    StridedArray a = random(DType.FLOAT32, random, 500, 300);
    StridedArray b = random(DType.FLOAT32, random, 300, 400);
    Samples.fill(a, i -> random.nextGaussian());
    Samples.fill(b, i -> random.nextGaussian());
    double[][] results = new double[3][];
    for (int t = 1; t <= 3; t++) {
      Parallel.setThreads(t);
      StridedArray c = out(DType.FLOAT32, 500, 400);
      run("mm", outs(c), a, b);
      results[t - 1] = Samples.values(c);
    }
    assertArrayEquals(results[0], results[1]);
    assertArrayEquals(results[0], results[2]);
  }
}
