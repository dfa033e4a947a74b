package org.torch4j.cpu;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.cpu.LayerNormKernels.Flat;
import org.torch4j.type.DType;

/** The rows of a layer normalisation, all without gaps. */
abstract class LayerNormRows extends RealArrays {
  private final int n;
  private final double eps;
  private final boolean plain;
  private final @Nullable Flat[] arrays;
  private final Object weight;
  private final Object bias;
  private final Object[] ofWeight;
  private final Object[] ofBias;

  /**
   * Rows of {@code n} elements.
   *
   * @param arrays input, weight, bias (forward) or the output's gradient, result, mean, rstd; then
   *     the gradients of weight and bias
   */
  LayerNormRows(DType dtype, int n, double eps, int parts, @Nullable Flat... arrays) {
    super(dtype);
    this.n = n;
    this.eps = eps;
    this.arrays = arrays;
    Flat w = arrays[1];
    plain = parts == 0 && w == null && arrays[2] == null;
    weight = array(plain ? 0 : n);
    bias = array(plain ? 0 : n);
    if (w != null) {
      load(w.cells(), w.offset(), weight, 0, n);
    } else if (!plain) {
      fill(weight, 0, n, 1);
    }
    Flat b = arrays[2];
    if (b != null && parts == 0) {
      load(b.cells(), b.offset(), bias, 0, n);
    }
    ofWeight = new Object[parts];
    ofBias = new Object[parts];
    for (int i = 0; i < parts; i++) {
      ofWeight[i] = array(n);
      ofBias[i] = array(n);
    }
  }

  /** The rows of a call in float32 or float64. */
  static LayerNormRows of(DType dtype, int n, double eps, int parts, @Nullable Flat... arrays) {
    return dtype == DType.FLOAT64
        ? new DoubleLayerNorm(n, eps, parts, arrays)
        : new FloatLayerNorm(n, eps, parts, arrays);
  }

  private Flat given(int i) {
    return Objects.requireNonNull(arrays[i]);
  }

  private void loadRow(int which, long row, Object to) {
    Flat from = given(which);
    load(from.cells(), from.offset() + row * n, to, 0, n);
  }

  private void storeRow(Object from, long row) {
    Flat to = given(3);
    store(to.cells(), to.offset() + row * n, from, 0, n);
  }

  /** Normalises rows from {@code begin} to before {@code end}. */
  final void forward(long begin, long end) {
    Object x = array(n);
    Flat means = given(4);
    Flat deviations = given(5);
    for (long r = begin; r < end; r++) {
      loadRow(0, r, x);
      means.cells().setDouble(means.offset() + r, center(x, n));
      double rstd = plain ? scale(x, n, eps) : scale(x, n, eps, weight, bias);
      deviations.cells().setDouble(deviations.offset() + r, rstd);
      storeRow(x, r);
    }
  }

  /** The gradients of rows; those of weight and bias are kept as {@code part}. */
  final void backward(long begin, long end, int part) {
    Object x = array(n);
    Object g = array(n);
    Flat means = given(4);
    Flat deviations = given(5);
    for (long r = begin; r < end; r++) {
      loadRow(0, r, x);
      loadRow(2, r, g);
      double mean = means.cells().getDouble(means.offset() + r);
      double rstd = deviations.cells().getDouble(deviations.offset() + r);
      gradients(x, g, n, mean, rstd, weight, ofWeight[part], ofBias[part]);
      storeRow(g, r);
    }
  }

  /** Stores the sums of the parts. */
  final void finish() {
    store(ofWeight, given(6));
    store(ofBias, given(7));
  }

  private void store(Object[] parts, Flat to) {
    Object sum = array(n);
    for (Object part : parts) {
      add(part, sum, n);
    }
    store(to.cells(), to.offset(), sum, 0, n);
  }

  /** Subtracts the mean, which is the result. */
  abstract double center(Object x, int n);

  /** {@code x = x * rstd * weight + bias}; the result is rstd, 1 by the standard deviation. */
  abstract double scale(Object x, int n, double eps, Object weight, Object bias);

  /** As {@link #scale(Object, int, double, Object, Object)} with weights of 1 and biases of 0. */
  abstract double scale(Object x, int n, double eps);

  /** Turns the gradient of the output into that of the input, and adds to those of the others. */
  abstract void gradients(
      Object x,
      Object g,
      int n,
      double mean,
      double rstd,
      Object weight,
      Object ofWeight,
      Object ofBias);

  /** {@code to += from}. */
  abstract void add(Object from, Object to, int n);
}
