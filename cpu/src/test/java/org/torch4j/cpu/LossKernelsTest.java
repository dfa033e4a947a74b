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

class LossKernelsTest {
  private static final long IGNORE = 2;

  @Test
  void nllLoss_matchesLoops_withItsGradient() {
    Random random = new Random(1);
    long[][] shapes = {{5}, {7, 5}, {3, 5, 4}, {2, 5, 3, 4}, {0, 5}};
    for (DType dtype : Samples.FLOATING) {
      for (DType label : new DType[] {DType.INT64, DType.INT32}) {
        for (long[] shape : shapes) {
          for (int round = 0; round < 6; round++) {
            check(random, dtype, label, shape, round % 3, round < 3);
          }
        }
      }
    }
  }

  private static void check(
      Random random, DType dtype, DType label, long[] shape, int reduction, boolean weighted) {
    int classDim = shape.length == 1 ? 0 : 1;
    long[] targetShape = Walk.without(shape, classDim);
    StridedArray x = random(dtype, random, shape);
    StridedArray target = indices(label, random, 5, targetShape);
    StridedArray weight = weighted ? random(dtype, random, 5) : null;
    if (weight != null) {
      Samples.fill(weight, i -> (1 + i[0]) / 4.0);
    }
    StridedArray loss = reduction == 0 ? out(dtype, targetShape) : out(dtype);
    StridedArray total = out(dtype);
    run("nll_loss_forward", outs(loss, total), x, target, weight, (long) reduction, IGNORE);
    double[] sums = new double[2];
    Samples.each(
        target.shape(),
        i -> {
          long c = (long) at(target, i);
          double w = c == IGNORE ? 0 : weight == null ? 1 : at(weight, c);
          double own = c == IGNORE ? 0 : -w * at(x, Samples.insert(i, classDim, c));
          sums[0] += own;
          sums[1] += w;
          if (reduction == 0) {
            assertEquals(own, at(loss, i), 0.02 * Math.max(1, Math.abs(own)));
          }
        });
    if (reduction != 0) {
      double mean = reduction == 1 ? sums[0] / sums[1] : sums[0];
      assertClose(i -> mean, loss, 10, "loss");
      assertClose(i -> sums[1], total, 10, "total weight");
    }
    StridedArray grad = reduction == 0 ? random(dtype, random, targetShape) : random(dtype, random);
    StridedArray back = out(dtype, shape);
    run("nll_loss_backward", outs(back), grad, x, target, weight, (long) reduction, IGNORE, total);
    assertClose(
        i -> {
          long[] place = Walk.without(i, classDim);
          long c = (long) at(target, place);
          if (c == IGNORE || c != i[classDim]) {
            return 0;
          }
          double w = weight == null ? 1 : at(weight, c);
          double g = reduction == 0 ? at(grad, place) : at(grad);
          return -w * (reduction == 1 ? g / at(total) : g);
        },
        back,
        4,
        "gradient");
  }

  @Test
  void nllLoss_namesTheLabelThatIsOutOfRange() {
    StridedArray x = random(DType.FLOAT32, new Random(2), 4, 10);
    StridedArray target = Samples.longs(0, 1, 2, 11);
    IndexOutOfBoundsException e =
        assertThrows(
            IndexOutOfBoundsException.class,
            () ->
                run(
                    "nll_loss_forward",
                    outs(out(DType.FLOAT32), out(DType.FLOAT32)),
                    x,
                    target,
                    null,
                    1L,
                    -100L));
    assertEquals(
        "nll_loss: target 11 at position [3] is out of range for 10 classes", e.getMessage());
    StridedArray negative = Samples.longs(0, -1, 2, 3);
    assertThrows(
        IndexOutOfBoundsException.class,
        () ->
            run(
                "nll_loss_backward",
                outs(out(DType.FLOAT32, 4, 10)),
                out(DType.FLOAT32),
                x,
                negative,
                null,
                2L,
                -100L,
                out(DType.FLOAT32)));
  }

  @Test
  void nllLoss_ofManyLabels_isTheSameForAnyThreads() {
    int before = Parallel.threads();
    try {
      Random random = new Random(3);
      StridedArray x = random(DType.FLOAT32, random, 100_000, 3);
      Samples.fill(x, i -> random.nextGaussian());
      StridedArray target = indices(DType.INT64, random, 3, 100_000);
      double[] results = new double[2];
      for (int t = 0; t < 2; t++) {
        Parallel.setThreads(1 + 2 * t);
        StridedArray loss = out(DType.FLOAT32);
        StridedArray total = out(DType.FLOAT32);
        run("nll_loss_forward", outs(loss, total), x, target, null, 2L, -100L);
        results[t] = at(loss);
        assertEquals(100_000, at(total));
      }
      assertEquals(results[0], results[1]);
    } finally {
      Parallel.setThreads(before);
    }
  }
}
