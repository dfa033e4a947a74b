package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.SparseProducts;
import org.torch4j.op.family.SparseReductions;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/** The functions of Python's module {@code torch.sparse}. */
public final class Sparse {
  private Sparse() {}

  /** A matrix product with a sparse operand, {@code torch.sparse.mm}; gradients to both. */
  public static Tensor mm(Tensor mat1, Tensor mat2) {
    return SparseProducts.SPARSE_MM.call(mat1, mat2);
  }

  /** {@code beta * mat + alpha * mat1 @ mat2} with sparse mat1, {@code torch.sparse.addmm}. */
  public static Tensor addmm(Tensor mat, Tensor mat1, Tensor mat2, Number beta, Number alpha) {
    return org.torch4j.op.family.Matmul.ADDMM.call(
        mat, mat1, mat2, Scalar.of(beta), Scalar.of(alpha));
  }

  /** {@code mat + mat1 @ mat2} with sparse mat1. */
  public static Tensor addmm(Tensor mat, Tensor mat1, Tensor mat2) {
    return addmm(mat, mat1, mat2, 1, 1);
  }

  /**
   * {@code alpha * mat1 @ mat2 + beta * input} where input, in sparse_csr, has entries, {@code
   * torch.sparse.sampled_addmm}.
   */
  public static Tensor sampledAddmm(
      Tensor input, Tensor mat1, Tensor mat2, Number beta, Number alpha) {
    return SparseProducts.SAMPLED_ADDMM.call(input, mat1, mat2, Scalar.of(beta), Scalar.of(alpha));
  }

  /** {@link #sampledAddmm(Tensor, Tensor, Tensor, Number, Number)} with factors of 1. */
  public static Tensor sampledAddmm(Tensor input, Tensor mat1, Tensor mat2) {
    return sampledAddmm(input, mat1, mat2, 1, 1);
  }

  /** The sum of all elements, a strided scalar, {@code torch.sparse.sum}. */
  public static Tensor sum(Tensor input) {
    return SparseReductions.SPARSE_SUM.call(input, (Object) null);
  }

  /** The sums over dimensions: sparse, or strided if no sparse dimension is left. */
  public static Tensor sum(Tensor input, long... dim) {
    return sum(input, dim, null);
  }

  /** The sums over dimensions in another dtype. */
  public static Tensor sum(Tensor input, long[] dim, @Nullable DType dtype) {
    return SparseReductions.SPARSE_SUM_DIM.call(input, dim, dtype);
  }

  /** The softmax over entries; what is absent counts as minus infinity. */
  public static Tensor softmax(Tensor input, int dim) {
    return softmax(input, dim, null);
  }

  /** {@link #softmax(Tensor, int)} computed in {@code dtype}, {@code torch.sparse.softmax}. */
  public static Tensor softmax(Tensor input, int dim, @Nullable DType dtype) {
    return SparseReductions.SPARSE_SOFTMAX.call(input, (long) dim, dtype);
  }

  /** The logarithm of {@link #softmax(Tensor, int)}. */
  public static Tensor logSoftmax(Tensor input, int dim) {
    return logSoftmax(input, dim, null);
  }

  /** {@link #logSoftmax(Tensor, int)} in {@code dtype}, {@code torch.sparse.log_softmax}. */
  public static Tensor logSoftmax(Tensor input, int dim, @Nullable DType dtype) {
    return SparseReductions.SPARSE_LOG_SOFTMAX.call(input, (long) dim, dtype);
  }
}
