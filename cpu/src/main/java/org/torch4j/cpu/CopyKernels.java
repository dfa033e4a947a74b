package org.torch4j.cpu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * Kernels that move elements without computing: concatenation, reversal, rotation, triangles. All
 * of them are copies between layouts.
 */
final class CopyKernels {
  private static final int BLOCK = 4096;

  private CopyKernels() {}

  static void register(KernelTable table) {
    table.add("cat", CopyKernels::cat);
    table.add("flip", CopyKernels::flip);
    table.add("roll", CopyKernels::roll);
    table.add("tril", call -> triangle(call, true));
    table.add("triu", call -> triangle(call, false));
  }

  /** Copies elements between layouts of equal shape, converting to the target's dtype. */
  static void copy(StridedArray from, StridedArray to) {
    long n = to.numel();
    if (n == 0) {
      return;
    }
    if (from.dtype() != to.dtype() && (from.dtype().isComplex() || to.dtype().isComplex())) {
      copyParts(from, to);
      return;
    }
    long[][] strides = {from.layout().strides(), to.layout().strides()};
    long[][] merged = merge(to.shape().toArray(), strides);
    long[] sizes = merged[0];
    int last = sizes.length - 1;
    long inner = sizes[last];
    long sf = merged[1][last];
    long st = merged[2][last];
    long[] base = {from.layout().offset(), to.layout().offset()};
    long[] outer = Walk.without(sizes, last);
    long[][] steps = {Walk.without(merged[1], last), Walk.without(merged[2], last)};
    Cells source = Cells.of(from);
    Cells target = Cells.of(to);
    if (outer.length == 0) {
      Parallel.run(
          inner,
          1 << 18,
          (begin, end, chunk) ->
              line(
                  from,
                  to,
                  source,
                  target,
                  base[0] + begin * sf,
                  sf,
                  base[1] + begin * st,
                  st,
                  end - begin));
      return;
    }
    Walk walk = Walk.of(outer, steps, base);
    Parallel.run(
        n / inner,
        Math.max(1, (1 << 16) / inner),
        (begin, end, chunk) -> {
          Walk w = walk.copy();
          w.seek(begin);
          for (long row = begin; row < end; row++) {
            line(from, to, source, target, w.at[0], sf, w.at[1], st, inner);
            w.next();
          }
        });
  }

  /** To or from complex numbers of another dtype; real numbers have an imaginary part of 0. */
  private static void copyParts(StridedArray from, StridedArray to) {
    copy(from.dtype().isComplex() ? from.part(0) : from, to.dtype().isComplex() ? to.part(0) : to);
    if (to.dtype().isComplex()) {
      copy(from.dtype().isComplex() ? from.part(1) : zeros(to), to.part(1));
    }
  }

  private static StridedArray zeros(StridedArray like) {
    StridedArray zero = StridedArray.allocate(like.dtype().toReal(), Shape.SCALAR);
    Cells.of(zero).setDouble(0, 0);
    return zero.with(zero.layout().broadcastTo(like.shape(), "copy"));
  }

  /** Drops dimensions of size 1 and joins neighbours that all layouts run through as one. */
  static long[][] merge(long[] sizes, long[][] strides) {
    long[][] out = new long[strides.length + 1][Math.max(1, sizes.length)];
    int n = 0;
    for (int d = 0; d < sizes.length; d++) {
      if (sizes[d] == 1) {
        continue;
      }
      boolean joins = n > 0;
      for (int j = 0; joins && j < strides.length; j++) {
        joins = out[j + 1][n - 1] == strides[j][d] * sizes[d];
      }
      int at = joins ? n - 1 : n++;
      out[0][at] = joins ? out[0][at] * sizes[d] : sizes[d];
      for (int j = 0; j < strides.length; j++) {
        out[j + 1][at] = strides[j][d];
      }
    }
    if (n == 0) {
      out[0][0] = 1;
      n = 1;
    }
    for (int j = 0; j < out.length; j++) {
      out[j] = Arrays.copyOf(out[j], n);
    }
    return out;
  }

  /** Copies {@code n} elements from a strided line to another. */
  static void line(
      StridedArray from,
      StridedArray to,
      Cells source,
      Cells target,
      long of,
      long sf,
      long ot,
      long st,
      long n) {
    if (from.dtype() == to.dtype()) {
      int width = from.dtype().byteSize();
      if (sf == 1 && st == 1) {
        bytes(from, to, source, target, of * width, ot * width, n * width);
      } else {
        Moves.strided(source, of, sf, target, ot, st, n);
      }
      return;
    }
    convert(source, of, sf, target, ot, st, n);
  }

  private static void bytes(
      StridedArray from,
      StridedArray to,
      Cells source,
      Cells target,
      long byteFrom,
      long byteTo,
      long bytes) {
    if (source.isNative() && target.isNative()) {
      MemorySegment.copy(
          Cells.ALL, source.address + byteFrom, Cells.ALL, target.address + byteTo, bytes);
    } else {
      MemorySegment.copy(from.storage().segment(), byteFrom, to.storage().segment(), byteTo, bytes);
    }
  }

