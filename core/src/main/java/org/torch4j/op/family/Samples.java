package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Covariances, distances of points, and areas under sampled curves. */
public final class Samples {
  public static final CompositeOp COV =
      composite(
          "cov(Tensor self, *, int correction=1, Tensor? fweights=None, Tensor? aweights=None)"
              + " -> Tensor",
          Samples::cov);

  public static final CompositeOp CORRCOEF =
      composite(
          "corrcoef(Tensor self) -> Tensor",
          a -> {
            Tensor self = a.tensor("self");
            if (self.dim() > 2) {
              throw new ShapeException(
                  "corrcoef: expected up to 2 dimensions, got shape " + self.shape());
            }
            Tensor c = COV.call(self, 1L, null, null);
            if (c.dim() == 0) {
              return c.div(c);
            }
            Tensor deviation = Matrices.real(c.diagonal(0, 0, 1)).sqrt();
            Tensor r = c.div(deviation.unsqueeze(1)).div(deviation.unsqueeze(0));
            return r.dtype().isComplex() ? r : r.clamp(-1, 1);
          });

  public static final CompositeOp TRAPEZOID_X =
      composite(
          "trapezoid.x(Tensor y, Tensor x, *, int dim=-1) -> Tensor",
          a -> areas(a, a.tensor("x"), 1).sum(a.integer("dim")));

  public static final CompositeOp TRAPEZOID_DX =
      composite(
          "trapezoid.dx(Tensor y, *, Scalar dx=1, int dim=-1) -> Tensor",
          a -> areas(a, null, a.number("dx")).sum(a.integer("dim")));

  public static final CompositeOp TRAPZ_X =
      composite(
          "trapz.x(Tensor y, Tensor x, *, int dim=-1) -> Tensor",
          a -> areas(a, a.tensor("x"), 1).sum(a.integer("dim")));

  public static final CompositeOp TRAPZ_DX =
      composite(
          "trapz.dx(Tensor y, *, float dx=1, int dim=-1) -> Tensor",
          a -> areas(a, null, a.real("dx")).sum(a.integer("dim")));

  public static final CompositeOp CUMULATIVE_TRAPEZOID_X =
      composite(
          "cumulative_trapezoid.x(Tensor y, Tensor x, *, int dim=-1) -> Tensor",
          a -> areas(a, a.tensor("x"), 1).cumsum(Math.toIntExact(a.integer("dim"))));

  public static final CompositeOp CUMULATIVE_TRAPEZOID_DX =
      composite(
          "cumulative_trapezoid.dx(Tensor y, *, Scalar dx=1, int dim=-1) -> Tensor",
          a -> areas(a, null, a.number("dx")).cumsum(Math.toIntExact(a.integer("dim"))));

  public static final CompositeOp CDIST =
      composite(
          "cdist(Tensor x1, Tensor x2, float p=2, int? compute_mode=None) -> Tensor",
          Samples::cdist);

  /** {@code torch.cdist}, whose mode has a name. */
  public static final CompositeOp CDIST_NAMED =
      composite(
          "cdist.mode(Tensor x1, Tensor x2, float p=2.0, str compute_mode) -> Tensor",
          Samples::cdist);

  private Samples() {}

  private static Tensor cov(Args a) {
    Tensor self = a.tensor("self");
    if (self.dim() > 2) {
      throw new ShapeException("cov: expected up to 2 dimensions, got shape " + self.shape());
    }
    if (self.dtype() == DType.BOOL) {
      throw new DTypeException("cov: bool observations have no covariance");
    }
    Tensor in = self.dim() < 2 ? self.reshape(1, self.numel()) : self;
    long n = in.size(1);
    Tensor frequencies = weights(a, "fweights", n, true);
    Tensor importance = weights(a, "aweights", n, false);
    DType type = self.dtype().isIntegral() ? Torch.getDefaultDtype() : self.dtype();
    Tensor x = in.to(type);
    Tensor w = frequencies;
    if (importance != null) {
      w = w == null ? importance : w.mul(importance);
    }
    Tensor total = w == null ? null : w.sum();
    if (total != null && n > 0 && total.detach().to(DType.FLOAT64).item() == 0) {
      throw new IllegalArgumentException("cov: the weights sum to zero");
    }
    Tensor mean =
        w == null || total == null ? x.sum(1, true).div(n) : x.mul(w).sum(1, true).div(total);
    Tensor factor = factor(a, n, frequencies, importance, w, total);
    Tensor centered = x.sub(mean);
    Tensor other = Matrices.conj(w == null ? centered : centered.mul(w)).t();
    Tensor c = centered.matmul(other.to(centered.dtype())).div(factor.to(centered.dtype()));
    return c.squeeze();
  }

  private static Tensor factor(
      Args a,
      long n,
      @Nullable Tensor frequencies,
      @Nullable Tensor importance,
      @Nullable Tensor w,
      @Nullable Tensor total) {
    double correction = a.integer("correction");
    Tensor factor;
    if (w == null || total == null) {
      factor = Torch.full(Shape.SCALAR, n - correction, DType.FLOAT64);
    } else if (correction == 0) {
      factor = total;
    } else if (importance == null) {
      factor = total.sub(correction);
    } else {
      Tensor weighted = frequencies == null ? importance.mul(importance) : w.mul(importance);
      factor = total.sub(weighted.sum().div(total).mul(correction));
    }
    // More correction than observations gives infinite, not negative, covariances.
    return factor.clampMin(0);
  }

