package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.torch4j.cpu.Samples.assertClose;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.indices;
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
import org.torch4j.type.Scalar;

class IndexKernelsTest {
  private static final long[] SIZES = {4, 3, 5};

  private static double[] flat(StridedArray a) {
    return Samples.values(a);
  }

  private static int number(long[] sizes, long[] index) {
    long at = 0;
    for (int d = 0; d < sizes.length; d++) {
      at = at * sizes[d] + index[d];
    }
    return (int) at;
  }

  @Test
  void gather_matchesLoops() {
    Random random = new Random(1);
    for (DType dtype : Samples.REAL) {
      for (int dim = 0; dim < 3; dim++) {
        StridedArray self = random(dtype, random, SIZES);
        long[] size = {2, 3, 4};
        size[dim] = 6;
        StridedArray index =
            indices(dim == 1 ? DType.INT32 : DType.INT64, random, (int) SIZES[dim], size);
        StridedArray y = out(dtype, size);
        run("gather", outs(y), self, (long) dim, index);
        int d = dim;
        assertClose(i -> at(self, Samples.with(i, d, longAt(index, i))), y, 0, "gather " + dtype);
      }
    }
    StridedArray scalar = random(DType.FLOAT32, random);
    StridedArray y = out(DType.FLOAT32);
    run("gather", outs(y), scalar, 0L, indices(DType.INT64, random, 1));
    assertEquals(at(scalar), at(y));
  }

  @Test
  void gather_movesComplexNumbers() {
    StridedArray self = StridedArray.allocate(DType.COMPLEX64, org.torch4j.type.Shape.of(3));
    float[] parts = (float[]) self.storage().array();
    for (int i = 0; i < 6; i++) {
      parts[i] = i;
    }
    StridedArray y = StridedArray.allocate(DType.COMPLEX64, org.torch4j.type.Shape.of(2));
    run("gather", outs(y), self, 0L, Samples.longs(2, 0));
    assertArrayEquals(new float[] {4, 5, 0, 1}, (float[]) y.storage().array());
  }

