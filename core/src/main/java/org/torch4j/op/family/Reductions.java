package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.kernelAll;
import static org.torch4j.op.Op.reduction;
import static org.torch4j.op.ReductionOp.count;
import static org.torch4j.op.ReductionOp.spread;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;
import static org.torch4j.op.family.Terms.constant;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.op.ReductionOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Sums, means, extremes, norms and counts over dimensions. */
public final class Reductions {
  private static final Expr ZERO = constant(0);

  public static final ReductionOp SUM =
      reduction(
              "sum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None)"
                  + " -> Tensor",
              SELF,
              0,
              SELF.add(OTHER),
              SELF)
          .result(ReductionOp.Result.WIDE)
          .partwise()
          .grad(c -> spread(c.grad(), c));

  public static final ReductionOp MEAN =
      reduction(
              "mean(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None)"
                  + " -> Tensor",
              SELF,
              0,
              SELF.add(OTHER),
              SELF.div(S0))
          .result(ReductionOp.Result.FLOATING)
          .partwise()
          .grad(c -> spread(c.grad().div(count(c)), c));

  public static final ReductionOp PROD =
      reduction(
              "prod(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None)"
                  + " -> Tensor",
              SELF,
              1,
              SELF.mul(OTHER),
              SELF)
          .result(ReductionOp.Result.WIDE)
          .complex(Reductions::complexProduct)
          .grad(Reductions::prodGrad);

  public static final ReductionOp AMAX =
      reduction(
              "amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor",
              SELF,
              Double.NEGATIVE_INFINITY,
              SELF.max(OTHER),
              SELF)
          .needsElements()
          .savesResult()
          .grad(Reductions::extremeGrad);

  public static final ReductionOp AMIN =
      reduction(
              "amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor",
              SELF,
              Double.POSITIVE_INFINITY,
              SELF.min(OTHER),
              SELF)
          .needsElements()
          .savesResult()
          .grad(Reductions::extremeGrad);

  public static final ReductionOp ANY =
      reduction(
              "any(Tensor self, int[1]? dim=None, bool keepdim=False) -> Tensor",
              Expr.select(SELF.ne(ZERO), constant(1), ZERO),
              0,
              SELF.max(OTHER),
              SELF)
          .result(ReductionOp.Result.BOOL)
          .notDifferentiable();

  public static final ReductionOp ALL =
      reduction(
              "all(Tensor self, int[1]? dim=None, bool keepdim=False) -> Tensor",
              Expr.select(SELF.ne(ZERO), constant(1), ZERO),
              1,
              SELF.min(OTHER),
              SELF)
          .result(ReductionOp.Result.BOOL)
          .notDifferentiable();

  public static final ReductionOp COUNT_NONZERO =
      reduction(
              "count_nonzero(Tensor self, int[1]? dim=None) -> Tensor",
              Expr.select(SELF.ne(ZERO), constant(1), ZERO),
              0,
              SELF.add(OTHER),
              SELF)
          .result(ReductionOp.Result.INT64)
          .notDifferentiable();

  public static final ReductionOp NORM2 =
      reduction(
              "norm2(Tensor self, int[1]? dim=None, bool keepdim=False) -> Tensor",
              SELF.mul(SELF),
              0,
              SELF.add(OTHER),
              SELF.sqrt())
          .result(ReductionOp.Result.FLOATING)
          .savesResult()
          .grad(Reductions::norm2Grad);

  /** How many elements are not zero, as a norm: its gradient is zero, not none. */
  private static final ReductionOp NORM0 =
      reduction(
              "norm0(Tensor self, int[1]? dim=None, bool keepdim=False) -> Tensor",
              Expr.select(SELF.ne(ZERO), constant(1), ZERO),
              0,
              SELF.add(OTHER),
              SELF)
          .result(ReductionOp.Result.FLOATING)
          .grad(c -> c.meta("self").zeros());

  public static final CompositeOp NORM =
      composite(
          "norm.ScalarOpt_dim(Tensor self, Scalar? p=2, int[1]? dim=None, bool keepdim=False)"
              + " -> Tensor",
          Reductions::norm);

  public static final CompositeOp LOGSUMEXP =
      composite(
          "logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor",
          Reductions::logsumexp);

  public static final CompositeOp NANSUM =
      composite(
          "nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None)"
              + " -> Tensor",
          a ->
              SUM.call(withoutNan(a.tensor("self")), dims(a), a.flag("keepdim"), a.dtype("dtype")));

