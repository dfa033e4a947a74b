package org.torch4j.cpu;

import java.util.Arrays;

/**
 * The windows of a pooling op in one to three spatial dimensions, seen as three: for each output
 * position of each dimension the input positions it covers, and how many it covers counting
 * padding.
 *
 * @param input sizes of the input plane
 * @param output sizes of the output plane
 * @param step distance of neighbours inside a window
 * @param first first input position per dimension and output position
 * @param end position after the last one
 * @param padded positions counting padding
 */
record Windows(int[] input, int[] output, int[] step, int[][] first, int[][] end, int[][] padded) {

  /** Sliding windows. */
  static Windows sliding(
      long[] input, long[] output, long[] kernel, long[] stride, long[] padding, long[] dilation) {
    int rank = kernel.length;
    int[] in = spatial(input, rank);
    int[] out = spatial(output, rank);
    int[] step = {1, 1, 1};
    int[][] first = new int[3][];
    int[][] end = new int[3][];
    int[][] padded = new int[3][];
    for (int d = 0; d < 3; d++) {
      int own = d - (3 - rank);
      long k = own < 0 ? 1 : at(kernel, own);
      long s = own < 0 ? 1 : stride.length == 0 ? k : at(stride, own);
      long p = own < 0 ? 0 : at(padding, own);
      long dil = own < 0 ? 1 : at(dilation, own);
      step[d] = (int) dil;
      first[d] = new int[out[d]];
      end[d] = new int[out[d]];
      padded[d] = new int[out[d]];
      for (int o = 0; o < out[d]; o++) {
        long begin = o * s - p;
        long stop = begin + (k - 1) * dil + 1;
        padded[d][o] = (int) (Math.min(stop, in[d] + p) - begin);
        long skip = begin < 0 ? (-begin + dil - 1) / dil * dil : 0;
        first[d][o] = (int) (begin + skip);
        end[d][o] = (int) Math.min(stop, in[d]);
      }
    }
    return new Windows(in, out, step, first, end, padded);
  }

  /** Windows that share the input out among {@code output} positions. */
  static Windows adaptive(long[] input, long[] output, int rank) {
    int[] in = spatial(input, rank);
    int[] out = spatial(output, rank);
    int[][] first = new int[3][];
    int[][] end = new int[3][];
    int[][] padded = new int[3][];
    for (int d = 0; d < 3; d++) {
      first[d] = new int[out[d]];
      end[d] = new int[out[d]];
      padded[d] = new int[out[d]];
      for (int o = 0; o < out[d]; o++) {
        first[d][o] = (int) ((long) o * in[d] / out[d]);
        end[d][o] = (int) (((o + 1L) * in[d] + out[d] - 1) / out[d]);
        padded[d][o] = end[d][o] - first[d][o];
      }
    }
    return new Windows(in, out, new int[] {1, 1, 1}, first, end, padded);
  }

  /** Windows of one size that begin at given places of each spatial dimension. */
  static Windows at(long[] input, long[] output, long[] kernel, long[][] starts) {
    int rank = kernel.length;
    int[] in = spatial(input, rank);
    int[] out = spatial(output, rank);
    int[][] first = new int[3][];
    int[][] end = new int[3][];
    int[][] padded = new int[3][];
    for (int d = 0; d < 3; d++) {
      int own = d - (3 - rank);
      first[d] = new int[out[d]];
      end[d] = new int[out[d]];
      padded[d] = new int[out[d]];
      for (int o = 0; o < out[d]; o++) {
        padded[d][o] = own < 0 ? 1 : (int) kernel[own];
        first[d][o] = own < 0 ? 0 : (int) starts[own][o];
        end[d][o] = first[d][o] + padded[d][o];
      }
    }
    return new Windows(in, out, new int[] {1, 1, 1}, first, end, padded);
  }

  private static long at(long[] values, int d) {
    return values[Math.min(d, values.length - 1)];
  }

  private static int[] spatial(long[] sizes, int rank) {
    int[] out = new int[3];
    Arrays.fill(out, 1);
    for (int d = 0; d < rank; d++) {
      out[3 - rank + d] = Math.toIntExact(sizes[sizes.length - rank + d]);
    }
    return out;
  }

  /** The plane's element where a window begins; one inside the plane even if the window is not. */
  int start(int depth, int row, int column) {
    int d = Math.min(first[0][depth], input[0] - 1);
    int r = Math.min(first[1][row], input[1] - 1);
    int c = Math.min(first[2][column], input[2] - 1);
    return (d * input[1] + r) * input[2] + c;
  }

  /** Elements of the input plane. */
  int inputSize() {
    return input[0] * input[1] * input[2];
  }

  /** Elements of the output plane. */
  int outputSize() {
    return output[0] * output[1] * output[2];
  }
}
