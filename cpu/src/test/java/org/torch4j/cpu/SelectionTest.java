package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.longAt;
import static org.torch4j.cpu.Samples.out;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.run;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/** Selection and sorting of lines so long that they are cut into parts or sorted by digits. */
class SelectionTest {
  private static final DType[] TYPES = {
    DType.FLOAT32,
    DType.FLOAT64,
    DType.FLOAT16,
    DType.BFLOAT16,
    DType.INT64,
    DType.INT32,
    DType.INT8
  };

  /** Many equal numbers, zeros of both signs, NaN, and the ends of the range. */
  private static StridedArray line(DType dtype, Random random, int n, int kind) {
    StridedArray a = Samples.laidOut(dtype, random, n);
    Samples.fill(
        a,
        i ->
            switch (kind) {
              case 0 -> random.nextInt(100);
              case 1 -> i[0] % 119 - 60;
              case 2 -> -i[0];
              default -> value(dtype, random);
            });
    return a;
  }

  private static double value(DType dtype, Random random) {
    if (!dtype.isFloatingPoint()) {
      return dtype == DType.INT64 ? random.nextLong() : random.nextInt();
    }
    return switch (random.nextInt(10)) {
      case 0 -> Double.NaN;
      case 1 -> -0.0;
      case 2 -> 0.0;
      case 3 -> Double.NEGATIVE_INFINITY;
      case 4 -> Double.POSITIVE_INFINITY;
      default -> random.nextGaussian();
    };
  }

  private static Integer[] order(StridedArray a, boolean down) {
    int n = Math.toIntExact(a.numel());
    double[] x = new double[n];
    long[] whole = new long[n];
    for (int i = 0; i < n; i++) {
      x[i] = at(a, i);
      whole[i] = a.dtype().isIntegral() ? longAt(a, i) : 0;
    }
    Integer[] places = IntStream.range(0, n).boxed().toArray(Integer[]::new);
    java.util.Comparator<Integer> up =
        a.dtype().isIntegral()
            ? (i, j) -> Long.compare(whole[i], whole[j])
            : (i, j) -> x[i] == x[j] ? 0 : Double.compare(x[i], x[j]);
    Arrays.sort(places, down ? up.reversed() : up);
    return places;
  }

  @Test
  void topkSortAndKthvalue_ofLongLines_matchAStableSort() {
    Random random = new Random(1);
    for (DType dtype : TYPES) {
      for (int n : new int[] {600, 2500, 9000, 66_001}) {
        for (int kind = 0; kind < 4; kind++) {
          if (n > 10_000 && (dtype != DType.FLOAT32 && dtype != DType.INT64 || kind % 2 == 0)) {
            continue; // long lines take long to check
          }
          StridedArray self = line(dtype, random, n, kind);
          for (boolean down : new boolean[] {false, true}) {
            Integer[] order = order(self, down);
            for (int k : new int[] {1, 10, n / 20, n / 2}) {
              StridedArray values = out(dtype, k);
              StridedArray places = out(DType.INT64, k);
              run("topk", outs(values, places), self, (long) k, 0L, down, true);
              check(self, order, values, places, dtype + " top " + k + " of " + n);
            }
            StridedArray values = out(dtype, n);
            StridedArray places = out(DType.INT64, n);
            run("sort", outs(values, places), self, 0L, down, true);
            check(self, order, values, places, dtype + " sort of " + n);
          }
          Integer[] order = order(self, false);
          for (int k : new int[] {1, n / 2, n}) {
            StridedArray value = out(dtype);
            StridedArray place = out(DType.INT64);
            run("kthvalue", outs(value, place), self, (long) k, 0L);
            assertEquals(order[k - 1].longValue(), longAt(place), dtype + " " + k + " of " + n);
            assertEquals(at(self, order[k - 1]), at(value));
          }
        }
      }
    }
  }

  private static void check(
      StridedArray self, Integer[] order, StridedArray values, StridedArray places, String what) {
    for (long i = 0; i < places.numel(); i++) {
      assertEquals(order[(int) i].longValue(), longAt(places, i), what + " at " + i);
      assertEquals(at(self, order[(int) i]), at(values, i), what);
    }
  }

  @Test
  void histc_countsInParts() {
    Random random = new Random(2);
    StridedArray self = Samples.laidOut(DType.FLOAT32, random, 80_000);
    Samples.fill(self, i -> i[0] % 50 == 0 ? Double.NaN : random.nextInt(12));
    StridedArray y = out(DType.FLOAT32, 10);
    run("histc_counts", outs(y), self, 0.0, 10.0);
    double[] expected = new double[10];
    for (int i = 0; i < 80_000; i++) {
      double v = at(self, i);
      if (v <= 10) {
        expected[Math.min(9, (int) v)]++;
      }
    }
    Samples.assertClose(i -> expected[(int) i[0]], y, 0, "histc");
  }
}
