package org.torch4j.cpu;

import java.util.Arrays;

/** The loops of pooling over the windows of one plane, in float and in double. */
final class PoolLoops {
  /** The bits of NaN, and its place in the order of keys: behind infinity. */
  private static final int NAN = Float.floatToIntBits(Float.NaN);

  /** Planes whose sums run side by side. */
  static final int TOGETHER = 8;

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

  /** The mean of each window of the plane that begins at {@code xo}. */
  static void average(Windows w, float[] x, int xo, float[] y, int yo, double[] divisors) {
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
              int line = xo + (i * height + j) * width;
              for (int k = line + w0; k < line + w1; k++) {
                sum += x[k];
              }
            }
          }
          // A window that lies in the padding alone has nothing to average.
          y[yo + at] = divisors[at] == 0 ? 0 : sum / (float) divisors[at];
          at++;
        }
      }
    }
  }

  /** As {@link #average}, of {@link #TOGETHER} planes one behind the other. */
  static void averageTogether(Windows w, float[] x, float[] y, double[] divisors) {
    int height = w.input()[1];
    int width = w.input()[2];
    float[] sums = new float[TOGETHER];
    int at = 0;
    for (int d = 0; d < w.output()[0]; d++) {
      for (int h = 0; h < w.output()[1]; h++) {
        for (int c = 0; c < w.output()[2]; c++) {
          Arrays.fill(sums, 0f);
          int w0 = w.first()[2][c];
          int w1 = w.end()[2][c];
          // Whole lines follow one another without a gap.
          int lines = w0 == 0 && w1 == width ? w.end()[1][h] - w.first()[1][h] : 1;
          for (int i = w.first()[0][d]; i < w.end()[0][d]; i++) {
            for (int j = w.first()[1][h]; j < w.end()[1][h]; j += lines) {
              int line = (i * height + j) * width;
              addTogether(x, line + w0, line + (lines - 1) * width + w1, w.inputSize(), sums);
            }
          }
          for (int q = 0; q < TOGETHER; q++) {
            y[q * w.outputSize() + at] = divisors[at] == 0 ? 0 : sums[q] / (float) divisors[at];
          }
          at++;
        }
      }
    }
  }

  /** Adds a run of each plane to its sum. */
  private static void addTogether(float[] x, int first, int end, int plane, float[] sums) {
    float s0 = sums[0];
    float s1 = sums[1];
    float s2 = sums[2];
    float s3 = sums[3];
    float s4 = sums[4];
    float s5 = sums[5];
    float s6 = sums[6];
    float s7 = sums[7];
    for (int k = first; k < end; k++) {
      s0 += x[k];
      s1 += x[k + plane];
      s2 += x[k + 2 * plane];
      s3 += x[k + 3 * plane];
      s4 += x[k + 4 * plane];
      s5 += x[k + 5 * plane];
      s6 += x[k + 6 * plane];
      s7 += x[k + 7 * plane];
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
    sums[4] = s4;
    sums[5] = s5;
    sums[6] = s6;
    sums[7] = s7;
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
