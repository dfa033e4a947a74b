package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.torch4j.cpu.Samples.assertClose;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.longAt;
import static org.torch4j.cpu.Samples.out;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.random;
import static org.torch4j.cpu.Samples.run;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

class PoolKernelsTest {
  /** A geometry drawn at random. */
  private record Case(
      long[] input,
      long[] output,
      long[] kernel,
      long[] stride,
      long[] padding,
      long[] dilation,
      boolean ceil) {
    static Case draw(Random random, boolean dilated) {
      int rank = 1 + random.nextInt(3);
      long[][] g = new long[4][rank];
      long[] input = new long[rank + 2];
      long[] output = new long[rank + 2];
      input[0] = random.nextInt(3);
      input[1] = 1 + random.nextInt(12);
      output[0] = input[0];
      output[1] = input[1];
      boolean ceil = random.nextBoolean();
      for (int d = 0; d < rank; d++) {
        long k = 1 + random.nextInt(3);
        long dil = dilated ? 1 + random.nextInt(2) : 1;
        long p = random.nextInt((int) k / 2 + 1);
        long s = 1 + random.nextInt(3);
        long reach = (k - 1) * dil + 1;
        // At least dil, so that no window lies in the padding alone.
        long n = Math.max(dil, reach - 2 * p) + random.nextInt(6);
        long span = n + 2 * p - reach;
        long o = (ceil ? (span + s - 1) / s : span / s) + 1;
        if (ceil && (o - 1) * s >= n + p) {
          o--;
        }
        g[0][d] = k;
        g[1][d] = s;
        g[2][d] = p;
        g[3][d] = dil;
        input[d + 2] = n;
        output[d + 2] = o;
      }
      return new Case(input, output, g[0], g[1], g[2], g[3], ceil);
    }

    /** The input positions of one output position, in row-major order; padding left out. */
    long[][] window(long[] o) {
      return positions(o);
    }

    private long[][] positions(long[] o) {
      java.util.List<long[]> all = new java.util.ArrayList<>();
      Samples.each(
          Shape.of(kernel),
          k -> {
            long[] i = o.clone();
            boolean inside = true;
            for (int d = 0; d < kernel.length; d++) {
              i[d + 2] = o[d + 2] * stride[d] - padding[d] + k[d] * dilation[d];
              inside &= i[d + 2] >= 0 && i[d + 2] < input[d + 2];
            }
            if (inside) {
              all.add(i);
            }
          });
      return all.toArray(new long[0][]);
    }

    long plane(long[] i) {
      long at = 0;
      for (int d = 2; d < i.length; d++) {
        at = at * input[d] + i[d];
      }
      return at;
    }

    /** What a sum is divided by. */
    double divisor(long[] o, boolean countPadding) {
      if (!countPadding) {
        return window(o).length;
      }
      long n = 1;
      for (int d = 0; d < kernel.length; d++) {
        long begin = o[d + 2] * stride[d] - padding[d];
        n *= Math.min(begin + kernel[d], input[d + 2] + padding[d]) - begin;
      }
      return n;
    }
  }

  @Test
  void maxPool_matchesLoops_withItsGradient() {
    Random random = new Random(1);
    for (int round = 0; round < 120; round++) {
      DType dtype = Samples.FLOATING[round % 4];
      Case c = Case.draw(random, true);
      StridedArray x = random(dtype, random, c.input);
      StridedArray values = out(dtype, c.output);
      StridedArray indices = out(DType.INT64, c.output);
      run("max_pool", outs(values, indices), x, c.kernel, c.stride, c.padding, c.dilation, c.ceil);
      StridedArray grad = random(dtype, random, c.output);
      StridedArray back = out(dtype, c.input);
      run("max_pool_backward", outs(back), grad, indices, c.input);
      double[] sums = new double[(int) back.numel()];
      Samples.each(
          values.shape(),
          o -> {
            double best = Double.NEGATIVE_INFINITY;
            long[] place = null;
            for (long[] i : c.window(o)) {
              if (at(x, i) > best) {
                best = at(x, i);
                place = i;
              }
            }
            assertEquals(best, at(values, o));
            assertEquals(c.plane(place), longAt(indices, o), Arrays.toString(o));
            sums[(int) Samples.offset(out(DType.BOOL, c.input), place)] += at(grad, o);
          });
      assertClose(i -> sums[(int) Samples.offset(back, i)], back, 4, "gradient");
    }
  }

  @Test
  void maxPool_letsNanThrough_andTakesIntegers() {
    long[] two = {2};
    StridedArray indices = out(DType.INT64, 1, 1, 2);
    for (DType dtype : Samples.FLOATING) {
      for (int nan = 0; nan < 2; nan++) {
        StridedArray x = out(dtype, 1, 1, 4);
        int place = nan;
        // The sign bit of a NaN must not matter; the processor's own NaN has it set.
        Samples.fill(x, i -> i[2] == place ? -Double.NaN : i[2]);
        StridedArray values = out(dtype, 1, 1, 2);
        run("max_pool", outs(values, indices), x, two, two, new long[] {0}, new long[] {1}, false);
        assertEquals(Double.NaN, at(values, 0, 0, 0));
        assertEquals(place, longAt(indices, 0, 0, 0));
        assertEquals(3, at(values, 0, 0, 1));
      }
    }
    StridedArray whole = random(DType.INT64, new Random(2), 1, 1, 4);
    StridedArray largest = out(DType.INT64, 1, 1, 2);
    run("max_pool", outs(largest, indices), whole, two, two, new long[] {0}, new long[] {1}, false);
    assertEquals(Math.max(at(whole, 0, 0, 2), at(whole, 0, 0, 3)), at(largest, 0, 0, 1));
  }

