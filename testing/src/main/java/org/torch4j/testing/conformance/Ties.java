package org.torch4j.testing.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.torch4j.testing.GoldenTensor;

/** Indices that differ but point at equal elements. */
final class Ties {
  private Ties() {}

  /** Whether, along some dimension of the input, both indices find the same values. */
  static boolean same(GoldenTensor input, GoldenTensor actual, GoldenTensor expected) {
    if (input.isComplex() || !actual.shape().equals(expected.shape())) {
      return false;
    }
    List<Long> shape = input.shape();
    for (int d = 0; d < shape.size(); d++) {
      List<Long> index = new ArrayList<>(actual.shape());
      if (index.size() == shape.size() - 1) {
        index.add(d, 1L);
      }
      if (fits(index, shape, d)) {
        double[] a = gather(input, index, actual.toLongArray(), d);
        double[] e = gather(input, index, expected.toLongArray(), d);
        if (a.length > 0 && Arrays.equals(a, e)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean fits(List<Long> index, List<Long> shape, int dim) {
    if (index.size() != shape.size()) {
      return false;
    }
    for (int d = 0; d < shape.size(); d++) {
      if (d != dim && !index.get(d).equals(shape.get(d))) {
        return false;
      }
    }
    return true;
  }

  /** The values at the indices; NaN, which equals itself here, for one outside. */
  private static double[] gather(GoldenTensor input, List<Long> shape, long[] index, int dim) {
    double[] values = input.toDoubleArray();
    double[] out = new double[index.length];
    for (int k = 0; k < out.length; k++) {
      long rest = k;
      long at = 0;
      long step = 1;
      for (int d = shape.size() - 1; d >= 0; d--) {
        long i = d == dim ? index[k] : rest % shape.get(d);
        rest /= shape.get(d);
        if (i < 0 || i >= input.shape().get(d)) {
          return new double[0];
        }
        at += i * step;
        step *= input.shape().get(d);
      }
      out[k] = values[Math.toIntExact(at)];
    }
    return out;
  }
}
