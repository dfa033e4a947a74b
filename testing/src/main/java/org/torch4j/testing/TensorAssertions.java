package org.torch4j.testing;

import java.util.Arrays;
import java.util.Locale;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Assertions on tensors, {@code torch.testing}. */
public final class TensorAssertions {
  private TensorAssertions() {}

  /**
   * {@link #assertClose(Tensor, Tensor, double, double)} with the tolerances that {@code
   * torch.testing.assert_close} has for the dtype; integers and bool must be equal.
   */
  public static void assertClose(Tensor actual, Tensor expected) {
    double rtol =
        switch (expected.dtype()) {
          case FLOAT16, COMPLEX32 -> 1e-3;
          case BFLOAT16 -> 1.6e-2;
          case FLOAT32, COMPLEX64 -> 1.3e-6;
          case FLOAT64, COMPLEX128 -> 1e-7;
          default -> 0;
        };
    double atol =
        switch (expected.dtype()) {
          case FLOAT16, BFLOAT16, FLOAT32, COMPLEX32, COMPLEX64 -> 1e-5;
          case FLOAT64, COMPLEX128 -> 1e-7;
          default -> 0;
        };
    assertClose(actual, expected, rtol, atol);
  }

  /**
   * Checks that shapes and dtypes are equal, and {@code |actual - expected| <= atol + rtol *
   * |expected|} everywhere; NaN equals NaN, infinities equal themselves.
   *
   * @throws AssertionError that says what differs: the first index, both values, how many elements,
   *     and the largest differences
   */
  public static void assertClose(Tensor actual, Tensor expected, double rtol, double atol) {
    if (!actual.shape().equals(expected.shape())) {
      throw new AssertionError(
          "shapes differ: expected " + expected.shape() + ", got " + actual.shape());
    }
    if (actual.dtype() != expected.dtype()) {
      throw new AssertionError(
          "dtypes differ: expected " + expected.dtype() + ", got " + actual.dtype());
    }
    if (actual.dtype().isIntegral() && rtol == 0 && atol == 0) {
      long[] a = actual.toLongArray();
      long[] e = expected.toLongArray();
      int k = Arrays.mismatch(a, e);
      if (k >= 0) {
        throw new AssertionError(
            "values differ first at "
                + place(expected.shape(), k)
                + ": expected "
                + e[k]
                + ", got "
                + a[k]);
      }
      return;
    }
    compare(actual, expected, new Tolerance(rtol, atol));
  }

  private static void compare(Tensor actual, Tensor expected, Tolerance tolerance) {
    double[] a = numbers(actual);
    double[] e = numbers(expected);
    int first = -1;
    int wrong = 0;
    double absolute = 0;
    double relative = 0;
    for (int k = 0; k < e.length; k++) {
      if (!tolerance.accepts(a[k], e[k])) {
        first = first < 0 ? k : first;
        wrong++;
      }
      double distance = Math.abs(a[k] - e[k]);
      if (Double.isFinite(distance)) {
        absolute = Math.max(absolute, distance);
        relative = Math.max(relative, distance / Math.abs(e[k]));
      }
    }
    if (wrong > 0) {
      Shape shape = expected.dtype().isComplex() ? expected.viewAsReal().shape() : expected.shape();
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "%d of %d values differ, first at %s: expected %.9g, got %.9g; largest difference"
                  + " %.3g absolute, %.3g relative (allowed: atol %.3g + rtol %.3g)",
              wrong,
              e.length,
              place(shape, first),
              e[first],
              a[first],
              absolute,
              relative,
              tolerance.atol(),
              tolerance.rtol()));
    }
  }

  private static double[] numbers(Tensor t) {
    return GradMode.with(
        false,
        () -> (t.dtype().isComplex() ? t.viewAsReal() : t).to(DType.FLOAT64).toDoubleArray());
  }

  private static String place(Shape shape, int k) {
    long[] index = new long[shape.dim()];
    long left = k;
    for (int d = index.length - 1; d >= 0; d--) {
      index[d] = left % shape.get(d);
      left /= shape.get(d);
    }
    return Arrays.toString(index);
  }
}
