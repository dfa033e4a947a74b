package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.pointwise;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.KernelOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.op.Promotion;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Elements found, chosen by masks, and laid on diagonals. */
public final class Picking {
  private static final KernelOp NONZERO_COUNT =
      kernel(
              "nonzero_count(Tensor self) -> Tensor",
              a -> new KernelOp.Spec(DType.INT64, Shape.SCALAR))
          .notDifferentiable();

  private static final KernelOp NONZERO_PLACES =
      kernel(
              "nonzero_places(Tensor self, int count) -> Tensor",
              a ->
                  new KernelOp.Spec(
                      DType.INT64, Shape.of(a.integer("count"), a.tensor("self").dim())))
          .kernel("nonzero")
          .notDifferentiable();

  public static final CompositeOp NONZERO =
      composite(
          "nonzero(Tensor self) -> Tensor",
          a -> {
            Tensor self = a.tensor("self");
            return NONZERO_PLACES.call(self, NONZERO_COUNT.call(self).itemLong());
          });

  public static final CompositeOp MASKED_SELECT =
      composite(
              "masked_select(Tensor self, Tensor mask) -> Tensor",
              a -> {
                Tensor mask = checkMask(a.tensor("mask"), "masked_select");
                Shape shape =
                    Shape.broadcast(a.tensor("self").shape(), mask.shape(), "masked_select");
                Tensor places = mask.expand(shape.toArray()).reshape(-1).nonzero().select(1, 0);
                return a.tensor("self").expand(shape.toArray()).reshape(-1).indexSelect(0, places);
              })
          .withSeparateOut();

  public static final CompositeOp TAKE =
      composite(
              "take(Tensor self, Tensor index) -> Tensor",
              a -> {
                Tensor index = a.tensor("index");
                if (index.dtype() != DType.INT64) {
                  throw new DTypeException("take: index must be int64, got " + index.dtype());
                }
                return Indexing.INDEX.call(a.tensor("self").reshape(-1), new Tensor[] {index});
              })
          .withSeparateOut();

  public static final CompositeOp TAKE_ALONG_DIM =
      composite(
          "take_along_dim(Tensor self, Tensor indices, int? dim=None) -> Tensor",
          Picking::takeAlong);

  public static final CompositeOp ARGWHERE =
      composite("argwhere(Tensor self) -> Tensor", a -> a.tensor("self").nonzero());

  public static final CompositeOp NONZERO_NUMPY =
      compositeAll("nonzero_numpy(Tensor self) -> Tensor[]", a -> places(a.tensor("self")));

  public static final CompositeOp WHERE_PLACES =
      compositeAll("where(Tensor condition) -> Tensor[]", a -> places(a.tensor("condition")));

  public static final CompositeOp WHERE_SELF =
      composite(
          "where.ScalarSelf(Tensor condition, Scalar self, Tensor other) -> Tensor",
          a -> {
            Promotion p = new Promotion().add(a.scalar("self")).add(a.tensor("other"));
            return a.tensor("other").to(p.result()).where(not(a), number(a, "self", p));
          });

  public static final CompositeOp WHERE_OTHER =
      composite(
          "where.ScalarOther(Tensor condition, Tensor self, Scalar other) -> Tensor",
          a -> {
            Promotion p = new Promotion().add(a.scalar("other")).add(a.tensor("self"));
            return a.tensor("self").where(a.tensor("condition"), number(a, "other", p));
          });

  public static final CompositeOp WHERE_NUMBERS =
      composite(
          "where.Scalar(Tensor condition, Scalar self, Scalar other) -> Tensor",
          a -> {
            Promotion p = new Promotion().add(a.scalar("self")).add(a.scalar("other"));
            return number(a, "self", p).where(a.tensor("condition"), number(a, "other", p));
          });

  private static final PointwiseOp MASKED_FILL_WITH =
      pointwise(
          "masked_fill(Tensor self, Tensor mask, Tensor value) -> Tensor",
          Expr.select(Terms.OTHER.ne(Terms.constant(0)), Terms.THIRD, Terms.SELF));

  public static final CompositeOp MASKED_FILL_TENSOR =
      composite(
          "masked_fill.Tensor(Tensor self, Tensor mask, Tensor value) -> Tensor",
          Picking::maskedFill);

  public static final CompositeOp DIAG =
      composite("diag(Tensor self, int diagonal=0) -> Tensor", a -> diag(a, a.integer("diagonal")));

  public static final CompositeOp DIAGFLAT =
      composite(
          "diagflat(Tensor self, int offset=0) -> Tensor",
          a -> embedded(a.tensor("self").reshape(-1), a.integer("offset"), 0, 1));

