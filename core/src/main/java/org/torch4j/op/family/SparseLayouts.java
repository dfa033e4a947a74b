package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.Components;
import org.torch4j.op.Components.Compressed;
import org.torch4j.op.Components.Coordinates;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.TensorState;
import org.torch4j.type.DType;
import org.torch4j.type.Layout;
import org.torch4j.type.LayoutException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** From each layout to the others; and matrices by their compressed lines. */
public final class SparseLayouts {
  public static final CompositeOp TO_DENSE =
      composite(
          "to_dense(Tensor self, ScalarType? dtype=None) -> Tensor",
          a -> converted(dense(a.tensor("self")), a.dtype("dtype")));

  public static final CompositeOp TO_SPARSE =
      composite(
          "to_sparse(Tensor self) -> Tensor", a -> coo(a.tensor("self"), a.tensor("self").dim()));

  public static final CompositeOp TO_SPARSE_DIM =
      composite(
          "to_sparse.sparse_dim(Tensor self, int sparse_dim) -> Tensor",
          a -> coo(a.tensor("self"), sparseDims(a)));

  public static final CompositeOp TO_SPARSE_CSR =
      composite(
          "to_sparse_csr(Tensor self) -> Tensor",
          a -> compress(a.op(), a.tensor("self"), Layout.SPARSE_CSR));

  public static final CompositeOp TO_SPARSE_CSC =
      composite(
          "to_sparse_csc(Tensor self) -> Tensor",
          a -> compress(a.op(), a.tensor("self"), Layout.SPARSE_CSC));

  public static final CompositeOp CSR =
      made("sparse_csr_tensor", "crow_indices", "col_indices", Layout.SPARSE_CSR);
  public static final CompositeOp CSC =
      made("sparse_csc_tensor", "ccol_indices", "row_indices", Layout.SPARSE_CSC);
  public static final CompositeOp BSR =
      made("sparse_bsr_tensor", "crow_indices", "col_indices", Layout.SPARSE_BSR);
  public static final CompositeOp BSC =
      made("sparse_bsc_tensor", "ccol_indices", "row_indices", Layout.SPARSE_BSC);

  public static final CompositeOp CROW_INDICES = part("crow_indices", true, 0);
  public static final CompositeOp COL_INDICES = part("col_indices", true, 1);
  public static final CompositeOp CCOL_INDICES = part("ccol_indices", false, 0);
  public static final CompositeOp ROW_INDICES = part("row_indices", false, 1);

  private SparseLayouts() {}

  private static Tensor converted(Tensor t, @Nullable DType dtype) {
    return dtype == null ? t : t.to(dtype);
  }

  private static int sparseDims(Args a) {
    Tensor self = a.tensor("self");
    long dims = a.integer("sparse_dim");
    if (dims < (self.dim() == 0 ? 0 : 1) || dims > self.dim()) {
      throw new IndexOutOfBoundsException(
          a.op()
              + ": sparse_dim must be between 1 and the "
              + self.dim()
              + " dimensions of "
              + self.shape()
              + ", got "
              + dims);
    }
    return (int) dims;
  }

  // ---- dense and COO

  /** The strided tensor that {@code self} stands for; a strided one is itself. */
  static Tensor dense(Tensor self) {
    if (!TensorState.isSparse(self)) {
      return self;
    }
    Coordinates c = coordinates(self);
    long[] sizes = SparseIndices.sizes(c, self.shape());
    Tensor rows =
        SparseIndices.sum(
            c.values(), SparseIndices.flat(c.indices(), sizes), SparseIndices.product(sizes));
    return rows.reshape(self.shape().toArray());
  }

  /** As a COO tensor of so many sparse dimensions. */
  static Tensor coo(Tensor self, int sparseDims) {
    if (TensorState.components(self) instanceof Coordinates c
        && c.indices().size(0) == sparseDims) {
      return self;
    }
    if (TensorState.isSparse(self) && SparseTensors.denseDims(self) == self.dim() - sparseDims) {
      Coordinates c = coordinates(self);
      boolean ordered = SparseTensors.ascends(c, self.shape());
      return SparseTensors.coalesce(
          SparseTensors.sharing(new Coordinates(c.indices(), c.values(), ordered), self.shape()));
    }
    Tensor dense = dense(self);
    long[] all = self.shape().toArray();
    long[] sizes = Arrays.copyOf(all, sparseDims);
    Tensor marks = dense.detach().ne(0);
    Tensor rows = SparseIndices.rows(marks, sizes);
    Tensor any = rows.dim() == 1 ? rows : rows.reshape(rows.size(0), blockSize(rows)).any(1);
    Tensor flat = any.nonzero().select(1, 0);
    Tensor values = SparseIndices.rows(dense, sizes).indexSelect(0, flat);
    return SparseTensors.of(SparseIndices.unflat(flat, sizes), values, self.shape(), true);
  }

