package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.Arrays;
import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Products of vectors, sums of products, and powers as columns. */
public final class Products {
  private static final String SCALES = "*, Scalar beta=1, Scalar alpha=1) -> Tensor";

  public static final CompositeOp RMATMUL =
      composite(
          "__rmatmul__(Tensor self, Tensor other) -> Tensor",
          a -> a.tensor("other").matmul(a.tensor("self")));

  public static final CompositeOp OUTER =
      composite(
          "outer(Tensor self, Tensor vec2) -> Tensor",
          a -> outer(vector(a, "self"), vector(a, "vec2")));

  public static final CompositeOp GER =
      composite(
          "ger(Tensor self, Tensor vec2) -> Tensor",
          a -> outer(vector(a, "self"), vector(a, "vec2")));

  public static final CompositeOp VDOT =
      composite(
          "vdot(Tensor self, Tensor other) -> Tensor",
          a -> Matmul.DOT.call(Matrices.conj(a.tensor("self")), a.tensor("other")));

  public static final CompositeOp VECDOT =
      composite(
          "linalg_vecdot(Tensor x, Tensor y, *, int dim=-1) -> Tensor",
          a -> {
            Tensor x = a.tensor("x");
            Tensor y = a.tensor("y");
            if (!x.dtype().isDifferentiable()) {
              throw new DTypeException(
                  a.op() + ": expected floating-point or complex vectors, got " + x.dtype());
            }
            Matrices.sameDtype(a, "x", "y");
            return Matrices.conj(x).mul(y).sum(a.integer("dim"));
          });

  public static final CompositeOp ADDMV =
      composite(
          "addmv(Tensor self, Tensor mat, Tensor vec, " + SCALES,
          a -> combined(whole(a), a.tensor("mat").mv(a.tensor("vec"))));

  public static final CompositeOp ADDR =
      composite(
          "addr(Tensor self, Tensor vec1, Tensor vec2, " + SCALES,
          a -> combined(a, outer(vector(a, "vec1"), vector(a, "vec2"))));

  public static final CompositeOp ADDBMM =
      composite(
          "addbmm(Tensor self, Tensor batch1, Tensor batch2, " + SCALES,
          a -> {
            Tensor products = a.tensor("batch1").bmm(a.tensor("batch2"));
            return combined(whole(a), products.sum(new long[] {0}, false, products.dtype()));
          });

  public static final CompositeOp LINALG_CROSS =
      composite(
          "linalg_cross(Tensor self, Tensor other, *, int dim=-1) -> Tensor",
          a -> cross(a, a.tensor("self"), a.tensor("other"), a.integer("dim")));

  public static final CompositeOp CROSS =
      composite("cross(Tensor self, Tensor other, int? dim=None) -> Tensor", Products::oldCross);

  public static final CompositeOp LINALG_VANDER =
      composite(
          "linalg_vander(Tensor x, *, int? N=None) -> Tensor",
          a -> {
            Tensor given = a.tensor("x");
            Tensor x = given.dim() == 0 ? given.unsqueeze(0) : given;
            if (x.dtype() == DType.BOOL) {
              throw new DTypeException(a.op() + ": bool vectors have no powers");
            }
            long n = a.isNull("N") ? x.size(-1) : a.integer("N");
            if (n <= 1) {
              throw new IllegalArgumentException(a.op() + ": N must be greater than 1, got " + n);
            }
            return powers(x, n);
          });

  /** {@code torch.vander}: powers fall unless {@code increasing}. */
  public static final CompositeOp VANDER =
      composite(
          "vander(Tensor x, int? N=None, bool increasing=False) -> Tensor",
          a -> {
            Tensor x = vector(a, "x");
            long n = a.isNull("N") ? x.size(0) : a.integer("N");
            if (n < 0) {
              throw new IllegalArgumentException(a.op() + ": N must not be negative, got " + n);
            }
            Tensor rising =
                n == 0
                    ? Torch.empty(Shape.of(x.size(0), 0), x.dtype())
                    : n == 1 ? Torch.onesLike(x).unsqueeze(-1) : powers(x, n);
            return a.flag("increasing") ? rising : rising.flip(-1);
          });

