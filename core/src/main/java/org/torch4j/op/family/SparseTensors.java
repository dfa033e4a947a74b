package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.Arrays;
import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.Components;
import org.torch4j.op.Components.Compressed;
import org.torch4j.op.Components.Coordinates;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.Op;
import org.torch4j.op.TensorState;
import org.torch4j.op.ViewOp;
import org.torch4j.type.DType;
import org.torch4j.type.Layout;
import org.torch4j.type.LayoutException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Sparse tensors: made of coordinates, looked at, put in order, masked and resized. */
public final class SparseTensors {
  /** Values that a sparse tensor is made of; the name is that of the history PyTorch shows. */
  private static final ViewOp MADE = link("sparse_coo_tensor_with_dims_and_tensors");

  private static final ViewOp MADE_COMPRESSED = link("sparse_compressed_tensor");
  private static final ViewOp SEEN = link("values");
  private static final ViewOp ORDERED = link("coalesce");

  public static final CompositeOp COO =
      composite(
          "sparse_coo_tensor.indices(Tensor indices, Tensor values, *, "
              + Creation.OPTIONS
              + ") -> Tensor",
          a -> coo(a, sizeOf(a.tensor("indices"), a.tensor("values"))));

  public static final CompositeOp COO_SIZE =
      composite(
          "sparse_coo_tensor.indices_size(Tensor indices, Tensor values, int[] size, *, "
              + Creation.OPTIONS
              + ") -> Tensor",
          a -> coo(a, Shape.of(a.integers("size"))));

  public static final CompositeOp COALESCE =
      composite("coalesce(Tensor(a) self) -> Tensor(a)", a -> coalesce(a.tensor("self")));

  public static final CompositeOp INDICES =
      composite("indices(Tensor(a) self) -> Tensor(a)", a -> ordered(a).indices().detach());

  public static final CompositeOp VALUES =
      composite("values(Tensor(a) self) -> Tensor(a)", SparseTensors::values);

  public static final CompositeOp RAW_INDICES =
      composite("_indices(Tensor(a) self) -> Tensor(a)", a -> coordinates(a).indices().detach());

  public static final CompositeOp RAW_VALUES =
      composite(
          "_values(Tensor(a) self) -> Tensor(a)",
          a -> TensorState.components(a.tensor("self"), a.op()).values().detach());

  /** The elements of a strided or sparse tensor where a coalesced one has entries. */
  public static final CompositeOp SPARSE_MASK =
      composite("sparse_mask(Tensor self, Tensor mask) -> Tensor", SparseTensors::masked);

  public static final CompositeOp SPARSE_RESIZE_ =
      composite(
          "sparse_resize_(Tensor(a!) self, int[] size, int sparse_dim, int dense_dim)"
              + " -> Tensor(a!)",
          a -> resize(a, false));

  public static final CompositeOp SPARSE_RESIZE_AND_CLEAR_ =
      composite(
          "sparse_resize_and_clear_(Tensor(a!) self, int[] size, int sparse_dim, int dense_dim)"
              + " -> Tensor(a!)",
          a -> resize(a, true));

  private SparseTensors() {}

  private static ViewOp link(String name) {
    return Op.view(name + "(Tensor(a) self) -> Tensor(a)", (self, a) -> self)
        .grad(GradContext::grad);
  }

  // ---- components

  /** The coordinates of a COO tensor; any other raises. */
  static Coordinates coordinates(Tensor t, String op) {
    if (TensorState.components(t, op) instanceof Coordinates c) {
      return c;
    }
    throw new LayoutException(
        op + ": expected a sparse_coo tensor, got " + t.layout() + " " + t.shape());
  }

  private static Coordinates coordinates(Args a) {
    return coordinates(a.tensor("self"), a.op());
  }

  /** A COO tensor; the values are not seen by anyone else. */
  static Tensor of(Tensor indices, Tensor values, Shape shape, boolean coalesced) {
    return TensorState.sparse(new Coordinates(indices, values, coalesced), shape);
  }

