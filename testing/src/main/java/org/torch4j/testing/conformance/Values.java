package org.torch4j.testing.conformance;

import java.util.List;
import java.util.Locale;
import org.torch4j.testing.GoldenTensor;
import org.torch4j.testing.Tolerance;

/** Compares elements. */
final class Values {
  private Values() {}

  /** Throws the first reason why they differ: dtype, shape, or the values. */
  static void check(GoldenTensor actual, GoldenTensor expected, Tolerance tolerance, String what) {
    checkKind(actual, expected.dtype(), expected.shape(), what);
    checkValues(actual, expected, tolerance, what);
  }

  static void checkKind(GoldenTensor actual, String dtype, List<Long> shape, String what) {
    if (!actual.shape().equals(shape)) {
      throw new CaseFailure(what + ": wrong shape " + actual.shape() + ", expected " + shape);
    }
    if (!actual.dtype().equals(dtype)) {
      throw new CaseFailure(what + ": wrong dtype " + actual.dtype() + ", expected " + dtype);
    }
  }

  private static void checkValues(
      GoldenTensor actual, GoldenTensor expected, Tolerance tolerance, String what) {
    if (expected.dtype().startsWith("int") || expected.dtype().equals("uint8")) {
      checkIntegers(actual, expected, what);
      return;
    }
    double[] a = actual.toDoubleArray();
    double[] e = expected.toDoubleArray();
    int parts = expected.isComplex() ? 2 : 1;
    int wrong = 0;
    int worst = -1;
    double distance = -1;
    for (int k = 0; k < e.length / parts; k++) {
      if (!(parts == 1 ? tolerance.accepts(a[k], e[k]) : accepts(tolerance, a, e, k))) {
        wrong++;
        double d =
            parts == 1
                ? Math.abs(a[k] - e[k])
                : Math.hypot(a[2 * k] - e[2 * k], a[2 * k + 1] - e[2 * k + 1]);
        if (Double.isNaN(d) || worst < 0 || d > distance) {
          worst = k;
          distance = d;
        }
        if (Double.isNaN(d)) {
          distance = Double.MAX_VALUE;
        }
      }
    }
    if (wrong > 0) {
      throw new CaseFailure(
          String.format(
              Locale.ROOT,
              "%s: %d of %d values differ, most at %s: expected %s, got %s (rtol %.2g, atol %.2g)",
              what,
              wrong,
              e.length / parts,
              TensorBytes.index(expected.shape(), worst),
              number(e, worst, parts),
              number(a, worst, parts),
              tolerance.rtol(),
              tolerance.atol()));
    }
  }

  private static String number(double[] values, int k, int parts) {
    return parts == 1
        ? Double.toString(values[k])
        : values[2 * k] + (values[2 * k + 1] < 0 ? "" : "+") + values[2 * k + 1] + "j";
  }

  /** Complex numbers are close by their distance, or part by part where that is no number. */
  static boolean accepts(Tolerance tolerance, double[] a, double[] e, int k) {
    double distance = Math.hypot(a[2 * k] - e[2 * k], a[2 * k + 1] - e[2 * k + 1]);
    double size = Math.hypot(e[2 * k], e[2 * k + 1]);
    if (Double.isFinite(distance) && Double.isFinite(size)) {
      return distance <= tolerance.atol() + tolerance.rtol() * size;
    }
    return tolerance.accepts(a[2 * k], e[2 * k]) && tolerance.accepts(a[2 * k + 1], e[2 * k + 1]);
  }

  private static void checkIntegers(GoldenTensor actual, GoldenTensor expected, String what) {
    long[] a = actual.toLongArray();
    long[] e = expected.toLongArray();
    int wrong = 0;
    int first = -1;
    for (int k = 0; k < e.length; k++) {
      if (a[k] != e[k]) {
        wrong++;
        first = first < 0 ? k : first;
      }
    }
    if (wrong > 0) {
      throw new CaseFailure(
          String.format(
              Locale.ROOT,
              "%s: %d of %d values differ, first at %s: expected %d, got %d",
              what,
              wrong,
              e.length,
              TensorBytes.index(expected.shape(), first),
              e[first],
              a[first]));
    }
  }

  /** The sizes of the elements: moduli of complex numbers. */
  static GoldenTensor abs(GoldenTensor t) {
    double[] v = t.toDoubleArray();
    double[] out = new double[t.isComplex() ? v.length / 2 : v.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = t.isComplex() ? Math.hypot(v[2 * k], v[2 * k + 1]) : Math.abs(v[k]);
    }
    return doubles(out, t.shape());
  }

