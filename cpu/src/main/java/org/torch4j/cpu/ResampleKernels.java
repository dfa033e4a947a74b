package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/** One dimension of a tensor as weighted sums of its places, and the transpose of that. */
final class ResampleKernels {
  private static final int INPUT = 4;
  private static final int OUTPUT = 5;

  private ResampleKernels() {}

  static void register(KernelTable table) {
    table.add("resample", call -> run(call, false));
    table.add("resample_backward", call -> run(call, true));
  }

  /**
   * The taps: place {@code index[i]} and output {@code i / taps} share {@code weight[i]}.
   *
   * @param single the weights as floats
   * @param across the places by tap, then by output
   * @param ofTap the weights in that order
   */
  private record Plan(
      int[] index, double[] weight, float[] single, int taps, int[] across, float[] ofTap) {}

  private static Plan plan(KernelCall call, long inputs) {
    StridedArray index = JavaConv.packed(call.array(1));
    StridedArray weight = JavaConv.packed(call.array(2));
    int n = Math.toIntExact(index.numel());
    long[] places = new long[n];
    double[] shares = new double[n];
    Cells.of(index).load(index.layout().offset(), 1, places, 0, n);
    Cells.of(weight).load(weight.layout().offset(), 1, shares, 0, n);
    int[] lines = new int[n];
    float[] single = new float[n];
    for (int i = 0; i < n; i++) {
      if (places[i] < 0 || places[i] >= inputs) {
        throw new IndexOutOfBoundsException(
            "resample: index " + places[i] + " is out of range for size " + inputs);
      }
      lines[i] = (int) places[i];
      single[i] = (float) shares[i];
    }
    int taps = (int) index.layout().size(1);
    int[] across = new int[n];
    float[] ofTap = new float[n];
    for (int i = 0; i < n; i++) {
      int at = i % taps * (n / taps) + i / taps;
      across[at] = lines[i];
      ofTap[at] = single[i];
    }
    return new Plan(lines, shares, single, taps, across, ofTap);
  }

  private static void run(KernelCall call, boolean transposed) {
    StridedArray self = JavaConv.packed(call.array(0));
    StridedArray out = call.output(0);
    int dim = (int) call.longValue(3);
    int from = (int) self.layout().size(dim);
    int to = (int) out.layout().size(dim);
    Plan plan = plan(call, transposed ? to : from);
    long inner = 1;
    for (int d = dim + 1; d < out.layout().dim(); d++) {
      inner *= out.layout().size(d);
    }
    int width = Math.toIntExact(inner);
    int block = Math.max(1, width * to);
    Cells source = Cells.of(self);
    Cells target = Cells.of(out);
    boolean single = PoolKernels.single(out);
    PoolKernels.planes(
        out,
        block,
        width * (from + to),
        p -> {
          Scratch scratch = Scratch.get();
          long at = self.layout().offset() + p * from * width;
          long into = out.layout().offset() + p * block;
          if (single) {
            float[] x = scratch.floats(INPUT, (long) from * width);
            source.load(at, 1, x, 0, from * width);
            if (transposed) {
              float[] y = scratch.floats(OUTPUT, block);
              Arrays.fill(y, 0, block, 0f);
              scatter(plan, x, y, width);
              target.store(into, 1, y, 0, block);
            } else if (width == 1) {
              float[] y = scratch.floats(OUTPUT, block);
              gather(plan, x, y, to);
              target.store(into, 1, y, 0, block);
            } else {
              float[] y = scratch.floats(OUTPUT, width);
              for (int o = 0; o < to; o++) {
                gather(plan, x, y, o, width);
                target.store(into + (long) o * width, 1, y, 0, width);
              }
            }
          } else {
            double[] x = scratch.doubles(INPUT, (long) from * width);
            double[] y = scratch.doubles(OUTPUT, block);
            source.load(at, 1, x, 0, from * width);
            Arrays.fill(y, 0, block, 0.0);
            spread(plan, x, y, width, transposed);
            target.store(into, 1, y, 0, block);
          }
        });
  }

  /** Each output number is the sum of its taps; {@code y} is summed tap by tap. */
  private static void gather(Plan plan, float[] x, float[] y, int outputs) {
    Arrays.fill(y, 0, outputs, 0f);
    for (int t = 0; t < plan.taps; t++) {
      add(x, plan.across, t * outputs, plan.ofTap, y, outputs);
    }
  }

  /** Output line {@code o}, the sum of its taps. */
  private static void gather(Plan plan, float[] x, float[] y, int o, int width) {
    int i = o * plan.taps;
    int end = i + plan.taps;
    if (plan.taps == 1) {
      set(x, plan.index[i] * width, y, plan.single[i], width);
      return;
    }
    int second = plan.index[i + 1] * width;
    set(x, plan.index[i] * width, second, y, plan.single[i], plan.single[i + 1], width);
    for (i += 2; i < end; i++) {
      add(x, plan.index[i] * width, y, plan.single[i], width);
    }
  }

  /** Each line of the gradient is added to the lines that its taps came from. */
  private static void scatter(Plan plan, float[] x, float[] y, int width) {
    if (width == 1) {
      for (int i = 0; i < plan.index.length; i++) {
        y[plan.index[i]] += plan.single[i] * x[i / plan.taps];
      }
      return;
    }
    for (int i = 0; i < plan.index.length; i++) {
      add(x, i / plan.taps * width, y, plan.index[i] * width, plan.single[i], width);
    }
  }

  private static void spread(Plan plan, double[] x, double[] y, int width, boolean transposed) {
    for (int i = 0; i < plan.index.length; i++) {
      int line = plan.index[i] * width;
      int output = i / plan.taps * width;
      add(x, transposed ? output : line, y, transposed ? line : output, plan.weight[i], width);
    }
  }

  // Loops over copies that begin at 0.

  private static void set(float[] x, int i, float[] y, float w, int n) {
    float[] a = Scratch.get().copy(6, x, i, n);
    for (int k = 0; k < n; k++) {
      y[k] = 0f + w * a[k];
    }
  }

  private static void set(float[] x, int i, int j, float[] y, float w, float v, int n) {
    float[] a = Scratch.get().copy(6, x, i, n);
    float[] b = Scratch.get().copy(7, x, j, n);
    for (int k = 0; k < n; k++) {
      y[k] = 0f + w * a[k] + v * b[k];
    }
  }

  private static void add(float[] x, int i, float[] y, float w, int n) {
    float[] a = Scratch.get().copy(6, x, i, n);
    for (int k = 0; k < n; k++) {
      y[k] += w * a[k];
    }
  }

  private static void add(float[] x, int[] index, int at, float[] w, float[] y, int n) {
    for (int k = 0; k < n; k++) {
      y[k] += w[at + k] * x[index[at + k]];
    }
  }

  private static void add(float[] x, int i, float[] y, int o, float w, int n) {
    float[] sums = Scratch.get().copy(7, y, o, n);
    add(x, i, sums, w, n);
    System.arraycopy(sums, 0, y, o, n);
  }

  private static void add(double[] x, int i, double[] y, int o, double w, int n) {
    for (int k = 0; k < n; k++) {
      y[o + k] += w * x[i + k];
    }
  }
}