  private static @Nullable Tensor weights(Args a, String name, long n, boolean whole) {
    Tensor w = a.tensorOrNull(name);
    if (w == null) {
      return null;
    }
    if (w.dim() > 1 || w.numel() != n) {
      throw new ShapeException(
          "cov: "
              + name
              + " must have one number for each of "
              + n
              + " observations, got shape "
              + w.shape());
    }
    boolean fits =
        whole ? w.dtype().isIntegral() && w.dtype() != DType.BOOL : w.dtype().isFloatingPoint();
    if (!fits) {
      throw new DTypeException(
          "cov: "
              + name
              + " must be "
              + (whole ? "integers" : "floating-point")
              + ", got "
              + w.dtype());
    }
    if (n > 0 && w.detach().lt(0).any().itemBoolean()) {
      throw new IllegalArgumentException(
          "cov: "
              + name
              + " must not be negative, got "
              + w.detach().amin().to(DType.FLOAT64).item());
    }
    return w.reshape(n);
  }

  /** The area of each interval between neighbours along the dimension. */
  private static Tensor areas(Args a, @Nullable Tensor x, Number dx) {
    Tensor y = a.tensor("y");
    int dim = Shape.normalizeDim(a.integer("dim"), y.dim(), a.op());
    if (y.dtype() == DType.BOOL || x != null && x.dtype() == DType.BOOL) {
      throw new DTypeException(a.op() + ": bool samples have no area");
    }
    if (y.dim() == 0) {
      throw new ShapeException(a.op() + ": y must have at least 1 dimension, got a scalar");
    }
    long n = y.size(dim);
    if (n == 0) {
      return y.div(2);
    }
    Tensor heights = y.narrow(dim, 1, n - 1).add(y.narrow(dim, 0, n - 1));
    if (x == null) {
      return heights.mul(dx).div(2);
    }
    return widths(a, x, y, dim).mul(heights).div(2);
  }

  private static Tensor widths(Args a, Tensor x, Tensor y, int dim) {
    Tensor points = x;
    if (x.dim() == 1 && y.dim() != 1) {
      if (x.size(0) != y.size(dim)) {
        throw new ShapeException(
            a.op()
                + ": x has "
                + x.size(0)
                + " points, y of shape "
                + y.shape()
                + " wants "
                + y.size(dim));
      }
      long[] sizes = new long[y.dim()];
      java.util.Arrays.fill(sizes, 1);
      sizes[dim] = x.size(0);
      points = x.reshape(sizes);
    } else {
      while (points.dim() < y.dim()) {
        points = points.unsqueeze(0);
      }
    }
    if (points.dim() == 0) {
      throw new ShapeException(a.op() + ": x must have at least 1 dimension, got a scalar");
    }
    int d = dim + points.dim() - y.dim();
    long n = points.size(d);
    if (n != y.size(dim) && n > 0) {
      throw new ShapeException(
          a.op() + ": x of shape " + x.shape() + " does not fit y of shape " + y.shape());
    }
    return points.narrow(d, 1, n - 1).sub(points.narrow(d, 0, n - 1));
  }

  private static Tensor cdist(Args a) {
    Tensor x = a.tensor("x1");
    Tensor y = a.tensor("x2");
    if (!x.dtype().isFloatingPoint() || !y.dtype().isFloatingPoint()) {
      throw new DTypeException(
          "cdist: expected floating-point points, got " + x.dtype() + " and " + y.dtype());
    }
    if (x.dim() < 2 || y.dim() < 2 || x.size(-1) != y.size(-1)) {
      throw new ShapeException(
          "cdist: expected matrices of points with the same number of coordinates, got shapes "
              + x.shape()
              + " and "
              + y.shape());
    }
    double p = a.real("p");
    if (!(p >= 0)) {
      throw new IllegalArgumentException("cdist: p must not be negative, got " + p);
    }
    boolean many = x.size(-2) > 25 || y.size(-2) > 25;
    boolean product =
        switch (String.valueOf(a.get("compute_mode"))) {
          case "null", "0", "use_mm_for_euclid_dist_if_necessary" -> many;
          case "1", "use_mm_for_euclid_dist" -> true;
          case "2", "donot_use_mm_for_euclid_dist" -> false;
          default ->
              throw new IllegalArgumentException(
                  "cdist: unknown compute_mode " + a.get("compute_mode"));
        };
    if (p == 2 && product && x.numel() > 0 && y.numel() > 0) {
      return byProduct(x, y);
    }
    Tensor difference = x.unsqueeze(-2).sub(y.unsqueeze(-3));
    if (difference.size(-1) == 0) {
      return difference.sum(-1);
    }
    if (p == 0) {
      return Distances.unequal(difference);
    }
    return MatrixNorms.vector(difference, p, new long[] {-1}, false, "cdist");
  }

  /** Euclidean distances from one matrix product: |x|^2 - 2 x y + |y|^2. */
  private static Tensor byProduct(Tensor x, Tensor y) {
    Tensor xs = x.mul(x).sum(-1, true);
    Tensor ys = y.mul(y).sum(-1, true);
    Tensor left = Torch.cat(List.of(x.mul(-2), xs, Torch.onesLike(xs)), -1);
    Tensor right = Torch.cat(List.of(y, Torch.onesLike(ys), ys), -1);
    Tensor squares = left.matmul(right.mT());
    Tensor zero = squares.detach().le(0);
    return squares.maskedFill(zero, 1).sqrt().maskedFill(zero, 0);
  }
}
