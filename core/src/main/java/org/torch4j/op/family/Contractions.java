package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Products of tensors by sums over dimensions, of chains of matrices, and Kronecker's. */
public final class Contractions {
  public static final CompositeOp INNER =
      composite("inner(Tensor self, Tensor other) -> Tensor", Contractions::inner);

  public static final CompositeOp MULTI_DOT =
      composite("linalg_multi_dot(Tensor[] tensors) -> Tensor", a -> chain(a, "tensors"));

  public static final CompositeOp CHAIN_MATMUL =
      composite("chain_matmul(Tensor[] matrices) -> Tensor", a -> chain(a, "matrices"));

  public static final CompositeOp KRON =
      composite("kron(Tensor self, Tensor other) -> Tensor", Contractions::kron);

  public static final CompositeOp TENSORDOT =
      composite(
          "tensordot(Tensor self, Tensor other, int[] dims_self, int[] dims_other) -> Tensor",
          a -> contracted(a, a.integers("dims_self").clone(), a.integers("dims_other").clone()));

  /** {@code torch.tensordot} with a number of dimensions, or with a pair of lists. */
  public static final CompositeOp TENSORDOT_COUNT =
      composite(
          "tensordot.count(Tensor self, Tensor other, int dims=2) -> Tensor",
          Contractions::tensordotOfLast);

  private Contractions() {}

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
    dimsX = dimsX.clone();
    dimsY = dimsY.clone();
    boolean[] summedX = new boolean[x.dim()];
    boolean[] summedY = new boolean[y.dim()];
    for (int i = 0; i < dimsX.length; i++) {
      int dx = Shape.normalizeDim(dimsX[i], x.dim(), a.op());
      int dy = Shape.normalizeDim(dimsY[i], y.dim(), a.op());
      if (x.dim() == 0 || y.dim() == 0 || summedX[dx] || summedY[dy]) {
        throw new ShapeException(
            a.op()
                + ": each dimension can be summed once, got "
                + Arrays.toString(dimsX)
                + " of "
                + x.shape()
                + " and "
                + Arrays.toString(dimsY)
                + " of "
                + y.shape());
      }
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
}
