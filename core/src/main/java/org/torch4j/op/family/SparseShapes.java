package org.torch4j.op.family;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.ValuesIndices;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.Args;
import org.torch4j.op.Components.Compressed;
import org.torch4j.op.Components.Coordinates;
import org.torch4j.op.TensorState;
import org.torch4j.type.DType;
import org.torch4j.type.Layout;
import org.torch4j.type.LayoutException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** What ops that move, choose and join dimensions mean for COO tensors: new tensors, no views. */
final class SparseShapes {
  private SparseShapes() {}

  /** Lets a tensor show another of its layout, outside of any graph. */
  static void become(Tensor self, Tensor result) {
    GradMode.with(
        false,
        () -> {
          TensorState.setData(self, result);
          return self;
        });
  }

  private static Coordinates coordinates(Args a, Tensor t) {
    return SparseTensors.coordinates(t, a.op());
  }

  // ---- order of dimensions

  static Tensor transpose(Args a) {
    Tensor self = a.tensor("self");
    int first = Shape.normalizeDim(a.integer("dim0"), self.dim(), a.op());
    int second = Shape.normalizeDim(a.integer("dim1"), self.dim(), a.op());
    if (TensorState.components(self) instanceof Compressed m) {
      return first == second ? self : turned(a, self, m);
    }
    int sparse = (int) coordinates(a, self).indices().size(0);
    if ((first < sparse) != (second < sparse)) {
      throw mixed(a, self, sparse);
    }
    return exchanged(self, first, second);
  }

  private static LayoutException mixed(Args a, Tensor self, int sparse) {
    return new LayoutException(
        a.op()
            + ": sparse and dense dimensions cannot change places, got "
            + self.shape()
            + " with "
            + sparse
            + " sparse dimensions");
  }

  /** Two sparse or two dense dimensions of a COO tensor in each other's place. */
  static Tensor exchanged(Tensor self, int first, int second) {
    int[] order = new int[self.dim()];
    Arrays.setAll(order, i -> i == first ? second : i == second ? first : i);
    return permuted(self, order);
  }

  private static Tensor permuted(Tensor self, int[] order) {
    Coordinates c = SparseTensors.coordinates(self, "permute");
    int sparse = (int) c.indices().size(0);
    long[] sizes = new long[order.length];
    Tensor[] rows = new Tensor[sparse];
    int[] block = new int[order.length - sparse + 1];
    boolean same = true;
    boolean sameBlock = true;
    for (int i = 0; i < order.length; i++) {
      sizes[i] = self.shape().get(order[i]);
      if (i < sparse) {
        rows[i] = c.indices().select(0, order[i]);
        same &= order[i] == i;
      } else {
        block[i - sparse + 1] = order[i] - sparse + 1;
        sameBlock &= order[i] == i;
      }
    }
    Tensor indices = same ? c.indices() : Torch.stack(Arrays.asList(rows));
    Tensor values = sameBlock ? Views.ALIAS.call(c.values()) : c.values().permute(block);
    boolean coalesced = c.coalesced() && (same || indices.size(1) < 2);
    return SparseTensors.of(indices, values, Shape.of(sizes), coalesced);
  }

  static Tensor permute(Args a) {
    Tensor self = a.tensor("self");
    long[] dims = a.integers("dims");
    int[] order = new int[dims.length];
    boolean[] seen = new boolean[self.dim()];
    int sparse = (int) coordinates(a, self).indices().size(0);
    for (int i = 0; i < order.length; i++) {
      order[i] = Shape.normalizeDim(dims[i], self.dim(), a.op());
      if (dims.length != self.dim() || seen[order[i]]) {
        throw new ShapeException(
            a.op()
                + ": "
                + Arrays.toString(dims)
                + " is no order of the dimensions of "
                + self.shape());
      }
      seen[order[i]] = true;
      if ((order[i] < sparse) != (i < sparse)) {
        throw mixed(a, self, sparse);
      }
    }
    return permuted(self, order);
  }

  /** The transpose of compressed rows is compressed columns, over the same components. */
  private static Tensor turned(Args a, Tensor self, Compressed m) {
    Layout layout =
        switch (m.layout()) {
          case SPARSE_CSR -> Layout.SPARSE_CSC;
          case SPARSE_CSC -> Layout.SPARSE_CSR;
          case SPARSE_BSR -> Layout.SPARSE_BSC;
          default -> Layout.SPARSE_BSR;
        };
    if (self.dim() != 2) {
      throw TensorState.notStrided(a.op(), self);
    }
    Tensor values =
        m.layout().isBlocked() ? m.values().transpose(1, 2) : Views.ALIAS.call(m.values());
    return TensorState.sparse(
        new Compressed(layout, m.starts(), m.across(), values),
        Shape.of(self.size(1), self.size(0)));
  }

