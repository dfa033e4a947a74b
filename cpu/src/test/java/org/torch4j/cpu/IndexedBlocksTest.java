package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.indices;
import static org.torch4j.cpu.Samples.longAt;
import static org.torch4j.cpu.Samples.out;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.random;
import static org.torch4j.cpu.Samples.run;

import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/** Indexing of arrays so large that rows and lines are cut into blocks. */
class IndexedBlocksTest {
  private static final long[] SIZES = {5, 13, 150};
  private static final DType[] TYPES = {
    DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16, DType.INT64, DType.INT32, DType.UINT8, DType.BOOL
  };

  private static int number(long[] index) {
    return (int) ((index[0] * SIZES[1] + index[1]) * SIZES[2] + index[2]);
  }

  /** Layouts are drawn, so that each case is tried with some. */
  private interface Case {
    void check(DType dtype, int dim, Random random);
  }

  private static void forAll(Case body) {
    Random random = new Random(1);
    for (DType dtype : TYPES) {
      for (int dim = 0; dim < 3; dim++) {
        for (int round = 0; round < 3; round++) {
          body.check(dtype, dim, random);
        }
      }
    }
  }

  @Test
  void gather_matchesLoops() {
    forAll(
        (dtype, dim, random) -> {
          StridedArray self = random(dtype, random, SIZES);
          long[] size = Samples.with(new long[] {4, 13, 101}, dim, 2500 / (dim * dim * 8 + 1));
          StridedArray index = indices(DType.INT64, random, (int) SIZES[dim], size);
          StridedArray y = out(dtype, size);
          run("gather", outs(y), self, (long) dim, index);
          Samples.assertClose(
              i -> at(self, Samples.with(i, dim, longAt(index, i))), y, 0, "gather " + dtype);
        });
  }

  @Test
  void gather_ofOneElementALine_matchesLoops() {
    Random random = new Random(2);
    StridedArray self = random(DType.FLOAT32, random, 3000, 7);
    StridedArray index = indices(DType.INT64, random, 7, 3000, 1);
    StridedArray y = out(DType.FLOAT32, 3000, 1);
    run("gather", outs(y), self, 1L, index);
    Samples.assertClose(i -> at(self, i[0], longAt(index, i)), y, 0, "gather");
  }

  private static void checkScatter(
      String kernel, DoubleBinaryOperator write, DType dtype, int dim, Random random) {
    StridedArray self = random(dtype, random, SIZES);
    long[] size = Samples.with(new long[] {4, 12, 149}, dim, 23);
    StridedArray index = indices(DType.INT64, random, (int) SIZES[dim], size);
    StridedArray src = random(dtype, random, size);
    double[] expected = Samples.values(self);
    Samples.each(
        index.shape(),
        i -> {
          int to = number(Samples.with(i, dim, longAt(index, i)));
          expected[to] = Samples.rounded(dtype, write.applyAsDouble(expected[to], at(src, i)));
        });
    run(kernel, outs(self), self, (long) dim, index, src);
    assertArrayEquals(expected, Samples.values(self), kernel + " " + dtype + " dim " + dim);
  }

  @Test
  void scatter_matchesLoops() {
    forAll((dtype, dim, random) -> checkScatter("scatter", (a, b) -> b, dtype, dim, random));
  }

  @Test
  void scatterAdd_matchesLoops() {
    forAll((dtype, dim, random) -> checkScatter("scatter_add", Double::sum, dtype, dim, random));
  }

  @Test
  void scatterAdd_intoFewElements_matchesLoops() {
    Random random = new Random(3);
    for (DType dtype : TYPES) {
      StridedArray self = random(dtype, random, 6);
      StridedArray index = indices(DType.INT64, random, 6, 5000);
      StridedArray src = random(dtype, random, 5000);
      double[] expected = Samples.values(self);
      for (int i = 0; i < 5000; i++) {
        int to = (int) longAt(index, i);
        expected[to] = Samples.rounded(dtype, expected[to] + at(src, i));
      }
      run("scatter_add", outs(self), self, 0L, index, src);
      assertArrayEquals(expected, Samples.values(self), dtype.toString());
    }
  }

  @Test
  void scatterAdd_ofComplexNumbers_addsBothParts() {
    for (DType dtype : new DType[] {DType.COMPLEX64, DType.COMPLEX128}) {
      StridedArray self = StridedArray.allocate(dtype, org.torch4j.type.Shape.of(3));
      StridedArray src = StridedArray.allocate(dtype, org.torch4j.type.Shape.of(200));
      Cells parts = Moves.parts(Cells.of(src));
      Cells sums = Moves.parts(Cells.of(self));
      for (int i = 0; i < 6; i++) {
        sums.setDouble(i, 0);
      }
      StridedArray index = out(DType.INT64, 200);
      Samples.fill(index, i -> i[0] % 3);
      for (int i = 0; i < 400; i++) {
        parts.setDouble(i, i);
      }
      run("scatter_add", outs(self), self, 0L, index, src);
      double[] expected = new double[6];
      for (int i = 0; i < 200; i++) {
        expected[2 * (i % 3)] += 2 * i;
        expected[2 * (i % 3) + 1] += 2 * i + 1;
      }
      sums = Moves.parts(Cells.of(self));
      for (int i = 0; i < 6; i++) {
        assertEquals(expected[i], sums.getDouble(i));
      }
    }
  }

