package org.torch4j.op.family;

import java.util.List;
import java.util.Objects;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.Components;
import org.torch4j.op.Components.Coordinates;
import org.torch4j.op.Promotion;
import org.torch4j.op.TensorState;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Layout;
import org.torch4j.type.LayoutException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Sums, products and quotients with sparse operands, and copies of them. */
final class SparseArithmetic {
  private SparseArithmetic() {}

  // ---- sums

  static Tensor add(Args a) {
    return sum(a.op(), a.tensor("self"), a.tensor("other"), a.scalar("alpha"));
  }

  static Tensor sub(Args a) {
    return sum(a.op(), a.tensor("self"), a.tensor("other"), negated(a.scalar("alpha")));
  }

  static Tensor rsub(Args a) {
    return sum(a.op(), a.tensor("other"), a.tensor("self"), negated(a.scalar("alpha")));
  }

  private static Scalar negated(Scalar s) {
    return switch (s.category()) {
      case BOOL, INTEGRAL -> Scalar.of(-s.longValue());
      case FLOATING -> Scalar.of(-s.doubleValue());
      case COMPLEX -> Scalar.of(new org.torch4j.type.Complex(-s.doubleValue(), -s.imaginary()));
    };
  }

  private static Tensor times(Tensor values, Scalar factor) {
    return factor.is(1) ? values : values.mul(factor.toNumber());
  }

  private static Tensor sum(String op, Tensor a, Tensor b, Scalar alpha) {
    DType dtype = new Promotion().add(a).add(b).result();
    if (!TensorState.isSparse(a) || !TensorState.isSparse(b)) {
      return withStrided(op, a, b, alpha, dtype);
    }
    sameShape(op, a, b);
    boolean compressed = a.layout().isCompressed();
    int sparse = compressed ? 2 : a.sparseDim();
    if (a.layout() != b.layout() || sparse != (compressed ? 2 : b.sparseDim())) {
      throw new LayoutException(
          op
              + ": expected operands of one layout, got "
              + a.layout()
              + " and "
              + b.layout()
              + " of shape "
              + a.shape());
    }
    Coordinates x = SparseLayouts.coordinates(a);
    Coordinates y = SparseLayouts.coordinates(b);
    Tensor values = Torch.cat(List.of(x.values().to(dtype), times(y.values().to(dtype), alpha)), 0);
    Tensor indices = Torch.cat(List.of(x.indices(), y.indices()), 1);
    Tensor result = SparseTensors.coalesce(SparseTensors.of(indices, values, a.shape(), false));
    return compressed ? SparseLayouts.compress(op, result, a.layout()) : result;
  }

  private static void sameShape(String op, Tensor a, Tensor b) {
    if (!a.shape().equals(b.shape())) {
      throw new ShapeException(
          op + ": sparse operands must have one shape, got " + a.shape() + " and " + b.shape());
    }
  }

  /** A strided result: one operand has an element everywhere. */
  private static Tensor withStrided(String op, Tensor a, Tensor b, Scalar alpha, DType dtype) {
    Shape shape = Shape.broadcast(a.shape(), b.shape(), op);
    Tensor sparse = TensorState.isSparse(a) ? a : b;
    if (!sparse.shape().equals(shape)) {
      throw new ShapeException(
          op
              + ": a sparse operand is not broadcast, got "
              + a.layout()
              + " "
              + a.shape()
              + " and "
              + b.layout()
              + " "
              + b.shape());
    }
    if (sparse == a) {
      return times(b.to(dtype), alpha).expand(shape.toArray()).add(SparseLayouts.dense(a));
    }
    Coordinates c = SparseLayouts.coordinates(b);
    long[] sizes = SparseIndices.sizes(c, shape);
    Tensor rows = SparseIndices.rows(a.to(dtype).expand(shape.toArray()), sizes);
    Tensor more = times(c.values().to(dtype), alpha);
    return rows.indexAdd(0, SparseIndices.flat(c.indices(), sizes), more).reshape(shape.toArray());
  }

  /** Adds the entries of a sparse tensor where they belong, without a dense copy of them. */
  static boolean addInPlace(Tensor target, Args a) {
    Tensor other = a.tensor("other");
    return accumulate(target, other, a.scalar("alpha"));
  }

  static boolean subInPlace(Tensor target, Args a) {
    return accumulate(target, a.tensor("other"), negated(a.scalar("alpha")));
  }

  private static boolean accumulate(Tensor target, Tensor other, Scalar alpha) {
    boolean fits =
        !TensorState.isSparse(target)
            && TensorState.isSparse(other)
            && target.isContiguous()
            && target.shape().equals(other.shape())
            && target.dtype() == other.dtype();
    if (!fits) {
      return false;
    }
    Coordinates c = SparseLayouts.coordinates(other);
    long[] sizes = SparseIndices.sizes(c, target.shape());
    Tensor rows = SparseIndices.rows(target, sizes);
    rows.indexAdd_(0, SparseIndices.flat(c.indices(), sizes), times(c.values(), alpha));
    return true;
  }

  // ---- products

  static Tensor mul(Args a) {
    Tensor x = a.tensor("self");
    Tensor y = a.tensor("other");
    if (TensorState.isSparse(x) && TensorState.isSparse(y)) {
      return both(a, x, y);
    }
    return TensorState.isSparse(x) ? scaled(a.op(), x, y) : scaled(a.op(), y, x);
  }