  private static long blockSize(Tensor rows) {
    long n = 1;
    for (int d = 1; d < rows.dim(); d++) {
      n *= rows.size(d);
    }
    return n;
  }

  /** The coordinates of the entries of a sparse tensor; those of blocks are of their numbers. */
  static Coordinates coordinates(Tensor t) {
    Components c = TensorState.components(t, "to_sparse");
    if (c instanceof Coordinates k) {
      return k;
    }
    Compressed m = (Compressed) c;
    if (m.starts().dim() != 1) {
      throw new LayoutException(
          "to_sparse: batches of " + t.layout() + " matrices are not converted, got " + t.shape());
    }
    Tensor lines = lines(m);
    Tensor across = m.across().toLong();
    boolean rows = m.layout().isByRows();
    Tensor indices = Torch.stack(rows ? List.of(lines, across) : List.of(across, lines));
    return m.layout().isBlocked()
        ? numbers(indices, m.values())
        : new Coordinates(indices, m.values(), false);
  }

  /** The line of each entry. */
  static Tensor lines(Compressed m) {
    Tensor starts = m.starts().toLong();
    long n = starts.numel() - 1;
    Tensor counts = starts.slice(0, 1L, n + 1, 1).sub(starts.slice(0, 0L, n, 1));
    return Torch.arange(0L, n, 1L, DType.INT64).repeatInterleave(counts, null);
  }

  private static Coordinates numbers(Tensor blocks, Tensor values) {
    long n = values.size(0);
    long height = values.size(1);
    long width = values.size(2);
    Tensor down = Torch.arange(0L, height, 1L, DType.INT64).view(1, height, 1);
    Tensor right = Torch.arange(0L, width, 1L, DType.INT64).view(1, 1, width);
    long[] all = {n, height, width};
    Tensor rows = blocks.select(0, 0).view(n, 1, 1).mul(height).add(down).expand(all);
    Tensor columns = blocks.select(0, 1).view(n, 1, 1).mul(width).add(right).expand(all);
    Tensor indices = Torch.stack(List.of(rows.reshape(-1), columns.reshape(-1)));
    long[] flat = Arrays.copyOfRange(values.shape().toArray(), 2, values.dim());
    flat[0] = n * height * width;
    return new Coordinates(indices, values.reshape(flat), false);
  }

  // ---- compressed lines

  /** A matrix, strided or sparse, with its rows or columns compressed. */
  static Tensor compress(String op, Tensor self, Layout layout) {
    if (self.layout() == layout) {
      return self;
    }
    if (self.dim() - SparseTensors.denseDims(self) != 2 && (self.dim() != 2)) {
      throw new ShapeException(
          op + ": expected a matrix, got " + self.layout() + " " + self.shape());
    }
    boolean rows = layout.isByRows();
    Tensor matrix = coo(self, 2);
    if (!rows) {
      matrix = SparseShapes.exchanged(matrix, 0, 1);
    }
    Tensor ordered = SparseTensors.coalesce(matrix);
    Coordinates c = SparseTensors.coordinates(ordered, op);
    long lines = ordered.size(0);
    Tensor line = c.indices().select(0, 0);
    Tensor ones = Torch.ones(line.shape(), DType.INT64);
    Tensor starts =
        Torch.zeros(Shape.of(lines + 1), DType.INT64).indexAdd(0, line.add(1), ones).cumsum(0);
    Tensor across = c.indices().select(0, 1).clone();
    return TensorState.sparse(
        new Compressed(layout, starts, across, Views.ALIAS.call(c.values())), self.shape());
  }

  private static CompositeOp made(String name, String starts, String across, Layout layout) {
    return composite(
        name
            + "("
            + ("Tensor " + starts + ", Tensor " + across)
            + ", Tensor values, int[]? size=None, *, "
            + Creation.OPTIONS
            + ") -> Tensor",
        a -> {
          Tensor values = converted(a.tensor("values"), a.dtype("dtype"));
          long[] given = a.integersOrNull("size");
          Shape size =
              given != null
                  ? Shape.of(given)
                  : sizeOf(layout, a.tensor(starts), a.tensor(across), values);
          check(a.op(), layout, a.tensor(starts), a.tensor(across), values, size);
          return SparseTensors.compressed(layout, a.tensor(starts), a.tensor(across), values, size);
        });
  }