  @Test
  void maxPool_ofPaddingAlone_pointsInsideThePlane() {
    // Positions -1 and 1 of a plane of one element.
    StridedArray x = random(DType.FLOAT32, new Random(6), 1, 1, 1);
    StridedArray values = out(DType.FLOAT32, 1, 1, 1);
    StridedArray indices = out(DType.INT64, 1, 1, 1);
    long[] two = {2};
    long[] one = {1};
    run("max_pool", outs(values, indices), x, two, one, one, two, false);
    assertEquals(Double.NEGATIVE_INFINITY, at(values, 0, 0, 0));
    assertEquals(0, longAt(indices, 0, 0, 0));
  }

  @Test
  void maxPoolBackward_refusesForeignIndices() {
    StridedArray grad = random(DType.FLOAT32, new Random(3), 1, 1, 2);
    StridedArray indices = out(DType.INT64, 1, 1, 2);
    Samples.fill(indices, i -> 4);
    StridedArray back = out(DType.FLOAT32, 1, 1, 4);
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> run("max_pool_backward", outs(back), grad, indices, new long[] {1, 1, 4}));
  }

  @Test
  void avgPool_matchesLoops_withItsGradient() {
    Random random = new Random(4);
    for (int round = 0; round < 120; round++) {
      DType dtype = Samples.FLOATING[round % 4];
      Case c = Case.draw(random, false);
      boolean count = random.nextBoolean();
      Long override = random.nextInt(4) == 0 ? 5L : null;
      StridedArray x = random(dtype, random, c.input);
      StridedArray y = out(dtype, c.output);
      run("avg_pool", outs(y), x, c.kernel, c.stride, c.padding, c.ceil, count, override);
      assertClose(
          o -> {
            double sum = 0;
            for (long[] i : c.window(o)) {
              sum += at(x, i);
            }
            return sum / (override != null ? override : c.divisor(o, count));
          },
          y,
          4,
          "avg_pool");
      StridedArray grad = random(dtype, random, c.output);
      StridedArray back = out(dtype, c.input);
      run(
          "avg_pool_backward",
          outs(back),
          grad,
          c.input,
          c.kernel,
          c.stride,
          c.padding,
          c.ceil,
          count,
          override);
      double[] sums = new double[(int) back.numel()];
      Samples.each(
          y.shape(),
          o -> {
            for (long[] i : c.window(o)) {
              sums[(int) Samples.offset(back, i)] +=
                  at(grad, o) / (override != null ? override : c.divisor(o, count));
            }
          });
      assertClose(i -> sums[(int) Samples.offset(back, i)], back, 8, "avg_pool gradient");
    }
  }

  @Test
  void adaptiveAvgPool_matchesLoops_withItsGradient() {
    Random random = new Random(5);
    for (int round = 0; round < 60; round++) {
      DType dtype = Samples.FLOATING[round % 4];
      int rank = 1 + random.nextInt(3);
      long[] input = new long[rank + 2];
      long[] output = new long[rank + 2];
      Arrays.setAll(input, d -> 1 + random.nextInt(7));
      Arrays.setAll(output, d -> d < 2 ? input[d] : 1 + random.nextInt(4));
      StridedArray x = random(dtype, random, input);
      StridedArray y = out(dtype, output);
      run("adaptive_avg_pool", outs(y), x, Arrays.copyOfRange(output, 2, rank + 2));
      StridedArray grad = random(dtype, random, output);
      StridedArray back = out(dtype, input);
      run("adaptive_avg_pool_backward", outs(back), grad, input);
      double[] sums = new double[(int) back.numel()];
      Samples.each(
          y.shape(),
          o -> {
            double sum = 0;
            int n = 0;
            for (long[] i : shares(input, output, o)) {
              sum += at(x, i);
              n++;
            }
            assertEquals(sum / n, at(y, o), dtype == DType.BFLOAT16 ? 0.02 : 0.003);
            for (long[] i : shares(input, output, o)) {
              sums[(int) Samples.offset(back, i)] += at(grad, o) / n;
            }
          });
      assertClose(i -> sums[(int) Samples.offset(back, i)], back, 8, "adaptive gradient");
    }
  }

  private static java.util.List<long[]> shares(long[] input, long[] output, long[] o) {
    java.util.List<long[]> all = new java.util.ArrayList<>();
    Samples.each(
        Shape.of(input),
        i -> {
          boolean inside = i[0] == o[0] && i[1] == o[1];
          for (int d = 2; d < o.length; d++) {
            double first = Math.floor((double) o[d] * input[d] / output[d]);
            double end = Math.ceil((double) (o[d] + 1) * input[d] / output[d]);
            inside &= i[d] >= first && i[d] < end;
          }
          if (inside) {
            all.add(i);
          }
        });
    return all;
  }
}
