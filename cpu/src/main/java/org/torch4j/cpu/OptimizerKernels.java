package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/**
 * Steps of SGD and Adam over lists of parameters, in place. Operations and roundings come in the
 * order of PyTorch's single-tensor implementations, with a fused multiply-add where its vectorised
 * kernels have one; float16 and bfloat16 round after each operation.
 */
final class OptimizerKernels {
  private static final int BLOCK = 2048;
  private static final int GRAIN = 8 * BLOCK;

  private OptimizerKernels() {}

  static void register(KernelTable table) {
    table.add("sgd", OptimizerKernels::sgd);
    table.add("adam", OptimizerKernels::adam);
  }

  /** An update of blocks of parameter, gradient and state: {@code x[0]}, {@code x[1]}, ... */
  private interface Update {
    /** In float. */
    void floats(float[][] x, int n);

    /** In double. */
    void doubles(double[][] x, int n);

    /** In float, rounded to a half type after each operation. */
    void halves(float[][] x, int n, DType dtype);
  }

  private static void run(Update update, StridedArray... arrays) {
    StridedArray param = arrays[0];
    long numel = param.numel();
    if (numel == 0) {
      return;
    }
    if (param.dtype().isComplex() || param.dtype().isIntegral()) {
      throw new DTypeException(
          "optimizer step: expected floating parameters, got " + param.dtype());
    }
    Cells[] cells = new Cells[arrays.length];
    long[][] strides = new long[arrays.length][];
    long[] base = new long[arrays.length];
    for (int j = 0; j < arrays.length; j++) {
      cells[j] = Cells.of(arrays[j]);
      strides[j] = arrays[j].layout().strides();
      base[j] = arrays[j].layout().offset();
    }
    long[][] merged = CopyKernels.merge(param.shape().toArray(), strides);
    int last = merged[0].length - 1;
    long length = merged[0][last];
    long[] steps = new long[arrays.length];
    long[][] outer = new long[arrays.length][];
    for (int j = 0; j < arrays.length; j++) {
      steps[j] = merged[j + 1][last];
      outer[j] = Walk.without(merged[j + 1], last);
    }
    Walk walk = Walk.of(Walk.without(merged[0], last), outer, base);
    walk.seek(0);
    for (long line = 0; line < numel / length; line++) {
      long[] at = walk.at.clone();
      Parallel.run(
          length, GRAIN, (begin, end, chunk) -> blocks(update, cells, at, steps, begin, end));
      walk.next();
    }
  }

  private static void blocks(
      Update update, Cells[] cells, long[] at, long[] steps, long begin, long end) {
    Scratch scratch = Scratch.get();
    DType dtype = cells[0].dtype;
    int count = cells.length;
    boolean wide = dtype == DType.FLOAT64;
    float[][] x = new float[count][];
    double[][] y = new double[count][];
    for (int j = 0; j < count; j++) {
      if (wide) {
        y[j] = scratch.doubles(4 + j, BLOCK);
      } else {
        x[j] = scratch.floats(4 + j, BLOCK);
      }
    }
    for (long b = begin; b < end; b += BLOCK) {
      int n = (int) Math.min(BLOCK, end - b);
      for (int j = 0; j < count; j++) {
        long off = at[j] + b * steps[j];
        if (wide) {
          cells[j].load(off, steps[j], y[j], 0, n);
        } else {
          cells[j].load(off, steps[j], x[j], 0, n);
        }
      }
      if (wide) {
        update.doubles(y, n);
      } else if (dtype == DType.FLOAT32) {
        update.floats(x, n);
      } else {
        update.halves(x, n, dtype);
      }
      for (int j = 0; j < count; j++) {
        if (j == 1) {
          // The gradient is only read.
          continue;
        }
        long off = at[j] + b * steps[j];
        if (wide) {
          cells[j].store(off, steps[j], y[j], 0, n);
        } else {
          cells[j].store(off, steps[j], x[j], 0, n);
        }
      }
    }
  }

