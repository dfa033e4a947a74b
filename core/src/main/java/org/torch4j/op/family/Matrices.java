package org.torch4j.op.family;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.Args;
import org.torch4j.op.TensorState;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.LinalgException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** What the families of linear algebra share: checks and views of batches of matrices. */
final class Matrices {
  private Matrices() {}

  /** The conjugate; real tensors are their own. */
  static Tensor conj(Tensor t) {
    return t.dtype().isComplex() ? t.conj() : t;
  }

  /** The conjugate transpose of each matrix. */
  static Tensor adjoint(Tensor t) {
    return conj(t.mT());
  }

  /** The real part; real tensors are their own. */
  static Tensor real(Tensor t) {
    return t.dtype().isComplex() ? t.viewAsReal().select(-1, 0) : t;
  }

  /** An argument that must hold matrices of a dtype that decompositions work in. */
  static Tensor matrix(Args a, String name) {
    Tensor t = a.tensor(name);
    if (t.dim() < 2) {
      throw new ShapeException(
          a.op() + ": " + name + " must have at least 2 dimensions, got shape " + t.shape());
    }
    return decomposable(a, name);
  }

  /** An argument whose dtype decompositions work in. */
  static Tensor decomposable(Args a, String name) {
    Tensor t = a.tensor(name);
    if (t.dtype() != DType.FLOAT32 && t.dtype() != DType.FLOAT64 && !t.dtype().isComplex()) {
      throw new DTypeException(
          a.op() + ": " + name + " must be float32, float64 or complex, got " + t.dtype());
    }
    return t;
  }

  /** Same, for square matrices. */
  static Tensor square(Args a, String name) {
    Tensor t = matrix(a, name);
    if (t.size(-1) != t.size(-2)) {
      throw new ShapeException(
          a.op() + ": " + name + " must hold square matrices, got shape " + t.shape());
    }
    return t;
  }

  /** Two arguments must share their dtype. */
  static void sameDtype(Args a, String first, String second) {
    DType x = a.tensor(first).dtype();
    DType y = a.tensor(second).dtype();
    if (x != y) {
      throw new DTypeException(
          a.op()
              + ": expected "
              + first
              + " and "
              + second
              + " to have the same dtype, got "
              + x
              + " and "
              + y);
    }
  }

  /** The sizes before the last {@code inner} ones. */
  static Shape batch(Tensor t, int inner) {
    if (t.dim() < inner) {
      throw new ShapeException(
          "linalg: expected at least " + inner + " dimensions, got shape " + t.shape());
    }
    return Shape.of(Arrays.copyOf(t.shape().toArray(), t.dim() - inner));
  }

  /** A batch of things with these sizes. */
  static Shape with(Shape batch, long... inner) {
    long[] sizes = Arrays.copyOf(batch.toArray(), batch.dim() + inner.length);
    System.arraycopy(inner, 0, sizes, batch.dim(), inner.length);
    return Shape.of(sizes);
  }

  /** The common batch of the matrices in two tensors. */
  static Shape commonBatch(Tensor a, Tensor b, String op) {
    return Shape.broadcast(batch(a, 2), batch(b, 2), op);
  }

  /** The tensor with its batch stretched. */
  static Tensor stretched(Tensor t, Shape batch) {
    return t.expand(with(batch, t.size(-2), t.size(-1)).toArray());
  }

  /** The main diagonals. */
  static Tensor diagonal(Tensor t) {
    return t.diagonal(0, -2, -1);
  }

  /** The unit matrix in the dtype of {@code like}. */
  static Tensor eye(long n, Tensor like) {
    return Torch.eye(n, n, like.dtype());
  }

  /** True where a square matrix has its diagonal. */
  static Tensor onDiagonal(long n) {
    return Torch.eye(n, n, DType.BOOL);
  }

  /** Square matrices with the vectors on their diagonals. */
  static Tensor embed(Tensor v) {
    long n = v.size(-1);
    long[] sizes = with(batch(v, 1), n, n).toArray();
    return v.unsqueeze(-1).expand(sizes).maskedFill(onDiagonal(n).logicalNot(), 0);
  }

  /** The matrices with other diagonals. */
  static Tensor withDiagonal(Tensor matrices, Tensor diagonal) {
    return matrices.maskedFill(onDiagonal(matrices.size(-1)), 0).add(embed(diagonal));
  }

  /** Whether a gradient will be recorded for the tensor. */
  static boolean recorded(Tensor t) {
    return GradMode.isEnabled() && TensorState.requiresGrad(t);
  }

  /** Raises an error if some code of a batch is not zero. */
  static void check(String op, Tensor info, String problem) {
    long[] codes = info.toLongArray();
    for (int i = 0; i < codes.length; i++) {
      if (codes[i] != 0) {
        throw new LinalgException(
            op
                + ": "
                + (info.dim() == 0 ? "" : "(batch element " + i + ") ")
                + problem.formatted(codes[i]));
      }
    }
  }

  /** The problem that LU factors with a zero pivot report. */
  static final String SINGULAR = "the matrix is singular, diagonal element %d of U is zero";
}