  /** The first {@code n} columns (rows) of each matrix. */
  static GoldenTensor first(GoldenTensor real, long n, boolean rows) {
    double[] v = real.toDoubleArray();
    int dims = real.shape().size();
    long height = real.shape().get(dims - 2);
    long width = real.shape().get(dims - 1);
    double[] out = v.clone();
    for (int k = 0; k < v.length; k++) {
      long place = rows ? k / width % height : k % width;
      out[k] = place < n ? v[k] : 0;
    }
    return doubles(out, real.shape());
  }

  static GoldenTensor doubles(double[] values, List<Long> shape) {
    var bytes =
        java.nio.ByteBuffer.allocate(8 * values.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return new GoldenTensor("float64", shape, bytes.array());
  }

  /** Each row has the same numbers, in any order. */
  static void checkUnordered(
      GoldenTensor actual, GoldenTensor expected, Tolerance tolerance, String what) {
    checkKind(actual, expected.dtype(), expected.shape(), what);
    double[] a = pairs(actual);
    double[] e = pairs(expected);
    int width = expected.shape().isEmpty() ? 1 : (int) (long) expected.shape().getLast();
    for (int start = 0; width > 0 && start < e.length / 2; start += width) {
      boolean[] used = new boolean[width];
      for (int i = 0; i < width; i++) {
        int best = -1;
        for (int j = 0; j < width; j++) {
          if (!used[j]
              && (best < 0
                  || apart(a, start + j, e, start + i) < apart(a, start + best, e, start + i))) {
            best = j;
          }
        }
        used[best] = true;
        double[] one = {a[2 * (start + best)], a[2 * (start + best) + 1]};
        double[] other = {e[2 * (start + i)], e[2 * (start + i) + 1]};
        if (!accepts(tolerance, one, other, 0)) {
          throw new CaseFailure(
              what
                  + ": no value near "
                  + number(other, 0, 2)
                  + ", the nearest is "
                  + number(one, 0, 2));
        }
      }
    }
  }

  private static double apart(double[] a, int i, double[] e, int k) {
    return Math.hypot(a[2 * i] - e[2 * k], a[2 * i + 1] - e[2 * k + 1]);
  }

  /** The elements as pairs of parts, whether complex or not. */
  static double[] pairs(GoldenTensor t) {
    double[] v = t.toDoubleArray();
    if (t.isComplex()) {
      return v;
    }
    double[] out = new double[2 * v.length];
    for (int k = 0; k < v.length; k++) {
      out[2 * k] = v[k];
    }
    return out;
  }

  /** {@code A V = V diag(L)} with columns of length one. */
  static void checkEigenvectors(
      GoldenTensor matrix,
      GoldenTensor values,
      GoldenTensor vectors,
      Tolerance tolerance,
      String what) {
    double[] a = pairs(matrix);
    double[] l = pairs(values);
    double[] v = pairs(vectors);
    int n = (int) (long) vectors.shape().getLast();
    for (int batch = 0; n > 0 && batch < v.length / 2 / (n * n); batch++) {
      for (int column = 0; column < n; column++) {
        double length = 0;
        for (int row = 0; row < n; row++) {
          int at = batch * n * n + row * n + column;
          double re = 0;
          double im = 0;
          for (int k = 0; k < n; k++) {
            int m = batch * n * n + row * n + k;
            int x = batch * n * n + k * n + column;
            re += a[2 * m] * v[2 * x] - a[2 * m + 1] * v[2 * x + 1];
            im += a[2 * m] * v[2 * x + 1] + a[2 * m + 1] * v[2 * x];
          }
          int e = batch * n + column;
          double[] left = {re, im};
          double[] right = {
            l[2 * e] * v[2 * at] - l[2 * e + 1] * v[2 * at + 1],
            l[2 * e] * v[2 * at + 1] + l[2 * e + 1] * v[2 * at]
          };
          length += v[2 * at] * v[2 * at] + v[2 * at + 1] * v[2 * at + 1];
          Tolerance summed = new Tolerance(tolerance.rtol() * n, tolerance.atol() * n);
          if (!accepts(summed, left, right, 0)) {
            throw new CaseFailure(
                what
                    + ": A V is "
                    + number(left, 0, 2)
                    + " where V diag(L) is "
                    + number(right, 0, 2));
          }
        }
        if (Math.abs(length - 1) > 1e-3) {
          throw new CaseFailure(what + ": column " + column + " has length " + Math.sqrt(length));
        }
      }
    }
  }
}
