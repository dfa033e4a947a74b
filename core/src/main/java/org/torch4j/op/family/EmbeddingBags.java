package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Rows of a table brought together by bags. Modes are ATen's: 0 sum, 1 mean, 2 maximum. */
public final class EmbeddingBags {
  private static final long MEAN = 1;
  private static final long MAX = 2;
  private static final String RESULTS = " -> (Tensor, Tensor, Tensor, Tensor)";
  private static final String ARGUMENTS =
      "(Tensor weight, Tensor indices, Tensor offsets, bool scale_grad_by_freq=False, int mode=0,"
          + " bool sparse=False, Tensor? per_sample_weights=None, bool include_last_offset=False";

  /** Row bags[i] of the result gathers row indices[i] of the table, times its weight. */
  public static final KernelOp BAG_SUM =
      kernel(
              "embedding_bag_sum(Tensor table, Tensor indices, Tensor bags, Tensor? sample_weights,"
                  + " int count, bool scale_grad_by_freq=False, bool sparse=False) -> Tensor",
              a -> new KernelOp.Spec(a.tensor("table").dtype(), bagShape(a)))
          .grad("table", EmbeddingBags::tableGrad)
          .grad("sample_weights", EmbeddingBags::sampleGrad)
          .noGrad("indices", "bags")
          .build();

  /** For each bag and column the index whose row is greatest, -1 for an empty bag. */
  public static final KernelOp BAG_MAX =
      kernel(
              "embedding_bag_argmax(Tensor table, Tensor indices, Tensor bags, int count) ->"
                  + " Tensor",
              a -> new KernelOp.Spec(DType.INT64, bagShape(a)))
          .notDifferentiable();

  public static final CompositeOp EMBEDDING_BAG =
      compositeAll("embedding_bag" + ARGUMENTS + ")" + RESULTS, a -> bag(a, null));

  public static final CompositeOp EMBEDDING_BAG_PADDING =
      compositeAll(
          "embedding_bag.padding_idx" + ARGUMENTS + ", int? padding_idx=None)" + RESULTS,
          a -> bag(a, (Long) a.get("padding_idx")));

  /** A 1 at each class index, in a new last dimension. */
  public static final CompositeOp ONE_HOT =
      composite("one_hot(Tensor self, int num_classes=-1) -> Tensor", EmbeddingBags::oneHot);

  /** Shortens the rows that are named to a norm of at most {@code max_norm}; records nothing. */
  public static final CompositeOp RENORM_ =
      composite(
          "embedding_renorm_(Tensor(a!) self, Tensor indices, float max_norm, float norm_type)"
              + " -> Tensor(a!)",
          a -> GradMode.with(false, () -> renorm(a)));

  private EmbeddingBags() {}

  private static Tensor renorm(Args a) {
    Tensor weight = a.tensor("self");
    Tensor rows = a.tensor("indices").reshape(-1);
    double most = a.real("max_norm");
    Tensor chosen = weight.detach().indexSelect(0, rows);
    Tensor norms = Norms.NORM.call(chosen, Scalar.of(a.real("norm_type")), new long[] {1}, true);
    Tensor shorter = norms.add(1e-7).reciprocal().mul(most);
    Tensor scale = Torch.where(norms.gt(most), shorter, Torch.onesLike(norms));
    // a row named twice gets the same values twice
    return weight.indexCopy_(0, rows, chosen.mul(scale));
  }

  /** One row for each bag; indices, bags and weights stand side by side. */
  private static Shape bagShape(Args a) {
    Tensor table = a.tensor("table", 2);
    Tensor indices = a.indices("indices");
    a.tensor("indices", 1);
    a.indices("bags");
    a.tensor("bags", indices.shape());
    if (a.has("sample_weights") && !a.isNull("sample_weights")) {
      a.tensor("sample_weights", indices.shape());
    }
    return Shape.of(a.integer("count"), table.size(1));
  }

