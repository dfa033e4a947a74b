package org.torch4j.cuda;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/** Windows of images as columns and back, and resampling along a dimension. */
final class WindowKernels {
  private WindowKernels() {}

  static void register(KernelTable table) {
    table.add("unfold_windows", WindowKernels::unfold);
    table.add("fold_windows", WindowKernels::fold);
    table.add("resample", call -> resample(call, false));
    table.add("resample_backward", call -> resample(call, true));
  }

  /** {@code t4j_fold}: how windows lie on an image. */
  private static long[] numbers(StridedArray image, KernelCall call, int first) {
    long[] numbers = new long[12];
    for (int d = 0; d < 2; d++) {
      long size = image.layout().size(2 + d);
      long kernel = call.longs(first)[d];
      long dilation = call.longs(first + 1)[d];
      long padding = call.longs(first + 2)[d];
      long stride = call.longs(first + 3)[d];
      numbers[d] = size;
      numbers[2 + d] = (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
      numbers[4 + d] = kernel;
      numbers[6 + d] = dilation;
      numbers[8 + d] = padding;
      numbers[10 + d] = stride;
    }
    return numbers;
  }

  private static void unfold(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray image = t.rows(call.array(0));
      run("unfold_windows", out, image, numbers(image, call, 1));
    }
  }

  private static void fold(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      run("fold_windows", out, t.rows(call.array(0)), numbers(out, call, 2));
    }
  }

  private static void run(String kernel, StridedArray out, StridedArray in, long[] numbers) {
    long most = Math.max(out.numel(), in.numel()) + (1 << 24);
    for (int d = 0; d < 2; d++) {
      long span = (numbers[2 + d] + 1) * numbers[10 + d] + numbers[4 + d] * numbers[6 + d];
      most = Math.max(most, span + numbers[8 + d] + numbers[d]);
    }
    Work.of(kernel, out)
        .types(out.dtype())
        .type("J", most < Integer.MAX_VALUE ? "int" : "i64")
        .array(out)
        .array(in)
        .longs(out.numel())
        .struct(numbers)
        .run(out.numel());
  }

  private static void resample(KernelCall call, boolean backward) {
    StridedArray out = call.output(0);
    int dim = (int) call.longValue(3);
    try (Temporaries t = new Temporaries()) {
      StridedArray self = t.rows(call.array(0));
      StridedArray index = t.converted(call.array(1), DType.INT64);
      StridedArray weight = t.rows(call.array(2));
      long inner = 1;
      for (int d = dim + 1; d < out.layout().dim(); d++) {
        inner *= out.layout().size(d);
      }
      long outs = index.layout().size(0);
      int taps = (int) index.layout().size(1);
      Work work =
          Work.of(backward ? "resample_backward" : "resample", out)
              .types(out.dtype())
              .type("W", CudaTypes.stored(weight.dtype()))
              .array(out)
              .array(self);
      if (backward) {
        long ins = out.layout().size(dim);
        Sorting.Sorted s =
            Meeting.sorted("resample", t, index, Lines.along(0, 1), outs * taps, ins, -1);
        StridedArray starts = t.fresh(out, DType.INT32, ins + 1);
        Work.of("tap_starts", out)
            .type("K", s.type())
            .array(starts)
            .array(s.keys())
            .longs(outs * taps, ins)
            .run(ins + 1);
        work.array(starts).array(s.places()).array(weight);
        work.longs(out.numel(), inner, outs, ins).ints(taps).run(out.numel());
      } else {
        work.array(index)
            .array(weight)
            .longs(out.numel(), inner, outs, self.layout().size(dim), taps)
            .checked("resample")
            .run(out.numel());
      }
    }
  }
}