  public static final CompositeOp NANMEAN =
      composite(
          "nanmean(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None)"
              + " -> Tensor",
          Reductions::nanmean);

  public static final CompositeOp AMINMAX =
      compositeAll(
          "aminmax(Tensor self, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max)",
          a -> {
            Tensor self = a.tensor("self");
            long[] dims = a.isNull("dim") ? new long[0] : new long[] {a.integer("dim")};
            boolean keep = a.flag("keepdim");
            Tensor min = AMIN.call(self, dims, keep);
            Tensor max = AMAX.call(self, dims, keep);
            // A kept dimension of a scalar is a dimension, here alone.
            boolean grows = keep && dims.length > 0 && self.dim() == 0;
            return grows ? new Tensor[] {min.reshape(1), max.reshape(1)} : new Tensor[] {min, max};
          });

  public static final CompositeOp DIST =
      composite(
          "dist(Tensor self, Tensor other, Scalar p=2) -> Tensor",
          a -> a.tensor("self").sub(a.tensor("other")).norm(a.real("p")));

  public static final CompositeOp RENORM =
      composite(
          "renorm(Tensor self, Scalar p, int dim, Scalar maxnorm) -> Tensor", Reductions::renorm);

  public static final KernelOp ARGMAX = arg("argmax");
  public static final KernelOp ARGMIN = arg("argmin");
  public static final KernelOp MAX_DIM = extreme("max");
  public static final KernelOp MIN_DIM = extreme("min");

  public static final KernelOp CUMSUM =
      kernel("cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor", Reductions::wide)
          .grad("self", c -> reverseCumsum(c.grad(), c.integer("dim")))
          .complex(Reductions::complexCumsum)
          .without("self")
          .build();

  public static final KernelOp CUMPROD =
      kernel("cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor", Reductions::wide)
          .grad("self", Reductions::cumprodGrad)
          .complex(Reductions::complexCumprod)
          .build();

  private Reductions() {}

  private static long @Nullable [] dims(Args a) {
    return a.integersOrNull("dim");
  }

  private static KernelOp.Spec wide(KernelOp.Call a) {
    Tensor self = a.tensor("self");
    Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
    DType asked = a.dtype("dtype");
    DType type = asked != null ? asked : self.dtype().isIntegral() ? DType.INT64 : self.dtype();
    return new KernelOp.Spec(type, self.shape());
  }

  private static KernelOp arg(String name) {
    return kernel(
            name + "_dim(Tensor self, int dim) -> Tensor",
            a -> {
              Tensor self = a.tensor("self");
              int dim = nonEmptyDim(a, name);
              return new KernelOp.Spec(DType.INT64, without(self.shape(), dim));
            })
        .kernel(name)
        .notDifferentiable();
  }

  private static KernelOp extreme(String name) {
    return kernelAll(
            name + ".dim_values(Tensor self, int dim) -> (Tensor values, Tensor indices)",
            a -> {
              Tensor self = a.tensor("self");
              Shape shape = without(self.shape(), nonEmptyDim(a, name));
              return new KernelOp.Spec[] {
                new KernelOp.Spec(self.dtype(), shape), new KernelOp.Spec(DType.INT64, shape)
              };
            })
        .kernel(name + "_dim")
        .savesResults()
        .without("self")
        .grad("self", c -> Sorting.valueGrad(c, false))
        .build();
  }