  private static Tensor oneHot(Args a) {
    Tensor input = a.tensor("self");
    if (input.dtype() != DType.INT64 && input.dtype() != DType.INT32) {
      throw new DTypeException(
          "one_hot: class indices must be int32 or int64, got " + input.dtype());
    }
    boolean empty = input.numel() == 0;
    long least = empty ? 0 : input.amin().itemLong();
    long most = empty ? -1 : input.amax().itemLong();
    long asked = a.integer("num_classes");
    long classes = asked < 0 ? most + 1 : asked;
    if (least < 0 || most >= classes) {
      throw new IndexOutOfBoundsException(
          "one_hot: class index "
              + (least < 0 ? least : most)
              + " is out of range for "
              + classes
              + " classes");
    }
    if (classes <= 0) {
      throw new ShapeException(
          "one_hot: an empty input needs a positive number of classes, got " + asked);
    }
    long[] sizes = Arrays.copyOf(input.shape().toArray(), input.dim() + 1);
    sizes[input.dim()] = classes;
    return Torch.zeros(Shape.of(sizes), DType.INT64)
        .scatter_(input.dim(), input.toLong().unsqueeze(input.dim()), 1);
  }

  private static Tensor tableGrad(GradContext c) {
    long rows = c.shape("table").get(0);
    Tensor indices = c.saved("indices");
    if (c.flag("sparse")) {
      Indexing.checkSparseGrad(c);
      Tensor values = c.grad().indexSelect(0, c.saved("bags"));
      Tensor weights = c.savedOrNull("sample_weights");
      return SparseTensors.rows(
          indices.toLong(), weights == null ? values : values.mul(weights.unsqueeze(1)), rows);
    }
    Tensor grad =
        BAG_SUM.call(
            c.grad(),
            c.saved("bags"),
            indices,
            c.savedOrNull("sample_weights"),
            rows,
            false,
            false);
    if (!c.flag("scale_grad_by_freq")) {
      return grad;
    }
    Tensor counts =
        Torch.zeros(Shape.of(rows), grad.dtype())
            .indexAdd(0, indices, Torch.ones(indices.shape(), grad.dtype()));
    return grad.div(counts.clampMin(1).unsqueeze(1));
  }

  private static @Nullable Tensor sampleGrad(GradContext c) {
    if (c.wasNull("sample_weights")) {
      return null;
    }
    Tensor rows = c.saved("table").indexSelect(0, c.saved("indices"));
    return c.grad().indexSelect(0, c.saved("bags")).mul(rows).sum(1);
  }

  private static void check(Args a) {
    Tensor weight = a.tensor("weight");
    Tensor indices = a.tensor("indices");
    Tensor offsets = a.tensor("offsets");
    if (weight.dim() != 2 || indices.dim() != 1 || offsets.dim() != 1) {
      throw new ShapeException(
          "embedding_bag: expected weight with 2 dimensions, indices and offsets with 1, got "
              + weight.shape()
              + ", "
              + indices.shape()
              + " and "
              + offsets.shape());
    }
    for (Tensor t : new Tensor[] {indices, offsets}) {
      if (t.dtype() != DType.INT64 && t.dtype() != DType.INT32) {
        throw new DTypeException(
            "embedding_bag: indices and offsets must be int32 or int64, got " + t.dtype());
      }
    }
    if (!weight.dtype().isFloatingPoint()) {
      throw new DTypeException(
          "embedding_bag: weight must be floating-point, got " + weight.dtype());
    }
    long mode = a.integer("mode");
    if (mode < 0 || mode > MAX) {
      throw new IllegalArgumentException("embedding_bag: mode must be 0, 1 or 2, got " + mode);
    }
    if (a.flag("sparse") && mode == MAX) {
      throw new IllegalArgumentException(
          "embedding_bag: mode max does not support sparse gradients, got mode "
              + mode
              + " and sparse=true");
    }
    Tensor samples = a.tensorOrNull("per_sample_weights");
    if (samples != null && (mode != 0 || !samples.shape().equals(indices.shape()))) {
      throw new ShapeException(
          "embedding_bag: per_sample_weights need mode sum and the shape of indices "
              + indices.shape()
              + ", got "
              + samples.shape()
              + " and mode "
              + mode);
    }
    if (samples != null && samples.dtype() != weight.dtype()) {
      throw new DTypeException(
          "embedding_bag: per_sample_weights must be "
              + weight.dtype()
              + " like weight, got "
              + samples.dtype());
    }
  }

