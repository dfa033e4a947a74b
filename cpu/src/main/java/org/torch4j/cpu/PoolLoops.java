package org.torch4j.cpu;

/** The loops of pooling over the windows of one plane, in float and in double. */
final class PoolLoops {
  /** The bits of NaN, and its place in the order of keys: behind infinity. */
  private static final int NAN = Float.floatToIntBits(Float.NaN);

  private PoolLoops() {}

  /**
   * The largest element of each window, and where it stands. Compares integers of the floats'
   * order, in which NaN is largest: the compiler selects integers without a jump, and the jumps of
   * a maximum cannot be predicted.
   */
  static void max(Windows w, float[] x, float[] y, long[] index) {
    int[] keys = Scratch.get().ints(3, w.inputSize());
    for (int i = 0; i < w.inputSize(); i++) {
      int bits = Float.floatToIntBits(x[i] + 0f);
      keys[i] = bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }
    int height = w.input()[1];
    int width = w.input()[2];
    int[] firsts = w.first()[2];
    int[] ends = w.end()[2];
    int stepD = w.step()[0];
    int stepH = w.step()[1];
    int stepW = w.step()[2];
    int at = 0;
    for (int d = 0; d < w.output()[0]; d++) {
      int d0 = w.first()[0][d];
      int d1 = w.end()[0][d];
      for (int h = 0; h < w.output()[1]; h++) {
        int h0 = w.first()[1][h];
        int h1 = w.end()[1][h];
        for (int c = 0; c < firsts.length; c++) {
          int w0 = firsts[c];
          int w1 = ends[c];
          int best = Integer.MIN_VALUE;
          int place = -1;
          for (int i = d0; i < d1; i += stepD) {
            for (int j = h0; j < h1; j += stepH) {
              int line = (i * height + j) * width;
              for (int k = line + w0; k < line + w1; k += stepW) {
                int v = keys[k];
                place = v > best ? k : place;
                best = Math.max(v, best);
              }
            }
          }
          if (best == NAN) {
            // Of several NaN the last one counts.
            for (int i = d0; i < d1; i += stepD) {
              for (int j = h0; j < h1; j += stepH) {
                int line = (i * height + j) * width;
                for (int k = line + w0; k < line + w1; k += stepW) {
                  place = keys[k] == NAN ? k : place;
                }
              }
            }
          }
          y[at] = place >= 0 ? x[place] : Float.NEGATIVE_INFINITY;
          index[at++] = place >= 0 ? place : w.start(d, h, c);
        }
      }
    }
  }

  /** The largest element of each window, and where it stands. */
  static void max(Windows w, double[] x, double[] y, long[] index) {
    int height = w.input()[1];
    int width = w.input()[2];
    int[] firsts = w.first()[2];
    int[] ends = w.end()[2];
    int stepD = w.step()[0];
    int stepH = w.step()[1];
    int stepW = w.step()[2];
    int at = 0;
    for (int d = 0; d < w.output()[0]; d++) {
      int d0 = w.first()[0][d];
      int d1 = w.end()[0][d];
      for (int h = 0; h < w.output()[1]; h++) {
        int h0 = w.first()[1][h];
        int h1 = w.end()[1][h];
        for (int c = 0; c < firsts.length; c++) {
          int w0 = firsts[c];
          int w1 = ends[c];
          double best = Double.NEGATIVE_INFINITY;
          int place = -1;
          for (int i = d0; i < d1; i += stepD) {
            for (int j = h0; j < h1; j += stepH) {
              int line = (i * height + j) * width;
              for (int k = line + w0; k < line + w1; k += stepW) {
                double v = x[k];
                if (place < 0 || v > best || Double.isNaN(v)) {
                  best = v;
                  place = k;
                }
              }
            }
          }
          y[at] = best;
          index[at++] = place >= 0 ? place : w.start(d, h, c);
        }
      }
    }
  }

