package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/**
 * Softmax and its relatives along a dimension behind which neighbours lie side by side: all lines
 * of a block advance together, so that the loops over neighbours are SIMD.
 */
final class SoftmaxColumns {
  /** Elements of a block that the nearest cache holds, and the next one. */
  private static final int NEAR = 8192;

  private static final int FAR = 65536;

  /** Lines in a block that are enough to pay for a loop, and the fewest: what a fetch brings. */
  private static final int WIDE = 128;

  private static final int NARROW = 16;

  /** Elements that make a loop long. */
  private static final int LONG = 512;

  /** Fewer neighbours are not worth it. */
  private static final int FEWEST = 8;

  /** Rows that are added before their sum is added to the total, which keeps digits. */
  private static final int SOME = 32;

  private static final int TASK = 1 << 15;
  private static final Lanes LANES = Lanes.CURRENT;

  private SoftmaxColumns() {}

  /** What is done with a block: {@code n} rows of {@code width} neighbours. */
  @FunctionalInterface
  interface Body {
    /** The result replaces x; {@code line} and {@code part} are for a number of each line. */
    void run(float[] x, float[] other, int n, int width, float[] line, float[] part);
  }

  /** Does the call if its lines lie that way. */
  static boolean run(KernelCall call, int inputs, int dim, Body body) {
    StridedArray out = call.output(0);
    StridedArray[] arrays = {call.array(0), call.array(inputs - 1), out};
    long inner = Walk.neighbours(dim, arrays);
    if (inner < FEWEST) {
      return false;
    }
    int n = Math.toIntExact(out.layout().size(dim));
    int wanted = Math.max(NEAR / n, Math.clamp(FAR / n, NARROW, WIDE));
    int width = (int) Math.min(inner, wanted);
    long blocks = (inner + width - 1) / width;
    long[] step = new long[arrays.length];
    long[][] strides = new long[arrays.length][];
    long[] base = new long[arrays.length];
    for (int j = 0; j < arrays.length; j++) {
      step[j] = arrays[j].layout().stride(dim);
      strides[j] = Arrays.copyOf(arrays[j].layout().strides(), dim);
      base[j] = arrays[j].layout().offset();
    }
    Cells[] cells = {Cells.of(arrays[0]), Cells.of(arrays[1]), Cells.of(out)};
    Walk walk = Walk.of(Arrays.copyOf(out.shape().toArray(), dim), strides, base);
    long perBlock = (long) n * width;
    Parallel.run(
        walk.count() * blocks,
        Math.max(1, TASK / (4 * perBlock)),
        (begin, end, chunk) -> {
          Walk own = walk.copy();
          Scratch scratch = Scratch.get();
          float[] x = scratch.floats(4, perBlock);
          float[] y = scratch.floats(5, perBlock);
          float[] line = scratch.floats(6, Math.max(width, LONG));
          float[] part = scratch.floats(7, Math.max(width, LONG));
          for (long u = begin; u < end; u++) {
            own.seek(u / blocks);
            long column = u % blocks * width;
            int wide = (int) Math.min(width, inner - column);
            load(cells[0], own.at[0] + column, step[0], n, wide, x);
            if (inputs == 2) {
              load(cells[1], own.at[1] + column, step[1], n, wide, y);
            }
            body.run(x, y, n, wide, line, part);
            for (int k = 0; k < n; k++) {
              cells[2].store(own.at[2] + column + k * step[2], 1, x, k * wide, wide);
            }
          }
        });
    return true;
  }

  private static void load(Cells from, long at, long step, int n, int width, float[] to) {
    for (int k = 0; k < n; k++) {
      from.load(at + k * step, 1, to, k * width, width);
    }
  }

  /** Rows that count as one, so that loops are long. */
  private static int fold(int width) {
    return Math.max(1, LONG / width);
  }

  static void softmax(float[] x, float[] other, int n, int width, float[] line, float[] part) {
    largest(x, n, width, line);
    subtract(x, n, width, line);
    LANES.exp(x, 0, n * width);
    sum(x, n, width, line, part);
    int wide = repeat(line, width);
    for (int at = 0; at < n * width; at += wide) {
      divide(x, at, line, Math.min(wide, n * width - at));
    }
  }

