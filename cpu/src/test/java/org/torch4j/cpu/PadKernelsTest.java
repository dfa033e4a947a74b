package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.torch4j.cpu.Samples.at;
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

class PadKernelsTest {
  @Test
  void constant_matchesLoops_forEveryDTypeAndLayout() {
    Random random = new Random(1);
    for (int round = 0; round < 400; round++) {
      DType dtype = Samples.REAL[round % Samples.REAL.length];
      int rank = 1 + random.nextInt(4);
      int padded = random.nextInt(rank + 1);
      long[] in = new long[rank];
      long[] sizes = new long[rank];
      long[] pad = new long[2 * padded];
      for (int d = 0; d < rank; d++) {
        in[d] = 1 + random.nextInt(d == rank - 1 ? 40 : 7);
        sizes[d] = in[d];
      }
      for (int i = 0; i < padded; i++) {
        int d = rank - 1 - i;
        pad[2 * i] = Math.max(-in[d], random.nextInt(6) - 2);
        pad[2 * i + 1] = Math.max(-in[d] - Math.min(0, pad[2 * i]), random.nextInt(6) - 2);
        sizes[d] += pad[2 * i] + pad[2 * i + 1];
      }
      check(dtype, in, sizes, pad, round % 3, random);
    }
  }

  @Test
  void constant_ofManyRows_matchesLoops() {
    Random random = new Random(2);
    for (DType dtype : Samples.REAL) {
      check(
          dtype,
          new long[] {5, 40, 61},
          new long[] {5, 43, 64},
          new long[] {2, 1, 1, 2},
          1,
          random);
    }
    check(DType.FLOAT32, new long[] {700, 1}, new long[] {700, 30}, new long[] {9, 20}, 2, random);
  }

  private static void check(
      DType dtype, long[] in, long[] sizes, long[] pad, double value, Random random) {
    StridedArray x = random(dtype, random, in);
    StridedArray y = out(dtype, sizes);
    run("constant_pad_nd", outs(y), x, pad, Scalar.of(value));
    double around = Samples.rounded(dtype, value);
    Samples.each(
        y.shape(),
        i -> {
          long[] from = i.clone();
          boolean inside = true;
          for (int p = 0; p < pad.length / 2; p++) {
            int d = in.length - 1 - p;
            from[d] -= pad[2 * p];
            inside &= from[d] >= 0 && from[d] < in[d];
          }
          assertEquals(
              inside ? at(x, from) : around, at(y, i), dtype + " at " + Arrays.toString(i));
        });
  }

  @Test
  void constant_ofComplexNumbers_setsBothParts() {
    for (DType dtype : new DType[] {DType.COMPLEX64, DType.COMPLEX128}) {
      StridedArray x = StridedArray.allocate(dtype, org.torch4j.type.Shape.of(3000));
      StridedArray y = out(dtype, 3003);
      Samples.fill(x.part(0), i -> i[0]);
      Samples.fill(x.part(1), i -> -i[0]);
      run("constant_pad_nd", outs(y), x, new long[] {1, 2}, Scalar.of(4.0));
      Samples.each(
          y.shape(),
          i -> {
            boolean inside = i[0] >= 1 && i[0] <= 3000;
            assertEquals(inside ? i[0] - 1 : 4, at(y.part(0), i));
            assertEquals(inside ? 1 - i[0] : 0, at(y.part(1), i), 0.0);
          });
    }
  }
}
