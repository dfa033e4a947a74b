package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/** Max pooling over windows that the output's size or random numbers place, and its inverse. */
final class AdaptivePoolKernels {
  private AdaptivePoolKernels() {}

  static void register(KernelTable table) {
    table.add("adaptive_max_pool", AdaptivePoolKernels::adaptive);
    table.add("fractional_max_pool", AdaptivePoolKernels::fractional);
    table.add("max_unpool", AdaptivePoolKernels::unpool);
  }

  private static void adaptive(KernelCall call) {
    StridedArray input = JavaConv.packed(call.array(0));
    Windows w =
        Windows.adaptive(
            input.shape().toArray(), call.output(0).shape().toArray(), call.longs(1).length);
    PoolKernels.max(input, call, p -> w);
  }

  private static void fractional(KernelCall call) {
    StridedArray input = JavaConv.packed(call.array(0));
    StridedArray samples = JavaConv.packed(call.array(3));
    long[] kernel = call.longs(1);
    int rank = kernel.length;
    long[] in = input.shape().toArray();
    long[] out = call.output(0).shape().toArray();
    Cells from = Cells.of(samples);
    boolean single = PoolKernels.single(input);
    PoolKernels.max(
        input,
        call,
        p -> {
          long[][] starts = new long[rank][];
          for (int d = 0; d < rank; d++) {
            // PyTorch takes the numbers of images from behind, those of volumes from the front.
            int number = rank == 2 ? 1 - d : d;
            double sample = from.getDouble(samples.layout().offset() + p * rank + number);
            starts[d] = starts(in[d + 2], out[d + 2], kernel[d], sample, single);
          }
          return Windows.at(in, out, kernel, starts);
        });
  }

  /** Where windows begin: steps of a length that is no whole number, shifted by the sample. */
  private static long[] starts(long in, long out, long kernel, double sample, boolean single) {
    long[] starts = new long[Math.toIntExact(out)];
    if (out > 1) {
      double step = (double) (in - kernel) / (out - 1);
      for (int i = 0; i < out - 1; i++) {
        starts[i] =
            single
                ? (int) ((i + (float) sample) * (float) step)
                    - (int) ((float) sample * (float) step)
                : (long) ((i + sample) * step) - (long) (sample * step);
      }
    }
    if (out > 0) {
      starts[starts.length - 1] = in - kernel;
    }
    return starts;
  }

  private static void unpool(KernelCall call) {
    StridedArray input = JavaConv.packed(call.array(0));
    StridedArray indices = JavaConv.packed(call.array(1));
    StridedArray out = call.output(0);
    int rank = call.longs(2).length;
    int plane = PoolKernels.product(out, rank);
    int size = PoolKernels.product(input, rank);
    Cells from = Cells.of(input);
    Cells places = Cells.of(indices);
    Cells to = Cells.of(out);
    LossKernels.zero(out);
    PoolKernels.planes(
        out,
        plane,
        plane + size,
        p -> {
          for (int i = 0; i < size; i++) {
            long index = places.getLong(indices.layout().offset() + p * size + i);
            if (index < 0 || index >= plane) {
              throw new IndexOutOfBoundsException(
                  "max_unpool: index " + index + " is out of range for a plane of " + plane);
            }
            Moves.move(
                from,
                input.layout().offset() + p * size + i,
                to,
                out.layout().offset() + p * plane + index);
          }
        });
  }
}
