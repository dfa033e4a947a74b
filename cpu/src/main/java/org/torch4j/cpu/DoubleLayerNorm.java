package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.cpu.LayerNormKernels.Flat;
import org.torch4j.type.DType;

/** The loops of a layer normalisation in double; {@link RealArrays} says why there are two. */
final class DoubleLayerNorm extends LayerNormRows {
  /** See {@link LayerNormRows}. */
  DoubleLayerNorm(int n, double eps, int parts, @Nullable Flat... arrays) {
    super(DType.FLOAT64, n, eps, parts, arrays);
  }

  @Override
  double center(Object row, int n) {
    double[] x = (double[]) row;
    double mean = LANES.sum(x, 0, n) / n;
    for (int i = 0; i < n; i++) {
      x[i] -= mean;
    }
    return mean;
  }

  @Override
  double scale(Object row, int n, double eps, Object w, Object b) {
    double[] x = (double[]) row;
    double[] weight = (double[]) w;
    double[] bias = (double[]) b;
    double rstd = 1 / Math.sqrt(LANES.dot(x, 0, x, 0, n) / n + eps);
    for (int i = 0; i < n; i++) {
      x[i] = x[i] * rstd * weight[i] + bias[i];
    }
    return rstd;
  }

  @Override
  double scale(Object row, int n, double eps) {
    double[] x = (double[]) row;
    double rstd = 1 / Math.sqrt(LANES.dot(x, 0, x, 0, n) / n + eps);
    for (int i = 0; i < n; i++) {
      x[i] = x[i] * rstd + 0;
    }
    return rstd;
  }

  @Override
  void gradients(
      Object row, Object grad, int n, double m, double s, Object w, Object wSum, Object bSum) {
    double[] x = (double[]) row;
    double[] g = (double[]) grad;
    double[] weight = (double[]) w;
    double[] sumWeight = (double[]) wSum;
    double mean = m;
    double rstd = s;
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
    double a = LANES.sum(g, 0, n) / n;
    double b = LANES.dot(g, 0, x, 0, n) / n;
    for (int i = 0; i < n; i++) {
      g[i] = rstd * (g[i] - a - x[i] * b);
    }
  }

  @Override
  void add(Object from, Object to, int n) {
    double[] given = (double[]) from;
    double[] sum = (double[]) to;
    for (int i = 0; i < n; i++) {
      sum[i] += given[i];
    }
  }
}