  static Tensor unsqueeze(Args a) {
    Tensor self = a.tensor("self");
    Coordinates c = coordinates(a, self);
    int at = Shape.normalizeDim(a.integer("dim"), self.dim() + 1, a.op());
    int sparse = (int) c.indices().size(0);
    long[] sizes = inserted(self.shape().toArray(), at);
    if (at > sparse) {
      return SparseTensors.of(
          c.indices(), c.values().unsqueeze(at - sparse + 1), Shape.of(sizes), c.coalesced());
    }
    Tensor zero = Torch.zeros(Shape.of(1, c.indices().size(1)), DType.INT64);
    Tensor indices =
        Torch.cat(
            List.of(
                c.indices().slice(0, 0L, (long) at, 1),
                zero,
                c.indices().slice(0, (long) at, (long) sparse, 1)),
            0);
    return SparseTensors.of(indices, Views.ALIAS.call(c.values()), Shape.of(sizes), c.coalesced());
  }

  private static long[] inserted(long[] sizes, int at) {
    long[] more = new long[sizes.length + 1];
    for (int i = 0; i < more.length; i++) {
      more[i] = i < at ? sizes[i] : i == at ? 1 : sizes[i - 1];
    }
    return more;
  }

  // ---- choosing

  /** The entries of COO that {@code keep} marks, at other places. */
  private static Tensor chosen(
      Coordinates c, Tensor keep, Tensor indices, Shape shape, boolean coalesced) {
    Tensor at = keep.nonzero().select(1, 0);
    return SparseTensors.of(
        indices.indexSelect(1, at), c.values().indexSelect(0, at), shape, coalesced);
  }

  static Tensor select(Args a) {
    Tensor self = a.tensor("self");
    Coordinates c = coordinates(a, self);
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
    long index = index(a, self, dim);
    int sparse = (int) c.indices().size(0);
    Shape shape = Shape.of(without(self.shape().toArray(), dim));
    if (dim >= sparse) {
      Tensor values = c.values().select(dim - sparse + 1, index).clone();
      return SparseTensors.of(c.indices(), values, shape, c.coalesced());
    }
    Tensor keep = c.indices().select(0, dim).eq(index);
    if (sparse == 1) { // no sparse dimension is left
      Tensor at = keep.nonzero().select(1, 0);
      return c.values().indexSelect(0, at).sum(0);
    }
    Tensor rest =
        Torch.cat(
            List.of(
                c.indices().slice(0, 0L, (long) dim, 1),
                c.indices().slice(0, dim + 1L, (long) sparse, 1)),
            0);
    return chosen(c, keep, rest, shape, c.coalesced());
  }

