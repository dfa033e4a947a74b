package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.kernelAll;

import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Medians, quantiles and modes. */
public final class Quantiles {
  private static final String RESULT = " -> (Tensor values, Tensor indices)";
  private static final String REST =
      ", int? dim=None, bool keepdim=False, *, str interpolation='linear') -> Tensor";

  private static final KernelOp MEDIAN_OF_ALL = ofAll("median");
  private static final KernelOp NANMEDIAN_OF_ALL = ofAll("nanmedian");
  private static final KernelOp MEDIAN_LINES = lines("median_dim");
  private static final KernelOp NANMEDIAN_LINES = lines("nanmedian_dim");
  private static final KernelOp MODE_LINES = lines("mode");

  public static final CompositeOp MEDIAN =
      composite("median(Tensor self) -> Tensor", a -> ofAll(a.tensor("self"), false));
  public static final CompositeOp NANMEDIAN =
      composite("nanmedian(Tensor self) -> Tensor", a -> ofAll(a.tensor("self"), true));

  public static final CompositeOp MEDIAN_DIM =
      compositeAll(
          "median.dim(Tensor self, int dim, bool keepdim=False)" + RESULT,
          a -> kept(a, MEDIAN_LINES));
  public static final CompositeOp NANMEDIAN_DIM =
      compositeAll(
          "nanmedian.dim(Tensor self, int dim, bool keepdim=False)" + RESULT,
          a -> kept(a, NANMEDIAN_LINES));
  public static final CompositeOp MODE =
      compositeAll(
          "mode(Tensor self, int dim=-1, bool keepdim=False)" + RESULT, a -> kept(a, MODE_LINES));

  public static final CompositeOp QUANTILE = quantile("quantile", false);
  public static final CompositeOp QUANTILE_SCALAR = quantileOf("quantile", false);
  public static final CompositeOp NANQUANTILE = quantile("nanquantile", true);
  public static final CompositeOp NANQUANTILE_SCALAR = quantileOf("nanquantile", true);

  private Quantiles() {}

  private static KernelOp ofAll(String name) {
    return kernel(
            name + "_of_all(Tensor self) -> Tensor",
            a -> new KernelOp.Spec(a.tensor("self").dtype(), Shape.SCALAR))
        .kernel(name)
        .savesResults()
        .grad("self", Quantiles::evenly)
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

  private static CompositeOp quantile(String name, boolean ignoringNan) {
    return composite(
        name + "(Tensor self, Tensor q" + REST, a -> quantile(a, a.tensor("q"), ignoringNan));
  }

  private static CompositeOp quantileOf(String name, boolean ignoringNan) {
    return composite(
        name + ".scalar(Tensor self, float q" + REST,
        a -> {
          double q = a.real("q");
          if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException(name + ": q must be from 0 to 1, got " + q);
          }
          Tensor self = a.tensor("self");
          DType type = self.dtype().isFloatingPoint() ? self.dtype() : DType.FLOAT64;
          return quantile(a, Torch.full(Shape.SCALAR, q).to(type), ignoringNan);
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
    Tensor ranks;
    if (ignoringNan) {
      ranks = q.reshape(-1).mul(numbers.sub(1).clamp(0, null).to(self.dtype()));
    } else {
      // One NaN makes every quantile NaN: point to the last element, where NaN stands.
      ranks = q.reshape(-1).mul(n - 1.0);
      ranks = Torch.where(numbers.eq(n), ranks, n - 1.0);
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
    Tensor below = ranks.detach().floor();
    switch (interpolation) {
      case "lower":
        return sorted.gather(-1, below.toLong());
      case "higher":
        return sorted.gather(-1, ranks.detach().ceil().toLong());
      case "nearest":
        return sorted.gather(-1, ranks.detach().round().toLong());
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
    Tensor low = sorted.gather(-1, below.toLong());
    Tensor high = sorted.gather(-1, ranks.detach().ceil().toLong());
    Tensor weight =
        interpolation.equals("linear") ? ranks.sub(below) : Torch.fullLike(ranks.detach(), 0.5);
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
    return qDims == 0 ? out.squeeze(-1) : out.movedim(-1, 0);
  }
}
