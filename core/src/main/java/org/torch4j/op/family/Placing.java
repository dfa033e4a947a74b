package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** The index_ functions that leave self alone, and indexing by tensors of every kind. */
public final class Placing {
  public static final CompositeOp INDEX_PUT =
      composite(
          "index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False)"
              + " -> Tensor",
          a -> put(a, a.tensor("self").clone()));

  public static final CompositeOp INDEX_ADD =
      composite(
          "index_add(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1)"
              + " -> Tensor",
          a ->
              Indexing.INDEX_ADD.call(
                  a.tensor("self").clone(),
                  a.get("dim"),
                  a.tensor("index"),
                  a.tensor("source"),
                  a.get("alpha")));

  public static final CompositeOp INDEX_COPY =
      composite(
          "index_copy(Tensor self, int dim, Tensor index, Tensor source) -> Tensor",
          a ->
              Indexing.INDEX_COPY.call(
                  a.tensor("self").clone(), a.get("dim"), a.tensor("index"), a.tensor("source")));

  public static final CompositeOp INDEX_FILL =
      composite(
          "index_fill.int_Scalar(Tensor self, int dim, Tensor index, Scalar value) -> Tensor",
          a ->
              Indexing.INDEX_FILL.call(
                  a.tensor("self").clone(), a.get("dim"), a.tensor("index"), a.get("value")));

  public static final CompositeOp INDEX_FILL_TENSOR =
      composite(
          "index_fill.int_Tensor(Tensor self, int dim, Tensor index, Tensor value) -> Tensor",
          Placing::fill);

  /** Writes where all indices agree; with {@code wrap} again below in a tall matrix. */
  public static final CompositeOp FILL_DIAGONAL_ =
      composite(
          "fill_diagonal_(Tensor(a!) self, Scalar fill_value, bool wrap=False) -> Tensor(a!)",
          Placing::fillDiagonal);

  private Placing() {}

  private static Tensor fillDiagonal(Args a) {
    Tensor self = a.tensor("self");
    long[] sizes = self.shape().toArray();
    if (sizes.length < 2
        || sizes.length > 2 && Arrays.stream(sizes).anyMatch(size -> size != sizes[0])) {
      throw new ShapeException(
          "fill_diagonal_: expected a matrix, or more dimensions of one size, got " + self.shape());
    }
    long step = 0;
    for (long stride : self.strides()) {
      step += stride;
    }
    long low = Arrays.stream(sizes).min().getAsLong();
    long offset = self.storageOffset();
    fill(self, low, step, offset, a);
    if (a.flag("wrap") && sizes.length == 2) {
      // below a square and one free row the diagonal starts again
      for (long row = sizes[1] + 1; row < sizes[0]; row += sizes[1] + 1) {
        fill(self, Math.min(sizes[1], sizes[0] - row), step, offset + row * self.stride(0), a);
      }
    }
    return self;
  }

  private static void fill(Tensor self, long count, long step, long offset, Args a) {
    self.asStrided(new long[] {count}, new long[] {step}, offset).fill_(a.scalar("fill_value"));
  }

  static Tensor index(Args a) {
    return indexed(
        a.tensor("self"),
        a.optionalTensors("indices"),
        "index",
        (self, places) -> Indexing.INDEX.call(self, places));
  }

  static Tensor put(Args a, Tensor target) {
    Tensor values = a.tensor("values");
    if (values.dtype() != target.dtype()) {
      throw new DTypeException(
          "index_put: expected self and values to have the same dtype, got "
              + target.dtype()
              + " and "
              + values.dtype());
    }
    indexed(
        target,
        a.optionalTensors("indices"),
        "index_put",
        (self, places) -> Indexing.INDEX_PUT.call(self, places, values, a.get("accumulate")));
    return target;
  }

  /** Masks become places, and all indices take one shape. */
  private static Tensor indexed(
      Tensor self,
      @Nullable Tensor[] indices,
      String op,
      BiFunction<Tensor, @Nullable Tensor[], Tensor> body) {
    List<@Nullable Tensor> places = new ArrayList<>();
    Shape shape = Shape.SCALAR;
    for (Tensor given : indices) {
      // Indices may be on the CPU, wherever the elements are.
      Tensor index = given == null ? null : given.to(self.device());
      if (index == null) {
        places.add(null);
      } else if (index.dtype() == DType.BOOL || index.dtype() == DType.UINT8) {
        addMask(self, index, places, op);
      } else if (index.dtype().isIntegral()) {
        places.add(index.toLong());
      } else {
        throw new DTypeException(
            op + ": tensors used as indices must be integer or bool, got " + index.dtype());
      }
    }
    for (Tensor p : places) {
      shape = p == null ? shape : Shape.broadcast(shape, p.shape(), op);
    }
    @Nullable Tensor[] all = places.toArray(new Tensor[0]);
    for (int i = 0; i < all.length; i++) {
      Tensor p = all[i];
      all[i] = p == null ? null : p.expand(shape.toArray());
    }
    return body.apply(self, all);
  }

  private static void addMask(Tensor self, Tensor mask, List<@Nullable Tensor> places, String op) {
    int dim = places.size();
    for (int i = 0; i < mask.dim(); i++) {
      if (dim + i >= self.dim() || self.size(dim + i) != mask.size(i)) {
        throw new IndexOutOfBoundsException(
            op
                + ": a mask of shape "
                + mask.shape()
                + " does not fit shape "
                + self.shape()
                + " at dimension "
                + (dim + i));
      }
    }
    Tensor found = mask.nonzero();
    for (int i = 0; i < mask.dim(); i++) {
      places.add(found.select(1, i));
    }
  }

  /** A place that is named twice gets the value once, so its gradient counts once. */
  private static Tensor fill(Args a) {
    Tensor self = a.tensor("self");
    Tensor value = a.tensor("value");
    if (value.dim() != 0) {
      throw new ShapeException(
          "index_fill: value must be a scalar tensor, got shape " + value.shape());
    }
    Tensor index = a.indices("index");
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), "index_fill");
    if (!value.requiresGrad()) {
      Scalar number =
          value.dtype().isFloatingPoint() ? Scalar.of(value.item()) : Scalar.of(value.itemLong());
      return Indexing.INDEX_FILL.call(self.clone(), (long) dim, index, number);
    }
    long size = self.dim() == 0 ? 1 : self.size(dim);
    long[] once =
        Arrays.stream(index.toLongArray())
            .map(i -> i < 0 ? i + size : i)
            .sorted()
            .distinct()
            .toArray();
    long[] sizes = self.shape().toArray();
    if (sizes.length > 0) {
      sizes[dim] = once.length;
    }
    return Indexing.INDEX_COPY.call(
        self.clone(),
        (long) dim,
        org.torch4j.Torch.tensor(once),
        value.to(self.dtype()).expand(sizes));
  }
}