  /** A matrix of which only some rows are said, a row perhaps several times. */
  static Tensor rows(Tensor indices, Tensor values, long count) {
    return of(
        indices.unsqueeze(0), Views.ALIAS.call(values), Shape.of(count, values.size(1)), false);
  }

  /** A tensor over the components of another, whose history goes on from there. */
  static Tensor sharing(Components c, Shape shape) {
    return TensorState.sparse(c.withValues(Views.ALIAS.call(c.values())), shape);
  }

  /** Without entries. */
  static Tensor empty(Shape shape, int sparseDims, DType dtype) {
    long[] sizes = shape.toArray();
    long[] block = Arrays.copyOfRange(sizes, sparseDims - 1 < 0 ? 0 : sparseDims - 1, sizes.length);
    if (sparseDims == 0) {
      block = new long[sizes.length + 1];
      System.arraycopy(sizes, 0, block, 1, sizes.length);
    }
    block[0] = 0;
    return of(
        Torch.zeros(Shape.of(sparseDims, 0), DType.INT64),
        Torch.zeros(Shape.of(block), dtype),
        shape,
        true);
  }

  /** Without entries, of the shape, dtype and sparse dimensions of another COO tensor. */
  public static Tensor emptyLike(Tensor t) {
    return empty(t.shape(), sparseDims(t), t.dtype());
  }

  // ---- making

  private static Shape sizeOf(Tensor indices, Tensor values) {
    checkForm("sparse_coo_tensor", indices, values);
    int sparse = (int) indices.size(0);
    long[] sizes = new long[sparse + values.dim() - 1];
    if (indices.size(1) > 0) {
      long[] most = indices.toLong().amax(1).toLongArray();
      for (int d = 0; d < sparse; d++) {
        sizes[d] = most[d] + 1;
      }
    }
    for (int d = 1; d < values.dim(); d++) {
      sizes[sparse + d - 1] = values.size(d);
    }
    return Shape.of(Arrays.stream(sizes).map(s -> Math.max(0, s)).toArray());
  }

  private static void checkForm(String op, Tensor indices, Tensor values) {
    if (TensorState.isSparse(indices) || TensorState.isSparse(values)) {
      throw new LayoutException(op + ": indices and values must be strided tensors");
    }
    if (indices.dim() != 2 || !indices.dtype().isIntegral() || indices.dtype() == DType.BOOL) {
      throw new ShapeException(
          op
              + ": indices must be integers [sparse dimensions, entries], got "
              + indices.dtype()
              + " "
              + indices.shape());
    }
    if (values.dim() < 1 || values.size(0) != indices.size(1)) {
      throw new ShapeException(
          op
              + ": values must begin with as many entries as indices have, got values "
              + values.shape()
              + " and indices "
              + indices.shape());
    }
  }

  /** Whether the coordinates ascend and none occurs twice, whatever is said of them. */
  static boolean ascends(Coordinates c, Shape shape) {
    long n = c.indices().size(1);
    if (n < 2) {
      return true;
    }
    Tensor flat = SparseIndices.flat(c.indices(), SparseIndices.sizes(c, shape));
    return flat.slice(0, 1L, n, 1).gt(flat.slice(0, 0L, n - 1, 1)).all().itemBoolean();
  }

  /** A tensor of a file, whose elements may come later; {@link #checkRead} looks at them then. */
  public static Tensor read(
      Layout layout, List<Tensor> places, Tensor values, Shape shape, boolean coalesced) {
    return TensorState.sparse(
        layout == Layout.SPARSE_COO
            ? new Coordinates(places.get(0), values, coalesced)
            : new Compressed(layout, places.get(0), places.get(1), values),
        shape);
  }

  /** Raises if the components of a tensor of a file do not make up its shape. */
  public static void checkRead(Tensor t) {
    switch (TensorState.components(t, "load")) {
      case Coordinates c -> {
        check("sparse_coo_tensor", c.indices(), c.values(), t.shape());
        if (c.coalesced() && !ascends(c, t.shape())) {
          throw new IllegalArgumentException("its indices do not ascend, as they are said to");
        }
      }
      case Compressed m ->
          SparseLayouts.check(
              m.layout() + "_tensor", m.layout(), m.starts(), m.across(), m.values(), t.shape());
    }
  }