  public static final CompositeOp TRACE =
      composite(
          "trace(Tensor self) -> Tensor",
          a -> {
            Tensor self = a.tensor("self");
            if (self.dim() != 2) {
              throw new ShapeException("trace: expected a matrix, got shape " + self.shape());
            }
            return self.diagonal(0, 0, 1).sum();
          });

  private Products() {}

  private static Tensor vector(Args a, String name) {
    Tensor t = a.tensor(name);
    if (t.dim() != 1) {
      throw new ShapeException(
          a.op() + ": " + name + " must have 1 dimension, got shape " + t.shape());
    }
    return t;
  }

  private static Tensor outer(Tensor x, Tensor y) {
    return x.unsqueeze(1).mul(y.unsqueeze(0));
  }

  /** For integers the scales are cut to integers first, as the matrix products do. */
  private static Args whole(Args a) {
    if (a.tensor("self").dtype().isDifferentiable()) {
      return a;
    }
    return a.with("beta", Scalar.of(a.scalar("beta").longValue()))
        .with("alpha", Scalar.of(a.scalar("alpha").longValue()));
  }

  /** beta self + alpha product; a beta of 0 takes nothing from self, not even NaN. */
  private static Tensor combined(Args a, Tensor product) {
    Tensor self = a.tensor("self");
    Scalar beta = a.scalar("beta");
    Scalar alpha = a.scalar("alpha");
    DType type = Torch.resultType(self, product);
    boolean whole = beta.category().compareTo(DType.Category.INTEGRAL) <= 0;
    whole &= alpha.category().compareTo(DType.Category.INTEGRAL) <= 0;
    if (!type.isDifferentiable() && !whole) {
      throw new DTypeException(
          a.op()
              + ": beta and alpha must be integers for "
              + type
              + ", got "
              + beta
              + " and "
              + alpha);
    }
    Tensor base = self.broadcastTo(product.shape());
    if (type == DType.BOOL) {
      Tensor second = alpha.is(0) ? Torch.zerosLike(product) : product;
      return beta.is(0) ? second : base.logicalOr(second);
    }
    Tensor scaled = alpha.is(1) ? product : product.mul(a.number("alpha"));
    if (beta.is(0)) {
      return scaled.to(type);
    }
    return (beta.is(1) ? base : base.mul(a.number("beta"))).add(scaled);
  }

  private static Tensor cross(Args a, Tensor x, Tensor y, long dim) {
    if (x.dim() != y.dim()) {
      throw new ShapeException(
          a.op()
              + ": both tensors must have the same number of dimensions, got shapes "
              + x.shape()
              + " and "
              + y.shape());
    }
    int d = Shape.normalizeDim(dim, x.dim(), a.op());
    if (x.dim() == 0 || x.size(d) != 3 || y.size(d) != 3) {
      throw new ShapeException(
          a.op()
              + ": dimension "
              + dim
              + " must have size 3, got shapes "
              + x.shape()
              + " and "
              + y.shape());
    }
    List<Tensor> u = x.unbind(d);
    List<Tensor> v = y.unbind(d);
    Tensor[] parts = new Tensor[3];
    for (int i = 0; i < 3; i++) {
      int j = (i + 1) % 3;
      int k = (i + 2) % 3;
      parts[i] = u.get(j).mul(v.get(k)).sub(u.get(k).mul(v.get(j)));
    }
    return Torch.stack(Arrays.asList(parts), d);
  }

  /** Without a dimension the first one of size 3 is meant. */
  private static Tensor oldCross(Args a) {
    Tensor x = a.tensor("self");
    Tensor y = a.tensor("other");
    if (!a.isNull("dim")) {
      return cross(a, x, y, a.integer("dim"));
    }
    for (int i = 0; i < x.dim(); i++) {
      if (x.size(i) == 3) {
        return cross(a, x, y, i);
      }
    }
    throw new ShapeException(a.op() + ": no dimension has size 3, got shape " + x.shape());
  }

  private static Tensor powers(Tensor x, long n) {
    long[] sizes = Matrices.with(x.shape(), n - 1).toArray();
    DType type = x.dtype().isIntegral() ? DType.INT64 : x.dtype();
    Tensor base = x.to(type).unsqueeze(-1);
    Tensor rising = base.expand(sizes).cumprod(-1);
    return Torch.cat(Arrays.asList(Torch.onesLike(base), rising), -1);
  }
}
