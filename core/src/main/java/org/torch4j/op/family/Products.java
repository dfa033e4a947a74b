package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Products built from others: sums of products, chains, contractions, cross and Kronecker. */
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

  public static final CompositeOp INNER =
      composite("inner(Tensor self, Tensor other) -> Tensor", Products::inner);

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
          a -> combined(a, a.tensor("mat").mv(a.tensor("vec"))));

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

  public static final CompositeOp MULTI_DOT =
      composite("linalg_multi_dot(Tensor[] tensors) -> Tensor", a -> chain(a, "tensors"));

  public static final CompositeOp CHAIN_MATMUL =
      composite("chain_matmul(Tensor[] matrices) -> Tensor", a -> chain(a, "matrices"));

  public static final CompositeOp KRON =
      composite("kron(Tensor self, Tensor other) -> Tensor", Products::kron);

  public static final CompositeOp TENSORDOT =
      composite(
          "tensordot(Tensor self, Tensor other, int[] dims_self, int[] dims_other) -> Tensor",
          a -> contracted(a, a.integers("dims_self").clone(), a.integers("dims_other").clone()));

  /** {@code torch.tensordot} with a number of dimensions, or with a pair of lists. */
  public static final CompositeOp TENSORDOT_COUNT =
      composite(
          "tensordot.count(Tensor self, Tensor other, int dims=2) -> Tensor",
          Products::tensordotOfLast);

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
    if (!type.isDifferentiable() && (beta.isFloatingPoint() || alpha.isFloatingPoint())) {
      throw new DTypeException(
          a.op()
              + ": beta and alpha must be integers for "
              + type
              + ", got "
              + beta
              + " and "
              + alpha);
    }
    self.broadcastTo(product.shape());
    if (type == DType.BOOL) {
      Tensor second = alpha.doubleValue() == 0 ? Torch.zerosLike(product) : product;
      return beta.doubleValue() == 0 ? second : self.logicalOr(second);
    }
    Tensor scaled = alpha.is(1) ? product : product.mul(a.number("alpha"));
    if (beta.is(0)) {
      return scaled.to(type);
    }
    return (beta.is(1) ? self : self.mul(a.number("beta"))).add(scaled);
  }

  private static Tensor inner(Args a) {
    Tensor x = a.tensor("self");
    Tensor y = a.tensor("other");
    if (x.dim() == 0 || y.dim() == 0) {
      return x.mul(y);
    }
    if (x.size(-1) != y.size(-1)) {
      throw new ShapeException(
          a.op() + ": the last sizes must agree, got shapes " + x.shape() + " and " + y.shape());
    }
    return contracted(a, new long[] {-1}, new long[] {-1});
  }

  private static Tensor tensordotOfLast(Args a) {
    long n = a.integer("dims");
    Tensor x = a.tensor("self");
    Tensor y = a.tensor("other");
    if (n < 0 || n > Math.min(x.dim(), y.dim())) {
      throw new ShapeException(
          a.op()
              + ": dims must be from 0 to the number of dimensions, got "
              + n
              + " for shapes "
              + x.shape()
              + " and "
              + y.shape());
    }
    long[] last = new long[(int) n];
    long[] first = new long[(int) n];
    for (int i = 0; i < n; i++) {
      last[i] = x.dim() - n + i;
      first[i] = i;
    }
    return contracted(a, last, first);
  }

  /** Sums over pairs of dimensions; one matrix product does it. */
  private static Tensor contracted(Args a, long[] dimsX, long[] dimsY) {
    Tensor x = a.tensor("self");
    Tensor y = a.tensor("other");
    if (dimsX.length != dimsY.length) {
      throw new ShapeException(
          a.op()
              + ": both lists of dimensions must have the same length, got "
              + Arrays.toString(dimsX)
              + " and "
              + Arrays.toString(dimsY));
    }
    boolean[] summedX = new boolean[x.dim()];
    boolean[] summedY = new boolean[y.dim()];
    for (int i = 0; i < dimsX.length; i++) {
      int dx = Shape.normalizeDim(dimsX[i], x.dim(), a.op());
      int dy = Shape.normalizeDim(dimsY[i], y.dim(), a.op());
      dimsX[i] = dx;
      dimsY[i] = dy;
      summedX[dx] = true;
      summedY[dy] = true;
      if (x.size(dx) == y.size(dy)) {
        continue;
      }
      if (x.size(dx) == 1) {
        y = y.sum(new long[] {dy}, true, y.dtype());
      } else if (y.size(dy) == 1) {
        x = x.sum(new long[] {dx}, true, x.dtype());
      } else {
        throw new ShapeException(
            a.op()
                + ": contracted dimensions must match, got sizes "
                + x.size(dx)
                + " and "
                + y.size(dy)
                + " of shapes "
                + x.shape()
                + " and "
                + y.shape());
      }
    }
    long depth = 1;
    for (long d : dimsX) {
      depth *= x.size((int) d);
    }
    int[] orderX = order(summedX, dimsX, false);
    int[] orderY = order(summedY, dimsY, true);
    Tensor left = x.permute(orderX);
    Tensor right = y.permute(orderY);
    int freeX = x.dim() - dimsX.length;
    long[] sizesX = Arrays.copyOf(left.shape().toArray(), freeX);
    long[] sizesY = Arrays.copyOfRange(right.shape().toArray(), dimsY.length, right.dim());
    Tensor product =
        left.reshape(Shape.of(sizesX).numel(), depth)
            .mm(right.reshape(depth, Shape.of(sizesY).numel()));
    return product.reshape(Matrices.with(Shape.of(sizesX), sizesY).toArray());
  }

  /** The dimensions that stay, and the summed ones in their order, at the end or in front. */
  private static int[] order(boolean[] summed, long[] dims, boolean front) {
    int[] order = new int[summed.length];
    int at = front ? dims.length : 0;
    for (int i = 0; i < summed.length; i++) {
      if (!summed[i]) {
        order[at++] = i;
      }
    }
    at = front ? 0 : summed.length - dims.length;
    for (long d : dims) {
      order[at++] = (int) d;
    }
    return order;
  }

  /** The product of a chain in the order that needs the fewest multiplications. */
  private static Tensor chain(Args a, String name) {
    Tensor[] tensors = a.tensors(name).clone();
    int n = tensors.length;
    boolean multi = a.op().equals("linalg_multi_dot");
    if (n < (multi ? 2 : 1)) {
      throw new IllegalArgumentException(
          a.op() + ": expected at least " + (multi ? 2 : 1) + " tensors, got " + n);
    }
    boolean row = multi && tensors[0].dim() == 1;
    boolean column = multi && tensors[n - 1].dim() == 1;
    tensors[0] = row ? tensors[0].unsqueeze(0) : tensors[0];
    tensors[n - 1] = column ? tensors[n - 1].unsqueeze(-1) : tensors[n - 1];
    for (int i = 0; i < n; i++) {
      if (tensors[i].dim() != 2) {
        throw new ShapeException(
            a.op() + ": tensor " + i + " must be a matrix, got shape " + tensors[i].shape());
      }
      if (i > 0 && tensors[i].size(0) != tensors[i - 1].size(1)) {
        throw new ShapeException(
            a.op()
                + ": tensors "
                + (i - 1)
                + " and "
                + i
                + " of shapes "
                + tensors[i - 1].shape()
                + " and "
                + tensors[i].shape()
                + " cannot be multiplied");
      }
    }
    Tensor product = product(tensors, splits(tensors), 0, n - 1);
    product = row ? product.squeeze(0) : product;
    return column ? product.squeeze(-1) : product;
  }

  private static Tensor product(Tensor[] tensors, int[][] split, int i, int j) {
    if (i == j) {
      return tensors[i];
    }
    int k = split[i][j];
    return product(tensors, split, i, k).mm(product(tensors, split, k + 1, j));
  }

  private static int[][] splits(Tensor[] tensors) {
    int n = tensors.length;
    double[][] cost = new double[n][n];
    int[][] split = new int[n][n];
    for (int length = 1; length < n; length++) {
      for (int i = 0; i + length < n; i++) {
        int j = i + length;
        cost[i][j] = Double.POSITIVE_INFINITY;
        for (int k = i; k < j; k++) {
          double c =
              cost[i][k]
                  + cost[k + 1][j]
                  + (double) tensors[i].size(0) * tensors[k].size(1) * tensors[j].size(1);
          if (c < cost[i][j]) {
            cost[i][j] = c;
            split[i][j] = k;
          }
        }
      }
    }
    return split;
  }

  private static Tensor kron(Args a) {
    Tensor x = a.tensor("self");
    Tensor y = a.tensor("other");
    int n = Math.max(x.dim(), y.dim());
    long[] left = new long[2 * n];
    long[] right = new long[2 * n];
    long[] sizes = new long[n];
    for (int i = 0; i < n; i++) {
      int ix = i - n + x.dim();
      int iy = i - n + y.dim();
      left[2 * i] = ix < 0 ? 1 : x.size(ix);
      left[2 * i + 1] = 1;
      right[2 * i] = 1;
      right[2 * i + 1] = iy < 0 ? 1 : y.size(iy);
      sizes[i] = left[2 * i] * right[2 * i + 1];
    }
    return x.reshape(left).mul(y.reshape(right)).reshape(sizes);
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
    Tensor x1 = x.roll(new long[] {-1}, new long[] {d});
    Tensor x2 = x.roll(new long[] {-2}, new long[] {d});
    Tensor y1 = y.roll(new long[] {-1}, new long[] {d});
    Tensor y2 = y.roll(new long[] {-2}, new long[] {d});
    return x1.mul(y2).sub(x2.mul(y1));
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
