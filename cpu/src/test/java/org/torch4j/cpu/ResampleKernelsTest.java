package org.torch4j.cpu;

import static org.torch4j.cpu.Samples.assertClose;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.indices;
import static org.torch4j.cpu.Samples.longAt;
import static org.torch4j.cpu.Samples.out;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.random;
import static org.torch4j.cpu.Samples.run;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

class ResampleKernelsTest {
  @Test
  void resample_matchesLoops_withItsTranspose() {
    Random random = new Random(1);
    for (int round = 0; round < 150; round++) {
      DType dtype = Samples.FLOATING[round % 2];
      int rank = 1 + random.nextInt(3);
      long[] in = new long[rank];
      for (int d = 0; d < rank; d++) {
        in[d] = 1 + random.nextInt(20);
      }
      int dim = random.nextInt(rank);
      int taps = 1 + random.nextInt(5);
      long[] sizes = Samples.with(in, dim, 1 + random.nextInt(25));
      StridedArray index = indices(DType.INT64, random, (int) in[dim], sizes[dim], taps);
      StridedArray weight = random(dtype, random, sizes[dim], taps);
      StridedArray x = random(dtype, random, in);
      StridedArray y = out(dtype, sizes);
      run("resample", outs(y), x, index, weight, (long) dim);
      assertClose(
          o -> {
            double sum = 0;
            for (int t = 0; t < taps; t++) {
              long from = longAt(index, o[dim], t);
              sum += at(weight, o[dim], t) * at(x, Samples.with(o, dim, from));
            }
            return sum;
          },
          y,
          4,
          dtype + " resample");
      StridedArray grad = random(dtype, random, sizes);
      StridedArray back = out(dtype, in);
      run("resample_backward", outs(back), grad, index, weight, (long) dim, in[dim]);
      assertClose(
          i -> {
            double sum = 0;
            for (long o = 0; o < sizes[dim]; o++) {
              for (int t = 0; t < taps; t++) {
                if (longAt(index, o, t) == i[dim]) {
                  sum += at(weight, o, t) * at(grad, Samples.with(i, dim, o));
                }
              }
            }
            return sum;
          },
          back,
          4,
          dtype + " transpose");
    }
  }
}