  /** Says what is wrong with the indices and values of a tensor of that shape, or nothing. */
  static void check(String op, Tensor indices, Tensor values, Shape shape) {
    checkForm(op, indices, values);
    int sparse = (int) indices.size(0);
    boolean fits = sparse + values.dim() - 1 == shape.dim();
    for (int d = 1; fits && d < values.dim(); d++) {
      fits = values.size(d) == shape.get(sparse + d - 1);
    }
    if (!fits) {
      throw new ShapeException(
          op
              + ": size "
              + shape
              + " does not fit indices "
              + indices.shape()
              + " and values "
              + values.shape());
    }
    if (indices.numel() == 0) {
      return;
    }
    long[] least = indices.toLong().amin(1).toLongArray();
    long[] most = indices.toLong().amax(1).toLongArray();
    for (int d = 0; d < sparse; d++) {
      if (least[d] < 0 || most[d] >= shape.get(d)) {
        throw new IndexOutOfBoundsException(
            op
                + ": index "
                + (least[d] < 0 ? least[d] : most[d])
                + " is out of range in dimension "
                + d
                + " of size "
                + shape);
      }
    }
  }

  private static Tensor coo(Args a, Shape shape) {
    Tensor values = a.tensor("values");
    DType dtype = a.dtype("dtype");
    check("sparse_coo_tensor", a.tensor("indices"), values, shape);
    Tensor entries = dtype == null ? values : values.to(dtype);
    Tensor indices = a.tensor("indices").toLong().detach();
    return of(indices, MADE.call(entries), shape, entries.size(0) == 0);
  }

  /** A compressed tensor that was checked. */
  static Tensor compressed(Layout layout, Tensor starts, Tensor across, Tensor values, Shape size) {
    return TensorState.sparse(
        new Compressed(layout, starts.detach(), across.detach(), MADE_COMPRESSED.call(values)),
        size);
  }

  // ---- looking

  private static Coordinates ordered(Args a) {
    Coordinates c = coordinates(a);
    if (!c.coalesced()) {
      throw new LayoutException(
          a.op()
              + ": the tensor of shape "
              + a.tensor("self").shape()
              + " is not coalesced; call coalesce() first, or _"
              + a.op()
              + "()");
    }
    return c;
  }

  private static Tensor values(Args a) {
    Components c = TensorState.components(a.tensor("self"), a.op());
    return SEEN.call(c instanceof Coordinates ? ordered(a).values() : c.values());
  }

  // ---- order

  /** Entries at one place added up, in ascending order of places; the tensor itself if it is so. */
  static Tensor coalesce(Tensor self) {
    Coordinates c = coordinates(self, "coalesce");
    if (c.coalesced()) {
      return self;
    }
    long[] sizes = SparseIndices.sizes(c, self.shape());
    Tensor flat = SparseIndices.flat(c.indices(), sizes);
    List<Tensor> unique = Torch.uniqueWithInverse(flat, true, null);
    Tensor indices = SparseIndices.unflat(unique.get(0), sizes);
    Tensor values = SparseIndices.sum(c.values(), unique.get(1), unique.get(0).numel());
    return of(indices, ORDERED.call(values), self.shape(), true);
  }

  private static Tensor masked(Args a) {
    Tensor self = a.tensor("self");
    Tensor mask = a.tensor("mask");
    Components c = TensorState.components(mask, a.op());
    if (!self.shape().equals(mask.shape())) {
      throw new ShapeException(
          a.op() + ": self has shape " + self.shape() + ", mask has " + mask.shape());
    }
    if (c instanceof Coordinates k && !k.coalesced()) {
      throw new LayoutException(
          a.op() + ": the mask of shape " + mask.shape() + " is not coalesced; coalesce() it");
    }
    return TensorState.sparse(c.withValues(valuesAt(self, mask)), self.shape());
  }

