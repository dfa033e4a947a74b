package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.op.TensorState;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Elements reduced into the places that an index says, and parts of a tensor replaced. */
public final class Scattering {
  private static final List<String> REDUCTIONS = List.of("sum", "prod", "mean", "amax", "amin");

  public static final KernelOp SCATTER_REDUCE_ =
      kernel(
              "scatter_reduce_.two(Tensor(a!) self, int dim, Tensor index, Tensor src, str reduce,"
                  + " *, bool include_self=True) -> Tensor(a!)",
              a -> {
                checkReduction(a, REDUCTIONS);
                return Indexing.scatterShape(a, true);
              })
          .kernel("scatter_reduce")
          .gradTogether(Scattering::reduceGrads, "self", "src")
          .noGrad("index")
          .savesResults()
          .build();

  public static final CompositeOp SCATTER_REDUCE =
      composite(
          "scatter_reduce.two(Tensor self, int dim, Tensor index, Tensor src, str reduce, *,"
              + " bool include_self=True) -> Tensor",
          a ->
              SCATTER_REDUCE_.call(
                  a.tensor("self").clone(),
                  a.get("dim"),
                  a.tensor("index"),
                  a.tensor("src"),
                  a.get("reduce"),
                  a.get("include_self")));

  public static final CompositeOp SCATTER_WITH =
      composite(
          "scatter.reduce(Tensor self, int dim, Tensor index, Tensor src, *, str reduce) -> Tensor",
          a -> scatterWith(a, a.tensor("src")));

  public static final CompositeOp SCATTER_VALUE_WITH =
      composite(
          "scatter.value_reduce(Tensor self, int dim, Tensor index, Scalar value, *, str reduce)"
              + " -> Tensor",
          a ->
              scatterWith(
                  a,
                  Torch.full(
                      a.tensor("index").shape(), a.scalar("value"), a.tensor("self").dtype())));

  public static final CompositeOp INDEX_REDUCE =
      composite(
          "index_reduce(Tensor self, int dim, Tensor index, Tensor source, str reduce, *,"
              + " bool include_self=True) -> Tensor",
          Scattering::indexReduce);

  public static final CompositeOp PUT =
      composite(
          "put(Tensor self, Tensor index, Tensor source, bool accumulate=False) -> Tensor",
          Scattering::put);

  public static final CompositeOp MASKED_SCATTER =
      composite(
          "masked_scatter(Tensor self, Tensor mask, Tensor source) -> Tensor",
          Scattering::maskedScatter);

  public static final CompositeOp SELECT_SCATTER =
      composite(
          "select_scatter(Tensor self, Tensor src, int dim, int index) -> Tensor",
          a -> replaced(a, t -> Views.SELECT.call(t, a.get("dim"), a.get("index"))));

  public static final CompositeOp SLICE_SCATTER =
      composite(
          "slice_scatter(Tensor self, Tensor src, int dim=0, int? start=None, int? end=None,"
              + " int step=1) -> Tensor",
          a ->
              replaced(
                  a,
                  t ->
                      Views.SLICE.call(
                          t, a.get("dim"), a.get("start"), a.get("end"), a.get("step"))));

  public static final CompositeOp DIAGONAL_SCATTER =
      composite(
          "diagonal_scatter(Tensor self, Tensor src, int offset=0, int dim1=0, int dim2=1)"
              + " -> Tensor",
          a ->
              replaced(
                  a, t -> Views.DIAGONAL.call(t, a.get("offset"), a.get("dim1"), a.get("dim2"))));

  public static final CompositeOp AS_STRIDED_SCATTER =
      composite(
          "as_strided_scatter(Tensor self, Tensor src, int[] size, int[] stride,"
              + " int? storage_offset=None) -> Tensor",
          Scattering::stridedScatter);

  private Scattering() {}

  private static void checkReduction(Args a, List<String> known) {
    if (!known.contains(a.text("reduce"))) {
      throw new IllegalArgumentException(
          a.op() + ": reduce must be one of " + known + ", got '" + a.text("reduce") + "'");
    }
  }

