package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.Meta;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Elements picked, placed and added by index, by mask, or by position. */
public final class Indexing {
  public static final KernelOp GATHER =
      kernel("gather(Tensor self, int dim, Tensor index) -> Tensor", Indexing::gatherShape)
          .grad(
              "self",
              c ->
                  Indexing.SCATTER_ADD_.call(
                      c.meta("self").zeros(), c.get("dim"), c.saved("index"), c.grad()))
          .noGrad("index")
          .without("self")
          .separateOut()
          .build();

  public static final KernelOp SCATTER_ =
      kernel(
              "scatter_.src(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!)",
              a -> scatterShape(a, true))
          .kernel("scatter")
          .grad("self", Indexing::scatteredAway)
          .grad("src", Indexing::sourceGrad)
          .noGrad("index")
          .without("self", "src")
          .build();

  public static final KernelOp SCATTER_VALUE_ =
      kernel(
              "scatter_.value(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)",
              a -> scatterShape(a, false))
          .kernel("scatter_value")
          .grad("self", Indexing::scatteredAway)
          .noGrad("index")
          .without("self")
          .build();

  public static final KernelOp SCATTER_ADD_ =
      kernel(
              "scatter_add_(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!)",
              a -> scatterShape(a, true))
          .kernel("scatter_add")
          .grad("self", GradContext::grad)
          .grad("src", Indexing::sourceGrad)
          .noGrad("index")
          .without("self", "src")
          .build();

  public static final CompositeOp SCATTER =
      composite(
          "scatter.src(Tensor self, int dim, Tensor index, Tensor src) -> Tensor",
          a ->
              SCATTER_.call(
                  a.tensor("self").clone(), a.get("dim"), a.tensor("index"), a.tensor("src")));

  public static final CompositeOp SCATTER_VALUE =
      composite(
          "scatter.value(Tensor self, int dim, Tensor index, Scalar value) -> Tensor",
          a ->
              SCATTER_VALUE_.call(
                  a.tensor("self").clone(), a.get("dim"), a.tensor("index"), a.get("value")));

  public static final CompositeOp SCATTER_ADD =
      composite(
          "scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor",
          a ->
              SCATTER_ADD_.call(
                  a.tensor("self").clone(), a.get("dim"), a.tensor("index"), a.tensor("src")));

  public static final KernelOp INDEX_SELECT =
      kernel("index_select(Tensor self, int dim, Tensor index) -> Tensor", Indexing::selectShape)
          .grad(
              "self",
              c ->
                  Indexing.INDEX_ADD.call(
                      c.meta("self").zeros(), c.get("dim"), c.saved("index"), c.grad(), Scalar.ONE))
          .noGrad("index")
          .without("self")
          .separateOut()
          .build();

  public static final KernelOp INDEX_ADD =
      kernel(
              "index_add_(Tensor(a!) self, int dim, Tensor index, Tensor source, *,"
                  + " Scalar alpha=1) -> Tensor(a!)",
              Indexing::alongIndex)
          .kernel("index_add")
          .grad("self", GradContext::grad)
          .grad(
              "source",
              c ->
                  c.grad()
                      .indexSelect((int) c.integer("dim"), c.saved("index"))
                      .mul(c.scalar("alpha").conj().toNumber()))
          .noGrad("index")
          .without("self", "source")
          .build();

  public static final KernelOp INDEX_COPY =
      kernel(
              "index_copy_(Tensor(a!) self, int dim, Tensor index, Tensor source) -> Tensor(a!)",
              Indexing::alongIndex)
          .kernel("index_copy")
          .grad(
              "self",
              c ->
                  Indexing.INDEX_FILL.call(
                      c.grad().clone(), c.get("dim"), c.saved("index"), Scalar.ZERO))
          .grad("source", c -> c.grad().indexSelect((int) c.integer("dim"), c.saved("index")))
          .noGrad("index")
          .without("self", "source")
          .build();

