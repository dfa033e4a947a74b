package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.torch4j.cpu.Samples.assertClose;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.out;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.random;
import static org.torch4j.cpu.Samples.run;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

class SoftmaxKernelsTest {
  private static final long[][] SHAPES = {
    {64, 10},
    {3, 1},
    {5, 1000},
    {2, 9000},
    {2, 3, 4},
    {4, 7, 3, 5},
    {3, 70, 9},
    {40, 37},
    {2, 5, 2, 133},
    {0, 3},
    {17},
    {}
  };

  private static double sum(
      StridedArray a, long[] i, int dim, java.util.function.ToDoubleFunction<long[]> f) {
    if (i.length == 0) {
      return f.applyAsDouble(i);
    }
    double s = 0;
    for (long k = 0; k < a.layout().size(dim); k++) {
      s += f.applyAsDouble(Samples.with(i, dim, k));
    }
    return s;
  }

  @Test
  void softmaxAndLogSoftmax_matchLoops_withTheirGradients() {
    Random random = new Random(1);
    for (DType dtype : Samples.FLOATING) {
      for (long[] shape : SHAPES) {
        for (int dim = 0; dim < Math.max(1, shape.length); dim++) {
          if (shape.length == 2 && shape[1] == 9000 && dtype != DType.FLOAT32) {
            continue;
          }
          check(dtype, shape, dim, random);
        }
      }
    }
  }

  private static void check(DType dtype, long[] shape, int dim, Random random) {
    StridedArray x = random(dtype, random, shape);
    StridedArray soft = out(dtype, shape);
    StridedArray log = out(dtype, shape);
    run("_softmax", outs(soft), x, (long) dim);
    run("_log_softmax", outs(log), x, (long) (dim - Math.max(1, shape.length)));
    String what = dtype + " " + java.util.Arrays.toString(shape) + " dim " + dim;
    java.util.Map<String, Double> memo = new java.util.HashMap<>();
    java.util.function.ToDoubleFunction<long[]> total =
        i -> {
          String key = java.util.Arrays.toString(i.length == 0 ? i : Samples.with(i, dim, 0));
          Double known = memo.get(key);
          if (known == null) {
            known = sum(x, i, dim, j -> Math.exp(at(x, j)));
            memo.put(key, known);
          }
          return known;
        };
    assertClose(i -> Math.exp(at(x, i)) / total.applyAsDouble(i), soft, 1, "softmax " + what);
    assertClose(i -> at(x, i) - Math.log(total.applyAsDouble(i)), log, 2, "log " + what);
    if (x.numel() > 3000) {
      return;
    }
    StridedArray grad = random(dtype, random, shape);
    StridedArray back = out(dtype, shape);
    run("_softmax_backward_data", outs(back), grad, soft, (long) dim);
    assertClose(
        i -> (at(grad, i) - sum(x, i, dim, j -> at(grad, j) * at(soft, j))) * at(soft, i),
        back,
        4,
        "softmax gradient " + what);
    run("_log_softmax_backward_data", outs(back), grad, log, (long) dim);
    assertClose(
        i -> at(grad, i) - Math.exp(at(log, i)) * sum(x, i, dim, j -> at(grad, j)),
        back,
        20,
        "log gradient " + what);
  }

  @Test
  void extremes_behaveAsInPyTorch() {
    float inf = Float.POSITIVE_INFINITY;
    StridedArray y = out(DType.FLOAT32, 3);
    run("_softmax", outs(y), Samples.floats(1000, 1001, -inf), 0L);
    assertEquals(0.26894142, at(y, 0), 1e-7);
    assertEquals(0, at(y, 2));
    run("_log_softmax", outs(y), Samples.floats(1e8f, 1e8f, 0), 0L);
    assertEquals(-Math.log(2), at(y, 0), 1e-7);
    run("_softmax", outs(y), Samples.floats(-inf, -inf, -inf), 0L);
    assertEquals(Double.NaN, at(y, 0));
    run("_softmax", outs(y), Samples.floats(0, Float.NaN, 0), 0L);
    assertEquals(Double.NaN, at(y, 2));
  }

  @Test
  void exp_isWithinOneUnit_andEqualInBothLaneSets() {
    Random random = new Random(2);
    int n = 200_003;
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextInt(8) == 0 ? (float) random.nextGaussian() : random.nextFloat(-110, 95);
    }
    float[] special = {
      0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 88.72f, -87.3f, -103f
    };
    System.arraycopy(special, 0, x, 0, special.length);
    float[] vector = x.clone();
    float[] scalar = x.clone();
    MatmulKernelsTest.readyLanes().exp(vector, 0, n);
    new ScalarLanes(16, 16).exp(scalar, 0, n);
    for (int i = 0; i < n; i++) {
      double exact = Math.exp(x[i]);
      assertEquals(scalar[i], vector[i], "exp(" + x[i] + ")");
      float want = (float) exact;
      if (Float.isNaN(want) || Float.isInfinite(want)) {
        assertEquals(want, vector[i], "exp(" + x[i] + ")");
      } else {
        assertEquals(exact, vector[i], 1.5 * Math.ulp(want), "exp(" + x[i] + ")");
      }
    }
  }

  @Test
  void lanes_sumMaxAndDot() {
    Random random = new Random(3);
    for (int n : new int[] {1, 2, 15, 16, 31, 32, 33, 64, 100, 1025}) {
      float[] a = new float[n + 3];
      float[] b = new float[n + 3];
      double sum = 0;
      double dot = 0;
      float max = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < n + 3; i++) {
        a[i] = (float) random.nextGaussian() - 5;
        b[i] = (float) random.nextGaussian();
      }
      for (int i = 0; i < n; i++) {
        sum += a[i + 3];
        dot += (double) a[i + 3] * b[i + 3];
        max = Math.max(max, a[i + 3]);
      }
      Lanes plain = new ScalarLanes(16, 16);
      Lanes lanes = MatmulKernelsTest.readyLanes();
      assertEquals(sum, plain.sum(a, 3, n), 1e-2);
      assertEquals(dot, plain.dot(a, 3, b, 3, n), 1e-3);
      assertEquals(plain.sum(a, 3, n), lanes.sum(a, 3, n));
      assertEquals(plain.dot(a, 3, b, 3, n), lanes.dot(a, 3, b, 3, n));
      assertEquals(max, plain.max(a, 3, n));
      assertEquals(max, lanes.max(a, 3, n));
      a[n + 2] = Float.NaN;
      assertEquals(Float.NaN, plain.max(a, 3, n));
      assertEquals(Float.NaN, lanes.max(a, 3, n));
    }
  }
}
