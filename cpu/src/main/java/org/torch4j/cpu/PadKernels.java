package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

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
    Gaps gaps = new Gaps(out, call.scalar(2));
    for (int i = 0; i < pad.length / 2; i++) {
      int dim = from.dim() - 1 - i;
      long cut = Math.max(0, -pad[2 * i]);
      long length = from.size(dim) - cut - Math.max(0, -pad[2 * i + 1]);
      if (length < 1) {
        gaps.fillAll();
        return;
      }
      from = from.slice(dim, cut, length, 1);
      to = to.slice(dim, Math.max(0, pad[2 * i]), length, 1);
    }
    if (from.numel() == 0) {
      gaps.fillAll();
    } else {
      copy(self.with(from), out.with(to), gaps);
    }
  }

  /** Copies row by row, and fills what lies between one row and the next, all in one pass. */
  private static void copy(StridedArray from, StridedArray to, Gaps gaps) {
    long[][] strides = {from.layout().strides(), to.layout().strides()};
    long[][] merged = CopyKernels.merge(to.shape().toArray(), strides);
    int last = merged[0].length - 1;
    long inner = merged[0][last];
    long[] base = {from.layout().offset(), to.layout().offset()};
    long rows = to.numel() / inner;
    if (inner > 1 && merged[2][last] != 1) {
      gaps.fillAll();
      CopyKernels.copy(from, to);
      return;
    }
    if (rows == 1) {
      gaps.fill(gaps.begin, base[1]);
      CopyKernels.copy(from, to);
      gaps.fill(base[1] + inner, gaps.end);
      return;
    }
    long[][] steps = {Walk.without(merged[1], last), Walk.without(merged[2], last)};
    Walk walk = Walk.of(Walk.without(merged[0], last), steps, base);
    Cells source = Cells.of(from);
    Cells target = Cells.of(to);
    Parallel.run(
        rows,
        Math.max(1, GRAIN / inner),
        (begin, end, chunk) -> {
          if (begin >= end) {
            return;
          }
          Walk own = walk.copy();
          long behind = gaps.begin;
          if (begin > 0) {
            own.seek(begin - 1);
            behind = own.at[1] + inner;
          }
          own.seek(begin);
          for (long row = begin; row < end; row++) {
            gaps.fill(behind, own.at[1]);
            CopyKernels.line(
                from, to, source, target, own.at[0], merged[1][last], own.at[1], 1, inner);
            behind = own.at[1] + inner;
            own.next();
          }
          if (end == rows) {
            gaps.fill(behind, gaps.end);
          }
        });
  }

  /** The places of a row-major array that get the padding's value. */
  private static final class Gaps {
    final long begin;
    final long end;
    private final Cells target;
    private final Cells value;

    Gaps(StridedArray out, Scalar value) {
      this.begin = out.layout().offset();
      this.end = begin + out.numel();
      this.target = Cells.of(out);
      StridedArray one = StridedArray.allocate(out.dtype(), Shape.SCALAR);
      this.value = Cells.of(one);
      IndexKernels.set(this.value, 0, value);
    }

    void fill(long from, long to) {
      if (to > from) {
        Moves.fill(value, target, from, to - from);
      }
    }

    void fillAll() {
      Parallel.run(end - begin, GRAIN, (b, e, chunk) -> fill(begin + b, begin + e));
    }
  }
}