  static void logSoftmax(float[] x, float[] other, int n, int width, float[] line, float[] part) {
    largest(x, n, width, line);
    subtract(x, n, width, line);
    System.arraycopy(x, 0, other, 0, n * width);
    LANES.exp(other, 0, n * width);
    sum(other, n, width, line, part);
    for (int c = 0; c < width; c++) {
      line[c] = (float) Math.log(line[c]);
    }
    subtract(x, n, width, line);
  }

  static void softmaxGradient(
      float[] grad, float[] y, int n, int width, float[] line, float[] part) {
    float[] products = Scratch.get().floats(8, (long) n * width);
    multiply(grad, y, products, n * width);
    sum(products, n, width, line, part);
    subtract(grad, n, width, line);
    multiply(grad, y, grad, n * width);
  }

  static void logSoftmaxGradient(
      float[] grad, float[] y, int n, int width, float[] line, float[] part) {
    LANES.exp(y, 0, n * width);
    sum(grad, n, width, line, part);
    int wide = repeat(line, width);
    for (int at = 0; at < n * width; at += wide) {
      subtractProducts(grad, y, at, line, Math.min(wide, n * width - at));
    }
  }

  private static void largest(float[] x, int n, int width, float[] line) {
    int fold = fold(width);
    int whole = n / fold * fold * width;
    int at = whole > 0 ? fold * width : width;
    System.arraycopy(x, 0, line, 0, at);
    for (; at < whole; at += fold * width) {
      max(x, at, line, fold * width);
    }
    for (int f = 1; whole > 0 && f < fold; f++) {
      max(line, f * width, line, width);
    }
    for (; at < n * width; at += width) {
      max(x, at, line, width);
    }
  }

  private static void sum(float[] x, int n, int width, float[] line, float[] part) {
    int fold = fold(width);
    int wide = fold * width;
    int whole = n / fold * wide;
    Arrays.fill(line, 0, wide, 0f);
    for (int first = 0; first < whole; first += SOME * wide) {
      Arrays.fill(part, 0, wide, 0f);
      for (int at = first; at < Math.min(whole, first + SOME * wide); at += wide) {
        add(x, at, part, wide);
      }
      add(part, 0, line, wide);
    }
    for (int f = 1; f < fold; f++) {
      add(line, f * width, line, width);
    }
    for (int at = whole; at < n * width; at += width) {
      add(x, at, line, width);
    }
  }

  /** Writes the numbers of the lines as often as rows count as one; returns how many that are. */
  private static int repeat(float[] line, int width) {
    int fold = fold(width);
    for (int f = 1; f < fold; f++) {
      System.arraycopy(line, 0, line, f * width, width);
    }
    return fold * width;
  }

  private static void subtract(float[] x, int n, int width, float[] line) {
    int wide = repeat(line, width);
    for (int at = 0; at < n * width; at += wide) {
      subtractAll(x, at, line, Math.min(wide, n * width - at));
    }
  }

  // One loop each, over copies that begin at 0.

  private static void max(float[] x, int at, float[] line, int n) {
    float[] row = Scratch.get().copy(9, x, at, n);
    for (int c = 0; c < n; c++) {
      line[c] = Math.max(line[c], row[c]);
    }
  }

  private static void add(float[] x, int at, float[] line, int n) {
    float[] row = Scratch.get().copy(9, x, at, n);
    for (int c = 0; c < n; c++) {
      line[c] += row[c];
    }
  }

  private static void subtractAll(float[] x, int at, float[] line, int n) {
    float[] row = Scratch.get().copy(9, x, at, n);
    for (int c = 0; c < n; c++) {
      row[c] -= line[c];
    }
    System.arraycopy(row, 0, x, at, n);
  }

  private static void subtractProducts(float[] x, float[] y, int at, float[] line, int n) {
    float[] row = Scratch.get().copy(9, x, at, n);
    float[] factors = Scratch.get().copy(10, y, at, n);
    for (int c = 0; c < n; c++) {
      row[c] -= factors[c] * line[c];
    }
    System.arraycopy(row, 0, x, at, n);
  }

  private static void divide(float[] x, int at, float[] line, int n) {
    float[] row = Scratch.get().copy(9, x, at, n);
    for (int c = 0; c < n; c++) {
      row[c] /= line[c];
    }
    System.arraycopy(row, 0, x, at, n);
  }

  private static void multiply(float[] x, float[] y, float[] to, int n) {
    for (int c = 0; c < n; c++) {
      to[c] = x[c] * y[c];
    }
  }
}