  /** The mean of each window. */
  static void average(Windows w, float[] x, float[] y, double[] divisors) {
    int height = w.input()[1];
    int width = w.input()[2];
    int[] firsts = w.first()[2];
    int[] ends = w.end()[2];
    int at = 0;
    for (int d = 0; d < w.output()[0]; d++) {
      int d0 = w.first()[0][d];
      int d1 = w.end()[0][d];
      for (int h = 0; h < w.output()[1]; h++) {
        int h0 = w.first()[1][h];
        int h1 = w.end()[1][h];
        for (int c = 0; c < firsts.length; c++) {
          int w0 = firsts[c];
          int w1 = ends[c];
          float sum = 0;
          for (int i = d0; i < d1; i++) {
            for (int j = h0; j < h1; j++) {
              int line = (i * height + j) * width;
              for (int k = line + w0; k < line + w1; k++) {
                sum += x[k];
              }
            }
          }
          // A window that lies in the padding alone has nothing to average.
          y[at] = divisors[at] == 0 ? 0 : sum / (float) divisors[at];
          at++;
        }
      }
    }
  }

  /** The mean of each window. */
  static void average(Windows w, double[] x, double[] y, double[] divisors) {
    int height = w.input()[1];
    int width = w.input()[2];
    int[] firsts = w.first()[2];
    int[] ends = w.end()[2];
    int at = 0;
    for (int d = 0; d < w.output()[0]; d++) {
      int d0 = w.first()[0][d];
      int d1 = w.end()[0][d];
      for (int h = 0; h < w.output()[1]; h++) {
        int h0 = w.first()[1][h];
        int h1 = w.end()[1][h];
        for (int c = 0; c < firsts.length; c++) {
          int w0 = firsts[c];
          int w1 = ends[c];
          double sum = 0;
          for (int i = d0; i < d1; i++) {
            for (int j = h0; j < h1; j++) {
              int line = (i * height + j) * width;
              for (int k = line + w0; k < line + w1; k++) {
                sum += x[k];
              }
            }
          }
          // A window that lies in the padding alone has nothing to average.
          y[at] = divisors[at] == 0 ? 0 : sum / divisors[at];
          at++;
        }
      }
    }
  }

  /** Shares each gradient out among its window. */
  static void spread(Windows w, float[] g, float[] x, double[] divisors) {
    int height = w.input()[1];
    int width = w.input()[2];
    int[] firsts = w.first()[2];
    int[] ends = w.end()[2];
    int at = 0;
    for (int d = 0; d < w.output()[0]; d++) {
      int d0 = w.first()[0][d];
      int d1 = w.end()[0][d];
      for (int h = 0; h < w.output()[1]; h++) {
        int h0 = w.first()[1][h];
        int h1 = w.end()[1][h];
        for (int c = 0; c < firsts.length; c++) {
          int w0 = firsts[c];
          int w1 = ends[c];
          float share = g[at] / (float) divisors[at];
          at++;
          for (int i = d0; i < d1; i++) {
            for (int j = h0; j < h1; j++) {
              int line = (i * height + j) * width;
              for (int k = line + w0; k < line + w1; k++) {
                x[k] += share;
              }
            }
          }
        }
      }
    }
  }

  /** Shares each gradient out among its window. */
  static void spread(Windows w, double[] g, double[] x, double[] divisors) {
    int height = w.input()[1];
    int width = w.input()[2];
    int[] firsts = w.first()[2];
    int[] ends = w.end()[2];
    int at = 0;
    for (int d = 0; d < w.output()[0]; d++) {
      int d0 = w.first()[0][d];
      int d1 = w.end()[0][d];
      for (int h = 0; h < w.output()[1]; h++) {
        int h0 = w.first()[1][h];
        int h1 = w.end()[1][h];
        for (int c = 0; c < firsts.length; c++) {
          int w0 = firsts[c];
          int w1 = ends[c];
          double share = g[at] / divisors[at];
          at++;
          for (int i = d0; i < d1; i++) {
            for (int j = h0; j < h1; j++) {
              int line = (i * height + j) * width;
              for (int k = line + w0; k < line + w1; k++) {
                x[k] += share;
              }
            }
          }
        }
      }
    }
  }
}
