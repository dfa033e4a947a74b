package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.kernelAll;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Variances, medians, quantiles and modes. */
public final class Statistics {
  private static final String RESULT = " -> (Tensor values, Tensor indices)";

  public static final CompositeOp VAR =
      composite(
          "var.correction(Tensor self, int[1]? dim=None, *, int? correction=1, bool keepdim=False)"
              + " -> Tensor",
          a -> variance(a, correction(a)));

  public static final CompositeOp VAR_ALL =
      composite("var(Tensor self, bool unbiased=True) -> Tensor", a -> variance(a, unbiased(a)));

  public static final CompositeOp VAR_DIM =
      composite(
          "var.dim(Tensor self, int[1]? dim=None, bool unbiased=True, bool keepdim=False)"
              + " -> Tensor",
          a -> variance(a, unbiased(a)));

  public static final CompositeOp STD =
      composite(
          "std.correction(Tensor self, int[1]? dim=None, *, int? correction=1, bool keepdim=False)"
              + " -> Tensor",
          a -> root(variance(a, correction(a))));

  public static final CompositeOp STD_ALL =
      composite(
          "std(Tensor self, bool unbiased=True) -> Tensor", a -> root(variance(a, unbiased(a))));

  public static final CompositeOp STD_DIM =
      composite(
          "std.dim(Tensor self, int[1]? dim=None, bool unbiased=True, bool keepdim=False)"
              + " -> Tensor",
          a -> root(variance(a, unbiased(a))));

  public static final CompositeOp VAR_MEAN =
      compositeAll(
          "var_mean.correction(Tensor self, int[1]? dim=None, *, int? correction=1,"
              + " bool keepdim=False) -> (Tensor, Tensor)",
          a -> withMean(a, variance(a, correction(a))));

  public static final CompositeOp VAR_MEAN_ALL =
      compositeAll(
          "var_mean(Tensor self, bool unbiased=True) -> (Tensor, Tensor)",
          a -> withMean(a, variance(a, unbiased(a))));

  public static final CompositeOp VAR_MEAN_DIM =
      compositeAll(
          "var_mean.dim(Tensor self, int[1]? dim=None, bool unbiased=True, bool keepdim=False)"
              + " -> (Tensor, Tensor)",
          a -> withMean(a, variance(a, unbiased(a))));

  public static final CompositeOp STD_MEAN =
      compositeAll(
          "std_mean.correction(Tensor self, int[1]? dim=None, *, int? correction=1,"
              + " bool keepdim=False) -> (Tensor, Tensor)",
          a -> withMean(a, root(variance(a, correction(a)))));

  public static final CompositeOp STD_MEAN_ALL =
      compositeAll(
          "std_mean(Tensor self, bool unbiased=True) -> (Tensor, Tensor)",
          a -> withMean(a, root(variance(a, unbiased(a)))));

  public static final CompositeOp STD_MEAN_DIM =
      compositeAll(
          "std_mean.dim(Tensor self, int[1]? dim=None, bool unbiased=True, bool keepdim=False)"
              + " -> (Tensor, Tensor)",
          a -> withMean(a, root(variance(a, unbiased(a)))));

  public static final CompositeOp MEDIAN =
      composite("median(Tensor self) -> Tensor", a -> ofAll(a.tensor("self"), false));
  public static final CompositeOp NANMEDIAN =
      composite("nanmedian(Tensor self) -> Tensor", a -> ofAll(a.tensor("self"), true));

  public static final CompositeOp MEDIAN_DIM =
      compositeAll(
          "median.dim(Tensor self, int dim, bool keepdim=False)" + RESULT,
          a -> kept(a, Statistics.MEDIAN_LINES));
  public static final CompositeOp NANMEDIAN_DIM =
      compositeAll(
          "nanmedian.dim(Tensor self, int dim, bool keepdim=False)" + RESULT,
          a -> kept(a, Statistics.NANMEDIAN_LINES));
  public static final CompositeOp MODE =
      compositeAll(
          "mode(Tensor self, int dim=-1, bool keepdim=False)" + RESULT,
          a -> kept(a, Statistics.MODE_LINES));

  public static final CompositeOp QUANTILE = quantile("quantile", false);
  public static final CompositeOp QUANTILE_SCALAR = quantileOf("quantile", false);
  public static final CompositeOp NANQUANTILE = quantile("nanquantile", true);
  public static final CompositeOp NANQUANTILE_SCALAR = quantileOf("nanquantile", true);

