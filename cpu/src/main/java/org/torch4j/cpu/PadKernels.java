package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Scalar;

/** Tensors with more around them, or less. */
final class PadKernels {
  private static final int GRAIN = 1 << 15;

  private PadKernels() {}

  static void register(KernelTable table) {
    table.add("constant_pad_nd", PadKernels::constant);
  }

  private static void constant(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    long[] pad = call.longs(1);
    if (out.numel() == 0) {
      return;
    }
    Layout from = self.layout();
    Layout to = out.layout();
    boolean grows = false;
    for (int i = 0; i < pad.length / 2; i++) {
      int dim = from.dim() - 1 - i;
      long before = pad[2 * i];
      long after = pad[2 * i + 1];
      grows |= before > 0 || after > 0;
      long cut = Math.max(0, -before);
      long length = from.size(dim) - cut - Math.max(0, -after);
      if (length < 1) {
        fill(out, call.scalar(2));
        return;
      }
      from = from.slice(dim, cut, length, 1);
      to = to.slice(dim, Math.max(0, before), length, 1);
    }
    if (grows) {
      fill(out, call.scalar(2));
    }
    if (from.numel() > 0) {
      CopyKernels.copy(self.with(from), out.with(to));
    }
  }

  private static void fill(StridedArray out, Scalar value) {
    if (!value.isFloatingPoint() && value.longValue() == 0) {
      LossKernels.zero(out);
      return;
    }
    Cells to = Cells.of(out);
    Parallel.run(
        out.numel(),
        GRAIN,
        (begin, end, chunk) -> {
          for (long i = begin; i < end; i++) {
            IndexKernels.set(to, out.layout().offset() + i, value);
          }
        });
  }
}