  private static Tensor scatterWith(Args a, Tensor src) {
    checkReduction(a, List.of("add", "multiply"));
    Tensor self = a.tensor("self").clone();
    if (a.text("reduce").equals("add")) {
      return Indexing.SCATTER_ADD_.call(self, a.get("dim"), a.tensor("index"), src);
    }
    return SCATTER_REDUCE_.call(self, a.get("dim"), a.tensor("index"), src, "prod", true);
  }

  private static Tensor reduced(
      Tensor into, GradContext c, Tensor index, Tensor src, String reduce, boolean includeSelf) {
    return SCATTER_REDUCE_.call(into, c.get("dim"), index, src, reduce, includeSelf);
  }

  /** The gradients of self and src share most of their parts. */
  private static Map<String, Tensor> reduceGrads(GradContext c) {
    Tensor index = c.saved("index");
    Tensor src = within(c.saved("src"), index.shape());
    Tensor self = c.saved("self");
    Tensor g = c.grad();
    int dim = (int) c.integer("dim");
    boolean own = c.flag("include_self");
    Tensor ofSelf;
    Tensor ofSrc;
    switch (c.text("reduce")) {
      case "sum" -> {
        ofSelf = g;
        ofSrc = g.gather(dim, index);
      }
      case "mean" -> {
        Tensor count = own ? Torch.onesLike(g) : Torch.zerosLike(g);
        count = count.scatterAdd(dim, index, Torch.onesLike(src)).clampMin(1);
        ofSelf = g.div(count);
        ofSrc = ofSelf.gather(dim, index);
      }
      case "prod" -> {
        Tensor ones = Torch.onesLike(self);
        ofSelf = g.mul(reduced(ones, c, index, src, "prod", true));
        ofSrc = productGrad(c, self, index, src, dim, own);
      }
      default -> {
        Tensor result = c.result();
        Tensor isSelf = self.eq(result).to(g.dtype());
        isSelf = own ? isSelf : isSelf.scatter(dim, index, 0);
        Tensor isSource = src.eq(result.gather(dim, index)).to(g.dtype());
        Tensor share = g.div(isSelf.scatterAdd(dim, index, isSource).clampMin(1));
        ofSelf = share.mul(isSelf);
        ofSrc = share.gather(dim, index).mul(isSource);
      }
    }
    if (!own) {
      ofSelf = ofSelf.scatter(dim, index, 0);
    }
    return Map.of("self", ofSelf, "src", Indexing.padded(ofSrc, c.meta("src")));
  }

  /** The product of the others; where exactly one factor is zero, that of the rest without it. */
  private static Tensor productGrad(
      GradContext c, Tensor self, Tensor index, Tensor src, int dim, boolean own) {
    Tensor zero = src.eq(0);
    Tensor divided = c.grad().mul(c.result()).gather(dim, index).div(src.maskedFill(zero, 1));
    if (!zero.any().itemBoolean()) {
      return divided;
    }
    Tensor zeros =
        Torch.zerosLike(self).scatterAdd(dim, index, zero.to(self.dtype())).gather(dim, index);
    Tensor single = zero.logicalAnd(zeros.eq(1));
    Tensor rest = reduced(self.clone(), c, index, src.maskedFill(single, 1), "prod", own);
    return c.grad().mul(rest).gather(dim, index).where(single, divided);
  }

  /** The part of src that the index reads. */
  private static Tensor within(Tensor src, Shape shape) {
    Tensor part = src;
    for (int i = 0; i < shape.dim() && i < part.dim(); i++) {
      part = part.size(i) == shape.get(i) ? part : part.narrow(i, 0, shape.get(i));
    }
    return part;
  }