  private static float round(float v, DType dtype) {
    return dtype == DType.FLOAT16
        ? Float.float16ToFloat(Float.floatToFloat16(v))
        : Float.intBitsToFloat(Cells.toBfloat(v) << 16);
  }

  private static StridedArray[] list(KernelCall call, int i) {
    return call.arrayList(i);
  }

  private static void sgd(KernelCall call) {
    StridedArray[] params = list(call, 0);
    StridedArray[] grads = list(call, 1);
    StridedArray[] buffers = list(call, 2);
    Sgd update =
        new Sgd(
            call.doubleValue(3),
            buffers.length == 0 ? 0 : call.doubleValue(4),
            call.doubleValue(5),
            call.doubleValue(6),
            call.booleanValue(7),
            call.booleanValue(8),
            call.booleanValue(9));
    for (int i = 0; i < params.length; i++) {
      if (buffers.length == 0) {
        run(update, params[i], grads[i]);
      } else {
        run(update, params[i], grads[i], buffers[i]);
      }
    }
  }

  private record Sgd(
      double lr,
      double momentum,
      double dampening,
      double decay,
      boolean nesterov,
      boolean maximize,
      boolean first)
      implements Update {

    @Override
    public void floats(float[][] x, int n) {
      float[] p = x[0];
      float[] g = x[1];
      float wd = (float) decay;
      float mu = (float) momentum;
      float keep = (float) (1 - dampening);
      float step = (float) -lr;
      if (maximize) {
        for (int i = 0; i < n; i++) {
          g[i] = -g[i];
        }
      }
      if (decay != 0) {
        for (int i = 0; i < n; i++) {
          g[i] = Math.fma(p[i], wd, g[i]);
        }
      }
      if (momentum != 0) {
        float[] b = x[2];
        if (first) {
          System.arraycopy(g, 0, b, 0, n);
        } else {
          for (int i = 0; i < n; i++) {
            b[i] = Math.fma(g[i], keep, b[i] * mu);
          }
        }
        if (nesterov) {
          for (int i = 0; i < n; i++) {
            g[i] = Math.fma(b[i], mu, g[i]);
          }
        } else {
          System.arraycopy(b, 0, g, 0, n);
        }
      }
      for (int i = 0; i < n; i++) {
        p[i] = Math.fma(g[i], step, p[i]);
      }
    }

    @Override
    public void doubles(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        double g = maximize ? -x[1][i] : x[1][i];
        if (decay != 0) {
          g = Math.fma(x[0][i], decay, g);
        }
        if (momentum != 0) {
          double b = first ? g : Math.fma(g, 1 - dampening, x[2][i] * momentum);
          x[2][i] = b;
          g = nesterov ? Math.fma(b, momentum, g) : b;
        }
        x[0][i] = Math.fma(g, -lr, x[0][i]);
      }
    }

