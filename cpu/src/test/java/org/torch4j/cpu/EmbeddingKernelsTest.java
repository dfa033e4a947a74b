package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.torch4j.cpu.Samples.assertClose;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.indices;
import static org.torch4j.cpu.Samples.out;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.random;
import static org.torch4j.cpu.Samples.run;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

class EmbeddingKernelsTest {
  @Test
  void embedding_matchesLoops_withItsGradient() {
    Random random = new Random(1);
    for (DType dtype : Samples.FLOATING) {
      for (int width : new int[] {1, 5, 200, 3000}) {
        for (long[] shape : new long[][] {{3, 4}, {}, {0}, {2, 1, 3}}) {
          StridedArray weight = random(dtype, random, 6, width);
          StridedArray index = indices(DType.INT64, random, 6, shape);
          long[] size = Samples.insert(shape, shape.length, width);
          StridedArray y = out(dtype, size);
          run("embedding", outs(y), weight, index);
          assertClose(
              i -> at(weight, (long) at(index, Walk.without(i, shape.length)), i[shape.length]),
              y,
              0,
              "embedding");
          StridedArray grad = random(dtype, random, size);
          for (boolean scale : new boolean[] {false, true}) {
            StridedArray back = out(dtype, 6, width);
            run("embedding_dense_backward", outs(back), grad, index, 6L, 2L, scale);
            double[] sums = new double[6 * width];
            int[] counts = new int[6];
            Samples.each(index.shape(), i -> counts[(int) at(index, i)]++);
            Samples.each(
                grad.shape(),
                i -> {
                  int row = (int) at(index, Walk.without(i, shape.length));
                  if (row != 2) {
                    sums[row * width + (int) i[shape.length]] +=
                        at(grad, i) / (scale ? counts[row] : 1);
                  }
                });
            assertClose(i -> sums[(int) (i[0] * width + i[1])], back, 4, "gradient");
          }
        }
      }
    }
  }

  @Test
  void embedding_namesTheIndexThatIsOutOfRange() {
    StridedArray weight = random(DType.FLOAT32, new Random(2), 5, 2);
    IndexOutOfBoundsException e =
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> run("embedding", outs(out(DType.FLOAT32, 2, 2)), weight, Samples.longs(1, 5)));
    assertEquals(
        "embedding: index 5 at position [1] is out of range for dimension 0 of size 5",
        e.getMessage());
  }
}