  private static final KernelOp MEDIAN_OF_ALL = ofAll("median");
  private static final KernelOp NANMEDIAN_OF_ALL = ofAll("nanmedian");
  private static final KernelOp MEDIAN_LINES = lines("median_dim");
  private static final KernelOp NANMEDIAN_LINES = lines("nanmedian_dim");
  private static final KernelOp MODE_LINES = lines("mode");

  private Statistics() {}

  private static double correction(Args a) {
    return a.isNull("correction") ? 1 : a.integer("correction");
  }

  private static double unbiased(Args a) {
    return a.flag("unbiased") ? 1 : 0;
  }

  private static long @Nullable [] dims(Args a) {
    return a.has("dim") ? a.integersOrNull("dim") : null;
  }

  private static boolean keeps(Args a) {
    return a.has("keepdim") && a.flag("keepdim");
  }

  private static Tensor variance(Args a, double correction) {
    Tensor self = a.tensor("self");
    if (self.dtype().isIntegral()) {
      throw new DTypeException(a.op() + ": expected a floating-point tensor, got " + self.dtype());
    }
    long[] dims = dims(a);
    Tensor centered = self.sub(self.mean(dims, true));
    Tensor each =
        self.dtype().isComplex() ? centered.viewAsReal().square().sum(-1) : centered.mul(centered);
    Tensor squares = each.sum(dims, keeps(a));
    double n = squares.numel() == 0 ? 0 : (double) self.numel() / squares.numel();
    return squares.div(Math.max(0, n - correction));
  }

  /** A root whose gradient at 0 is 0. */
  private static Tensor root(Tensor variance) {
    Tensor zero = variance.detach().eq(0);
    Tensor safe = Arithmetic.MASKED_FILL.call(variance, zero, Scalar.ONE).sqrt();
    return Arithmetic.MASKED_FILL.call(safe, zero, Scalar.ZERO);
  }

  private static Tensor[] withMean(Args a, Tensor spread) {
    return new Tensor[] {spread, a.tensor("self").mean(dims(a), keeps(a))};
  }

  private static KernelOp ofAll(String name) {
    return kernel(
            name + "_of_all(Tensor self) -> Tensor",
            a -> new KernelOp.Spec(a.tensor("self").dtype(), Shape.SCALAR))
        .kernel(name)
        .savesResults()
        .grad("self", Statistics::evenly)
        .build();
  }

  /** Equal elements share the gradient. */
  private static Tensor evenly(GradContext c) {
    Tensor self = c.saved("self").detach();
    Tensor value = c.result().detach();
    Tensor chosen = value.isnan().itemBoolean() ? self.isnan() : self.eq(value);
    Tensor mask = chosen.to(c.grad().dtype());
    return mask.mul(c.grad().div(mask.sum()));
  }

  private static Tensor ofAll(Tensor self, boolean ignoringNan) {
    if (self.numel() == 0) {
      if (!self.dtype().isFloatingPoint()) {
        throw new ShapeException(
            "median: expected at least one element of an integer tensor, got shape "
                + self.shape());
      }
      return self.sum().add(Double.NaN);
    }
    return (ignoringNan ? NANMEDIAN_OF_ALL : MEDIAN_OF_ALL).call(self.reshape(-1));
  }

  private static KernelOp lines(String name) {
    return kernelAll(
            name + "_lines(Tensor self, int dim)" + RESULT,
            a -> {
              Tensor self = a.tensor("self");
              int dim = Reductions.nonEmptyDim(a, name.replace("_dim", ""));
              Shape shape = Reductions.without(self.shape(), dim);
              return new KernelOp.Spec[] {
                new KernelOp.Spec(self.dtype(), shape), new KernelOp.Spec(DType.INT64, shape)
              };
            })
        .kernel(name)
        .savesResults()
        .without("self")
        .grad("self", c -> Sorting.valueGrad(c, false))
        .build();
  }

  private static Tensor[] kept(Args a, KernelOp lines) {
    Tensor self = a.tensor("self");
    Tensor[] both = lines.callAll(self, a.integer("dim"));
    if (a.flag("keepdim") && self.dim() > 0) {
      int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
      return new Tensor[] {both[0].unsqueeze(dim), both[1].unsqueeze(dim)};
    }
    return both;
  }

  private static final String QUANTILE_REST =
      ", int? dim=None, bool keepdim=False, *, str interpolation='linear') -> Tensor";

