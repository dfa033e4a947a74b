package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.Components;
import org.torch4j.op.Components.Compressed;
import org.torch4j.op.Components.Coordinates;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.TensorState;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Layout;
import org.torch4j.type.LayoutException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Matrix products with sparse operands. */
public final class SparseProducts {
  public static final CompositeOp SPARSE_MM =
      composite(
          "_sparse_mm(Tensor sparse, Tensor dense) -> Tensor",
          a -> Matmul.MM.call(a.tensor("sparse"), a.tensor("dense")));

  /** The same product with a sparse result. */
  public static final CompositeOp SMM =
      composite(
          "smm(Tensor self, Tensor mat2) -> Tensor",
          a -> Matmul.MM.call(a.tensor("self"), a.tensor("mat2")).toSparse());

  /** The same product with a result whose rows are sparse. */
  public static final CompositeOp HSPMM =
      composite(
          "hspmm(Tensor mat1, Tensor mat2) -> Tensor",
          a -> rowsOf(a.tensor("mat1"), Matmul.MM.call(a.tensor("mat1"), a.tensor("mat2"))));

  public static final CompositeOp SSPADDMM =
      composite(
          "sspaddmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1)"
              + " -> Tensor",
          a ->
              times(a.tensor("self"), a.scalar("beta"))
                  .add(times(SMM.call(a.tensor("mat1"), a.tensor("mat2")), a.scalar("alpha"))));

  /** {@code alpha * mat1 @ mat2 + beta * self}, only where self has entries. */
  public static final CompositeOp SAMPLED_ADDMM =
      composite(
          "sparse_sampled_addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1,"
              + " Scalar alpha=1) -> Tensor",
          SparseProducts::sampled);

  private SparseProducts() {}

  private static Tensor times(Tensor t, Scalar factor) {
    return factor.is(1) ? t : t.mul(factor.toNumber());
  }

  private static Tensor rowsOf(Tensor sparse, Tensor product) {
    Tensor rows = SparseLayouts.coordinates(sparse).indices().select(0, 0).unique();
    return SparseTensors.of(rows.unsqueeze(0), product.indexSelect(0, rows), product.shape(), true);
  }

  private static void check(String op, Tensor a, Tensor b) {
    if (a.dim() != 2 || b.dim() != 2 || a.size(1) != b.size(0)) {
      throw new ShapeException(
          op
              + ": expected matrices that can be multiplied, got "
              + a.shape()
              + " and "
              + b.shape());
    }
    sameDtype(op, a, b);
  }

  private static void sameDtype(String op, Tensor a, Tensor b) {
    if (a.dtype() != b.dtype()) {
      throw new DTypeException(
          op + ": expected operands of one dtype, got " + a.dtype() + " and " + b.dtype());
    }
  }

  static Tensor mm(Args a) {
    return product(a.op(), a.tensor("self"), a.tensor("mat2"));
  }

  static Tensor product(String op, Tensor a, Tensor b) {
    check(op, a, b);
    if (TensorState.isSparse(a) && TensorState.isSparse(b)) {
      return bothSparse(op, a, b);
    }
    if (TensorState.isSparse(b)) {
      return product(op, b.t(), a.t()).t();
    }
    Coordinates c = matrix(op, a);
    return gathered(c.indices().select(0, 0), c.indices().select(0, 1), c.values(), b, a.size(0));
  }

  private static Coordinates matrix(String op, Tensor t) {
    Coordinates c = SparseLayouts.coordinates(t);
    if (c.indices().size(0) != 2 || c.values().dim() != 1) {
      throw new LayoutException(
          op + ": expected a matrix of two sparse dimensions, got " + t.layout() + " " + t.shape());
    }
    return c;
  }

  /** Row {@code to[e]} of the result gathers row {@code from[e]} of a table, times weight e. */
  private static Tensor gathered(Tensor to, Tensor from, Tensor weights, Tensor table, long count) {
    if (table.dtype().isFloatingPoint()) {
      return EmbeddingBags.BAG_SUM.call(table, from, to, weights, count, false, false);
    }
    Tensor rows = table.indexSelect(0, from).mul(weights.unsqueeze(1));
    return SparseIndices.sum(rows, to, count);
  }

  /** Each entry of the first meets the entries of a row of the second. */
  private static Tensor bothSparse(String op, Tensor a, Tensor b) {
    Coordinates x = matrix(op, a);
    Tensor rows = SparseLayouts.compress(op, b, Layout.SPARSE_CSR);
    Compressed y = (Compressed) TensorState.components(rows, op);
    Tensor starts = y.starts().toLong();
    Tensor column = x.indices().select(0, 1);
    Tensor low = starts.indexSelect(0, column);
    Tensor counts = starts.indexSelect(0, column.add(1)).sub(low);
    Tensor mine = Torch.arange(0L, column.numel(), 1L, DType.INT64).repeatInterleave(counts, null);
    Tensor theirs = SparseShapes.stretches(low, counts, mine);
    Tensor indices =
        Torch.stack(
            List.of(
                x.indices().select(0, 0).indexSelect(0, mine),
                y.across().toLong().indexSelect(0, theirs)));
    Tensor values = x.values().indexSelect(0, mine).mul(y.values().indexSelect(0, theirs));
    Shape shape = Shape.of(a.size(0), b.size(1));
    Tensor result = SparseTensors.coalesce(SparseTensors.of(indices, values, shape, false));
    return a.layout() == Layout.SPARSE_CSR
        ? SparseLayouts.compress(op, result, Layout.SPARSE_CSR)
        : result;
  }

