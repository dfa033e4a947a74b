package org.torch4j;

import org.torch4j.op.family.SparseLayouts;
import org.torch4j.op.family.SparseProducts;
import org.torch4j.op.family.SparseTensors;
import org.torch4j.type.Layout;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/** Sparse tensors of {@link Torch}. */
abstract class SparseFunctions extends WindowFunctions {
  /** {@link Layout#STRIDED}. */
  public static final Layout strided = Layout.STRIDED;

  /** {@link Layout#SPARSE_COO}. */
  public static final Layout sparse_coo = Layout.SPARSE_COO;

  /** {@link Layout#SPARSE_CSR}. */
  public static final Layout sparse_csr = Layout.SPARSE_CSR;

  /** {@link Layout#SPARSE_CSC}. */
  public static final Layout sparse_csc = Layout.SPARSE_CSC;

  /** {@link Layout#SPARSE_BSR}. */
  public static final Layout sparse_bsr = Layout.SPARSE_BSR;

  /** {@link Layout#SPARSE_BSC}. */
  public static final Layout sparse_bsc = Layout.SPARSE_BSC;

  SparseFunctions() {}

  /**
   * A tensor of coordinates and values as large as the greatest indices ask for, {@code
   * torch.sparse_coo_tensor}; gradients flow to the values.
   *
   * @param indices integers [sparse dimensions, entries]
   * @param values [entries, dense dimensions...]
   */
  public static Tensor sparseCooTensor(Tensor indices, Tensor values) {
    return SparseTensors.COO.call(indices, values, null, null, null);
  }

  /**
   * A tensor of coordinates and values; entries at one place count together.
   *
   * @param size of the whole, sparse dimensions first
   * @throws IndexOutOfBoundsException if an index reaches outside
   */
  public static Tensor sparseCooTensor(Tensor indices, Tensor values, Shape size) {
    return SparseTensors.COO_SIZE.call(indices, values, size.toArray(), null, null, null);
  }

  /** {@link #sparseCooTensor(Tensor, Tensor, Shape)}, a leaf of its own if it requires grad. */
  public static Tensor sparseCooTensor(
      Tensor indices, Tensor values, Shape size, TensorOptions options) {
    Tensor made =
        sparseCooTensor(
            indices.to(options.device()), values.to(options.device()).to(options.dtype()), size);
    return options.requiresGrad() ? made.detach().requiresGrad_(true) : made;
  }

  /**
   * A matrix by its rows, {@code torch.sparse_csr_tensor}; gradients flow to the values.
   *
   * @param crowIndices where the entries of each row begin, [rows + 1]
   * @param colIndices the column of each entry
   * @param values [entries]
   */
  public static Tensor sparseCsrTensor(
      Tensor crowIndices, Tensor colIndices, Tensor values, Shape size) {
    return compressed(SparseLayouts.CSR, crowIndices, colIndices, values, size);
  }

  /** {@link #sparseCsrTensor(Tensor, Tensor, Tensor, Shape)} as wide as the columns ask for. */
  public static Tensor sparseCsrTensor(Tensor crowIndices, Tensor colIndices, Tensor values) {
    return SparseLayouts.CSR.call(crowIndices, colIndices, values, null, null, null, null);
  }

  /** A matrix by its columns, {@code torch.sparse_csc_tensor}. */
  public static Tensor sparseCscTensor(
      Tensor ccolIndices, Tensor rowIndices, Tensor values, Shape size) {
    return compressed(SparseLayouts.CSC, ccolIndices, rowIndices, values, size);
  }

  /** A matrix by rows of blocks [entries, height, width], {@code torch.sparse_bsr_tensor}. */
  public static Tensor sparseBsrTensor(
      Tensor crowIndices, Tensor colIndices, Tensor values, Shape size) {
    return compressed(SparseLayouts.BSR, crowIndices, colIndices, values, size);
  }

  /** A matrix by columns of blocks [entries, height, width], {@code torch.sparse_bsc_tensor}. */
  public static Tensor sparseBscTensor(
      Tensor ccolIndices, Tensor rowIndices, Tensor values, Shape size) {
    return compressed(SparseLayouts.BSC, ccolIndices, rowIndices, values, size);
  }

  private static Tensor compressed(
      org.torch4j.op.CompositeOp op, Tensor starts, Tensor across, Tensor values, Shape size) {
    return op.call(starts, across, values, size.toArray(), null, null, null);
  }

  /** Sparse times dense with a sparse result, {@code torch.smm}. */
  public static Tensor smm(Tensor input, Tensor mat) {
    return input.smm(mat);
  }

  /** Sparse times dense with a result whose rows are sparse, {@code torch.hspmm}. */
  public static Tensor hspmm(Tensor mat1, Tensor mat2) {
    return SparseProducts.HSPMM.call(mat1, mat2);
  }

  /** {@code beta * input + alpha * mat1 @ mat2} with a sparse result, {@code torch.sspaddmm}. */
  public static Tensor sspaddmm(Tensor input, Tensor mat1, Tensor mat2, Number beta, Number alpha) {
    return SparseProducts.SSPADDMM.call(input, mat1, mat2, Scalar.of(beta), Scalar.of(alpha));
  }
}
