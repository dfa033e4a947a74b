package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Tensors put beside each other, and combinations of their elements. */
public final class Joining {
  public static final CompositeOp ATLEAST_1D =
      composite("atleast_1d(Tensor self) -> Tensor", a -> atLeast1(a.tensor("self")));
  public static final CompositeOp ATLEAST_1D_ALL = each("atleast_1d.Sequence", Joining::atLeast1);
  public static final CompositeOp ATLEAST_2D =
      composite("atleast_2d(Tensor self) -> Tensor", a -> atLeast2(a.tensor("self")));
  public static final CompositeOp ATLEAST_2D_ALL = each("atleast_2d.Sequence", Joining::atLeast2);
  public static final CompositeOp ATLEAST_3D =
      composite("atleast_3d(Tensor self) -> Tensor", a -> atLeast3(a.tensor("self")));
  public static final CompositeOp ATLEAST_3D_ALL = each("atleast_3d.Sequence", Joining::atLeast3);

  public static final CompositeOp CONCAT =
      composite(
          "concat(Tensor[] tensors, int dim=0) -> Tensor",
          a -> Arrangement.CAT.call(a.tensors("tensors"), a.get("dim")));

  public static final CompositeOp CONCATENATE =
      composite(
          "concatenate(Tensor[] tensors, int dim=0) -> Tensor",
          a -> Arrangement.CAT.call(a.tensors("tensors"), a.get("dim")));

  public static final CompositeOp HSTACK =
      composite(
          "hstack(Tensor[] tensors) -> Tensor",
          a -> {
            Tensor[] all = raised(a, Joining::atLeast1);
            return join(all, all.length > 0 && all[0].dim() == 1 ? 0 : 1);
          });

  public static final CompositeOp VSTACK =
      composite("vstack(Tensor[] tensors) -> Tensor", a -> join(raised(a, Joining::atLeast2), 0));

  public static final CompositeOp ROW_STACK =
      composite(
          "row_stack(Tensor[] tensors) -> Tensor", a -> join(raised(a, Joining::atLeast2), 0));

  public static final CompositeOp DSTACK =
      composite("dstack(Tensor[] tensors) -> Tensor", a -> join(raised(a, Joining::atLeast3), 2));

  public static final CompositeOp COLUMN_STACK =
      composite(
          "column_stack(Tensor[] tensors) -> Tensor",
          a -> join(raised(a, t -> t.dim() <= 1 ? t.reshape(t.numel(), 1) : t), 1));

  public static final CompositeOp BLOCK_DIAG =
      composite("block_diag(Tensor[] tensors) -> Tensor", Joining::blockDiag);

  public static final CompositeOp MESHGRID =
      compositeAll(
          "meshgrid(Tensor[] tensors) -> Tensor[]", a -> meshgrid(a.tensors("tensors"), "ij"));

  public static final CompositeOp MESHGRID_INDEXING =
      compositeAll(
          "meshgrid.indexing(Tensor[] tensors, *, str indexing) -> Tensor[]",
          a -> meshgrid(a.tensors("tensors"), a.text("indexing")));

  public static final CompositeOp CARTESIAN_PROD =
      composite("cartesian_prod(Tensor[] tensors) -> Tensor", Joining::cartesianProduct);

  public static final CompositeOp COMBINATIONS =
      composite(
          "combinations(Tensor self, int r=2, bool with_replacement=False) -> Tensor",
          Joining::combinations);

  private Joining() {}

  private static CompositeOp each(String name, UnaryOperator<Tensor> raise) {
    return compositeAll(name + "(Tensor[] tensors) -> Tensor[]", a -> raised(a, raise));
  }

  private static Tensor[] raised(Args a, UnaryOperator<Tensor> raise) {
    Tensor[] tensors = a.tensors("tensors");
    if (tensors.length == 0) {
      throw new IllegalArgumentException(a.op() + ": expected at least one tensor, got 0 tensors");
    }
    return Arrays.stream(tensors).map(raise).toArray(Tensor[]::new);
  }

  private static Tensor join(Tensor[] tensors, int dim) {
    return Arrangement.CAT.call(tensors, (long) dim);
  }

  private static Tensor atLeast1(Tensor t) {
    return t.dim() == 0 ? t.reshape(1) : t;
  }

  private static Tensor atLeast2(Tensor t) {
    return t.dim() == 0 ? t.reshape(1, 1) : t.dim() == 1 ? t.unsqueeze(0) : t;
  }