  public static final KernelOp INDEX_FILL =
      kernel(
              "index_fill_(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)",
              a -> {
                a.indices("index");
                a.dim("dim", a.tensor("self"));
                vector(a, a.tensor("index"));
                return KernelOp.Spec.like(a.tensor("self"));
              })
          .kernel("index_fill")
          .grad(
              "self",
              c ->
                  Indexing.INDEX_FILL.call(
                      c.grad().clone(), c.get("dim"), c.saved("index"), Scalar.ZERO))
          .noGrad("index")
          .without("self")
          .build();

  /** The first of its name, so that a call by name finds it before the one that it prepares. */
  public static final CompositeOp INDEX_TENSOR =
      composite("index.Tensor(Tensor self, Tensor?[] indices) -> Tensor", Placing::index);

  public static final CompositeOp INDEX_PUT_TENSOR =
      composite(
          "index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False)"
              + " -> Tensor(a!)",
          a -> Placing.put(a, a.tensor("self")));

  /** Indices are int64 tensors of one shape, None where a dimension is taken whole. */
  public static final KernelOp INDEX =
      kernel("index.places(Tensor self, Tensor?[] indices) -> Tensor", Indexing::indexShape)
          .grad(
              "self",
              c -> Indexing.INDEX_PUT.call(c.meta("self").zeros(), savedIndices(c), c.grad(), true))
          .noGrad("indices")
          .without("self")
          .build();

  public static final KernelOp INDEX_PUT =
      kernel(
              "index_put_.places(Tensor(a!) self, Tensor?[] indices, Tensor values,"
                  + " bool accumulate=False) -> Tensor(a!)",
              Indexing::putShape)
          .kernel("index_put")
          .grad("self", Indexing::putAway)
          .grad("values", c -> INDEX.call(c.grad(), savedIndices(c)))
          .noGrad("indices")
          .without("self", "values")
          .build();

  public static final KernelOp EMBEDDING =
      kernel(
              "embedding(Tensor weight, Tensor indices, int padding_idx=-1,"
                  + " bool scale_grad_by_freq=False, bool sparse=False) -> Tensor",
              Indexing::embeddingShape)
          .grad("weight", Indexing::embeddingGrad)
          .noGrad("indices")
          .without("weight")
          .build();

  public static final KernelOp EMBEDDING_BACKWARD =
      kernel(
              "embedding_dense_backward(Tensor grad_output, Tensor indices, int num_weights,"
                  + " int padding_idx, bool scale_grad_by_freq) -> Tensor",
              Indexing::tableShape)
          .grad("grad_output", Indexing::embeddingGradAgain)
          .noGrad("indices")
          .build();

  private Indexing() {}

  /** Counts of rows are not taken where gradients are sparse. */
  static void checkSparseGrad(GradContext a) {
    if (a.flag("scale_grad_by_freq")) {
      throw new IllegalArgumentException(
          a.op() + ": scale_grad_by_freq is not supported with sparse gradients, got both true");
    }
  }

  private static Tensor embeddingGrad(GradContext c) {
    long rows = c.shape("weight").get(0);
    if (!c.flag("sparse")) {
      return EMBEDDING_BACKWARD.call(
          c.grad(), c.saved("indices"), rows, c.get("padding_idx"), c.get("scale_grad_by_freq"));
    }
    checkSparseGrad(c);
    Tensor indices = c.saved("indices").reshape(-1).toLong();
    Tensor values = c.grad().reshape(-1, c.shape("weight").get(1));
    long padding = c.integer("padding_idx");
    if (padding >= 0) {
      Tensor kept = indices.ne(padding).nonzero().select(1, 0);
      indices = indices.indexSelect(0, kept);
      values = values.indexSelect(0, kept);
    }
    return SparseTensors.rows(indices, values, rows);
  }

  private static KernelOp.Spec tableShape(Args a) {
    Tensor grad = a.tensor("grad_output");
    long[] sizes = a.indices("indices").shape().toArray();
    long[] wanted = Arrays.copyOf(sizes, sizes.length + 1);
    wanted[sizes.length] = grad.dim() == 0 ? 1 : grad.size(-1);
    a.tensor("grad_output", Shape.of(wanted));
    return new KernelOp.Spec(grad.dtype(), Shape.of(a.integer("num_weights"), grad.size(-1)));
  }

