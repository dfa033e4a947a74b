package org.torch4j.op.family;

import static org.torch4j.expr.Expr.constant;
import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.reduction;
import static org.torch4j.op.ReductionOp.spread;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.SELF;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.ReductionOp;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Norms of the elements over dimensions, distances, and what is shrunk to a norm. */
public final class Norms {
  private static final Expr ZERO = constant(0);

  public static final ReductionOp NORM2 =
      reduction(
              "norm2(Tensor self, int[1]? dim=None, bool keepdim=False) -> Tensor",
              SELF.mul(SELF),
              0,
              SELF.add(OTHER),
              SELF.sqrt())
          .result(ReductionOp.Result.FLOATING)
          .savesResult()
          .grad(Norms::norm2Grad);

  /** How many elements are not zero, as a norm: in the graph, but no gradient flows through it. */
  static final ReductionOp NORM0 =
      reduction(
              "norm0(Tensor self, int[1]? dim=None, bool keepdim=False) -> Tensor",
              Expr.select(SELF.ne(ZERO), constant(1), ZERO),
              0,
              SELF.add(OTHER),
              SELF)
          .result(ReductionOp.Result.FLOATING)
          .grad(c -> null);

  public static final CompositeOp NORM =
      composite(
          "norm.ScalarOpt_dim(Tensor self, Scalar? p=2, int[1]? dim=None, bool keepdim=False)"
              + " -> Tensor",
          Norms::norm);

  public static final CompositeOp DIST =
      composite(
          "dist(Tensor self, Tensor other, Scalar p=2) -> Tensor",
          a -> a.tensor("self").sub(a.tensor("other")).norm(a.real("p")));

  public static final CompositeOp RENORM =
      composite("renorm(Tensor self, Scalar p, int dim, Scalar maxnorm) -> Tensor", Norms::renorm);

  private Norms() {}

  private static Tensor norm2Grad(GradContext c) {
    Tensor self = c.saved("self");
    Tensor norm = spread(c.result(), c);
    Tensor g = spread(c.grad(), c).mul(self.div(norm));
    return Arithmetic.MASKED_FILL.call(g, norm.eq(0), org.torch4j.type.Scalar.ZERO);
  }

  private static Tensor norm(Args a) {
    Tensor self = a.tensor("self");
    double p = a.isNull("p") ? 2 : a.real("p");
    long[] dims = a.integersOrNull("dim");
    boolean keep = a.flag("keepdim");
    if (!self.dtype().isDifferentiable()) {
      throw new DTypeException(
          "norm: expected a floating-point or complex tensor, got " + self.dtype());
    }
    if (self.dtype().isComplex()) {
      return p == 2 ? complexNorm2(self, dims, keep) : norm(a.with("self", self.abs()));
    }
    return MatrixNorms.vector(self, p, dims, keep, "norm");
  }

  /** Slices whose norm is too large are shrunk to it. */
  private static Tensor renorm(Args a) {
    Tensor self = a.tensor("self");
    double p = a.real("p");
    double most = a.real("maxnorm");
    if (self.dim() < 2) {
      throw new ShapeException(
          "renorm: expected at least 2 dimensions, got " + self.dim() + ": " + self.shape());
    }
    if (!(p > 0)) {
      throw new IllegalArgumentException("renorm: p must be positive, got " + p);
    }
    if (!(most >= 0)) {
      throw new IllegalArgumentException("renorm: maxnorm must not be negative, got " + most);
    }
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), "renorm");
    long[] others = new long[self.dim() - 1];
    for (int i = 0, at = 0; i < self.dim(); i++) {
      if (i != dim) {
        others[at++] = i;
      }
    }
    Tensor norm = self.norm(p, others, true);
    Tensor factor = norm.add(1e-7).reciprocal().mul(most);
    return self.mul(Torch.where(norm.gt(most), factor, 1));
  }

  /** All parts count like numbers of their own. */
  private static Tensor complexNorm2(Tensor self, long @Nullable [] dims, boolean keep) {
    boolean[] all = new boolean[self.dim()];
    Arrays.fill(all, dims == null || dims.length == 0);
    for (long d : dims == null ? new long[0] : dims) {
      if (self.dim() > 0) {
        all[Shape.normalizeDim(d, self.dim(), "norm")] = true;
      }
    }
    long[] over = new long[self.dim() + 1];
    int n = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i]) {
        over[n++] = i;
      }
    }
    over[n++] = self.dim();
    Tensor norm = NORM2.call(self.viewAsReal(), Arrays.copyOf(over, n), keep);
    return keep ? norm.squeeze(-1) : norm;
  }
}
