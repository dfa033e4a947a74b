package org.torch4j.cpu;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.cpu.LayerNormKernels.Flat;

/** The rows of a layer normalisation in float. */
final class FloatLayerNorm implements LayerNormKernels.Rows {
  private static final Lanes LANES = Lanes.CURRENT;

  private final int n;
  private final double eps;
  private final @Nullable Flat[] arrays;
  private final float[] weight;
  private final float[] bias;
  private final float[][] ofWeight;
  private final float[][] ofBias;

  /**
   * Rows of {@code n} elements.
   *
   * @param arrays input, weight, bias (forward) or the output's gradient, result, mean, rstd; then
   *     the gradients of weight and bias
   */
  FloatLayerNorm(int n, double eps, int parts, @Nullable Flat... arrays) {
    this.n = n;
    this.eps = eps;
    this.arrays = arrays;
    weight = LayerNormKernels.ones(new float[n]);
    bias = new float[n];
    Flat w = arrays[1];
    if (w != null) {
      w.cells().load(w.offset(), 1, weight, 0, n);
    }
    Flat b = arrays[2];
    if (b != null && parts == 0) {
      b.cells().load(b.offset(), 1, bias, 0, n);
    }
    ofWeight = new float[parts][n];
    ofBias = new float[parts][n];
  }

  private Flat array(int i) {
    return Objects.requireNonNull(arrays[i]);
  }

  private void load(int which, long row, float[] to) {
    Flat from = array(which);
    from.cells().load(from.offset() + row * n, 1, to, 0, n);
  }

  @Override
  public void forward(long begin, long end) {
    float[] x = new float[n];
    Flat out = array(3);
    Flat means = array(4);
    Flat deviations = array(5);
    for (long r = begin; r < end; r++) {
      load(0, r, x);
      float mean = LANES.sum(x, 0, n) / n;
      for (int i = 0; i < n; i++) {
        x[i] -= mean;
      }
      float rstd = (float) (1 / Math.sqrt(LANES.dot(x, 0, x, 0, n) / n + eps));
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
    float[] x = new float[n];
    float[] g = new float[n];
    float[] sumWeight = ofWeight[part];
    float[] sumBias = ofBias[part];
    Flat means = array(4);
    Flat deviations = array(5);
    Flat out = array(3);
    for (long r = begin; r < end; r++) {
      load(0, r, x);
      load(2, r, g);
      float mean = (float) means.cells().getDouble(means.offset() + r);
      float rstd = (float) deviations.cells().getDouble(deviations.offset() + r);
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
      float a = LANES.sum(g, 0, n) / n;
      float b = LANES.dot(g, 0, x, 0, n) / n;
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

  private void store(float[][] parts, Flat to) {
    float[] sum = new float[n];
    for (float[] part : parts) {
      for (int i = 0; i < n; i++) {
        sum[i] += part[i];
      }
    }
    to.cells().store(to.offset(), 1, sum, 0, n);
  }
}
