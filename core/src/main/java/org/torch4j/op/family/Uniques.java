package org.torch4j.op.family;

import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Distinct elements and rows, where each stood, and how many there were. */
public final class Uniques {
  private static final KernelOp ROW_ORDER =
      kernel(
              "row_order(Tensor self) -> Tensor",
              a -> new KernelOp.Spec(DType.INT64, Shape.of(a.tensor("self").size(0))))
          .notDifferentiable();

  private static final KernelOp ISIN =
      kernel(
              "isin_same(Tensor elements, Tensor test_elements) -> Tensor",
              a -> new KernelOp.Spec(DType.BOOL, a.tensor("elements").shape()))
          .notDifferentiable();

  public static final CompositeOp UNIQUE =
      compositeAll(
          "_unique2(Tensor self, bool sorted=True, bool return_inverse=False,"
              + " bool return_counts=False) -> (Tensor, Tensor, Tensor)",
          a ->
              all(
                  unique(a.tensor("self"), null, false),
                  a.flag("return_inverse"),
                  a.flag("return_counts")));

  public static final CompositeOp UNIQUE_DIM =
      compositeAll(
          "unique_dim(Tensor self, int dim, bool sorted=True, bool return_inverse=False,"
              + " bool return_counts=False) -> (Tensor, Tensor, Tensor)",
          a ->
              all(
                  unique(a.tensor("self"), a.integer("dim"), false),
                  a.flag("return_inverse"),
                  a.flag("return_counts")));

  private Uniques() {}

  /**
   * Distinct elements.
   *
   * @param values each once
   * @param inverse for each element its place among the values
   * @param counts how often each value occurs
   */
  private record Distinct(Tensor values, Tensor inverse, Tensor counts) {}

  private static Tensor[] all(Distinct d, boolean inverse, boolean counts) {
    Tensor none = Torch.empty(Shape.of(0), DType.INT64, d.values.device());
    return new Tensor[] {d.values, inverse ? d.inverse : none, counts ? d.counts : none};
  }

  /** Whether {@code elements} are among {@code tests}, of the same dtype. */
  static Tensor contains(Tensor tests, Tensor elements) {
    return ISIN.call(elements.reshape(-1), tests.reshape(-1)).reshape(elements.shape().toArray());
  }

  /** The results that are asked for, in PyTorch's order. */
  public static List<Tensor> results(
      Tensor self, @Nullable Long dim, boolean consecutive, boolean inverse, boolean counts) {
    Distinct d = unique(self, dim, consecutive);
    List<Tensor> out = new ArrayList<>(List.of(d.values));
    if (inverse) {
      out.add(d.inverse);
    }
    if (counts) {
      out.add(d.counts);
    }
    return out;
  }

  private static Distinct unique(Tensor given, @Nullable Long along, boolean consecutive) {
    Tensor self = given.detach();
    if (along == null) {
      Tensor flat = self.reshape(-1);
      Distinct d =
          flat.numel() == 0 ? empty(flat) : runs(flat, consecutive ? null : flat.argsort(0, false));
      return new Distinct(d.values, d.inverse.reshape(self.shape().toArray()), d.counts);
    }
    int dim = Shape.normalizeDim(along, self.dim(), "unique");
    if (self.dim() == 0) {
      Distinct d = unique(self, null, consecutive);
      return new Distinct(d.values.reshape(), d.inverse.reshape(1), d.counts);
    }
    if (self.numel() == 0) {
      return emptyAlong(self, dim);
    }
    Tensor moved = self.transpose(0, dim).contiguous();
    Tensor rows = moved.reshape(self.size(dim), -1);
    Distinct d = runs(rows, consecutive ? null : ROW_ORDER.call(rows));
    long[] sizes = moved.shape().toArray();
    sizes[0] = d.values.size(0);
    Tensor values = d.values.reshape(sizes).transpose(0, dim);
    return new Distinct(values.contiguous(), d.inverse, d.counts);
  }

  private static Distinct empty(Tensor flat) {
    Tensor none = Torch.empty(Shape.of(0), DType.INT64, flat.device());
    return new Distinct(flat.clone(), none, none);
  }

  private static Distinct emptyAlong(Tensor self, int dim) {
    long zeros = Arrays.stream(self.shape().toArray()).filter(n -> n == 0).count();
    if (self.size(dim) != 0 || zeros != 1) {
      throw new ShapeException(
          "unique: with a dimension of size 0, dim must be the only such one, got dim "
              + dim
              + " of shape "
              + self.shape());
    }
    Tensor none = Torch.empty(Shape.of(0), DType.INT64, self.device());
    return new Distinct(self.clone(), none, none);
  }

  /** Runs of equal elements or rows, after they are brought into {@code order} if there is one. */
  private static Distinct runs(Tensor rows, @Nullable Tensor order) {
    Tensor sorted = order == null ? rows : rows.indexSelect(0, order);
    long n = sorted.size(0);
    Tensor changes = sorted.narrow(0, 1, n - 1).ne(sorted.narrow(0, 0, n - 1));
    if (changes.dim() > 1) {
      changes = changes.any(1, false);
    }
    Tensor first = Torch.ones(Shape.of(1), DType.BOOL).to(rows.device());
    Tensor starts = Torch.cat(Arrays.asList(first, changes), 0);
    Tensor places = starts.nonzero().select(1, 0);
    Tensor ends = Torch.tensor(new long[] {n}).to(rows.device());
    Tensor next = Torch.cat(Arrays.asList(places.narrow(0, 1, places.size(0) - 1), ends), 0);
    Tensor run = starts.cumsum(0).sub(1);
    Tensor inverse =
        order == null
            ? run
            : Indexing.SCATTER_.call(
                Torch.zeros(Shape.of(n), DType.INT64, run.device()), 0L, order, run);
    return new Distinct(sorted.indexSelect(0, places), inverse, next.sub(places));
  }
}
