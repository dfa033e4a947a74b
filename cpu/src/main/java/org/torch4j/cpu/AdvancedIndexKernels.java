package org.torch4j.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * Indexing by several index tensors at once, as NumPy and PyTorch do it, and the places of the
 * elements that are not zero.
 */
final class AdvancedIndexKernels {
  private static final int GRAIN = 1 << 15;
  private static final int BLOCK = 4096;

  private AdvancedIndexKernels() {}

  static void register(KernelTable table) {
    table.add("index", AdvancedIndexKernels::read);
    table.add("index_put", AdvancedIndexKernels::write);
    table.add("nonzero_count", AdvancedIndexKernels::count);
    table.add("nonzero", AdvancedIndexKernels::nonzero);
  }

  /**
   * What the indices select of an array.
   *
   * @param selected offset of each place, in row-major order of the index shape
   * @param layout the array's elements for place 0, with the index dimensions as one of stride 0
   * @param dim where that dimension stands
   */
  private record Selection(long[] selected, Layout layout, int dim) {
    /** A result's layout with its index dimensions joined into one. */
    Layout join(Layout full, int indexDims) {
      long[] sizes = new long[full.dim() - indexDims + 1];
      long[] strides = new long[sizes.length];
      for (int d = 0; d < sizes.length; d++) {
        int from = d < dim ? d : d + indexDims - 1;
        sizes[d] = d == dim ? selected.length : full.size(from);
        strides[d] = d == dim ? 1 : full.stride(from);
      }
      return Layout.of(Shape.of(sizes), strides, full.offset());
    }
  }

  private static Selection selection(
      String op, StridedArray self, @Nullable StridedArray[] indices) {
    Layout layout = self.layout();
    Shape shape = Shape.SCALAR;
    int first = -1;
    int lastIndexed = -1;
    boolean adjacent = true;
    for (int d = 0; d < indices.length; d++) {
      if (indices[d] != null) {
        shape = indices[d].shape();
        adjacent &= first < 0 || lastIndexed == d - 1;
        first = first < 0 ? d : first;
        lastIndexed = d;
      }
    }
    long[] selected = new long[Math.toIntExact(shape.numel())];
    for (int d = 0; d < indices.length; d++) {
      if (indices[d] != null && selected.length > 0) {
        add(op, indices[d], d, layout.size(d), layout.stride(d), selected);
      }
    }
    int dim = adjacent ? Math.max(0, first) : 0;
    int rest = 0;
    for (int d = 0; d < layout.dim(); d++) {
      rest += isFree(indices, d) ? 1 : 0;
    }
    long[] sizes = new long[rest + 1];
    long[] strides = new long[rest + 1];
    sizes[dim] = selected.length;
    int at = 0;
    for (int d = 0; d < layout.dim(); d++) {
      if (isFree(indices, d)) {
        at += at == dim ? 1 : 0;
        sizes[at] = layout.size(d);
        strides[at++] = layout.stride(d);
      }
    }
    return new Selection(selected, Layout.of(Shape.of(sizes), strides, layout.offset()), dim);
  }

  private static boolean isFree(@Nullable StridedArray[] indices, int d) {
    return d >= indices.length || indices[d] == null;
  }

  private static void add(
      String op, StridedArray index, int dim, long size, long stride, long[] selected) {
    Cells from = Cells.of(index);
    Places.rows(index)
        .parallel(
            4,
            1024,
            (walk, begin, n) -> {
              long[] at = Scratch.get().longs(5, n);
              from.load(walk.at[0] + begin, 1, at, 0, n);
              int p = (int) (walk.at[1] + begin);
              long outside = 0;
              for (int k = 0; k < n; k++) {
                outside |= at[k] + size | size - 1 - at[k];
                selected[p + k] += (at[k] + (at[k] >> 63 & size)) * stride;
              }
              if (outside < 0) {
                throw Places.firstOutside(op, index, dim, -size, size);
              }
            });
  }

  private static int indexDims(@Nullable StridedArray[] indices) {
    for (StridedArray index : indices) {
      if (index != null) {
        return index.layout().dim();
      }
    }
    return 0;
  }

