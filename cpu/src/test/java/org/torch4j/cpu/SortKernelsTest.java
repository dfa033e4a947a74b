package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.longAt;
import static org.torch4j.cpu.Samples.out;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.random;
import static org.torch4j.cpu.Samples.run;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

class SortKernelsTest {
  /** Places in stable order; NaN above all, zeros equal. */
  private static Integer[] order(double[] line, boolean down) {
    Integer[] places = IntStream.range(0, line.length).boxed().toArray(Integer[]::new);
    Comparator<Integer> up =
        (a, b) -> {
          double x = line[a];
          double y = line[b];
          return x == y ? 0 : Double.compare(x, y);
        };
    Arrays.sort(places, down ? up.reversed() : up);
    return places;
  }

  private static double[] line(StridedArray a, long[] index, int dim) {
    int n = Walk.size(a, dim);
    double[] x = new double[n];
    for (int k = 0; k < n; k++) {
      x[k] = at(a, index.length == 0 ? index : Samples.with(index, dim, k));
    }
    return x;
  }

  private static StridedArray sample(DType dtype, Random random, long... sizes) {
    StridedArray a = random(dtype, random, sizes);
    if (dtype.isFloatingPoint()) {
      Samples.fill(
          a,
          i ->
              switch (random.nextInt(12)) {
                case 0 -> Double.NaN;
                case 1 -> Double.POSITIVE_INFINITY;
                case 2 -> Double.NEGATIVE_INFINITY;
                case 3 -> -0.0;
                case 4 -> 0.0;
                default -> random.nextInt(40) - 20;
              });
    }
    return a;
  }

  @Test
  void sort_isStable_forAllDtypesDimensionsAndDirections() {
    Random random = new Random(1);
    for (DType dtype : Samples.REAL) {
      for (long[] size : new long[][] {{}, {1}, {40}, {5, 6, 7}, {3, 0}, {2, 3000}}) {
        for (int dim = 0; dim < Math.max(1, size.length); dim++) {
          for (boolean down : new boolean[] {false, true}) {
            StridedArray self = sample(dtype, random, size);
            StridedArray values = out(dtype, size);
            StridedArray places = out(DType.INT64, size);
            run("sort", outs(values, places), self, (long) dim, down, true);
            checkFirst(self, values, places, dim, down);
          }
        }
      }
    }
  }

  /** The results are the first elements of each line in sorted order. */
  private static void checkFirst(
      StridedArray self, StridedArray values, StridedArray places, int dim, boolean down) {
    Samples.each(
        values.shape(),
        i -> {
          if (i.length > 0 && i[dim] != 0) {
            return;
          }
          double[] line = line(self, i, dim);
          Integer[] order = order(line, down);
          for (int k = 0; k < Walk.size(values, dim); k++) {
            long[] at = i.length == 0 ? i : Samples.with(i, dim, k);
            assertEquals(order[k].longValue(), longAt(places, at), Arrays.toString(at));
            assertEquals(line[order[k]], at(values, at));
          }
        });
  }

  @Test
  void sort_ofLongLines_usesEveryPass() {
    Random random = new Random(2);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64}) {
      StridedArray self = random(dtype, random, 50_000);
      double scale = dtype == DType.INT64 ? 1e15 : 1e9;
      Samples.fill(self, i -> random.nextInt(10) == 0 ? 7 : (random.nextDouble() - 0.5) * scale);
      for (boolean down : new boolean[] {false, true}) {
        StridedArray values = out(dtype, 50_000);
        StridedArray places = out(DType.INT64, 50_000);
        run("sort", outs(values, places), self, 0L, down, false);
        checkFirst(self, values, places, 0, down);
      }
    }
  }

  @Test
  void topk_matchesSorting() {
    Random random = new Random(3);
    for (DType dtype : Samples.REAL) {
      for (int dim = 0; dim < 2; dim++) {
        for (boolean largest : new boolean[] {true, false}) {
          for (long k : new long[] {0, 1, 3, 9}) {
            StridedArray self = sample(dtype, random, 9, 9);
            long[] size = Samples.with(new long[] {9, 9}, dim, k);
            StridedArray values = out(dtype, size);
            StridedArray places = out(DType.INT64, size);
            run("topk", outs(values, places), self, k, (long) dim, largest, true);
            checkFirst(self, values, places, dim, largest);
          }
        }
      }
    }
    StridedArray self = random(DType.FLOAT32, random, 20_000);
    Samples.fill(self, i -> random.nextInt(5000));
    StridedArray values = out(DType.FLOAT32, 100);
    StridedArray places = out(DType.INT64, 100);
    run("topk", outs(values, places), self, 100L, 0L, true, true);
    checkFirst(self, values, places, 0, true);
  }

  @Test
  void kthvalue_matchesSorting() {
    Random random = new Random(4);
    for (DType dtype : Samples.REAL) {
      for (int dim = 0; dim < 2; dim++) {
        StridedArray self = sample(dtype, random, 6, 8);
        int n = dim == 0 ? 6 : 8;
        for (int k = 1; k <= n; k++) {
          StridedArray values = out(dtype, dim == 0 ? 8 : 6);
          StridedArray places = out(DType.INT64, dim == 0 ? 8 : 6);
          run("kthvalue", outs(values, places), self, (long) k, (long) dim);
          int d = dim;
          int wanted = k - 1;
          Samples.each(
              values.shape(),
              i -> {
                double[] line = line(self, Samples.insert(i, d, 0), d);
                int place = order(line, false)[wanted];
                assertEquals(line[place], at(values, i));
                assertEquals(place, longAt(places, i));
              });
        }
      }
    }
  }

  @Test
  void argmaxAndFriends_takeTheFirst_andNan() {
    Random random = new Random(5);
    for (DType dtype : Samples.REAL) {
      for (long[] size : new long[][] {{}, {33}, {4, 5, 6}}) {
        for (int dim = 0; dim < Math.max(1, size.length); dim++) {
          for (boolean largest : new boolean[] {true, false}) {
            StridedArray self = sample(dtype, random, size);
            long[] rest = Walk.without(size, dim);
            StridedArray places = out(DType.INT64, rest);
            StridedArray values = out(dtype, rest);
            StridedArray both = out(DType.INT64, rest);
            run(largest ? "argmax" : "argmin", outs(places), self, (long) dim);
            run(largest ? "max_dim" : "min_dim", outs(values, both), self, (long) dim);
            int d = dim;
            Samples.each(
                places.shape(),
                i -> {
                  double[] line = line(self, size.length == 0 ? i : Samples.insert(i, d, 0), d);
                  int best = 0;
                  for (int k = 1; k < line.length; k++) {
                    boolean better = largest ? line[k] > line[best] : line[k] < line[best];
                    if (!Double.isNaN(line[best]) && (better || Double.isNaN(line[k]))) {
                      best = k;
                    }
                  }
                  assertEquals(best, longAt(places, i));
                  assertEquals(best, longAt(both, i));
                  assertEquals(line[best], at(values, i));
                });
          }
        }
      }
    }
  }

  @Test
  void selection_putsTheSmallestFirst() {
    Random random = new Random(6);
    for (int round = 0; round < 200; round++) {
      int n = 1 + random.nextInt(60);
      int k = 1 + random.nextInt(n);
      long[] a = random.longs(n, 0, 20).toArray();
      long[] sorted = a.clone();
      Arrays.sort(sorted);
      SortKeys.select(a, n, k);
      Arrays.sort(a, 0, k);
      assertArrayEquals(Arrays.copyOf(sorted, k), Arrays.copyOf(a, k));
    }
  }
}
