package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.longAt;
import static org.torch4j.cpu.Samples.out;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.random;
import static org.torch4j.cpu.Samples.run;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

class ScanKernelsTest {
  private static final long[][] SIZES = {{}, {9}, {4, 5, 3}, {2, 0}};

  @Test
  void cumsumAndCumprod_matchLoops_inTheResultsDtype() {
    Random random = new Random(1);
    for (DType from : Samples.REAL) {
      DType to = from.isIntegral() ? DType.INT64 : from;
      for (long[] size : SIZES) {
        for (int dim = 0; dim < Math.max(1, size.length); dim++) {
          StridedArray x = random(from, random, size);
          StridedArray sums = out(to, size);
          StridedArray products = out(to, size);
          run("cumsum", outs(sums), x, (long) dim, null);
          run("cumprod", outs(products), x, (long) dim, null);
          int d = dim;
          Samples.assertClose(
              i -> {
                double s = 0;
                for (long k = 0; i.length > 0 && k <= i[d]; k++) {
                  s += at(x, Samples.with(i, d, k));
                }
                return i.length == 0 ? at(x) : s;
              },
              sums,
              2,
              "cumsum " + from);
          Samples.assertClose(
              i -> {
                double p = 1;
                for (long k = 0; i.length > 0 && k <= i[d]; k++) {
                  p *= at(x, Samples.with(i, d, k));
                }
                return i.length == 0 ? at(x) : p;
              },
              products,
              2,
              "cumprod " + from);
        }
      }
    }
  }

  @Test
  void logcumsumexp_matchesLoops_andSurvivesInfinities() {
    Random random = new Random(2);
    for (DType dtype : Samples.FLOATING) {
      StridedArray x = random(dtype, random, 6, 7);
      StridedArray y = out(dtype, 6, 7);
      run("logcumsumexp", outs(y), x, 1L);
      Samples.assertClose(
          i -> {
            double s = 0;
            for (long k = 0; k <= i[1]; k++) {
              s += Math.exp(at(x, i[0], k));
            }
            return Math.log(s);
          },
          y,
          4,
          "logcumsumexp " + dtype);
    }
    float inf = Float.POSITIVE_INFINITY;
    StridedArray y = out(DType.FLOAT32, 5);
    run("logcumsumexp", outs(y), Samples.floats(-inf, -inf, 1000, inf, 2), 0L);
    double[] expected = {-inf, -inf, 1000, inf, inf};
    Samples.assertClose(i -> expected[(int) i[0]], y, 0, "infinities");
  }

  @Test
  void cummaxAndCummin_takeTheLastOfEquals_andKeepNan() {
    Random random = new Random(3);
    for (DType dtype : Samples.REAL) {
      for (long[] size : SIZES) {
        for (int dim = 0; dim < Math.max(1, size.length); dim++) {
          for (boolean largest : new boolean[] {true, false}) {
            StridedArray x = random(dtype, random, size);
            StridedArray values = out(dtype, size);
            StridedArray places = out(DType.INT64, size);
            run(largest ? "cummax" : "cummin", outs(values, places), x, (long) dim);
            int d = dim;
            Samples.each(
                values.shape(),
                i -> {
                  long best = 0;
                  for (long k = 1; i.length > 0 && k <= i[d]; k++) {
                    double v = at(x, Samples.with(i, d, k));
                    double b = at(x, Samples.with(i, d, best));
                    best = (largest ? v >= b : v <= b) ? k : best;
                  }
                  long[] place = i.length == 0 ? i : Samples.with(i, d, best);
                  assertEquals(best, longAt(places, i));
                  assertEquals(at(x, place), at(values, i));
                });
          }
        }
      }
    }
    StridedArray values = out(DType.FLOAT32, 4);
    StridedArray places = out(DType.INT64, 4);
    run("cummax", outs(values, places), Samples.floats(1, Float.NaN, 5, Float.NaN), 0L);
    Samples.assertLongs(i -> new long[] {0, 1, 1, 3}[(int) i[0]], places, "NaN");
    assertEquals(Double.NaN, at(values, 2));
  }

  @Test
  void scansOfManyLines_addInDouble_andMatchLoops() {
    Random random = new Random(4);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16, DType.INT64}) {
      for (long[] size : new long[][] {{7, 1500}, {9, 3, 130}, {1, 2000}, {2500}}) {
        for (int dim = 0; dim < size.length; dim++) {
          StridedArray x = random(dtype, random, size);
          StridedArray sums = out(dtype, size);
          StridedArray products = out(dtype, size);
          StridedArray extremes = out(dtype, size);
          StridedArray places = out(DType.INT64, size);
          run("cumsum", outs(sums), x, (long) dim, null);
          run("cumprod", outs(products), x, (long) dim, null);
          run("cummin", outs(extremes, places), x, (long) dim);
          checkLines(x, dim, sums, products, extremes, places);
        }
      }
    }
  }

  private static void checkLines(
      StridedArray x,
      int dim,
      StridedArray sums,
      StridedArray products,
      StridedArray extremes,
      StridedArray places) {
    DType dtype = x.dtype();
    Samples.each(
        x.shape(),
        i -> {
          if (i[dim] != 0) {
            return;
          }
          double sum = 0;
          double product = 1;
          long whole = 1;
          long best = 0;
          for (long k = 0; k < x.layout().size(dim); k++) {
            long[] at = Samples.with(i, dim, k);
            double v = at(x, at);
            sum += v;
            product *= v;
            whole *= (long) v;
            best = v <= at(x, Samples.with(i, dim, best)) ? k : best;
            assertEquals(Samples.rounded(dtype, sum), at(sums, at));
            if (dtype == DType.INT64) {
              assertEquals(whole, longAt(products, at));
            } else {
              assertEquals(Samples.rounded(dtype, product), at(products, at));
            }
            assertEquals(best, longAt(places, at));
            assertEquals(at(x, Samples.with(i, dim, best)), at(extremes, at));
          }
        });
  }
}
