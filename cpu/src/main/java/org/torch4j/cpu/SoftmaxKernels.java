package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * Softmax and log-softmax along one dimension, and their gradients. Half types compute in float.
 */
final class SoftmaxKernels {
  private static final int BLOCK = 4096;
  private static final Lanes LANES = Lanes.CURRENT;

  private SoftmaxKernels() {}

  static void register(KernelTable table) {
    table.add("_softmax", call -> run(call, 1, new Softmax(), SoftmaxColumns::softmax));
    table.add("_log_softmax", call -> run(call, 1, new LogSoftmax(), SoftmaxColumns::logSoftmax));
    table.add(
        "_softmax_backward_data",
        call -> run(call, 2, new SoftmaxGradient(), SoftmaxColumns::softmaxGradient));
    table.add(
        "_log_softmax_backward_data",
        call -> run(call, 2, new LogSoftmaxGradient(), SoftmaxColumns::logSoftmaxGradient));
  }

  /** What is done with packed lines, {@code rows} of {@code n} elements. */
  private interface Body {
    /** In float; the result replaces x. */
    void floats(float[] x, float[] other, int rows, int n);

    /** In double; the result replaces x. */
    void doubles(double[] x, double[] other, int rows, int n);
  }

  private static void run(KernelCall call, int inputs, Body body, SoftmaxColumns.Body columns) {
    StridedArray out = call.output(0);
    int dim = Shape.normalizeDim(call.longValue(inputs), out.layout().dim(), "softmax");
    if (out.numel() == 0) {
      return;
    }
    if (out.dtype() == DType.FLOAT64 || !SoftmaxColumns.run(call, inputs, dim, columns)) {
      lines(call, inputs, dim, body);
    }
  }

  private static void lines(KernelCall call, int inputs, int dim, Body body) {
    StridedArray out = call.output(0);
    StridedArray first = call.array(0);
    StridedArray second = call.array(inputs - 1);
    int n = Walk.size(out, dim);
    boolean wide = out.dtype() == DType.FLOAT64;
    int perBlock = Math.max(1, BLOCK / n);
    Cells a = Cells.of(first);
    Cells b = Cells.of(second);
    Cells to = Cells.of(out);
    Line[] ends = {
      line(first, dim, out.shape()), line(second, dim, out.shape()), line(out, dim, out.shape())
    };
    Walk.lines(dim, out.shape(), first, second, out)
        .parallel(
            4L * n,
            (walk, count) -> {
              Scratch scratch = Scratch.get();
              long[] at = scratch.longs(4, 3L * perBlock);
              for (long done = 0; done < count; done += perBlock) {
                int rows = (int) Math.min(perBlock, count - done);
                for (int r = 0; r < rows; r++) {
                  at[r] = walk.at[0];
                  at[perBlock + r] = walk.at[1];
                  at[2 * perBlock + r] = walk.at[2];
                  walk.next();
                }
                int total = rows * n;
                if (wide) {
                  double[] x = scratch.doubles(4, total);
                  double[] y = scratch.doubles(5, total);
                  load(a, ends[0], at, 0, rows, n, x);
                  if (inputs == 2) {
                    load(b, ends[1], at, perBlock, rows, n, y);
                  }
                  body.doubles(x, y, rows, n);
                  store(to, ends[2], at, 2 * perBlock, rows, n, x);
                } else {
                  float[] x = scratch.floats(4, total);
                  float[] y = scratch.floats(5, total);
                  load(a, ends[0], at, 0, rows, n, x);
                  if (inputs == 2) {
                    load(b, ends[1], at, perBlock, rows, n, y);
                  }
                  body.floats(x, y, rows, n);
                  store(to, ends[2], at, 2 * perBlock, rows, n, x);
                }
              }
            });
  }

  /** How an array's lines lie: their stride, and whether one follows the other without a gap. */
  private record Line(long stride, boolean packed) {}

  private static Line line(StridedArray a, int dim, Shape shape) {
    boolean last = true;
    for (int d = dim + 1; d < shape.dim(); d++) {
      last &= shape.get(d) == 1;
    }
    return new Line(Walk.stride(a, dim), last && a.isContiguous());
  }

  private static void load(
      Cells from, Line line, long[] at, int first, int rows, int n, float[] to) {
    if (line.packed) {
      from.load(at[first], 1, to, 0, rows * n);
      return;
    }
    for (int r = 0; r < rows; r++) {
      from.load(at[first + r], line.stride, to, r * n, n);
    }
  }

  private static void load(
      Cells from, Line line, long[] at, int first, int rows, int n, double[] to) {
    for (int r = 0; r < rows; r++) {
      from.load(at[first + r], line.stride, to, r * n, n);
    }
  }