  private static void convert(
      Cells source, long of, long sf, Cells target, long ot, long st, long n) {
    Scratch scratch = Scratch.get();
    boolean whole = source.isInteger();
    boolean single = !whole && source.dtype != DType.FLOAT64 && target.dtype.isFloatingPoint();
    for (long at = 0; at < n; at += BLOCK) {
      int m = (int) Math.min(BLOCK, n - at);
      if (whole) {
        long[] block = scratch.longs(0, BLOCK);
        source.load(of + at * sf, sf, block, 0, m);
        target.store(ot + at * st, st, block, 0, m);
      } else if (single) {
        float[] block = scratch.floats(0, BLOCK);
        source.load(of + at * sf, sf, block, 0, m);
        target.store(ot + at * st, st, block, 0, m);
      } else {
        double[] block = scratch.doubles(0, BLOCK);
        source.load(of + at * sf, sf, block, 0, m);
        target.store(ot + at * st, st, block, 0, m);
      }
    }
  }

  private static void cat(KernelCall call) {
    StridedArray out = call.output(0);
    int dims = out.layout().dim();
    int dim = Shape.normalizeDim(call.longValue(1), dims, "cat");
    long at = 0;
    for (StridedArray part : call.arrays(0)) {
      // PyTorch lets an empty vector stand beside tensors of any rank.
      if (part == null || part.layout().dim() != dims) {
        continue;
      }
      long size = part.layout().size(dim);
      copy(part, out.with(out.layout().slice(dim, at, size, 1)));
      at += size;
    }
  }

  private static void flip(KernelCall call) {
    StridedArray self = call.array(0);
    Layout layout = self.layout();
    for (long d : call.longs(1)) {
      int dim = Shape.normalizeDim(d, layout.dim(), "flip");
      if (layout.dim() > 0 && layout.size(dim) > 1) {
        layout = layout.slice(dim, layout.size(dim) - 1, layout.size(dim), -1);
      }
    }
    copy(self.with(layout), call.output(0));
  }

  private static void roll(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    long[] shifts = call.longs(1);
    long[] dims = call.longs(2);
    if (self.numel() == 0) {
      return;
    }
    if (dims.length == 0) {
      // Without dimensions the flattened tensor is rotated.
      StridedArray result = out.with(Layout.contiguous(Shape.of(self.numel())));
      rotate(flatten(self), result, shifts.clone(), 0);
      return;
    }
    int rank = self.layout().dim();
    long[] byDim = new long[rank];
    for (int i = 0; i < dims.length && rank > 0; i++) {
      byDim[Shape.normalizeDim(dims[i], rank, "roll")] += shifts[i];
    }
    rotate(self, out, byDim, 0);
  }

  private static StridedArray flatten(StridedArray self) {
    Shape flat = Shape.of(self.numel());
    Layout view = self.layout().view(flat);
    if (view != null) {
      return self.with(view);
    }
    StridedArray packed = StridedArray.allocate(self.dtype(), self.shape());
    copy(self, packed);
    return packed.with(Layout.contiguous(flat));
  }

  /** Copies with dimensions {@code dim} and later rotated by their shifts. */
  private static void rotate(StridedArray from, StridedArray to, long[] shifts, int dim) {
    if (dim == from.layout().dim()) {
      copy(from, to);
      return;
    }
    long size = from.layout().size(dim);
    long shift = Math.floorMod(shifts[dim], size);
    part(from, to, dim, 0, shift, size - shift, shifts);
    part(from, to, dim, size - shift, 0, shift, shifts);
  }

  private static void part(
      StridedArray from,
      StridedArray to,
      int dim,
      long read,
      long write,
      long length,
      long[] shifts) {
    if (length > 0) {
      rotate(
          from.with(from.layout().slice(dim, read, length, 1)),
          to.with(to.layout().slice(dim, write, length, 1)),
          shifts,
          dim + 1);
    }
  }

  private static void triangle(KernelCall call, boolean lower) {
    StridedArray out = call.output(0);
    long diagonal = call.longValue(1);
    copy(call.array(0), out);
    int dims = out.layout().dim();
    long rows = out.layout().size(dims - 2);
    long columns = out.layout().size(dims - 1);
    if (out.numel() == 0) {
      return;
    }
    long matrices = out.numel() / (rows * columns);
    Cells to = Cells.of(out);
    long base = out.layout().offset();
    int perElement = out.dtype().isComplex() ? 2 : 1;
    Cells zeroed = perElement == 2 ? Moves.parts(to) : to;
    Parallel.run(
        matrices * rows,
        Math.max(1, 65536 / columns),
        (begin, end, chunk) -> {
          for (long line = begin; line < end; line++) {
            long row = line % rows;
            // Column c stays below when c - row <= diagonal, above when c - row >= diagonal.
            long cut = Math.clamp(row + diagonal + (lower ? 1 : 0), 0, columns);
            long first = lower ? cut : 0;
            long last = lower ? columns : cut;
            zeroed.fill(
                (base + line * columns + first) * perElement,
                1,
                (int) ((last - first) * perElement),
                0);
          }
        });
  }
}