  private static void checkIndexed(
      String kernel, DoubleBinaryOperator write, DType dtype, int dim, Random random) {
    StridedArray self = random(dtype, random, SIZES);
    int n = 31;
    StridedArray index = indices(dim == 1 ? DType.INT32 : DType.INT64, random, (int) SIZES[dim], n);
    StridedArray source = random(dtype, random, Samples.with(SIZES, dim, n));
    double[] expected = Samples.values(self);
    Samples.each(
        source.shape(),
        i -> {
          int to = number(Samples.with(i, dim, longAt(index, i[dim])));
          expected[to] = Samples.rounded(dtype, write.applyAsDouble(expected[to], at(source, i)));
        });
    run(kernel, outs(self), self, (long) dim, index, source, Scalar.ONE);
    assertArrayEquals(expected, Samples.values(self), kernel + " " + dtype + " dim " + dim);
  }

  @Test
  void indexAdd_matchesLoops() {
    forAll((dtype, dim, random) -> checkIndexed("index_add", Double::sum, dtype, dim, random));
  }

  @Test
  void indexCopy_matchesLoops() {
    forAll((dtype, dim, random) -> checkIndexed("index_copy", (a, b) -> b, dtype, dim, random));
  }

  @Test
  void indexFill_matchesLoops() {
    forAll(
        (dtype, dim, random) -> {
          StridedArray self = random(dtype, random, SIZES);
          double[] expected = Samples.values(self);
          StridedArray index = Samples.longs(1, -1, 1);
          Samples.each(
              self.shape(),
              i -> {
                if (i[dim] == 1 || i[dim] == SIZES[dim] - 1) {
                  expected[number(i)] = 1;
                }
              });
          run("index_fill", outs(self), self, (long) dim, index, Scalar.of(1));
          assertArrayEquals(expected, Samples.values(self), dtype + " dim " + dim);
        });
  }

  @Test
  void indexPut_ofRows_keepsTheOrderOfRepeatedPlaces() {
    Random random = new Random(4);
    for (DType dtype : TYPES) {
      for (boolean accumulate : new boolean[] {false, true}) {
        StridedArray self = random(dtype, random, 9, 300);
        StridedArray index = indices(DType.INT64, random, 9, 40);
        StridedArray values = random(dtype, random, 40, 300);
        double[] expected = Samples.values(self);
        Samples.each(
            values.shape(),
            i -> {
              int to = (int) (longAt(index, i[0]) * 300 + i[1]);
              double v = accumulate ? expected[to] + at(values, i) : at(values, i);
              expected[to] = Samples.rounded(dtype, v);
            });
        run("index_put", outs(self), self, new StridedArray[] {index}, values, accumulate);
        assertArrayEquals(expected, Samples.values(self), dtype.toString());
      }
    }
  }

  @Test
  void index_ofManyPlaces_countsNegativeOnesFromTheEnd() {
    Random random = new Random(5);
    StridedArray self = random(DType.FLOAT32, random, 30, 40);
    StridedArray rows = out(DType.INT64, 5000);
    StridedArray columns = out(DType.INT64, 5000);
    Samples.fill(rows, i -> random.nextInt(60) - 30);
    Samples.fill(columns, i -> random.nextInt(80) - 40);
    StridedArray y = out(DType.FLOAT32, 5000);
    run("index", outs(y), self, new StridedArray[] {rows, columns});
    Samples.assertClose(
        i -> at(self, Math.floorMod(longAt(rows, i), 30L), Math.floorMod(longAt(columns, i), 40L)),
        y,
        0,
        "index");
    Samples.fill(columns, i -> i[0] == 4000 ? -41 : i[0] == 4500 ? 40 : 0);
    IndexOutOfBoundsException e =
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> run("index", outs(y), self, new StridedArray[] {rows, columns}));
    assertEquals(
        "index: index -41 at position [4000] is out of range for dimension 1 of size 40",
        e.getMessage());
  }

  @Test
  void nonzero_matchesLoops() {
    Random random = new Random(6);
    for (DType dtype : TYPES) {
      for (long[] size : new long[][] {{40_000}, {190, 201}, {3, 50, 90}, {4, 1, 9000}}) {
        StridedArray self = random(dtype, random, size);
        long[] count = {0};
        Samples.each(self.shape(), i -> count[0] += at(self, i) != 0 ? 1 : 0);
        StridedArray counted = out(DType.INT64);
        run("nonzero_count", outs(counted), self);
        assertEquals(count[0], longAt(counted));
        StridedArray places = out(DType.INT64, count[0], size.length);
        run("nonzero", outs(places), self);
        long[] row = {0};
        Samples.each(
            self.shape(),
            i -> {
              if (at(self, i) != 0) {
                for (int d = 0; d < i.length; d++) {
                  assertEquals(i[d], longAt(places, row[0], d));
                }
                row[0]++;
              }
            });
      }
    }
  }

  @Test
  void searchsorted_matchesCounting() {
    Random random = new Random(7);
    for (DType dtype : TYPES) {
      if (dtype == DType.BOOL) {
        continue;
      }
      StridedArray sorted = StridedArray.allocate(dtype, org.torch4j.type.Shape.of(3, 301));
      StridedArray values = StridedArray.allocate(dtype, org.torch4j.type.Shape.of(3, 900));
      if (random.nextBoolean()) {
        sorted.storage().moveToNative();
        values.storage().moveToNative();
      }
      Samples.fill(sorted, i -> i[1] / 6);
      Samples.fill(values, i -> random.nextInt(60));
      for (boolean right : new boolean[] {false, true}) {
        StridedArray y = out(DType.INT64, 3, 900);
        run("searchsorted", outs(y), sorted, values, null, right);
        Samples.assertLongs(
            i -> {
              long n = 0;
              for (long k = 0; k < 301; k++) {
                double v = at(sorted, i[0], k);
                n += right ? v <= at(values, i) ? 1 : 0 : v < at(values, i) ? 1 : 0;
              }
              return n;
            },
            y,
            dtype.toString());
      }
    }
  }
}