  private static Tensor indexReduce(Args a) {
    checkReduction(a, List.of("prod", "mean", "amax", "amin"));
    Tensor self = a.tensor("self");
    Tensor source = a.tensor("source");
    Tensor index = a.tensor("index");
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), "index_reduce");
    long[] wanted = self.shape().toArray();
    long[] column = new long[wanted.length];
    Arrays.fill(column, 1);
    if (wanted.length > 0) {
      wanted[dim] = index.numel();
      column[dim] = index.numel();
    }
    if (index.dim() > 1 || !Arrays.equals(wanted, source.shape().toArray())) {
      throw new ShapeException(
          "index_reduce: source must have shape "
              + Arrays.toString(wanted)
              + " for self "
              + self.shape()
              + " and index "
              + index.shape()
              + ", got "
              + source.shape());
    }
    return SCATTER_REDUCE_.call(
        self.clone(),
        (long) dim,
        index.reshape(column).expand(wanted),
        source,
        a.get("reduce"),
        a.get("include_self"));
  }

  private static Tensor put(Args a) {
    Tensor self = a.tensor("self");
    Tensor index = a.tensor("index");
    Tensor source = a.tensor("source");
    if (index.numel() != source.numel()) {
      throw new ShapeException(
          "put: index and source must have as many elements, got shapes "
              + index.shape()
              + " and "
              + source.shape());
    }
    if (self.dtype() != source.dtype() || index.dtype() != DType.INT64) {
      throw new org.torch4j.type.DTypeException(
          "put: expected an int64 index and a source of dtype "
              + self.dtype()
              + ", got "
              + index.dtype()
              + " and "
              + source.dtype());
    }
    Tensor flat = self.clone().reshape(-1);
    return Indexing.INDEX_PUT
        .call(flat, new Tensor[] {index.reshape(-1)}, source.reshape(-1), a.get("accumulate"))
        .reshape(self.shape().toArray());
  }

  private static Tensor maskedScatter(Args a) {
    Tensor self = a.tensor("self");
    Tensor source = a.tensor("source");
    Tensor mask = Picking.checkMask(a.tensor("mask"), "masked_scatter");
    if (self.dtype() != source.dtype()) {
      throw new org.torch4j.type.DTypeException(
          "masked_scatter: expected self and source to have the same dtype, got "
              + self.dtype()
              + " and "
              + source.dtype());
    }
    Shape shape = Shape.broadcast(self.shape(), mask.shape(), "masked_scatter");
    long[] sizes = shape.toArray();
    Tensor places = mask.expand(sizes).reshape(-1).nonzero().select(1, 0);
    if (places.numel() > source.numel()) {
      throw new ShapeException(
          "masked_scatter: the mask has "
              + places.numel()
              + " true elements, source of shape "
              + source.shape()
              + " has fewer");
    }
    Tensor picked = source.reshape(-1).narrow(0, 0, places.numel());
    Tensor flat = self.expand(sizes).clone().reshape(-1);
    return Indexing.INDEX_COPY.call(flat, 0L, places, picked).reshape(sizes);
  }

  /** A copy with src, which must have its shape, in the place of a part. */
  private static Tensor replaced(Args a, UnaryOperator<Tensor> part) {
    Tensor out = a.tensor("self").clone();
    replace(a, part.apply(out));
    return out;
  }

  private static void replace(Args a, Tensor place) {
    requireShape(a, place);
    place.copy_(a.tensor("src"));
  }

  private static void requireShape(Args a, Tensor place) {
    Tensor src = a.tensor("src");
    if (!place.shape().equals(src.shape())) {
      throw new ShapeException(
          a.op()
              + ": src must have the shape of the part that it replaces, "
              + place.shape()
              + ", got "
              + src.shape());
    }
  }

  /**
   * The memory behind self is copied as it lies, so that strides mean the same in the copy. Of
   * elements of src that meet in one place the last one stays.
   */
  private static Tensor stridedScatter(Args a) {
    Tensor self = a.tensor("self");
    StridedArray array = TensorState.array(self);
    long room = array.storage().byteSize() / array.dtype().byteSize();
    Tensor memory = Views.AS_STRIDED.call(self, new long[] {room}, new long[] {1}, 0L).clone();
    long offset = a.isNull("storage_offset") ? self.storageOffset() : a.integer("storage_offset");
    long[] size = a.integers("size");
    long[] stride = a.integers("stride");
    Tensor place = Views.AS_STRIDED.call(memory, size, stride, offset);
    if (TensorState.array(place).layout().mayOverlap()) {
      requireShape(a, place);
      Tensor places = Views.AS_STRIDED.call(Torch.arange(room), size, stride, offset);
      Indexing.INDEX_PUT.call(
          memory, new Tensor[] {places.reshape(-1)}, a.tensor("src").reshape(-1), false);
    } else {
      replace(a, place);
    }
    return Views.AS_STRIDED.call(
        memory, self.shape().toArray(), self.strides(), self.storageOffset());
  }
}