  /** The elements of {@code source} where {@code places} has entries, in the form of its values. */
  public static Tensor valuesAt(Tensor source, Tensor places) {
    Coordinates c = SparseLayouts.coordinates(places);
    Shape shape = places.shape();
    long[] sizes = SparseIndices.sizes(c, shape);
    Tensor flat = SparseIndices.flat(c.indices(), sizes);
    Tensor found;
    if (TensorState.isSparse(source)) {
      Tensor from = coalesce(SparseLayouts.coo(source, sizes.length));
      Coordinates f = coordinates(from, "sparse_mask");
      found = SparseIndices.lookUp(SparseIndices.flat(f.indices(), sizes), f.values(), flat);
    } else {
      found = SparseIndices.rows(source, sizes).indexSelect(0, flat);
    }
    return found.reshape(TensorState.components(places, "sparse_mask").values().shape().toArray());
  }

  /** The same components without history. */
  public static Tensor detached(Tensor t) {
    Components c = TensorState.components(t, "detach");
    return TensorState.sparse(c.withValues(c.values().detach()), t.shape());
  }

  // ---- sizes

  private static Tensor resize(Args a, boolean clear) {
    Tensor self = a.tensor("self");
    Coordinates c = coordinates(a);
    Shape size = Shape.of(a.integers("size"));
    int sparse = (int) a.integer("sparse_dim");
    int dense = (int) a.integer("dense_dim");
    if (sparse < 0 || dense < 0 || sparse + dense != size.dim()) {
      throw new ShapeException(
          a.op()
              + ": sparse_dim "
              + sparse
              + " and dense_dim "
              + dense
              + " do not make up size "
              + size);
    }
    boolean empty = clear || c.indices().size(1) == 0;
    Tensor result;
    if (empty) {
      result = empty(size, sparse, self.dtype());
    } else {
      result = of(c.indices(), grown(a, c.values(), size, sparse, self), size, c.coalesced());
    }
    SparseShapes.become(self, result);
    return self;
  }

  /** Values in greater blocks; what is new is 0. */
  private static Tensor grown(Args a, Tensor values, Shape size, int sparse, Tensor self) {
    boolean fits = sparse == self.sparseDim() && size.dim() == self.dim();
    for (int d = 0; fits && d < size.dim(); d++) {
      fits = size.get(d) >= self.shape().get(d);
    }
    if (!fits) {
      throw new ShapeException(
          a.op()
              + ": a tensor with entries can only grow, from "
              + self.shape()
              + " with "
              + self.sparseDim()
              + " sparse dimensions, got "
              + size
              + " with "
              + sparse);
    }
    Tensor out = values.detach();
    for (int d = 1; d < values.dim(); d++) {
      long more = size.get(sparse + d - 1) - values.size(d);
      if (more > 0) {
        long[] gap = out.shape().toArray();
        gap[d] = more;
        out = Torch.cat(List.of(out, Torch.zeros(Shape.of(gap), out.dtype())), d);
      }
    }
    return out == values ? values.detach() : out;
  }

  /** How many dimensions the values of a tensor of blocks or numbers have beside the entries. */
  static int denseDims(Tensor t) {
    Components c = TensorState.components(t);
    if (c == null) {
      return t.dim();
    }
    return c.values().dim() - (c.layout().isBlocked() ? 3 : 1);
  }

  /** How many dimensions the places speak of. */
  public static int sparseDims(Tensor t) {
    TensorState.components(t, "sparse_dim");
    return t.dim() - denseDims(t);
  }

  /** How many entries there are; of blocks the number of blocks. */
  public static long entries(Tensor t) {
    return TensorState.components(t, "_nnz").values().size(0);
  }

  /** Whether the coordinates ascend and none occurs twice. */
  public static boolean isCoalesced(Tensor t) {
    return coordinates(t, "is_coalesced").coalesced();
  }
}