  @Test
  void gather_namesTheIndexThatIsOutOfRange() {
    StridedArray self = random(DType.FLOAT32, new Random(2), 2, 5);
    StridedArray index = out(DType.INT64, 1, 4);
    Samples.fill(index, i -> i[1] == 3 ? 7 : 0);
    IndexOutOfBoundsException e =
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> run("gather", outs(out(DType.FLOAT32, 1, 4)), self, 1L, index));
    assertEquals(
        "gather: index 7 at position [0, 3] is out of range for dimension 1 of size 5",
        e.getMessage());
  }

  /** One write of a scatter: returns the new value from the old one and the source. */
  private interface Write {
    double of(double old, double src);
  }

  private static void scatter(String kernel, Write write, Random random, DType dtype, int dim) {
    StridedArray self = random(dtype, random, SIZES);
    long[] size = {3, 2, 4};
    size[dim] = 7;
    StridedArray index = indices(DType.INT64, random, (int) SIZES[dim], size);
    StridedArray src = random(dtype, random, size);
    double[] expected = flat(self);
    Samples.each(
        index.shape(),
        i -> {
          int at = number(SIZES, Samples.with(i, dim, longAt(index, i)));
          expected[at] = Samples.rounded(dtype, write.of(expected[at], at(src, i)));
        });
    run(kernel, outs(self), self, (long) dim, index, src);
    assertArrayEquals(expected, flat(self), kernel + " " + dtype + " dim " + dim);
  }

  @Test
  void scatterFamily_matchesLoops() {
    Random random = new Random(3);
    for (DType dtype : Samples.REAL) {
      for (int dim = 0; dim < 3; dim++) {
        scatter("scatter", (old, v) -> v, random, dtype, dim);
        scatter("scatter_add", Double::sum, random, dtype, dim);
      }
    }
    StridedArray self = random(DType.FLOAT32, random, 3, 4);
    double[] before = flat(self);
    StridedArray index = out(DType.INT64, 2, 1);
    Samples.fill(index, i -> 3 - i[0]);
    run("scatter_value", outs(self), self, 1L, index, Scalar.of(2.5));
    before[3] = 2.5;
    before[6] = 2.5;
    assertArrayEquals(before, flat(self));
  }

  @Test
  void scatterReduce_matchesLoops() {
    Random random = new Random(4);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.INT32}) {
      for (String reduce : new String[] {"sum", "prod", "mean", "amax", "amin"}) {
        for (boolean include : new boolean[] {true, false}) {
          StridedArray self = random(dtype, random, 4, 6);
          StridedArray index = indices(DType.INT64, random, 4, 9, 5);
          StridedArray src = random(dtype, random, 9, 5);
          double[] old = flat(self);
          double[] expected = old.clone();
          for (int column = 0; column < 5; column++) {
            for (int row = 0; row < 4; row++) {
              double all = include ? old[row * 6 + column] : Double.NaN;
              int n = include ? 1 : 0;
              int hits = 0;
              for (int k = 0; k < 9; k++) {
                if (longAt(index, k, column) == row) {
                  double v = at(src, k, column);
                  hits++;
                  all = n++ == 0 ? v : combine(reduce, all, v);
                }
              }
              if (hits > 0) {
                boolean divide = reduce.equals("mean");
                double mean = dtype.isIntegral() ? Math.floor(all / n) : all / n;
                expected[row * 6 + column] = Samples.rounded(dtype, divide ? mean : all);
              }
            }
          }
          run("scatter_reduce", outs(self), self, 0L, index, src, reduce, include);
          assertArrayEquals(expected, flat(self), 1e-3, reduce + " " + dtype + " " + include);
        }
      }
    }
  }

  private static double combine(String reduce, double a, double b) {
    return switch (reduce) {
      case "prod" -> a * b;
      case "amax" -> Math.max(a, b);
      case "amin" -> Math.min(a, b);
      default -> a + b;
    };
  }

  @Test
  void scatter_checksBeforeItWrites() {
    StridedArray self = random(DType.FLOAT32, new Random(5), 3);
    double[] before = flat(self);
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> run("scatter", outs(self), self, 0L, Samples.longs(1, 3), Samples.floats(9, 9)));
    assertArrayEquals(before, flat(self));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> run("scatter_add", outs(self), self, 0L, Samples.longs(-1), Samples.floats(9)));
  }

  @Test
  void indexFamily_matchesLoops() {
    Random random = new Random(6);
    for (DType dtype : Samples.REAL) {
      for (int dim = 0; dim < 3; dim++) {
        StridedArray index = Samples.longs(2, 0, 2);
        int d = dim;
        long[] size = Samples.with(SIZES, dim, 3);
        StridedArray self = random(dtype, random, SIZES);
        StridedArray picked = out(dtype, size);
        run("index_select", outs(picked), self, (long) dim, index);
        assertClose(
            i -> at(self, Samples.with(i, d, longAt(index, i[d]))), picked, 0, "index_select");

        StridedArray source = random(dtype, random, size);
        double[] expected = flat(self);
        double alpha = dtype == DType.BOOL ? 1 : 3;
        Samples.each(
            source.shape(),
            i -> {
              int at = number(SIZES, Samples.with(i, d, longAt(index, i[d])));
              expected[at] = Samples.rounded(dtype, expected[at] + alpha * at(source, i));
            });
        run("index_add", outs(self), self, (long) dim, index, source, Scalar.of((long) alpha));
        assertArrayEquals(expected, flat(self), "index_add " + dtype);

        StridedArray unique = Samples.longs(2, 0, 1);
        Samples.each(
            source.shape(),
            i -> expected[number(SIZES, Samples.with(i, d, longAt(unique, i[d])))] = at(source, i));
        run("index_copy", outs(self), self, (long) dim, unique, source);
        assertArrayEquals(expected, flat(self), "index_copy " + dtype);

        Samples.each(
            source.shape(),
            i -> expected[number(SIZES, Samples.with(i, d, longAt(index, i[d])))] = 1);
        run("index_fill", outs(self), self, (long) dim, index, Scalar.ONE);
        assertArrayEquals(expected, flat(self), "index_fill " + dtype);
      }
    }
  }

  @Test
  void indexSelect_ofLargeRowsAndScalars() {
    Random random = new Random(7);
    StridedArray self = random(DType.FLOAT32, random, 3, 5000);
    StridedArray y = out(DType.FLOAT32, 2, 5000);
    run("index_select", outs(y), self, 0L, Samples.longs(2, 1));
    assertClose(i -> at(self, 2 - i[0], i[1]), y, 0, "rows");
    StridedArray scalar = random(DType.FLOAT32, random);
    StridedArray two = out(DType.FLOAT32, 2);
    run("index_select", outs(two), scalar, 0L, Samples.longs(0, 0));
    assertArrayEquals(new double[] {at(scalar), at(scalar)}, flat(two));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> run("index_select", outs(y), self, 0L, Samples.longs(2, 3)));
    assertEquals(2, Arrays.stream(flat(two)).count());
  }
}