  private static CompositeOp quantile(String name, boolean ignoringNan) {
    return composite(
        name + "(Tensor self, Tensor q" + QUANTILE_REST,
        a -> quantile(a, a.tensor("q"), ignoringNan));
  }

  private static CompositeOp quantileOf(String name, boolean ignoringNan) {
    return composite(
        name + ".scalar(Tensor self, float q" + QUANTILE_REST,
        a -> {
          double q = a.real("q");
          if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException(name + ": q must be from 0 to 1, got " + q);
          }
          return quantile(a, Torch.tensor(q).to(a.tensor("self").dtype()), ignoringNan);
        });
  }

  private static Tensor quantile(Args a, Tensor q, boolean ignoringNan) {
    Tensor self = a.tensor("self");
    checkQuantile(a.op(), self, q);
    boolean all = a.isNull("dim");
    int dim = all ? 0 : Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
    Tensor lines = all || self.dim() == 0 ? self.reshape(-1) : self.movedim(dim, -1);
    long n = lines.size(-1);
    Tensor sorted = lines.sort().values();
    Tensor numbers = lines.detach().isnan().logicalNot().sum(-1, true);
    Tensor last = numbers.sub(1).clamp(0, null).to(self.dtype());
    if (!ignoringNan) {
      last = Torch.fullLike(last, n - 1.0);
    }
    Tensor ranks = q.detach().reshape(-1).mul(last);
    if (!ignoringNan) {
      // One NaN makes every quantile NaN: point to the last element, where NaN stands.
      Tensor whole = numbers.eq(n);
      ranks = Torch.where(whole, ranks, n - 1.0);
    }
    Tensor picked = pick(sorted, ranks, a.text("interpolation"), a.op());
    return arrange(a, picked, q.dim(), all, dim);
  }

  private static void checkQuantile(String op, Tensor self, Tensor q) {
    if (self.dtype() != DType.FLOAT32 && self.dtype() != DType.FLOAT64) {
      throw new DTypeException(op + ": expected float32 or float64, got " + self.dtype());
    }
    if (q.dtype() != self.dtype()) {
      throw new DTypeException(
          op + ": q must have the dtype of self, got " + q.dtype() + " and " + self.dtype());
    }
    if (q.dim() > 1) {
      throw new ShapeException(op + ": q must have at most one dimension, got " + q.shape());
    }
    if (self.numel() == 0) {
      throw new ShapeException(op + ": expected at least one element, got shape " + self.shape());
    }
    Tensor inside = q.detach().ge(0).logicalAnd(q.detach().le(1));
    if (!inside.all().itemBoolean()) {
      throw new IllegalArgumentException(op + ": q must be from 0 to 1, got " + q.detach());
    }
  }

  private static Tensor pick(Tensor sorted, Tensor ranks, String interpolation, String op) {
    switch (interpolation) {
      case "lower":
        return sorted.gather(-1, ranks.floor().toLong());
      case "higher":
        return sorted.gather(-1, ranks.ceil().toLong());
      case "nearest":
        return sorted.gather(-1, ranks.round().toLong());
      case "linear":
      case "midpoint":
        break;
      default:
        throw new IllegalArgumentException(
            op
                + ": interpolation must be linear, lower, higher, midpoint or nearest, got '"
                + interpolation
                + "'");
    }
    Tensor below = ranks.floor();
    Tensor low = sorted.gather(-1, below.toLong());
    Tensor high = sorted.gather(-1, ranks.ceil().toLong());
    Tensor weight = interpolation.equals("linear") ? ranks.sub(below) : Torch.fullLike(ranks, 0.5);
    return low.lerp(high, weight);
  }

  /** The quantiles come first; the reduced dimension stays with size 1 if it is kept. */
  private static Tensor arrange(Args a, Tensor picked, int qDims, boolean all, int dim) {
    Tensor self = a.tensor("self");
    Tensor out = picked;
    if (a.flag("keepdim")) {
      if (all || self.dim() == 0) {
        long[] sizes = new long[self.dim() + 1];
        java.util.Arrays.fill(sizes, 1);
        sizes[sizes.length - 1] = picked.size(-1);
        out = out.reshape(sizes);
      } else {
        out = out.unsqueeze(dim);
      }
    }
    if (qDims == 0) {
      return out.squeeze(-1);
    }
    return out.movedim(-1, 0);
  }
}