  static Tensor addmm(Args a) {
    Tensor product = product(a.op(), a.tensor("mat1"), a.tensor("mat2"));
    Tensor scaled = times(product, a.scalar("alpha"));
    // With a factor of 0 not even NaN counts.
    if (a.scalar("beta").is(0)) {
      return scaled;
    }
    Tensor self = times(a.tensor("self"), a.scalar("beta"));
    sameDtype(a.op(), a.tensor("self"), product);
    return TensorState.isSparse(product) != TensorState.isSparse(self)
            && TensorState.isSparse(product)
        ? self.expand(product.shape().toArray()).add(scaled)
        : self.add(scaled);
  }

  static Tensor mv(Args a) {
    Tensor vector = a.tensor("vec");
    if (vector.dim() != 1) {
      throw new ShapeException(a.op() + ": expected a vector, got " + vector.shape());
    }
    return product(a.op(), a.tensor("self"), vector.unsqueeze(1)).squeeze(1);
  }

  static Tensor matmul(Args a) {
    Tensor x = a.tensor("self");
    Tensor y = a.tensor("other");
    if (x.dim() == 2 && y.dim() == 2) {
      return product(a.op(), x, y);
    }
    if (x.dim() == 2 && y.dim() == 1 && !TensorState.isSparse(y)) {
      return product(a.op(), x, y.unsqueeze(1)).squeeze(1);
    }
    if (x.dim() == 1 && y.dim() == 2 && !TensorState.isSparse(x)) {
      return product(a.op(), x.unsqueeze(0), y).squeeze(0);
    }
    if (x.dim() == 3 && y.dim() == 3) {
      return batched(a.op(), x, y);
    }
    throw TensorState.notStrided(
        a.op() + " of " + x.dim() + " and " + y.dim() + " dimensions",
        TensorState.isSparse(x) ? x : y);
  }

  static Tensor bmm(Args a) {
    return batched(a.op(), a.tensor("self"), a.tensor("mat2"));
  }

  /** Batches of sparse matrices by strided ones, as one matrix of blocks. */
  private static Tensor batched(String op, Tensor a, Tensor b) {
    boolean fits =
        a.dim() == 3
            && b.dim() == 3
            && a.size(0) == b.size(0)
            && a.size(2) == b.size(1)
            && TensorState.components(a) instanceof Coordinates c
            && c.indices().size(0) == 3
            && !TensorState.isSparse(b);
    if (!fits) {
      throw new LayoutException(
          op
              + ": expected batches, sparse_coo by strided, got "
              + a.layout()
              + " "
              + a.shape()
              + " and "
              + b.layout()
              + " "
              + b.shape());
    }
    sameDtype(op, a, b);
    Coordinates c = SparseTensors.coordinates(a, op);
    Tensor batch = c.indices().select(0, 0);
    Tensor to = batch.mul(a.size(1)).add(c.indices().select(0, 1));
    Tensor from = batch.mul(a.size(2)).add(c.indices().select(0, 2));
    Tensor table = b.reshape(b.size(0) * b.size(1), b.size(2));
    return gathered(to, from, c.values(), table, a.size(0) * a.size(1))
        .reshape(a.size(0), a.size(1), b.size(2));
  }

  private static Tensor sampled(Args a) {
    Tensor self = a.tensor("self");
    Tensor left = a.tensor("mat1");
    Tensor right = a.tensor("mat2");
    Components c = TensorState.components(self, a.op());
    if (c.layout() != Layout.SPARSE_CSR) {
      throw new LayoutException(
          a.op() + ": expected self in sparse_csr, got " + c.layout() + " " + self.shape());
    }
    check(a.op(), left, right);
    sameDtype(a.op(), self, left);
    if (self.size(0) != left.size(0) || self.size(1) != right.size(1)) {
      throw new ShapeException(
          a.op()
              + ": self "
              + self.shape()
              + " does not have the shape of the product of "
              + left.shape()
              + " and "
              + right.shape());
    }
    Coordinates at = SparseLayouts.coordinates(self);
    Tensor rows = left.indexSelect(0, at.indices().select(0, 0));
    Tensor columns = right.t().indexSelect(0, at.indices().select(0, 1));
    Tensor product = times(rows.mul(columns).sum(1), a.scalar("alpha"));
    Tensor values =
        a.scalar("beta").is(0) ? product : times(c.values(), a.scalar("beta")).add(product);
    return TensorState.sparse(c.withValues(values), self.shape());
  }
}
