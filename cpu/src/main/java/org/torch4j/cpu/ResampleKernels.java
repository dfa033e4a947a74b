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

  /** Adds {@code weight} times line {@code from} to line {@code to}. */
  @FunctionalInterface
  private interface Entry {
    /** Lines count along the resampled dimension. */
    void run(int from, int to, double weight);
  }

  /** The taps, in the direction of the data. */
  private record Plan(long[] index, double[] weight, int taps, boolean transposed) {
    void entries(Entry entry) {
      for (int i = 0; i < index.length; i++) {
        int wide = (int) index[i];
        int output = i / taps;
        entry.run(transposed ? output : wide, transposed ? wide : output, weight[i]);
      }
    }
  }

  private static Plan plan(KernelCall call, boolean transposed, long inputs) {
    StridedArray index = JavaConv.packed(call.array(1));
    StridedArray weight = JavaConv.packed(call.array(2));
    int n = Math.toIntExact(index.numel());
    long[] places = new long[n];
    double[] shares = new double[n];
    Cells.of(index).load(index.layout().offset(), 1, places, 0, n);
    Cells.of(weight).load(weight.layout().offset(), 1, shares, 0, n);
    for (long place : places) {
      if (place < 0 || place >= inputs) {
        throw new IndexOutOfBoundsException(
            "resample: index " + place + " is out of range for size " + inputs);
      }
    }
    return new Plan(places, shares, (int) index.layout().size(1), transposed);
  }

  private static void run(KernelCall call, boolean transposed) {
    StridedArray self = JavaConv.packed(call.array(0));
    StridedArray out = call.output(0);
    int dim = (int) call.longValue(3);
    int from = (int) self.layout().size(dim);
    int to = (int) out.layout().size(dim);
    Plan plan = plan(call, transposed, transposed ? to : from);
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
            float[] y = scratch.floats(OUTPUT, block);
            source.load(at, 1, x, 0, from * width);
            Arrays.fill(y, 0, block, 0f);
            plan.entries((i, o, w) -> add(x, i * width, y, o * width, (float) w, width));
            target.store(into, 1, y, 0, block);
          } else {
            double[] x = scratch.doubles(INPUT, (long) from * width);
            double[] y = scratch.doubles(OUTPUT, block);
            source.load(at, 1, x, 0, from * width);
            Arrays.fill(y, 0, block, 0.0);
            plan.entries((i, o, w) -> add(x, i * width, y, o * width, w, width));
            target.store(into, 1, y, 0, block);
          }
        });
  }

  private static void add(float[] x, int i, float[] y, int o, float w, int n) {
    for (int k = 0; k < n; k++) {
      y[o + k] += w * x[i + k];
    }
  }

  private static void add(double[] x, int i, double[] y, int o, double w, int n) {
    for (int k = 0; k < n; k++) {
      y[o + k] += w * x[i + k];
    }
  }
}