  private static Shape sizeOf(Layout layout, Tensor starts, Tensor across, Tensor values) {
    boolean blocks = layout.isBlocked() && values.dim() >= 3;
    long lines = Math.max(0, starts.numel() - 1);
    long most = across.numel() == 0 ? 0 : across.toLong().amax().itemLong() + 1;
    boolean rows = layout.isByRows();
    long height = blocks ? values.size(1) : 1;
    long width = blocks ? values.size(2) : 1;
    return Shape.of((rows ? lines : most) * height, (rows ? most : lines) * width);
  }

  /** Says what is wrong with the components of a matrix of that size, or nothing. */
  static void check(
      String op, Layout layout, Tensor starts, Tensor across, Tensor values, Shape size) {
    checkIndices(op, starts, across);
    if (starts.dim() > 1) {
      checkBatch(op, starts, across, values, size);
      return;
    }
    int inner = layout.isBlocked() ? 3 : 1;
    boolean fits =
        size.dim() >= 2
            && starts.dim() == 1
            && across.dim() == 1
            && values.dim() == inner + size.dim() - 2
            && values.size(0) == across.numel();
    long height = fits && layout.isBlocked() ? values.size(1) : 1;
    long width = fits && layout.isBlocked() ? values.size(2) : 1;
    fits = fits && height > 0 && width > 0 && size.get(0) % height == 0 && size.get(1) % width == 0;
    for (int d = 2; fits && d < size.dim(); d++) {
      fits = values.size(inner + d - 2) == size.get(d);
    }
    boolean rows = layout.isByRows();
    long lines = fits ? (rows ? size.get(0) / height : size.get(1) / width) : 0;
    if (!fits || starts.numel() != lines + 1) {
      throw new ShapeException(
          op
              + ": size "
              + size
              + " does not fit "
              + starts.shape()
              + " compressed indices, "
              + across.shape()
              + " plain indices and values "
              + values.shape());
    }
    checkLines(op, starts.toLongArray(), across, rows ? size.get(1) / width : size.get(0) / height);
  }

  /** Batches are kept, but their lines are not looked at: no op computes with them. */
  private static void checkBatch(
      String op, Tensor starts, Tensor across, Tensor values, Shape size) {
    int batch = starts.dim() - 1;
    boolean fits = across.dim() == batch + 1 && size.dim() >= batch + 2 && values.dim() > batch;
    for (int d = 0; fits && d < batch; d++) {
      fits =
          starts.size(d) == size.get(d)
              && across.size(d) == size.get(d)
              && values.size(d) == size.get(d);
    }
    if (!fits) {
      throw new ShapeException(
          op
              + ": size "
              + size
              + " does not fit batches of "
              + starts.shape()
              + " and "
              + across.shape()
              + " indices and values "
              + values.shape());
    }
  }

  private static void checkIndices(String op, Tensor starts, Tensor across) {
    for (Tensor t : List.of(starts, across)) {
      if (t.dtype() != DType.INT64 && t.dtype() != DType.INT32) {
        throw new ShapeException(op + ": indices must be int32 or int64, got " + t.dtype());
      }
    }
  }

  private static void checkLines(String op, long[] starts, Tensor across, long length) {
    long entries = across.numel();
    long before = 0;
    for (int i = 0; i < starts.length; i++) {
      boolean fits = i == 0 ? starts[i] == 0 : starts[i] >= before && starts[i] <= entries;
      if (!fits || i == starts.length - 1 && starts[i] != entries) {
        throw new IndexOutOfBoundsException(
            op
                + ": compressed indices must ascend from 0 to the "
                + entries
                + " entries, got "
                + starts[i]
                + " at "
                + i);
      }
      before = starts[i];
    }
    long[] places = across.toLongArray();
    for (long place : places) {
      if (place < 0 || place >= length) {
        throw new IndexOutOfBoundsException(
            op + ": index " + place + " is out of range for lines of " + length);
      }
    }
  }

  private static CompositeOp part(String name, boolean rows, int place) {
    return composite(
        name + "(Tensor(a) self) -> Tensor(a)",
        a -> {
          Tensor self = a.tensor("self");
          if (!(TensorState.components(self, a.op()) instanceof Compressed m)
              || m.layout().isByRows() != rows) {
            throw new LayoutException(
                a.op()
                    + ": expected a tensor of compressed "
                    + (rows ? "rows" : "columns")
                    + ", got "
                    + self.layout()
                    + " "
                    + self.shape());
          }
          return m.places().get(place).detach();
        });
  }
}