  private static Tensor atLeast3(Tensor t) {
    return switch (t.dim()) {
      case 0 -> t.reshape(1, 1, 1);
      case 1 -> t.unsqueeze(0).unsqueeze(-1);
      case 2 -> t.unsqueeze(-1);
      default -> t;
    };
  }

  /** Each block is padded to the full width, then the rows are joined. */
  private static Tensor blockDiag(Args a) {
    Tensor[] blocks = raised(a, Joining::atLeast2);
    long width = 0;
    DType dtype = blocks[0].dtype();
    for (Tensor b : blocks) {
      if (b.dim() > 2) {
        throw new ShapeException(
            "block_diag: expected at most 2 dimensions, got shape " + b.shape());
      }
      width += b.size(1);
      dtype = DType.promote(dtype, b.dtype());
    }
    long left = 0;
    for (int i = 0; i < blocks.length; i++) {
      long own = blocks[i].size(1);
      blocks[i] =
          Padding.CONSTANT.call(
              blocks[i].to(dtype),
              new long[] {left, width - left - own},
              org.torch4j.type.Scalar.ZERO);
      left += own;
    }
    return join(blocks, 0);
  }

  private static Tensor[] meshgrid(Tensor[] tensors, String indexing) {
    if (!indexing.equals("ij") && !indexing.equals("xy")) {
      throw new IllegalArgumentException(
          "meshgrid: indexing must be 'ij' or 'xy', got '" + indexing + "'");
    }
    if (tensors.length == 0) {
      throw new IllegalArgumentException("meshgrid: expected at least one tensor, got 0 tensors");
    }
    boolean swap = indexing.equals("xy") && tensors.length >= 2;
    Tensor[] axes = tensors.clone();
    if (swap) {
      axes[0] = tensors[1];
      axes[1] = tensors[0];
    }
    long[] sizes = new long[axes.length];
    for (int i = 0; i < axes.length; i++) {
      if (axes[i].dim() > 1) {
        throw new ShapeException(
            "meshgrid: expected scalars and vectors, got shape " + axes[i].shape());
      }
      if (axes[i].dtype() != axes[0].dtype()) {
        throw new org.torch4j.type.DTypeException(
            "meshgrid: expected tensors of one dtype, got "
                + axes[0].dtype()
                + " and "
                + axes[i].dtype());
      }
      sizes[i] = axes[i].numel();
    }
    Tensor[] grids = new Tensor[axes.length];
    for (int i = 0; i < axes.length; i++) {
      long[] column = new long[sizes.length];
      Arrays.fill(column, 1);
      column[i] = sizes[i];
      grids[swap && i < 2 ? 1 - i : i] = axes[i].reshape(column).expand(sizes);
    }
    return grids;
  }

  private static Tensor cartesianProduct(Args a) {
    Tensor[] tensors = a.tensors("tensors");
    for (Tensor t : tensors) {
      if (t.dim() != 1) {
        throw new ShapeException("cartesian_prod: expected vectors, got shape " + t.shape());
      }
    }
    if (tensors.length == 1) {
      return tensors[0];
    }
    Tensor[] columns = meshgrid(tensors, "ij");
    for (int i = 0; i < columns.length; i++) {
      columns[i] = columns[i].flatten();
    }
    return Arrangement.STACK.call(columns, 1L);
  }

  private static Tensor combinations(Args a) {
    Tensor self = a.tensor("self");
    if (self.dim() != 1) {
      throw new ShapeException("combinations: expected a vector, got shape " + self.shape());
    }
    int r = Math.toIntExact(a.integer("r"));
    if (r < 0) {
      throw new IllegalArgumentException("combinations: r must not be negative, got " + r);
    }
    if (r == 0) {
      return Torch.empty(Shape.of(0), self.dtype());
    }
    List<long[]> rows = new ArrayList<>();
    choose(new long[r], 0, 0, self.numel(), a.flag("with_replacement"), rows);
    long[] places = rows.stream().flatMapToLong(Arrays::stream).toArray();
    return self.indexSelect(0, Torch.tensor(places)).reshape(rows.size(), r);
  }

  private static void choose(
      long[] row, int at, long from, long n, boolean again, List<long[]> rows) {
    if (at == row.length) {
      rows.add(row.clone());
      return;
    }
    for (long i = from; i < n; i++) {
      row[at] = i;
      choose(row, at + 1, again ? i : i + 1, n, again, rows);
    }
  }
}