  private static void read(KernelCall call) {
    StridedArray self = call.array(0);
    @Nullable StridedArray[] indices = call.arrays(1);
    StridedArray out = call.output(0);
    Selection s = selection("index", self, indices);
    if (out.numel() == 0) {
      return;
    }
    // The result is row-major, so its index dimensions join into one of the stride that follows.
    Layout target = Layout.contiguous(s.layout.shape());
    target = Layout.of(target.shape(), target.strides(), out.layout().offset());
    Cells from = Cells.toRead(self, out.numel());
    Cells to = Cells.of(out);
    int last = target.dim() - 1;
    int line = target.size(last) == 1 && s.dim != last ? s.dim : last;
    int n = Math.toIntExact(target.size(line));
    long step = s.layout.stride(line);
    long outStep = target.stride(line);
    Walk walks = Walk.lines(line, target.shape(), self.with(s.layout), out.with(target));
    if (line == s.dim) {
      new Slices(walks, n)
          .parallel(
              1,
              1024,
              (walk, begin, m) ->
                  Moves.gather(
                      from,
                      walk.at[0],
                      s.selected,
                      (int) begin,
                      to,
                      walk.at[1] + begin * outStep,
                      outStep,
                      m));
      return;
    }
    walks.parallel(
        n,
        (walk, count) -> {
          for (long i = 0; i < count; i++) {
            long place = s.selected[(int) walk.index(s.dim < line ? s.dim : s.dim - 1)];
            Moves.strided(from, walk.at[0] + place, step, to, walk.at[1], outStep, n);
            walk.next();
          }
        });
  }

  private static void write(KernelCall call) {
    StridedArray out = call.output(0);
    @Nullable StridedArray[] indices = call.arrays(1);
    StridedArray values = call.array(2);
    boolean accumulate = call.booleanValue(3);
    Selection s = selection("index_put", out, indices);
    int indexDims = indexDims(indices);
    long[] sizes = new long[s.layout.dim() - 1 + indexDims];
    Shape shape = indexShape(indices);
    for (int d = 0; d < sizes.length; d++) {
      boolean inside = d >= s.dim && d < s.dim + indexDims;
      sizes[d] = inside ? shape.get(d - s.dim) : s.layout.size(d < s.dim ? d : d - indexDims + 1);
    }
    Shape full = Shape.of(sizes);
    if (full.numel() == 0) {
      return;
    }
    Layout source = values.layout().broadcastTo(full, "index_put");
    // Offsets of the values per place: their index dimensions need not join.
    long[] places = new long[s.selected.length];
    long[] steps = Arrays.copyOfRange(source.strides(), s.dim, s.dim + indexDims);
    Walk inner = Walk.of(shape.toArray(), new long[][] {steps}, new long[] {0});
    inner.seek(0);
    for (int p = 0; p < places.length; p++) {
      places[p] = inner.at[0];
      inner.next();
    }
    Layout joined = s.join(source, indexDims);
    Cells to = Cells.of(out);
    Cells from = Cells.toRead(values, full.numel());
    Combine combine = accumulate ? Combine.SUM : Combine.SET;
    long[] free = Walk.without(s.layout.shape().toArray(), s.dim);
    long[][] strides = {
      Walk.without(s.layout.strides(), s.dim), Walk.without(joined.strides(), s.dim)
    };
    // One task takes all places of its free indices in order, so that repeated places agree.
    Slices slices = Slices.rows(free, strides, new long[] {s.layout.offset(), source.offset()});
    if (slices.width() > 1) {
      slices.parallel(
          places.length,
          64,
          (walk, begin, n) -> {
            for (int p = 0; p < places.length; p++) {
              long v = walk.at[1] + places[p] + begin;
              combine.rows(to, walk.at[0] + s.selected[p] + begin, from, v, n);
            }
          });
      return;
    }
    long step = places.length < 2 ? 0 : places[1] - places[0];
    boolean even = isEven(places, step);
    Walk.of(free, strides, new long[] {s.layout.offset(), source.offset()})
        .parallel(
            4L * places.length,
            (walk, count) -> {
              for (long i = 0; i < count; i++) {
                if (even) {
                  combine.scatter(
                      to, walk.at[0], s.selected, places.length, from, walk.at[1], step);
                } else {
                  for (int p = 0; p < places.length; p++) {
                    combine.apply(to, walk.at[0] + s.selected[p], from, walk.at[1] + places[p]);
                  }
                }
                walk.next();
              }
            });
  }

  /** Whether each place stands one step behind the one before. */
  private static boolean isEven(long[] places, long step) {
    for (int p = 0; p < places.length; p++) {
      if (places[p] != p * step) {
        return false;
      }
    }
    return true;
  }

  private static Shape indexShape(@Nullable StridedArray[] indices) {
    for (StridedArray index : indices) {
      if (index != null) {
        return index.shape();
      }
    }
    return Shape.SCALAR;
  }

  private static boolean isNonzero(Cells cells, long i) {
    if (cells.dtype.isComplex()) {
      Cells parts = Moves.parts(cells);
      return parts.getDouble(2 * i) != 0 || parts.getDouble(2 * i + 1) != 0;
    }
    return cells.getDouble(i) != 0;
  }