  private static void vector(Args a, Tensor index) {
    if (index.dim() > 1) {
      throw new ShapeException(a.op() + ": index must be a vector, got shape " + index.shape());
    }
  }

  /** Places of ops that take int64 only; without elements they may have any dtype. */
  private static Tensor checkPlaces(Args a, Tensor index) {
    if (index.dtype() != DType.INT64 && index.numel() > 0) {
      throw new DTypeException(a.op() + ": index must be int64, got " + index.dtype());
    }
    return index;
  }

  private static void sameDtype(Args a, String name) {
    Tensor self = a.tensor("self");
    Tensor other = a.tensor(name);
    if (self.dtype() != other.dtype()) {
      throw new DTypeException(
          a.op()
              + ": expected self and "
              + name
              + " to have the same dtype, got "
              + self.dtype()
              + " and "
              + other.dtype());
    }
  }

  private static KernelOp.Spec gatherShape(KernelOp.Call a) {
    Tensor self = a.tensor("self");
    Tensor index = checkPlaces(a, a.tensor("index"));
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), "gather");
    checkFits(a, index, self, dim, "self");
    return new KernelOp.Spec(self.dtype(), index.shape());
  }

  /** The index may be smaller than the tensor, but not larger, except along {@code dim}. */
  private static void checkFits(Args a, Tensor index, Tensor t, int dim, String name) {
    boolean fits = Math.max(1, index.dim()) == Math.max(1, t.dim());
    for (int i = 0; fits && i < index.dim() && i < t.dim(); i++) {
      fits = i == dim || index.size(i) <= t.size(i);
    }
    if (!fits && index.numel() > 0) {
      throw new ShapeException(
          a.op()
              + ": index "
              + index.shape()
              + " must have as many dimensions as "
              + name
              + " "
              + t.shape()
              + (dim < 0 ? "" : " and, apart from dimension " + dim)
              + (dim < 0 ? " and" : ",")
              + " must not be larger");
    }
  }

  static KernelOp.Spec scatterShape(KernelOp.Call a, boolean source) {
    Tensor self = a.tensor("self");
    Tensor index = checkPlaces(a, a.tensor("index"));
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
    checkFits(a, index, self, dim, "self");
    if (source) {
      sameDtype(a, "src");
      checkFits(a, index, a.tensor("src"), -1, "src");
    }
    return KernelOp.Spec.like(self);
  }

  /** A source may be larger than the index; what was not written has no gradient. */
  private static Tensor sourceGrad(GradContext c) {
    return padded(c.grad().gather((int) c.integer("dim"), c.saved("index")), c.meta("src"));
  }

  /** The gradient of the part of a source that was read, with zeros for the rest. */
  static Tensor padded(Tensor picked, Meta source) {
    if (picked.shape().equals(source.shape())) {
      return picked;
    }
    Tensor zeros = source.zeros();
    Tensor part = zeros;
    for (int i = 0; i < picked.dim(); i++) {
      part = part.narrow(i, 0, picked.size(i));
    }
    part.copy_(picked);
    return zeros;
  }

  private static Tensor scatteredAway(GradContext c) {
    return SCATTER_VALUE_.call(c.grad().clone(), c.get("dim"), c.saved("index"), Scalar.ZERO);
  }

  private static KernelOp.Spec selectShape(KernelOp.Call a) {
    Tensor self = a.tensor("self");
    Tensor index = a.indices("index");
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), "index_select");
    vector(a, index);
    long[] sizes = self.shape().toArray();
    if (sizes.length > 0) {
      sizes[dim] = index.numel();
    }
    return new KernelOp.Spec(self.dtype(), Shape.of(sizes));
  }

  private static KernelOp.Spec alongIndex(KernelOp.Call a) {
    Tensor self = a.tensor("self");
    Tensor source = a.tensor("source");
    Tensor index = a.indices("index");
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
    sameDtype(a, "source");
    long[] wanted = self.shape().toArray();
    if (wanted.length > 0) {
      wanted[dim] = index.numel();
    }
    if (index.dim() > 1 || !Arrays.equals(wanted, source.shape().toArray())) {
      throw new ShapeException(
          a.op()
              + ": source must have shape "
              + Arrays.toString(wanted)
              + " for self "
              + self.shape()
              + " and index "
              + index.shape()
              + ", got "
              + source.shape());
    }
    return KernelOp.Spec.like(self);
  }

  private static @Nullable Tensor[] savedIndices(GradContext c) {
    @Nullable Tensor[] all = new Tensor[c.count("indices")];
    for (int i = 0; i < all.length; i++) {
      all[i] = c.meta("indices", i) == null ? null : c.saved("indices", i);
    }
    return all;
  }

  private static Tensor putAway(GradContext c) {
    if (c.flag("accumulate")) {
      return c.grad();
    }
    Tensor zero = Torch.zeros(Shape.SCALAR, c.grad().dtype(), c.grad().device());
    return INDEX_PUT.call(c.grad().clone(), savedIndices(c), zero, false);
  }

  private static KernelOp.Spec indexShape(KernelOp.Call a) {
    Tensor self = a.tensor("self");
    return new KernelOp.Spec(self.dtype(), indexedShape(self, a.optionalTensors("indices")));
  }

  private static KernelOp.Spec putShape(KernelOp.Call a) {
    Tensor self = a.tensor("self");
    sameDtype(a, "values");
    a.stretch("values", indexedShape(self, a.optionalTensors("indices")));
    return KernelOp.Spec.like(self);
  }

  /** Number of dimensions that indexing gives. */
  public static int indexedDims(Tensor self, @Nullable Tensor[] indices) {
    return indexedShape(self, indices).dim();
  }

  /** Neighbouring indices put their shape where they stand, separated ones in front. */
  private static Shape indexedShape(Tensor self, @Nullable Tensor[] indices) {
    List<Integer> used = new ArrayList<>();
    Shape shape = Shape.SCALAR;
    for (int i = 0; i < indices.length; i++) {
      Tensor t = indices[i];
      if (t != null) {
        used.add(i);
        shape = t.shape();
      }
    }
    if (indices.length > self.dim() || used.isEmpty()) {
      throw new IndexOutOfBoundsException(
          "index: " + indices.length + " indices for a tensor of shape " + self.shape());
    }
    int first = used.get(0);
    boolean together = used.get(used.size() - 1) - first + 1 == used.size();
    List<Long> sizes = new ArrayList<>();
    if (!together) {
      shape.forEach(sizes::add);
    }
    for (int i = 0; i < self.dim(); i++) {
      if (together && i == first) {
        shape.forEach(sizes::add);
      }
      if (!used.contains(i)) {
        sizes.add(self.size(i));
      }
    }
    return Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  private static KernelOp.Spec embeddingShape(KernelOp.Call a) {
    Tensor weight = a.tensor("weight");
    Tensor indices = a.indices("indices");
    if (weight.dim() != 2) {
      throw new ShapeException(
          "embedding: weight must have 2 dimensions, got shape " + weight.shape());
    }
    long[] sizes = Arrays.copyOf(indices.shape().toArray(), indices.dim() + 1);
    sizes[indices.dim()] = weight.size(1);
    return new KernelOp.Spec(weight.dtype(), Shape.of(sizes));
  }

  private static Tensor embeddingGradAgain(GradContext c) {
    Tensor indices = c.saved("indices");
    Tensor g = EMBEDDING.call(c.grad(), indices, -1L, false, false);
    if (c.flag("scale_grad_by_freq")) {
      Tensor counts = Torch.zeros(Shape.of(c.integer("num_weights")), g.dtype());
      Tensor flat = indices.reshape(-1).toLong();
      INDEX_ADD.call(counts, 0L, flat, Torch.ones(flat.shape(), g.dtype()), Scalar.ONE);
      g = g.div(counts.indexSelect(0, flat).reshape(indices.shape().toArray()).unsqueeze(-1));
    }
    long padding = c.integer("padding_idx");
    return padding < 0
        ? g
        : Arithmetic.MASKED_FILL.call(g, indices.eq(padding).unsqueeze(-1), Scalar.ZERO);
  }
}
