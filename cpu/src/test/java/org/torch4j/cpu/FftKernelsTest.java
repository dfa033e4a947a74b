package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.cpu.Samples.laidOut;
import static org.torch4j.cpu.Samples.out;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.run;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.torch4j.cpu.FourierLanes.Parts;
import org.torch4j.cpu.FourierLanes.Step;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

class FftKernelsTest {
  /** Alone and together, of all radices, and those that are left to the library. */
  private static final int[] LENGTHS = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 22, 30, 49, 60, 64, 67, 72, 105, 128, 210, 240,
    256, 360, 486
  };

  /** Lines in the middle, then behind; behind are neighbours, many, few or none. */
  private static final long[][] AROUND = {{3, 1}, {2, 21}, {1, 2}, {19, 1}, {1, 8}};

  private static StridedArray random(DType dtype, Random random, long... sizes) {
    // A reversed layout has steps of its own for both parts.
    StridedArray a =
        dtype.isComplex()
            ? StridedArray.allocate(dtype, Shape.of(sizes))
            : laidOut(dtype, random, sizes);
    if (dtype.isComplex()) {
      Samples.fill(a.part(0), i -> random.nextInt(65) / 8.0 - 4);
      Samples.fill(a.part(1), i -> random.nextInt(65) / 8.0 - 4);
    } else {
      Samples.fill(a, i -> random.nextInt(65) / 8.0 - 4);
    }
    return a;
  }

  /** Part 0 or 1 of frequency k of the line through index i. */
  private static double frequency(StridedArray x, long[] i, long k, int n, int sign, int part) {
    boolean complex = x.dtype().isComplex();
    double sum = 0;
    for (int j = 0; j < n; j++) {
      long[] at = Samples.with(i, 1, j);
      double angle = sign * 2 * Math.PI * (k * j % n) / n;
      double re = complex ? Samples.at(x.part(0), at) : Samples.at(x, at);
      double im = complex ? Samples.at(x.part(1), at) : 0;
      sum +=
          part == 0
              ? re * Math.cos(angle) - im * Math.sin(angle)
              : re * Math.sin(angle) + im * Math.cos(angle);
    }
    return sum;
  }

  private static void assertLines(
      StridedArray x, StridedArray y, int n, int sign, double scale, String what) {
    double unit = y.dtype() == DType.COMPLEX64 ? 1e-6 : 1e-13;
    Samples.each(
        y.shape(),
        i -> {
          // A few frequencies of each line are enough.
          if (i[1] > 2 && i[1] < n - 2 && (i[1] + i[0] + i[2]) % 7 != 0) {
            return;
          }
          for (int part = 0; part < 2; part++) {
            double want = scale * frequency(x, i, i[1], n, sign, part);
            assertEquals(want, Samples.at(y.part(part), i), unit * 4 * n * scale, what);
          }
        });
  }

  @Test
  void complexLines_matchTheDefinition() {
    Random random = new Random(1);
    for (int n : LENGTHS) {
      for (long[] around : AROUND) {
        DType dtype = random.nextBoolean() ? DType.COMPLEX64 : DType.COMPLEX128;
        boolean forward = random.nextBoolean();
        int normalization = random.nextInt(3);
        StridedArray x = random(dtype, random, around[0], n, around[1]);
        StridedArray y = out(dtype, around[0], n, around[1]);
        run("_fft_c2c", outs(y), x, new long[] {1}, (long) normalization, forward);
        double scale = normalization == 0 ? 1 : normalization == 1 ? 1 / Math.sqrt(n) : 1.0 / n;
        assertLines(x, y, n, forward ? -1 : 1, scale, dtype + " " + n + " x " + around[1]);
      }
    }
  }

  @Test
  void realLines_matchTheDefinition_andComeBack() {
    Random random = new Random(2);
    for (int n : LENGTHS) {
      for (long[] around : AROUND) {
        boolean single = random.nextBoolean();
        boolean half = random.nextInt(3) > 0;
        DType real = single ? DType.FLOAT32 : DType.FLOAT64;
        DType complex = single ? DType.COMPLEX64 : DType.COMPLEX128;
        int kept = half ? n / 2 + 1 : n;
        StridedArray x = random(real, random, around[0], n, around[1]);
        StridedArray y = out(complex, around[0], kept, around[1]);
        run("_fft_r2c", outs(y), x, new long[] {1}, 0L, half);
        assertLines(x, y, n, -1, 1, real + " " + n + " x " + around[1]);
        if (half) {
          // What should be real need not be: the imaginary parts do not count.
          Samples.fill(y.part(1), i -> i[1] == 0 || 2 * i[1] == n ? 9 : Samples.at(y.part(1), i));
          StridedArray back = out(real, around[0], n, around[1]);
          run("_fft_c2r", outs(back), y, new long[] {1}, 2L, (long) n);
          Samples.assertClose(i -> Samples.at(x, i), back, 20, real + " back " + n);
        }
      }
    }
  }

  @Test
  void notANumber_staysInItsLine() {
    for (long[] around : AROUND) {
      StridedArray x = random(DType.FLOAT32, new Random(3), around[0], 64, around[1]);
      Samples.fill(x, i -> i[0] == 0 && i[1] == 3 && i[2] == 0 ? Double.NaN : i[1]);
      StridedArray y = out(DType.COMPLEX64, around[0], 33, around[1]);
      run("_fft_r2c", outs(y), x, new long[] {1}, 0L, true);
      Samples.each(
          y.shape(),
          i -> {
            boolean first = i[0] == 0 && i[2] == 0;
            assertTrue(Double.isNaN(Samples.at(y.part(0), i)) == first);
          });
    }
  }

  @Test
  void vectorSteps_giveTheBitsOfPlainOnes() {
    assertFalse(WarmUp.isWanted(), "tests need -Dtorch4j.warmUp=false");
    FourierLanes plain = new FourierLanes();
    Random random = new Random(4);
    for (int s : new int[] {1, 3, 8, 17, 40}) {
      for (int m : new int[] {1, 4, 9}) {
        double[][] x = new double[2][4 * m * s];
        double[][] w = new double[2][3 * m];
        for (int part = 0; part < 2; part++) {
          x[part] = random.doubles(4L * m * s).toArray();
          w[part] = random.doubles(3L * m).toArray();
        }
        double[][] y = new double[4][4 * m * s];
        Parts expected = new Parts(x[0], x[1], y[0], y[1]);
        Parts got = new Parts(x[0], x[1], y[2], y[3]);
        Step step = new Step(4, m, w[0], w[1]);
        plain.four(expected, step, s, 0);
        FourierPlan.LANES.four(got, step, s, 0);
        assertArrayEquals(y[0], y[2]);
        assertArrayEquals(y[1], y[3]);
        plain.two(expected, step, s, 0);
        FourierPlan.LANES.two(got, step, s, 0);
        assertArrayEquals(y[0], y[2]);
        assertArrayEquals(y[1], y[3]);
      }
    }
  }
}
