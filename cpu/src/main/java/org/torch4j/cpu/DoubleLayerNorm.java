package org.torch4j.cpu;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.cpu.LayerNormKernels.Flat;

/** The rows of a layer normalisation in double. */
final class DoubleLayerNorm implements LayerNormKernels.Rows {
  private static final Lanes LANES = Lanes.CURRENT;

  private final int n;
  private final double eps;
  private final @Nullable Flat[] arrays;
  private final double[] weight;
  private final double[] bias;
  private final double[][] ofWeight;
  private final double[][] ofBias;

  /**
   * Rows of {@code n} elements.
   *
   * @param arrays input, weight, bias (forward) or the output's gradient, result, mean, rstd; then
   *     the gradients of weight and bias
   */
  DoubleLayerNorm(int n, double eps, int parts, @Nullable Flat... arrays) {
    this.n = n;
    this.eps = eps;
    this.arrays = arrays;
    weight = LayerNormKernels.ones(new double[n]);
    bias = new double[n];
    Flat w = arrays[1];
    if (w != null) {
      w.cells().load(w.offset(), 1, weight, 0, n);
    }
    Flat b = arrays[2];
    if (b != null && parts == 0) {
      b.cells().load(b.offset(), 1, bias, 0, n);
    }
    ofWeight = new double[parts][n];
    ofBias = new double[parts][n];
  }

  private Flat array(int i) {
    return Objects.requireNonNull(arrays[i]);
  }

  private void load(int which, long row, double[] to) {
    Flat from = array(which);
    from.cells().load(from.offset() + row * n, 1, to, 0, n);
  }

  @Override
  public void forward(long begin, long end) {
    double[] x = new double[n];
    Flat out = array(3);
    Flat means = array(4);
    Flat deviations = array(5);
    for (long r = begin; r < end; r++) {
      load(0, r, x);
      double mean = LANES.sum(x, 0, n) / n;
      for (int i = 0; i < n; i++) {
        x[i] -= mean;
      }
      double rstd = 1 / Math.sqrt(LANES.dot(x, 0, x, 0, n) / n + eps);
      for (int i = 0; i < n; i++) {
        x[i] = x[i] * rstd * weight[i] + bias[i];
      }
      out.cells().store(out.offset() + r * n, 1, x, 0, n);
      means.cells().setDouble(means.offset() + r, mean);
      deviations.cells().setDouble(deviations.offset() + r, rstd);
    }
  }

  @Override
  public void backward(long begin, long end, int part) {
    double[] x = new double[n];
    double[] g = new double[n];
    double[] sumWeight = ofWeight[part];
    double[] sumBias = ofBias[part];
    Flat means = array(4);
    Flat deviations = array(5);
    Flat out = array(3);
    for (long r = begin; r < end; r++) {
      load(0, r, x);
      load(2, r, g);
      double mean = means.cells().getDouble(means.offset() + r);
      double rstd = deviations.cells().getDouble(deviations.offset() + r);
      for (int i = 0; i < n; i++) {
        x[i] = (x[i] - mean) * rstd;
      }
      for (int i = 0; i < n; i++) {
        sumWeight[i] += g[i] * x[i];
      }
      for (int i = 0; i < n; i++) {
        sumBias[i] += g[i];
      }
      for (int i = 0; i < n; i++) {
        g[i] *= weight[i];
      }
      double a = LANES.sum(g, 0, n) / n;
      double b = LANES.dot(g, 0, x, 0, n) / n;
      for (int i = 0; i < n; i++) {
        g[i] = rstd * (g[i] - a - x[i] * b);
      }
      out.cells().store(out.offset() + r * n, 1, g, 0, n);
    }
  }

  @Override
  public void finish() {
    store(ofWeight, array(6));
    store(ofBias, array(7));
  }

  private void store(double[][] parts, Flat to) {
    double[] sum = new double[n];
    for (double[] part : parts) {
      for (int i = 0; i < n; i++) {
        sum[i] += part[i];
      }
    }
    to.cells().store(to.offset(), 1, sum, 0, n);
  }
}
