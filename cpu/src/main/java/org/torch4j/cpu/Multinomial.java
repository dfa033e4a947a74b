package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.backend.RandomEngine;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * The kernel {@code multinomial}: indices drawn with the weights in the rows of a matrix, or in a
 * vector, as probabilities up to a factor.
 */
final class Multinomial {
  private Multinomial() {}

  /** {@code (self, num_samples, replacement, generator)}; output 0 is int64. */
  static void run(KernelCall call) {
    StridedArray weights = RandomKernels.floating("multinomial", call.array(0));
    int samples = Math.toIntExact(call.longValue(1));
    RandomEngine engine = RandomKernels.engine(call);
    boolean matrix = weights.layout().dim() == 2;
    int rows = matrix ? Math.toIntExact(weights.layout().size(0)) : 1;
    int categories = Math.toIntExact(weights.layout().size(matrix ? 1 : 0));
    double[][] p = new double[rows][categories];
    for (int r = 0; r < rows; r++) {
      Layout row = matrix ? weights.layout().select(0, r) : weights.layout();
      RandomFill.load(weights, row.offset(), row.stride(0), p[r], categories);
      checkWeights(p[r]);
    }
    long[] drawn = new long[Math.multiplyExact(rows, samples)];
    synchronized (engine) {
      if (call.booleanValue(2)) {
        withReplacement(engine, weights.dtype(), p, samples, drawn);
      } else {
        withoutReplacement(engine, weights, p, samples, drawn);
      }
    }
    int[] at = {0};
    RandomFill.longs(
        call.output(0),
        (values, n) -> {
          System.arraycopy(drawn, at[0], values, 0, n);
          at[0] += n;
        });
  }

  private static void checkWeights(double[] weights) {
    double sum = 0;
    for (double w : weights) {
      if (!(w >= 0 && w < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "multinomial: weights must be finite and not negative, got " + w);
      }
      sum += w;
    }
    if (sum == 0) {
      throw new IllegalArgumentException(
          "multinomial: the weights of a distribution must not all be 0");
    }
  }

  /** Looks up each sample in the running sums, which are float32 but for float64 weights. */
  private static void withReplacement(
      RandomEngine engine, DType dtype, double[][] rows, int samples, long[] drawn) {
    DType wide = dtype == DType.FLOAT64 ? dtype : DType.FLOAT32;
    int at = 0;
    for (double[] sums : rows) {
      double sum = 0;
      for (int j = 0; j < sums.length; j++) {
        sum = RandomFill.round(wide, sum + sums[j]);
        sums[j] = sum;
      }
      for (int j = 0; j < sums.length; j++) {
        sums[j] = RandomFill.round(wide, sums[j] / sum);
      }
      sums[sums.length - 1] = 1;
      for (int s = 0; s < samples; s++) {
        double u = engine.uniformDouble();
        int low = 0;
        int high = sums.length;
        while (low < high) {
          int middle = low + high >>> 1;
          if (sums[middle] < u) {
            low = middle + 1;
          } else {
            high = middle;
          }
        }
        drawn[at++] = low;
      }
    }
  }

  /**
   * Takes the indices of the largest quotients of weight and exponential sample: a race that each
   * index wins with the probability of its weight.
   */
  private static void withoutReplacement(
      RandomEngine engine, StridedArray weights, double[][] p, int samples, long[] drawn) {
    if (p.length == 0) {
      return;
    }
    StridedArray race = likeInMemory(weights);
    RandomKernels.exponential(engine, race, 1);
    int categories = p[0].length;
    double[] times = new double[categories];
    int at = 0;
    for (int r = 0; r < p.length; r++) {
      Layout row = race.layout().dim() == 2 ? race.layout().select(0, r) : race.layout();
      RandomFill.load(race, row.offset(), row.stride(0), times, categories);
      double[] score = p[r];
      for (int j = 0; j < categories; j++) {
        score[j] = RandomFill.round(weights.dtype(), score[j] / times[j]);
      }
      for (int index : best(score, samples)) {
        drawn[at++] = index;
      }
    }
  }

  private static int[] best(double[] score, int count) {
    if (count == 1) {
      int first = 0;
      for (int j = 1; j < score.length; j++) {
        first = score[j] > score[first] ? j : first;
      }
      return new int[] {first};
    }
    // In the order of Double.compare, from the largest on.
    long[] keys = new long[score.length];
    for (int j = 0; j < keys.length; j++) {
      long bits = Double.doubleToLongBits(score[j]);
      keys[j] = ~(bits ^ (bits >> 63 & Long.MAX_VALUE));
    }
    long[] order = Selection.wide(keys, keys.length, count);
    int[] best = new int[count];
    for (int j = 0; j < count; j++) {
      best[j] = (int) order[j];
    }
    return best;
  }

  /** Fresh elements whose dimensions lie in memory in the same order, since draws follow memory. */
  private static StridedArray likeInMemory(StridedArray array) {
    Layout layout = array.layout();
    if (layout.dim() == 2 && layout.stride(0) < layout.stride(1)) {
      Shape turned = Shape.of(layout.size(1), layout.size(0));
      StridedArray fresh = StridedArray.allocate(array.dtype(), turned);
      return fresh.with(fresh.layout().transpose(0, 1));
    }
    return StridedArray.allocate(array.dtype(), array.shape());
  }
}