  private static void store(
      Cells to, Line line, long[] at, int first, int rows, int n, float[] from) {
    if (line.packed) {
      to.store(at[first], 1, from, 0, rows * n);
      return;
    }
    for (int r = 0; r < rows; r++) {
      to.store(at[first + r], line.stride, from, r * n, n);
    }
  }

  private static void store(
      Cells to, Line line, long[] at, int first, int rows, int n, double[] from) {
    for (int r = 0; r < rows; r++) {
      to.store(at[first + r], line.stride, from, r * n, n);
    }
  }

  private static double max(double[] x, int at, int n) {
    double m = x[at];
    for (int i = at + 1; i < at + n; i++) {
      m = Math.max(m, x[i]);
    }
    return m;
  }

  private static double sum(double[] x, int at, int n) {
    double s = 0;
    for (int i = at; i < at + n; i++) {
      s += x[i];
    }
    return s;
  }

  private static final class Softmax implements Body {
    @Override
    public void floats(float[] x, float[] other, int rows, int n) {
      for (int at = 0; at < rows * n; at += n) {
        float m = LANES.max(x, at, n);
        for (int i = at; i < at + n; i++) {
          x[i] -= m;
        }
      }
      LANES.exp(x, 0, rows * n);
      for (int at = 0; at < rows * n; at += n) {
        float s = LANES.sum(x, at, n);
        for (int i = at; i < at + n; i++) {
          x[i] /= s;
        }
      }
    }

    @Override
    public void doubles(double[] x, double[] other, int rows, int n) {
      for (int at = 0; at < rows * n; at += n) {
        double m = max(x, at, n);
        for (int i = at; i < at + n; i++) {
          x[i] -= m;
        }
        LANES.exp(x, at, n);
        double s = sum(x, at, n);
        for (int i = at; i < at + n; i++) {
          x[i] /= s;
        }
      }
    }
  }

  private static final class LogSoftmax implements Body {
    @Override
    public void floats(float[] x, float[] other, int rows, int n) {
      for (int at = 0; at < rows * n; at += n) {
        float m = LANES.max(x, at, n);
        for (int i = at; i < at + n; i++) {
          x[i] -= m;
        }
      }
      System.arraycopy(x, 0, other, 0, rows * n);
      LANES.exp(other, 0, rows * n);
      for (int at = 0; at < rows * n; at += n) {
        // The maximum is subtracted first: with large inputs max + log(sum) would lose the sum.
        float log = (float) Math.log(LANES.sum(other, at, n));
        for (int i = at; i < at + n; i++) {
          x[i] -= log;
        }
      }
    }

    @Override
    public void doubles(double[] x, double[] other, int rows, int n) {
      for (int at = 0; at < rows * n; at += n) {
        double m = max(x, at, n);
        double s = 0;
        for (int i = at; i < at + n; i++) {
          x[i] -= m;
          s += Math.exp(x[i]);
        }
        double log = Math.log(s);
        for (int i = at; i < at + n; i++) {
          x[i] -= log;
        }
      }
    }
  }

  private static final class SoftmaxGradient implements Body {
    @Override
    public void floats(float[] grad, float[] y, int rows, int n) {
      for (int at = 0; at < rows * n; at += n) {
        float s = LANES.dot(grad, at, y, at, n);
        for (int i = at; i < at + n; i++) {
          grad[i] = (grad[i] - s) * y[i];
        }
      }
    }

    @Override
    public void doubles(double[] grad, double[] y, int rows, int n) {
      for (int at = 0; at < rows * n; at += n) {
        double s = 0;
        for (int i = at; i < at + n; i++) {
          s += grad[i] * y[i];
        }
        for (int i = at; i < at + n; i++) {
          grad[i] = (grad[i] - s) * y[i];
        }
      }
    }
  }

  private static final class LogSoftmaxGradient implements Body {
    @Override
    public void floats(float[] grad, float[] y, int rows, int n) {
      LANES.exp(y, 0, rows * n);
      for (int at = 0; at < rows * n; at += n) {
        float s = LANES.sum(grad, at, n);
        for (int i = at; i < at + n; i++) {
          grad[i] -= y[i] * s;
        }
      }
    }

    @Override
    public void doubles(double[] grad, double[] y, int rows, int n) {
      for (int at = 0; at < rows * n; at += n) {
        double s = sum(grad, at, n);
        for (int i = at; i < at + n; i++) {
          grad[i] -= Math.exp(y[i]) * s;
        }
      }
    }
  }
}