  public static final CompositeOp DIAG_EMBED =
      composite(
          "diag_embed(Tensor self, int offset=0, int dim1=-2, int dim2=-1) -> Tensor",
          Picking::diagEmbed);

  private static final KernelOp SEARCHSORTED_KERNEL =
      kernel(
              "searchsorted_places(Tensor sorted_sequence, Tensor self, Tensor? sorter, bool right,"
                  + " bool out_int32) -> Tensor",
              a ->
                  new KernelOp.Spec(
                      a.flag("out_int32") ? DType.INT32 : DType.INT64, a.tensor("self").shape()))
          .kernel("searchsorted")
          .notDifferentiable();

  private static final String SEARCH =
      "*, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None) -> Tensor";

  public static final CompositeOp SEARCHSORTED =
      composite(
          "searchsorted.Tensor(Tensor sorted_sequence, Tensor self, " + SEARCH,
          a -> search(a, a.tensor("self")));

  public static final CompositeOp SEARCHSORTED_SCALAR =
      composite(
          "searchsorted.Scalar(Tensor sorted_sequence, Scalar self, " + SEARCH,
          a -> search(a, Torch.full(Shape.SCALAR, a.scalar("self"), sorted(a).dtype())));

  public static final CompositeOp BUCKETIZE =
      composite(
          "bucketize.Tensor(Tensor self, Tensor boundaries, *, bool out_int32=False,"
              + " bool right=False) -> Tensor",
          a -> bucketize(a, a.tensor("self")));

  public static final CompositeOp BUCKETIZE_SCALAR =
      composite(
          "bucketize.Scalar(Scalar self, Tensor boundaries, *, bool out_int32=False,"
              + " bool right=False) -> Tensor",
          a ->
              bucketize(
                  a, Torch.full(Shape.SCALAR, a.scalar("self"), a.tensor("boundaries").dtype())));

  public static final CompositeOp UNRAVEL_INDEX =
      compositeAll("unravel_index(Tensor indices, int[] shape) -> Tensor[]", Picking::unravel);

  private Picking() {}

  /** The remainders by the sizes, last dimension first. */
  private static Tensor[] unravel(Args a) {
    Tensor left = a.tensor("indices");
    Shape shape = Shape.of(a.integers("shape"));
    if (!left.dtype().isIntegral() || left.dtype() == DType.BOOL) {
      throw new DTypeException("unravel_index: expected integer indices, got " + left.dtype());
    }
    if (left.lt(0).logicalOr(left.ge(shape.numel())).any().itemBoolean()) {
      throw new IndexOutOfBoundsException(
          "unravel_index: an index is outside the "
              + shape.numel()
              + " elements of shape "
              + shape
              + ", indices are from "
              + left.min().itemLong()
              + " to "
              + left.max().itemLong());
    }
    Tensor[] places = new Tensor[shape.dim()];
    for (int d = places.length - 1; d >= 0; d--) {
      places[d] = left.remainder(shape.get(d));
      left = left.div(Torch.tensor(shape.get(d)), "floor");
    }
    return places;
  }

  static Tensor checkMask(Tensor mask, String op) {
    if (mask.dtype() != DType.BOOL) {
      throw new DTypeException(op + ": mask must be bool, got " + mask.dtype());
    }
    return mask;
  }

