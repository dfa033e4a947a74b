package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** How far vectors are apart. */
public final class Distances {
  /** A lower limit that gradients pass as if it were not there. */
  private static final PointwiseOp LEAST =
      pointwise("no_less(Tensor self, float least) -> Tensor", Expr.select(SELF.lt(S0), S0, SELF))
          .gradient(0, OTHER);

  public static final CompositeOp COSINE_SIMILARITY =
      composite(
          "cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-08) -> Tensor",
          Distances::cosine);

  public static final CompositeOp PAIRWISE_DISTANCE =
      composite(
          "pairwise_distance(Tensor x1, Tensor x2, float p=2, float eps=1e-06, bool keepdim=False)"
              + " -> Tensor",
          a ->
              norm(
                  a.tensor("x1").sub(a.tensor("x2")).add(a.real("eps")),
                  a.real("p"),
                  -1,
                  a.flag("keepdim")));

  /** The distances of all pairs of rows, the first row's first. */
  public static final CompositeOp PDIST =
      composite("pdist(Tensor self, float p=2) -> Tensor", Distances::pdist);

  private Distances() {}

  private static Tensor norm(Tensor gaps, double p, long dim, boolean keep) {
    return Norms.NORM.call(gaps, Scalar.of(p), new long[] {dim}, keep);
  }

  /** How many elements of the last dimension are not zero: a step function with gradient zero. */
  static Tensor unequal(Tensor gaps) {
    return gaps.sign().abs().sum(-1);
  }

  private static Tensor cosine(Args a) {
    DType common = Torch.resultType(a.tensor("x1"), a.tensor("x2"));
    if (!common.isFloatingPoint()) {
      throw new DTypeException("cosine_similarity: expected a floating-point dtype, got " + common);
    }
    Shape shape = Shape.broadcast(a.tensor("x1").shape(), a.tensor("x2").shape(), a.op());
    Tensor x1 = a.tensor("x1").to(common).broadcastTo(shape);
    Tensor x2 = a.tensor("x2").to(common).broadcastTo(shape);
    long[] dim = {a.integer("dim")};
    double eps = a.real("eps");
    Tensor norm1 = LEAST.call(Norms.NORM2.call(x1, dim, true), eps);
    Tensor norm2 = LEAST.call(Norms.NORM2.call(x2, dim, true), eps);
    return x1.div(norm1).mul(x2.div(norm2)).sum(dim, false);
  }

  private static Tensor pdist(Args a) {
    Tensor self = a.tensor("self");
    if (self.dim() != 2) {
      throw new ShapeException("pdist: expected 2 dimensions, got shape " + self.shape());
    }
    if (!self.dtype().isFloatingPoint()) {
      throw new DTypeException("pdist: expected a floating-point tensor, got " + self.dtype());
    }
    double p = a.real("p");
    if (!(p >= 0)) {
      throw new IllegalArgumentException("pdist: p must not be negative, got " + p);
    }
    int n = Math.toIntExact(self.size(0));
    long[] first = new long[Math.toIntExact((long) n * (n - 1) / 2)];
    long[] second = new long[first.length];
    int at = 0;
    for (int i = 0; i < n; i++) {
      Arrays.fill(first, at, at + n - 1 - i, i);
      for (int j = i + 1; j < n; j++) {
        second[at++] = j;
      }
    }
    Tensor gaps =
        self.indexSelect(0, Torch.tensor(first)).sub(self.indexSelect(0, Torch.tensor(second)));
    return p == 0 ? unequal(gaps) : norm(gaps, p, 1, false);
  }
}