  /** The bag of each index. */
  private static long[] bags(long[] offsets, int count, int indices) {
    long[] bags = new long[indices];
    if (count > 0 && offsets[0] != 0) {
      throw new IllegalArgumentException(
          "embedding_bag: offsets must start with 0, got " + offsets[0]);
    }
    for (int b = 0; b < count; b++) {
      long end = b + 1 < offsets.length ? offsets[b + 1] : indices;
      if (offsets[b] > end || end > indices) {
        throw new IndexOutOfBoundsException(
            "embedding_bag: offsets must ascend to at most "
                + indices
                + " indices, got "
                + Arrays.toString(offsets));
      }
      Arrays.fill(bags, (int) offsets[b], (int) end, b);
    }
    return bags;
  }

  private static Tensor[] bag(Args a, @Nullable Long padding) {
    check(a);
    Tensor weight = a.tensor("weight");
    Tensor indices = a.tensor("indices");
    long[] offsets = a.tensor("offsets").toLongArray();
    boolean last = a.flag("include_last_offset");
    if (last && offsets.length == 0) {
      throw new ShapeException(
          "embedding_bag: include_last_offset needs at least one offset, got offsets [0]");
    }
    int count = last ? offsets.length - 1 : offsets.length;
    Tensor bags = Torch.tensor(bags(offsets, count, (int) indices.numel()));
    Tensor offsetToBag = bags;
    Tensor samples = a.tensorOrNull("per_sample_weights");
    if (count == 0 && indices.numel() > 0) {
      throw new IllegalArgumentException(
          "embedding_bag: there is no bag for " + indices.numel() + " indices");
    }
    if (padding != null) {
      long row = padding(padding, weight.size(0));
      Tensor places = indices.ne(row).nonzero().squeeze(1);
      indices = indices.indexSelect(0, places);
      bags = bags.indexSelect(0, places);
      samples = samples == null ? null : samples.indexSelect(0, places);
    }
    Tensor sizes =
        Torch.zeros(Shape.of(count), DType.INT64)
            .indexAdd(0, bags, Torch.ones(bags.shape(), DType.INT64));
    if (a.integer("mode") == MAX) {
      Tensor best = BAG_MAX.call(weight, indices, bags, (long) count);
      Tensor empty = best.lt(0);
      Tensor values = weight.gather(0, best.clampMin(0));
      return new Tensor[] {
        Arithmetic.MASKED_FILL.call(values, empty, Scalar.ZERO),
        offsetToBag,
        sizes,
        best.clampMin(0)
      };
    }
    Tensor out =
        BAG_SUM.call(
            weight,
            indices,
            bags,
            samples,
            (long) count,
            a.flag("scale_grad_by_freq"),
            a.flag("sparse"));
    if (a.integer("mode") == MEAN) {
      out = out.div(sizes.clampMin(1).unsqueeze(1).to(out.dtype()));
    }
    return new Tensor[] {out, offsetToBag, sizes, sizes};
  }

  private static long padding(long index, long rows) {
    if (index < -rows || index >= rows) {
      throw new IndexOutOfBoundsException(
          "embedding_bag: padding_idx " + index + " is out of range for " + rows + " rows");
    }
    return index < 0 ? index + rows : index;
  }
}