  private static long[] counts(StridedArray self) {
    Cells from = Cells.of(self);
    Walk walk = Walk.through(self);
    long n = self.numel();
    long[] counts = new long[Parallel.chunks(n, GRAIN)];
    Parallel.run(
        n,
        GRAIN,
        (begin, end, chunk) -> {
          if (begin >= end) {
            return;
          }
          if (self.isContiguous()) {
            counts[chunk] = truths(from, self.layout().offset() + begin, end - begin);
            return;
          }
          Walk own = walk.copy();
          own.seek(begin);
          for (long i = begin; i < end; i++) {
            counts[chunk] += isNonzero(from, own.at[0]) ? 1 : 0;
            own.next();
          }
        });
    return counts;
  }

  /** How many of {@code n} neighbours are not zero. */
  private static long truths(Cells from, long off, long n) {
    long sum = 0;
    long[] block = Scratch.get().longs(4, BLOCK);
    for (long at = 0; at < n; at += BLOCK) {
      int m = (int) Math.min(BLOCK, n - at);
      flags(from, off + at, m, block);
      for (int i = 0; i < m; i++) {
        sum += block[i];
      }
    }
    return sum;
  }

  /** 1 for each of {@code n} neighbours that is not zero, 0 for the others. */
  private static void flags(Cells from, long off, int n, long[] to) {
    if (from.dtype.isComplex()) {
      for (int i = 0; i < n; i++) {
        to[i] = isNonzero(from, off + i) ? 1 : 0;
      }
    } else if (from.isInteger()) {
      from.load(off, 1, to, 0, n);
      for (int i = 0; i < n && from.dtype != DType.BOOL; i++) {
        to[i] = (to[i] | -to[i]) >>> 63;
      }
    } else {
      double[] x = Scratch.get().doubles(4, BLOCK);
      from.load(off, 1, x, 0, n);
      for (int i = 0; i < n; i++) {
        to[i] = x[i] != 0 ? 1 : 0;
      }
    }
  }

  private static void count(KernelCall call) {
    StridedArray out = call.output(0);
    Cells.of(out).setLong(out.layout().offset(), Arrays.stream(counts(call.array(0))).sum());
  }

  private static void nonzero(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    long[] starts = counts(self);
    long sum = 0;
    for (int c = 0; c < starts.length; c++) {
      long own = starts[c];
      starts[c] = sum;
      sum += own;
    }
    if (sum != out.layout().size(0)) {
      throw new IllegalStateException(
          "nonzero: the tensor was changed while it was counted: "
              + out.layout().size(0)
              + " then "
              + sum);
    }
    Cells from = Cells.of(self);
    Cells to = Cells.of(out);
    Walk walk = Walk.through(self);
    int dims = self.layout().dim();
    Parallel.run(
        self.numel(),
        GRAIN,
        (begin, end, chunk) -> {
          if (begin >= end) {
            return;
          }
          long at = out.layout().offset() + starts[chunk] * dims;
          if (self.isContiguous() && dims > 0) {
            places(from, self.layout(), begin, end, to, at);
            return;
          }
          Walk own = walk.copy();
          own.seek(begin);
          for (long i = begin; i < end; i++) {
            if (isNonzero(from, own.at[0])) {
              for (long index : own.index()) {
                to.setLong(at++, index);
              }
            }
            own.next();
          }
        });
  }

  /** Writes the indices of the neighbours begin..end that are not zero from {@code at} on. */
  private static void places(Cells from, Layout layout, long begin, long end, Cells to, long at) {
    int dims = layout.dim();
    long[] flags = Scratch.get().longs(4, BLOCK);
    long[] hits = Scratch.get().longs(12, BLOCK);
    long[] rows = Scratch.get().longs(13, BLOCK * (long) dims);
    long target = at;
    for (long first = begin; first < end; first += BLOCK) {
      int m = (int) Math.min(BLOCK, end - first);
      flags(from, layout.offset() + first, m, flags);
      int found = 0;
      for (int i = 0; i < m; i++) {
        hits[found] = first + i;
        found += (int) flags[i];
      }
      if (dims == 1) {
        to.store(target, 1, hits, 0, found);
      } else {
        split(hits, found, layout, rows);
        to.store(target, 1, rows, 0, found * dims);
      }
      target += (long) found * dims;
    }
  }

  /** The indices of elements from their ascending numbers in row-major order. */
  private static void split(long[] numbers, int n, Layout layout, long[] rows) {
    int dims = layout.dim();
    long width = layout.size(dims - 1);
    long start = -width;
    for (int i = 0; i < n; i++) {
      int row = i * dims;
      if (numbers[i] - start >= width) {
        long rest = numbers[i] / width;
        start = rest * width;
        for (int d = dims - 2; d >= 0; d--) {
          rows[row + d] = rest % layout.size(d);
          rest /= layout.size(d);
        }
      } else {
        System.arraycopy(rows, row - dims, rows, row, dims - 1);
      }
      rows[row + dims - 1] = numbers[i] - start;
    }
  }
}