  /** Sparse times strided: the factors of the entries are all that matter. */
  private static Tensor scaled(String op, Tensor sparse, Tensor factor) {
    Components c = TensorState.components(sparse, op);
    if (factor.dim() == 0) {
      return TensorState.sparse(c.withValues(c.values().mul(factor)), sparse.shape());
    }
    if (!Shape.broadcast(sparse.shape(), factor.shape(), op).equals(sparse.shape())) {
      throw new ShapeException(
          op
              + ": a sparse operand is not broadcast, got "
              + sparse.shape()
              + " and a factor of "
              + factor.shape());
    }
    Tensor all = factor.expand(sparse.shape().toArray());
    Tensor at = SparseTensors.valuesAt(all, sparse);
    return TensorState.sparse(c.withValues(c.values().mul(at)), sparse.shape());
  }

  /** Entries where both have one. */
  private static Tensor both(Args a, Tensor x, Tensor y) {
    sameShape(a.op(), x, y);
    if (x.layout() != Layout.SPARSE_COO || y.layout() != Layout.SPARSE_COO) {
      Components c = TensorState.components(x, a.op());
      Tensor at = SparseTensors.valuesAt(y, x);
      return TensorState.sparse(c.withValues(c.values().mul(at)), x.shape());
    }
    if (x.sparseDim() != y.sparseDim()) {
      throw new LayoutException(
          a.op()
              + ": operands have "
              + x.sparseDim()
              + " and "
              + y.sparseDim()
              + " sparse dimensions, of shape "
              + x.shape());
    }
    Coordinates p = SparseTensors.coordinates(SparseTensors.coalesce(x), a.op());
    Coordinates q = SparseTensors.coordinates(SparseTensors.coalesce(y), a.op());
    long[] sizes = SparseIndices.sizes(p, x.shape());
    Tensor left = SparseIndices.flat(p.indices(), sizes);
    Tensor right = SparseIndices.flat(q.indices(), sizes);
    if (right.numel() == 0 || left.numel() == 0) {
      DType dtype = new Promotion().add(x).add(y).result();
      return SparseTensors.empty(x.shape(), sizes.length, dtype);
    }
    Tensor at = Torch.searchsorted(right, left).clampMax(right.numel() - 1);
    Tensor mine = right.indexSelect(0, at).eq(left).nonzero().select(1, 0);
    Tensor values =
        p.values().indexSelect(0, mine).mul(q.values().indexSelect(0, at.indexSelect(0, mine)));
    return SparseTensors.of(p.indices().indexSelect(1, mine), values, x.shape(), true);
  }

  static Tensor div(Args a) {
    Tensor x = a.tensor("self");
    Tensor y = a.tensor("other");
    if (!TensorState.isSparse(x) || TensorState.isSparse(y) || y.dim() != 0) {
      throw new LayoutException(
          a.op()
              + ": a sparse tensor is divided by a number or a strided tensor of one, got "
              + x.layout()
              + " "
              + x.shape()
              + " and "
              + y.layout()
              + " "
              + y.shape());
    }
    Components c = TensorState.components(x, a.op());
    return TensorState.sparse(c.withValues(c.values().div(y)), x.shape());
  }

  // ---- copies

  static Tensor clone(Args a) {
    Tensor self = a.tensor("self");
    return switch (TensorState.components(self, a.op())) {
      case Coordinates c ->
          SparseTensors.of(c.indices().clone(), c.values().clone(), self.shape(), c.coalesced());
      case Components.Compressed c ->
          TensorState.sparse(
              new Components.Compressed(
                  c.layout(), c.starts().clone(), c.across().clone(), c.values().clone()),
              self.shape());
    };
  }

  /** The components on another device. */
  static Tensor move(Args a) {
    Tensor self = a.tensor("self");
    Device to = Objects.requireNonNull(a.device("device"));
    Components moved =
        switch (TensorState.components(self, a.op())) {
          case Components.Coordinates c ->
              new Components.Coordinates(c.indices().to(to), c.values().to(to), c.coalesced());
          case Components.Compressed c ->
              new Components.Compressed(
                  c.layout(), c.starts().to(to), c.across().to(to), c.values().to(to));
        };
    return TensorState.sparse(moved, self.shape());
  }

  static Tensor convert(Args a) {
    Tensor self = a.tensor("self");
    DType dtype = a.dtype("dtype");
    Components c = TensorState.components(self, a.op());
    Tensor values = Copies.TO_COPY.call(c.values(), dtype);
    return TensorState.sparse(c.withValues(values), self.shape());
  }

  /** In place only: the entries of {@code src}, of the layout of {@code self}. */
  static Tensor copy(Args a) {
    Tensor self = a.tensor("self");
    Tensor src = a.tensor("src");
    if (self.layout() != src.layout() || !self.shape().equals(src.shape())) {
      throw new LayoutException(
          "copy_: expected a source of the same layout and shape, "
              + self.layout()
              + " "
              + self.shape()
              + ", got "
              + src.layout()
              + " "
              + src.shape());
    }
    return src.clone();
  }

  /** In place only: a sparse tensor can only be filled with 0. */
  static Tensor fill(Args a) {
    Tensor self = a.tensor("self");
    if (!a.scalar("number").is(0)) {
      throw TensorState.notStrided("fill", self);
    }
    if (self.layout() == Layout.SPARSE_COO) {
      return SparseTensors.emptyLike(self);
    }
    Components c = TensorState.components(self, a.op());
    return TensorState.sparse(c.withValues(Torch.zerosLike(c.values())), self.shape());
  }
}
