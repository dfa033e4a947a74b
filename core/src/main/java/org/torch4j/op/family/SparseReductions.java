package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.Args;
import org.torch4j.op.Components;
import org.torch4j.op.Components.Coordinates;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.TensorState;
import org.torch4j.type.DType;
import org.torch4j.type.Layout;
import org.torch4j.type.Shape;

/** Sums over dimensions of sparse tensors, and softmax over their entries. */
public final class SparseReductions {
  public static final CompositeOp SPARSE_SUM =
      composite(
          "_sparse_sum(Tensor self, *, ScalarType? dtype=None) -> Tensor",
          a -> sum(a, null, false));

  public static final CompositeOp SPARSE_SUM_DIM =
      composite(
          "_sparse_sum.dim(Tensor self, int[1] dim, *, ScalarType? dtype=None) -> Tensor",
          a -> sum(a, a.integers("dim"), false));

  public static final CompositeOp SPARSE_SOFTMAX =
      composite(
          "_sparse_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor",
          a -> softmax(a, false));

  public static final CompositeOp SPARSE_LOG_SOFTMAX =
      composite(
          "_sparse_log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor",
          a -> softmax(a, true));

  private SparseReductions() {}

  static Tensor sum(Args a) {
    return sum(a, a.get("dim"), a.flag("keepdim"));
  }

  private static Tensor sum(Args a, @Nullable Object dims, boolean keep) {
    Tensor self = a.tensor("self");
    Components c = TensorState.components(self, a.op());
    DType dtype = a.dtype("dtype");
    boolean[] gone = new boolean[self.dim()];
    long[] list =
        dims instanceof Long one ? new long[] {one} : dims instanceof long[] l ? l : new long[0];
    for (long dim : list) {
      gone[Shape.normalizeDim(dim, self.dim(), a.op())] = true;
    }
    if (list.length == 0) {
      Arrays.fill(gone, true);
    }
    int sparse = self.dim() - SparseTensors.denseDims(self);
    boolean all = true;
    for (int d = 0; d < sparse; d++) {
      all &= gone[d];
    }
    if (all) {
      Tensor values =
          c instanceof Coordinates k ? k.values() : SparseLayouts.coordinates(self).values();
      Tensor total = values.sum(valueDims(gone, sparse), false, dtype);
      return keep ? total.reshape(kept(self, gone)) : total;
    }
    if (keep) {
      throw TensorState.notStrided(a.op() + " with keepdim", self);
    }
    Tensor result = some(self, gone, sparse, dtype);
    return result;
  }

  private static long[] kept(Tensor self, boolean[] gone) {
    long[] sizes = self.shape().toArray();
    for (int d = 0; d < sizes.length; d++) {
      sizes[d] = gone[d] ? 1 : sizes[d];
    }
    return sizes;
  }

  /** Dimension 0 of the values, the entries, and the dense ones among those that go. */
  private static long[] valueDims(boolean[] gone, int sparse) {
    List<Long> dims = new ArrayList<>(List.of(0L));
    for (int d = sparse; d < gone.length; d++) {
      if (gone[d]) {
        dims.add(d - sparse + 1L);
      }
    }
    return dims.stream().mapToLong(Long::longValue).toArray();
  }

  private static Tensor some(Tensor self, boolean[] gone, int sparse, @Nullable DType dtype) {
    Coordinates c = SparseLayouts.coordinates(self);
    List<Tensor> rows = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    for (int d = 0; d < self.dim(); d++) {
      if (!gone[d]) {
        sizes.add(self.shape().get(d));
        if (d < sparse) {
          rows.add(c.indices().select(0, d));
        }
      }
    }
    long[] dense = valueDims(gone, sparse);
    long[] blocks = Arrays.copyOfRange(dense, 1, dense.length);
    DType type = dtype != null ? dtype : self.dtype().isIntegral() ? DType.INT64 : self.dtype();
    Tensor values = c.values().to(type);
    values = blocks.length == 0 ? Views.ALIAS.call(values) : values.sum(blocks);
    Shape shape = Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
    boolean same = rows.size() == sparse;
    Tensor result =
        SparseTensors.of(
            same ? c.indices() : Torch.stack(rows), values, shape, same && c.coalesced());
    return SparseTensors.coalesce(result);
  }

  static Tensor any(Args a) {
    Tensor self = a.tensor("self");
    if (a.get("dim") instanceof Long || a.get("dim") instanceof long[] l && l.length > 0) {
      throw TensorState.notStrided(a.op() + " over a dimension", self);
    }
    return entries(self).any();
  }

  static Tensor norm(Args a) {
    Tensor self = a.tensor("self");
    if (a.get("dim") instanceof long[] dims && dims.length > 0) {
      throw TensorState.notStrided(a.op() + " over dimensions", self);
    }
    return Norms.NORM.call(entries(self), a.get("p"), null, false);
  }

  /** The values, those at one place added up. */
  private static Tensor entries(Tensor self) {
    Tensor own = self.layout() == Layout.SPARSE_COO ? SparseTensors.coalesce(self) : self;
    return TensorState.components(own, "values").values();
  }

  /** Absent entries count as minus infinity: they are 0 in the result and absent again. */
  private static Tensor softmax(Args a, boolean log) {
    DType dtype = a.dtype("dtype");
    Tensor given = a.tensor("self");
    SparseTensors.coordinates(given, a.op());
    Tensor self = SparseTensors.coalesce(dtype == null ? given : given.to(dtype));
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
    Coordinates c = SparseTensors.coordinates(self, a.op());
    int sparse = (int) c.indices().size(0);
    Tensor values;
    if (dim >= sparse) {
      int inside = dim - sparse + 1;
      values = log ? c.values().logSoftmax(inside) : c.values().softmax(inside);
    } else {
      values = grouped(c, self.shape(), dim, log);
    }
    return SparseTensors.of(c.indices(), values, self.shape(), true);
  }

  private static Tensor grouped(Coordinates c, Shape shape, int dim, boolean log) {
    Tensor values = c.values();
    if (values.size(0) == 0) {
      return Views.ALIAS.call(values);
    }
    long[] sizes = SparseIndices.sizes(c, shape);
    Tensor zero = Torch.zeros(c.indices().select(0, dim).shape(), DType.INT64);
    List<Tensor> rows = new ArrayList<>();
    for (int d = 0; d < sizes.length; d++) {
      rows.add(d == dim ? zero : c.indices().select(0, d));
    }
    sizes[dim] = 1;
    List<Tensor> unique =
        Torch.uniqueWithInverse(SparseIndices.flat(Torch.stack(rows), sizes), true, null);
    Tensor group = unique.get(1);
    long groups = unique.get(0).numel();
    Tensor most = GradMode.with(false, () -> greatest(values.detach(), group, groups));
    Tensor shifted = values.sub(most.indexSelect(0, group));
    Tensor sums = SparseIndices.sum(shifted.exp(), group, groups).indexSelect(0, group);
    return log ? shifted.sub(sums.log()) : shifted.exp().div(sums);
  }

  private static Tensor greatest(Tensor values, Tensor group, long groups) {
    long[] sizes = values.shape().toArray();
    sizes[0] = groups;
    Tensor least = Torch.full(Shape.of(sizes), Double.NEGATIVE_INFINITY, values.dtype());
    long[] column = new long[sizes.length];
    Arrays.fill(column, 1);
    column[0] = group.numel();
    Tensor index = group.view(column).expand(values.shape().toArray());
    return Scattering.SCATTER_REDUCE.call(least, 0L, index, values, "amax", true);
  }
}
