package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.cpu.LayerNormKernels.Flat;
import org.torch4j.type.DType;

/** The loops of a layer normalisation in float; {@link RealArrays} says why there are two. */
final class FloatLayerNorm extends LayerNormRows {
  /** See {@link LayerNormRows}. */
  FloatLayerNorm(int n, double eps, int parts, @Nullable Flat... arrays) {
    super(DType.FLOAT32, n, eps, parts, arrays);
  }

  @Override
  double center(Object row, int n) {
    float[] x = (float[]) row;
    float mean = LANES.sum(x, 0, n) / n;
    for (int i = 0; i < n; i++) {
      x[i] -= mean;
    }
    return mean;
  }

  @Override
  double scale(Object row, int n, double eps, Object w, Object b) {
    float[] x = (float[]) row;
    float[] weight = (float[]) w;
    float[] bias = (float[]) b;
    float rstd = (float) (1 / Math.sqrt(LANES.dot(x, 0, x, 0, n) / n + eps));
    for (int i = 0; i < n; i++) {
      x[i] = x[i] * rstd * weight[i] + bias[i];
    }
    return rstd;
  }

  @Override
  double scale(Object row, int n, double eps) {
    float[] x = (float[]) row;
    float rstd = (float) (1 / Math.sqrt(LANES.dot(x, 0, x, 0, n) / n + eps));
    for (int i = 0; i < n; i++) {
      x[i] = x[i] * rstd + 0;
    }
    return rstd;
  }

  @Override
  void gradients(
      Object row, Object grad, int n, double m, double s, Object w, Object wSum, Object bSum) {
    float[] x = (float[]) row;
    float[] g = (float[]) grad;
    float[] weight = (float[]) w;
    float[] sumWeight = (float[]) wSum;
    float mean = (float) m;
    float rstd = (float) s;
    for (int i = 0; i < n; i++) {
      x[i] = (x[i] - mean) * rstd;
    }
    for (int i = 0; i < n; i++) {
      sumWeight[i] += g[i] * x[i];
    }
    add(g, bSum, n);
    for (int i = 0; i < n; i++) {
      g[i] *= weight[i];
    }
    float a = LANES.sum(g, 0, n) / n;
    float b = LANES.dot(g, 0, x, 0, n) / n;
    for (int i = 0; i < n; i++) {
      g[i] = rstd * (g[i] - a - x[i] * b);
    }
  }

  @Override
  void add(Object from, Object to, int n) {
    float[] given = (float[]) from;
    float[] sum = (float[]) to;
    for (int i = 0; i < n; i++) {
      sum[i] += given[i];
    }
  }
}