    @Override
    public void halves(float[][] x, int n, DType t) {
      for (int i = 0; i < n; i++) {
        float g = maximize ? -x[1][i] : x[1][i];
        if (decay != 0) {
          g = round(Math.fma(x[0][i], (float) decay, g), t);
        }
        if (momentum != 0) {
          float old = first ? 0 : round(x[2][i] * (float) momentum, t);
          float b = first ? g : round(Math.fma(g, (float) (1 - dampening), old), t);
          x[2][i] = b;
          g = nesterov ? round(Math.fma(b, (float) momentum, g), t) : b;
        }
        x[0][i] = Math.fma(g, (float) -lr, x[0][i]);
      }
    }
  }

  private static void adam(KernelCall call) {
    StridedArray[] params = list(call, 0);
    StridedArray[] grads = list(call, 1);
    StridedArray[] averages = list(call, 2);
    StridedArray[] squares = list(call, 3);
    StridedArray[] maxima = list(call, 4);
    double step = call.doubleValue(5);
    double lr = call.doubleValue(6);
    double beta1 = call.doubleValue(7);
    double beta2 = call.doubleValue(8);
    boolean amsgrad = call.booleanValue(12) && maxima.length > 0;
    Adam update =
        new Adam(
            lr / (1 - Math.pow(beta1, step)),
            Math.sqrt(1 - Math.pow(beta2, step)),
            beta1,
            beta2,
            call.doubleValue(9),
            call.booleanValue(11) ? 0 : call.doubleValue(10),
            call.booleanValue(11) ? 1 - lr * call.doubleValue(10) : 1,
            amsgrad,
            call.booleanValue(13));
    for (int i = 0; i < params.length; i++) {
      if (amsgrad) {
        run(update, params[i], grads[i], averages[i], squares[i], maxima[i]);
      } else {
        run(update, params[i], grads[i], averages[i], squares[i]);
      }
    }
  }

  private record Adam(
      double stepSize,
      double correction,
      double beta1,
      double beta2,
      double eps,
      double decay,
      double shrink,
      boolean amsgrad,
      boolean maximize)
      implements Update {

    @Override
    public void floats(float[][] x, int n) {
      float[] p = x[0];
      float[] g = x[1];
      float[] m = x[2];
      float[] v = x[3];
      if (maximize) {
        for (int i = 0; i < n; i++) {
          g[i] = -g[i];
        }
      }
      if (shrink != 1) {
        float keep = (float) shrink;
        for (int i = 0; i < n; i++) {
          p[i] *= keep;
        }
      }
      if (decay != 0) {
        float wd = (float) decay;
        for (int i = 0; i < n; i++) {
          g[i] = Math.fma(p[i], wd, g[i]);
        }
      }
      float b1 = (float) beta1;
      float c1 = (float) (1 - beta1);
      float b2 = (float) beta2;
      float c2 = (float) (1 - beta2);
      for (int i = 0; i < n; i++) {
        m[i] = Math.fma(g[i], c1, m[i] * b1);
        v[i] = Math.fma(c2 * g[i], g[i], v[i] * b2);
      }
      float[] top = v;
      if (amsgrad) {
        top = x[4];
        for (int i = 0; i < n; i++) {
          top[i] = Math.max(top[i], v[i]);
        }
      }
      float bias = (float) correction;
      float e = (float) eps;
      float step = (float) -stepSize;
      for (int i = 0; i < n; i++) {
        float denominator = (float) Math.sqrt(top[i]) / bias + e;
        p[i] += step * m[i] / denominator;
      }
    }

    @Override
    public void doubles(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        double g = maximize ? -x[1][i] : x[1][i];
        double p = shrink == 1 ? x[0][i] : x[0][i] * shrink;
        if (decay != 0) {
          g = Math.fma(p, decay, g);
        }
        double m = Math.fma(g, 1 - beta1, x[2][i] * beta1);
        double v = Math.fma((1 - beta2) * g, g, x[3][i] * beta2);
        x[2][i] = m;
        x[3][i] = v;
        if (amsgrad) {
          v = Math.max(x[4][i], v);
          x[4][i] = v;
        }
        double denominator = Math.sqrt(v) / correction + eps;
        x[0][i] = p + -stepSize * m / denominator;
      }
    }

    @Override
    public void halves(float[][] x, int n, DType t) {
      for (int i = 0; i < n; i++) {
        float g = maximize ? -x[1][i] : x[1][i];
        float p = shrink == 1 ? x[0][i] : round(x[0][i] * (float) shrink, t);
        if (decay != 0) {
          g = round(Math.fma(p, (float) decay, g), t);
        }
        float m = round(x[2][i] * (float) beta1, t);
        m = round(Math.fma(g, (float) (1 - beta1), m), t);
        float v = round(x[3][i] * (float) beta2, t);
        v = round(Math.fma((float) (1 - beta2) * g, g, v), t);
        x[2][i] = m;
        x[3][i] = v;
        if (amsgrad) {
          v = Math.max(x[4][i], v);
          x[4][i] = v;
        }
        float root = round((float) Math.sqrt(v), t);
        float denominator = round(round(root / (float) correction, t) + (float) eps, t);
        x[0][i] = p + (float) -stepSize * m / denominator;
      }
    }
  }
}