  static int nonEmptyDim(Args a, String op) {
    Tensor self = a.tensor("self");
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), op);
    if (self.dim() > 0 && self.size(dim) == 0) {
      throw new IndexOutOfBoundsException(
          op
              + ": dimension "
              + dim
              + " of shape "
              + self.shape()
              + " has size 0, there is nothing to choose from");
    }
    return dim;
  }

  /** The dimensions of [N, C, ...] over which statistics of channels go: all but the second. */
  static long[] allButChannels(int dims) {
    long[] others = new long[dims - 1];
    for (int i = 1; i < others.length; i++) {
      others[i] = i + 1L;
    }
    return others;
  }

  static Shape without(Shape shape, int dim) {
    if (shape.dim() == 0) {
      return shape;
    }
    long[] sizes = shape.toArray();
    long[] left = new long[sizes.length - 1];
    for (int i = 0, at = 0; i < sizes.length; i++) {
      if (i != dim) {
        left[at++] = sizes[i];
      }
    }
    return Shape.of(left);
  }

  private static Tensor prodGrad(GradContext c) {
    Tensor self = c.saved("self");
    Tensor g = spread(c.grad(), c);
    if (self.dim() == 0) {
      return g;
    }
    Object dim = c.get("dim");
    long[] dims = dim instanceof long[] list && list.length > 0 ? list : allDims(self.dim());
    if (!self.detach().eq(0).any().itemBoolean()) {
      return g.mul(self.prod(dims, true).div(self).conj());
    }
    return g.mul(productsOfOthers(self, dims).conj());
  }

  /** The marked dimensions behind the others. */
  private static int[] moved(boolean[] last) {
    int[] order = new int[last.length];
    int at = 0;
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < order.length; i++) {
        if (last[i] == (pass == 1)) {
          order[at++] = i;
        }
      }
    }
    return order;
  }

  /** Halves are multiplied with each other until one number is left. */
  private static Tensor complexProduct(Tensor self, boolean[] reduced) {
    long[] kept = self.shape().toArray();
    long n = 1;
    for (int i = 0; i < kept.length; i++) {
      if (reduced[i]) {
        n *= kept[i];
        kept[i] = 1;
      }
    }
    if (n == 0) {
      return Torch.ones(Shape.of(kept), self.dtype());
    }
    Tensor left = self.permute(moved(reduced)).reshape(Shape.of(kept).numel(), n);
    while (left.size(1) > 1) {
      long half = left.size(1) / 2;
      Tensor product = left.narrow(1, 0, half).mul(left.narrow(1, half, half));
      left =
          left.size(1) == 2 * half
              ? product
              : Torch.cat(List.of(product, left.narrow(1, 2 * half, 1)), 1);
    }
    return left.reshape(kept);
  }

  private static Tensor complexCumsum(Args a) {
    Tensor self = inDtype(a);
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
    return self.dim() == 0 ? self.clone() : self.viewAsReal().cumsum(dim).viewAsComplex();
  }

  private static Tensor inDtype(Args a) {
    Tensor self = a.tensor("self");
    DType asked = a.dtype("dtype");
    return asked == null ? self : self.to(asked);
  }

  /** Each step doubles how many factors each element has. */
  private static Tensor complexCumprod(Args a) {
    Tensor product = inDtype(a).clone();
    int dim = Shape.normalizeDim(a.integer("dim"), product.dim(), a.op());
    long n = product.dim() == 0 ? 1 : product.size(dim);
    for (long step = 1; step < n; step *= 2) {
      Tensor next = product.narrow(dim, step, n - step).mul(product.narrow(dim, 0, n - step));
      product = Torch.cat(List.of(product.narrow(dim, 0, step), next), dim);
    }
    return product;
  }

  /** For each element the product of the others, without dividing, which zeros would not bear. */
  private static Tensor productsOfOthers(Tensor self, long[] dims) {
    boolean[] last = new boolean[self.dim()];
    for (long d : dims) {
      last[Shape.normalizeDim(d, self.dim(), "prod")] = true;
    }
    int[] order = moved(last);
    int[] back = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      back[order[i]] = i;
    }
    Tensor moved = self.permute(order);
    int kept = self.dim() - dims.length;
    Tensor rows = kept == self.dim() ? moved.unsqueeze(-1) : moved.flatten(kept);
    int n = rows.dim() - 1;
    long count = rows.size(n);
    Tensor one = Torch.onesLike(rows.narrow(n, 0, 1));
    Tensor before = Torch.cat(Arrays.asList(one, rows.narrow(n, 0, count - 1)), n).cumprod(n);
    Tensor after =
        Torch.cat(Arrays.asList(one, rows.narrow(n, 1, count - 1).flip(n)), n).cumprod(n).flip(n);
    return before.mul(after).reshape(moved.shape().toArray()).permute(back);
  }

  private static long[] allDims(int n) {
    long[] all = new long[n];
    Arrays.setAll(all, i -> i);
    return all;
  }

  private static Tensor extremeGrad(GradContext c) {
    Tensor mask = c.saved("self").eq(spread(c.result(), c));
    long[] dims =
        c.get("dim") instanceof long[] list && list.length > 0 ? list : allDims(mask.dim());
    Tensor ties = mask.to(c.dtypeOf("self")).sum(dims, true);
    return spread(c.grad(), c).mul(mask).div(ties);
  }

  private static Tensor norm2Grad(GradContext c) {
    Tensor self = c.saved("self");
    Tensor norm = spread(c.result(), c);
    Tensor g = spread(c.grad(), c).mul(self.div(norm));
    return Arithmetic.MASKED_FILL.call(g, norm.eq(0), org.torch4j.type.Scalar.ZERO);
  }

  private static Tensor norm(Args a) {
    Tensor self = a.tensor("self");
    double p = a.isNull("p") ? 2 : a.real("p");
    long[] dims = dims(a);
    boolean keep = a.flag("keepdim");
    if (!self.dtype().isDifferentiable()) {
      throw new DTypeException(
          "norm: expected a floating-point or complex tensor, got " + self.dtype());
    }
    if (self.dtype().isComplex()) {
      return p == 2 ? complexNorm2(self, dims, keep) : norm(a.with("self", self.abs()));
    }
    if (p == 2) {
      return NORM2.call(self, dims, keep);
    }
    if (p == 0) {
      return NORM0.call(self, dims, keep);
    }
    if (p == 1) {
      return self.abs().sum(dims, keep);
    }
    if (Double.isInfinite(p)) {
      Tensor magnitude = self.abs();
      return (p > 0 ? AMAX : AMIN).call(magnitude, dims == null ? new long[0] : dims, keep);
    }
    return self.abs().pow(p).sum(dims, keep).pow(1 / p);
  }

  private static Tensor withoutNan(Tensor self) {
    return self.dtype().isFloatingPoint()
        ? Arithmetic.MASKED_FILL.call(self, self.detach().isnan(), Scalar.ZERO)
        : self;
  }

  private static Tensor nanmean(Args a) {
    Tensor self = a.tensor("self");
    if (!self.dtype().isFloatingPoint()) {
      throw new DTypeException("nanmean: expected a floating-point tensor, got " + self.dtype());
    }
    Tensor count = self.detach().isnan().logicalNot().sum(dims(a), a.flag("keepdim"));
    return SUM.call(withoutNan(self), dims(a), a.flag("keepdim"), a.dtype("dtype")).div(count);
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

  private static Tensor logsumexp(Args a) {
    Tensor given = a.tensor("self");
    Tensor self = given.dtype().isIntegral() ? given.to(Torch.getDefaultDtype()) : given;
    long[] dims = a.integers("dim");
    boolean keep = a.flag("keepdim");
    if (self.numel() == 0) {
      return self.exp().sum(dims, keep).log();
    }
    Tensor max = self.detach().amax(dims, true);
    // An infinite maximum must not give infinity minus infinity.
    max = Torch.where(max.isfinite(), max, max.mul(0).nanToNum(0));
    Tensor total = self.sub(max).exp().sum(dims, keep).log();
    return total.add(keep ? max : max.reshape(total.shape().toArray()));
  }

  static Tensor reverseCumsum(Tensor g, long dim) {
    if (g.dim() == 0) {
      return g;
    }
    return g.flip(dim).cumsum((int) dim).flip(dim);
  }

  private static Tensor cumprodGrad(GradContext c) {
    Tensor self = c.saved("self").conj();
    long dim = c.integer("dim");
    if (self.dim() == 0) {
      return c.grad();
    }
    // d out_j / d self_i is the product of self_k over k <= j without i; written as a sum over j
    // of exclusive products, which is right where elements are zero.
    int d = Shape.normalizeDim(dim, self.dim(), "cumprod");
    long n = self.size(d);
    if (n == 0) {
      return c.grad();
    }
    Tensor[] parts = new Tensor[(int) n];
    for (int i = 0; i < n; i++) {
      Tensor before =
          i == 0
              ? Torch.onesLike(self.narrow(d, 0, 1))
              : self.narrow(d, 0, i).prod(new long[] {d}, true);
      Tensor sum = c.grad().narrow(d, i, 1).mul(before);
      if (i + 1 < n) {
        Tensor after = self.narrow(d, i + 1, n - i - 1).cumprod(d);
        sum =
            sum.add(
                c.grad()
                    .narrow(d, i + 1, n - i - 1)
                    .mul(after)
                    .sum(new long[] {d}, true)
                    .mul(before));
      }
      parts[i] = sum;
    }
    return Torch.cat(Arrays.asList(parts), d);
  }
}