  private static long[] without(long[] sizes, int dim) {
    long[] rest = new long[sizes.length - 1];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = sizes[i < dim ? i : i + 1];
    }
    return rest;
  }

  private static long index(Args a, Tensor self, int dim) {
    long index = a.integer("index");
    long size = self.shape().get(dim);
    if (index < -size || index >= size) {
      throw new IndexOutOfBoundsException(
          a.op()
              + ": index "
              + index
              + " is out of range in dimension "
              + dim
              + " of "
              + self.shape());
    }
    return index < 0 ? index + size : index;
  }

  static Tensor slice(Args a) {
    Tensor self = a.tensor("self");
    Coordinates c = coordinates(a, self);
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
    long size = self.shape().get(dim);
    long start = bound(a.get("start"), 0, size);
    long end = Math.max(start, bound(a.get("end"), size, size));
    long step = a.integer("step");
    if (step <= 0) {
      throw new IllegalArgumentException(a.op() + ": step must be positive, got " + step);
    }
    long[] sizes = self.shape().toArray();
    sizes[dim] = (end - start + step - 1) / step;
    int sparse = (int) c.indices().size(0);
    if (dim >= sparse) {
      Tensor values = c.values().slice(dim - sparse + 1, start, end, step).clone();
      return SparseTensors.of(c.indices(), values, Shape.of(sizes), c.coalesced());
    }
    Tensor row = c.indices().select(0, dim);
    Tensor from = row.sub(start);
    Tensor keep = row.ge(start).logicalAnd(row.lt(end)).logicalAnd(from.remainder(step).eq(0));
    Tensor moved = replaced(c.indices(), dim, from.div(Torch.tensor(step), "floor"));
    return chosen(c, keep, moved, Shape.of(sizes), c.coalesced());
  }

  private static long bound(@Nullable Object given, long none, long size) {
    long at = given == null ? none : (Long) given;
    return Math.clamp(at < 0 ? at + size : at, 0, size);
  }

  private static Tensor replaced(Tensor indices, int dim, Tensor row) {
    List<Tensor> rows = new ArrayList<>();
    for (int d = 0; d < indices.size(0); d++) {
      rows.add(d == dim ? row : indices.select(0, d));
    }
    return Torch.stack(rows);
  }

  /** The slices that {@code index} names, in its order, repeated ones too. */
  static Tensor indexSelect(Args a) {
    Tensor self = a.tensor("self");
    Coordinates c = coordinates(a, SparseTensors.coalesce(self));
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
    Tensor index = a.tensor("index").toLong();
    if (index.dim() > 1) {
      throw new ShapeException(a.op() + ": index must be a vector, got " + index.shape());
    }
    index = index.reshape(-1);
    long size = self.shape().get(dim);
    if (index.numel() > 0 && (index.amin().itemLong() < 0 || index.amax().itemLong() >= size)) {
      throw new IndexOutOfBoundsException(
          a.op() + ": index is out of range in dimension " + dim + " of " + self.shape());
    }
    long[] sizes = self.shape().toArray();
    sizes[dim] = index.numel();
    int sparse = (int) c.indices().size(0);
    if (dim >= sparse) {
      Tensor values = c.values().indexSelect(dim - sparse + 1, index);
      return SparseTensors.of(c.indices(), values, Shape.of(sizes), true);
    }
    // Entries ordered by their place in dim; each asked place takes its stretch of them.
    ValuesIndices sorted = Torch.sort(c.indices().select(0, dim), 0, false);
    Tensor low = Torch.searchsorted(sorted.values(), index, false);
    Tensor high = Torch.searchsorted(sorted.values(), index, true);
    Tensor counts = high.sub(low);
    Tensor which = Torch.arange(0L, index.numel(), 1L, DType.INT64).repeatInterleave(counts, null);
    Tensor entries = sorted.indices().indexSelect(0, stretches(low, counts, which));
    Tensor indices = replaced(c.indices().indexSelect(1, entries), dim, which);
    return SparseTensors.of(indices, c.values().indexSelect(0, entries), Shape.of(sizes), false);
  }

  /** The numbers low[i], low[i] + 1, ... for each i, counts[i] of them, one after the other. */
  static Tensor stretches(Tensor low, Tensor counts, Tensor which) {
    Tensor before = counts.cumsum(0).sub(counts);
    Tensor place = Torch.arange(0L, which.numel(), 1L, DType.INT64);
    return place.sub(before.indexSelect(0, which)).add(low.indexSelect(0, which));
  }

  // ---- joining

  static Tensor cat(Args a) {
    Tensor[] all = a.tensors("tensors");
    Tensor first = all[0];
    int dim = Shape.normalizeDim(a.integer("dim"), first.dim(), a.op());
    DType dtype = first.dtype();
    for (Tensor t : all) {
      checkFit(a, first, t, dim);
      dtype = DType.promote(dtype, t.dtype());
    }
    int sparse = (int) coordinates(a, first).indices().size(0);
    List<Tensor> indices = new ArrayList<>();
    List<Tensor> values = new ArrayList<>();
    long before = 0;
    for (Tensor t : all) {
      Coordinates c = coordinates(a, t);
      boolean inside = dim >= sparse;
      Tensor row = inside ? null : c.indices().select(0, dim).add(before);
      indices.add(row == null ? c.indices() : replaced(c.indices(), dim, row));
      values.add(c.values().to(dtype));
      before += t.shape().get(dim);
    }
    if (dim >= sparse) {
      pad(values, dim - sparse + 1, before);
    }
    long[] sizes = first.shape().toArray();
    sizes[dim] = before;
    return SparseTensors.of(Torch.cat(indices, 1), Torch.cat(values, 0), Shape.of(sizes), false);
  }

  /** Blocks as long as all of them, each with its numbers in its own part. */
  private static void pad(List<Tensor> values, int dim, long total) {
    long before = 0;
    for (int i = 0; i < values.size(); i++) {
      Tensor v = values.get(i);
      long own = v.size(dim);
      values.set(
          i, Torch.cat(List.of(gap(v, dim, before), v, gap(v, dim, total - before - own)), dim));
      before += own;
    }
  }

  private static Tensor gap(Tensor like, int dim, long size) {
    long[] sizes = like.shape().toArray();
    sizes[dim] = size;
    return Torch.zeros(Shape.of(sizes), like.dtype());
  }

  private static void checkFit(Args a, Tensor first, Tensor t, int dim) {
    boolean fits =
        t.layout() == Layout.SPARSE_COO
            && first.layout() == Layout.SPARSE_COO
            && t.dim() == first.dim()
            && t.sparseDim() == first.sparseDim();
    for (int d = 0; fits && d < t.dim(); d++) {
      fits = d == dim || t.shape().get(d) == first.shape().get(d);
    }
    if (!fits) {
      throw new LayoutException(
          a.op()
              + ": expected sparse_coo tensors that differ in dimension "
              + dim
              + " only, got "
              + first.layout()
              + " "
              + first.shape()
              + " and "
              + t.layout()
              + " "
              + t.shape());
    }
  }
}