  private static Tensor takeAlong(Args a) {
    Tensor self = a.tensor("self");
    Tensor indices = a.tensor("indices");
    if (indices.dtype() != DType.INT64) {
      throw new DTypeException("take_along_dim: indices must be int64, got " + indices.dtype());
    }
    if (a.isNull("dim")) {
      return self.reshape(-1).gather(0, indices.reshape(-1));
    }
    if (self.dim() != indices.dim()) {
      throw new ShapeException(
          "take_along_dim: self and indices must have as many dimensions, got shapes "
              + self.shape()
              + " and "
              + indices.shape());
    }
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), "take_along_dim");
    return self.expand(besides(self, indices, dim))
        .gather(dim, indices.expand(besides(indices, self, dim)));
  }

  /** The sizes of {@code t} broadcast against {@code other} but along {@code dim}. */
  private static long[] besides(Tensor t, Tensor other, int dim) {
    long[] own = t.shape().toArray();
    long[] others = other.shape().toArray();
    if (own.length > 0) {
      others[dim] = own[dim];
    }
    return Shape.broadcast(Shape.of(own), Shape.of(others), "take_along_dim").toArray();
  }

  /** One vector of indices for each dimension; a scalar counts as a vector. */
  private static Tensor[] places(Tensor self) {
    Tensor vector = self.dim() == 0 ? self.reshape(1) : self;
    Tensor places = vector.nonzero();
    Tensor[] columns = new Tensor[vector.dim()];
    Arrays.setAll(columns, i -> places.select(1, i));
    return columns;
  }

  private static Tensor not(Args a) {
    return a.tensor("condition").logicalNot();
  }

  private static Tensor number(Args a, String name, Promotion p) {
    return Torch.full(Shape.SCALAR, a.scalar(name), p.result());
  }

  private static Tensor maskedFill(Args a) {
    Tensor self = a.tensor("self");
    Tensor value = a.tensor("value");
    if (value.dim() != 0) {
      throw new ShapeException(
          "masked_fill: value must be a scalar tensor, got shape " + value.shape());
    }
    if (value.dtype().isComplex() && !self.dtype().isComplex()) {
      throw new DTypeException(
          "masked_fill: a value of " + value.dtype() + " cannot be converted to " + self.dtype());
    }
    return MASKED_FILL_WITH.call(
        self, checkMask(a.tensor("mask"), "masked_fill"), value.to(self.dtype()));
  }

  private static Tensor diag(Args a, long offset) {
    Tensor self = a.tensor("self");
    return switch (self.dim()) {
      case 1 -> embedded(self, offset, 0, 1);
      case 2 -> self.diagonal(offset, 0, 1);
      default ->
          throw new ShapeException(
              "diag: expected a vector or a matrix, got shape " + self.shape());
    };
  }

  private static Tensor diagEmbed(Args a) {
    Tensor self = a.tensor("self");
    int dim1 = Shape.normalizeDim(a.integer("dim1"), self.dim() + 1, "diag_embed");
    int dim2 = Shape.normalizeDim(a.integer("dim2"), self.dim() + 1, "diag_embed");
    if (dim1 == dim2) {
      throw new ShapeException("diag_embed: dimensions must differ, got " + dim1 + " twice");
    }
    if (self.dim() == 0) {
      throw new ShapeException("diag_embed: expected at least one dimension, got shape []");
    }
    return embedded(self, a.integer("offset"), dim1, dim2);
  }

  private static Tensor embedded(Tensor self, long offset, int dim1, int dim2) {
    long length = self.size(-1) + Math.abs(offset);
    long[] sizes = new long[self.dim() + 1];
    int next = 0;
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = i == dim1 || i == dim2 ? length : self.size(next++);
    }
    Tensor out = Torch.zeros(Shape.of(sizes), self.dtype(), self.device());
    out.diagonal(offset, dim1, dim2).copy_(self);
    return out;
  }

  private static Tensor sorted(Args a) {
    return a.tensor("sorted_sequence");
  }

  private static Tensor search(Args a, Tensor values) {
    boolean right = a.flag("right");
    if (!a.isNull("side")) {
      String side = a.text("side");
      if (!side.equals("left") && !side.equals("right") || right && side.equals("left")) {
        throw new IllegalArgumentException(
            "searchsorted: side must be 'left' or 'right' and agree with right="
                + right
                + ", got '"
                + side
                + "'");
      }
      right = side.equals("right");
    }
    return find(sorted(a), values, a.tensorOrNull("sorter"), right, a, "searchsorted");
  }

  private static Tensor bucketize(Args a, Tensor values) {
    Tensor boundaries = a.tensor("boundaries");
    if (boundaries.dim() != 1) {
      throw new ShapeException(
          "bucketize: boundaries must be a vector, got shape " + boundaries.shape());
    }
    return find(boundaries, values, null, a.flag("right"), a, "bucketize");
  }

  private static Tensor find(
      Tensor sorted, Tensor values, @Nullable Tensor sorter, boolean right, Args a, String op) {
    long[] rows = sorted.shape().toArray();
    boolean fits = sorted.dim() == 1 || sorted.dim() > 0 && sorted.dim() == values.dim();
    for (int i = 0; fits && sorted.dim() > 1 && i < rows.length - 1; i++) {
      fits = rows[i] == values.size(i);
    }
    if (!fits) {
      throw new ShapeException(
          op
              + ": the sorted sequence must be a vector or match the values but in the last"
              + " dimension, got shapes "
              + sorted.shape()
              + " and "
              + values.shape());
    }
    if (sorted.dtype() != values.dtype()) {
      throw new DTypeException(
          op
              + ": the sorted sequence and the values must have one dtype, got "
              + sorted.dtype()
              + " and "
              + values.dtype());
    }
    if (sorter != null
        && (!sorter.shape().equals(sorted.shape()) || sorter.dtype() != DType.INT64)) {
      throw new ShapeException(
          op
              + ": sorter must be int64 of shape "
              + sorted.shape()
              + ", got "
              + sorter.dtype()
              + " of shape "
              + sorter.shape());
    }
    return SEARCHSORTED_KERNEL.call(
        sorted.contiguous(),
        values.contiguous(),
        sorter == null ? null : sorter.contiguous(),
        right,
        a.get("out_int32"));
  }
}
