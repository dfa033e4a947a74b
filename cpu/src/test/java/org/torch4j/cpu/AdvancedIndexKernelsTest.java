package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.longAt;
import static org.torch4j.cpu.Samples.out;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.random;
import static org.torch4j.cpu.Samples.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

class AdvancedIndexKernelsTest {
  /** A draw of self and indices, with the result shape and the map from result to self. */
  private static final class Case {
    final StridedArray self;
    final StridedArray[] indices;
    final long[] shape;
    private final long[] indexShape;
    private final int block;

    Case(Random random, DType dtype) {
      int dims = 1 + random.nextInt(4);
      long[] sizes = new long[dims];
      Arrays.setAll(sizes, d -> 1 + random.nextInt(4));
      self = random(dtype, random, sizes);
      indexShape = new long[random.nextInt(3)];
      Arrays.setAll(indexShape, d -> random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3));
      indices = new StridedArray[1 + random.nextInt(dims)];
      indices[random.nextInt(indices.length)] = Samples.out(DType.INT64);
      int first = -1;
      int last = -1;
      boolean adjacent = true;
      List<Long> free = new ArrayList<>();
      for (int d = 0; d < dims; d++) {
        if (d < indices.length && (indices[d] != null || random.nextBoolean())) {
          StridedArray index = Samples.laidOut(DType.INT64, random, indexShape);
          long size = sizes[d];
          Samples.fill(index, i -> random.nextInt((int) (2 * size)) - size);
          indices[d] = index;
          adjacent &= first < 0 || last == d - 1;
          first = first < 0 ? d : first;
          last = d;
        } else {
          free.add(sizes[d]);
        }
      }
      block = adjacent ? first : 0;
      shape = new long[free.size() + indexShape.length];
      for (int d = 0; d < shape.length; d++) {
        boolean inside = d >= block && d < block + indexShape.length;
        shape[d] = inside ? indexShape[d - block] : free.get(d < block ? d : d - indexShape.length);
      }
    }

    long[] source(long[] result) {
      long[] p = Arrays.copyOfRange(result, block, block + indexShape.length);
      long[] at = new long[self.layout().dim()];
      int next = 0;
      for (int d = 0; d < at.length; d++) {
        if (d < indices.length && indices[d] != null) {
          long i = longAt(indices[d], p);
          at[d] = i < 0 ? i + self.layout().size(d) : i;
        } else {
          if (next == block) {
            next += indexShape.length;
          }
          at[d] = result[next++];
        }
      }
      return at;
    }
  }

  private static int number(StridedArray a, long[] index) {
    long at = 0;
    for (int d = 0; d < index.length; d++) {
      at = at * a.layout().size(d) + index[d];
    }
    return (int) at;
  }

  @Test
  void index_matchesLoops() {
    Random random = new Random(1);
    for (int round = 0; round < 300; round++) {
      DType dtype = Samples.REAL[round % Samples.REAL.length];
      Case c = new Case(random, dtype);
      StridedArray y = out(dtype, c.shape);
      run("index", outs(y), c.self, c.indices);
      Samples.assertClose(i -> at(c.self, c.source(i)), y, 0, "index round " + round);
    }
  }

  @Test
  void indexPut_matchesLoops() {
    Random random = new Random(2);
    for (int round = 0; round < 300; round++) {
      DType dtype = Samples.REAL[round % Samples.REAL.length];
      boolean accumulate = random.nextBoolean();
      Case c = new Case(random, dtype);
      long[] size = c.shape.clone();
      for (int d = 0; d < size.length; d++) {
        size[d] = random.nextInt(3) == 0 ? 1 : size[d];
      }
      int drop = random.nextInt(size.length + 1);
      StridedArray values = random(dtype, random, Arrays.copyOfRange(size, drop, size.length));
      if (Shape.of(c.shape).numel() > 0 && values.numel() == 0) {
        continue;
      }
      double[] expected = Samples.values(c.self);
      Samples.each(
          Shape.of(c.shape),
          i -> {
            long[] v = Arrays.copyOfRange(i, drop, i.length);
            for (int d = 0; d < v.length; d++) {
              v[d] = values.layout().size(d) == 1 ? 0 : v[d];
            }
            int at = number(c.self, c.source(i));
            double old = accumulate ? expected[at] : 0;
            expected[at] = Samples.rounded(dtype, old + at(values, v));
          });
      run("index_put", outs(c.self), c.self, c.indices, values, accumulate);
      assertArrayEquals(expected, Samples.values(c.self), "index_put round " + round);
    }
  }

  @Test
  void index_namesTheIndexThatIsOutOfRange() {
    StridedArray self = random(DType.FLOAT32, new Random(3), 4, 5);
    StridedArray[] indices = {null, Samples.longs(1, -6)};
    IndexOutOfBoundsException e =
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> run("index", outs(out(DType.FLOAT32, 4, 2)), self, indices));
    assertEquals(
        "index: index -6 at position [1] is out of range for dimension 1 of size 5",
        e.getMessage());
    double[] before = Samples.values(self);
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> run("index_put", outs(self), self, indices, Samples.floats(1, 2), false));
    assertArrayEquals(before, Samples.values(self));
  }

  @Test
  void nonzero_listsPlacesInOrder() {
    Random random = new Random(4);
    for (DType dtype : Samples.REAL) {
      for (long[] size : new long[][] {{}, {7}, {3, 4}, {0, 3}, {300, 400}}) {
        StridedArray self = Samples.laidOut(dtype, random, size);
        Samples.fill(self, i -> random.nextInt(3) == 0 ? 1 : 0);
        List<long[]> expected = new ArrayList<>();
        Samples.each(
            self.shape(),
            i -> {
              if (at(self, i) != 0) {
                expected.add(i);
              }
            });
        StridedArray count = out(DType.INT64);
        run("nonzero_count", outs(count), self);
        assertEquals(expected.size(), longAt(count));
        StridedArray places = out(DType.INT64, expected.size(), size.length);
        run("nonzero", outs(places), self);
        Samples.assertLongs(i -> expected.get((int) i[0])[(int) i[1]], places, "nonzero");
      }
    }
    StridedArray nan = Samples.floats(0, Float.NaN, -0f);
    StridedArray count = out(DType.INT64);
    run("nonzero_count", outs(count), nan);
    assertEquals(1, longAt(count));
  }
}
