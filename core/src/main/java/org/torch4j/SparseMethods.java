package org.torch4j;

import org.torch4j.op.TensorState;
import org.torch4j.op.family.SparseLayouts;
import org.torch4j.op.family.SparseProducts;
import org.torch4j.op.family.SparseTensors;
import org.torch4j.type.Layout;

/**
 * Sparse tensors in {@link Tensor}: coordinates and values ({@link Layout#SPARSE_COO}) or
 * compressed rows ({@link Layout#SPARSE_CSR}). Sums, products, sparse times dense, and functions
 * that keep zeros zero work on them, with gradients to the values; any other operation raises a
 * {@link org.torch4j.type.LayoutException}.
 */
sealed interface SparseMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** How the elements are kept, {@code Tensor.layout}. */
  default Layout layout() {
    var components = TensorState.components(self());
    return components == null ? Layout.STRIDED : components.layout();
  }

  /** Whether it is in coordinates, sparse_coo, {@code Tensor.is_sparse}. */
  default boolean isSparse() {
    return layout() == Layout.SPARSE_COO;
  }

  /** Whether it is a matrix of compressed rows, sparse_csr, {@code Tensor.is_sparse_csr}. */
  default boolean isSparseCsr() {
    return layout() == Layout.SPARSE_CSR;
  }

  /** Entries at one place added up, in ascending order of places, {@code Tensor.coalesce}. */
  default Tensor coalesce() {
    return SparseTensors.COALESCE.call(self());
  }

  /** Whether the places ascend and none occurs twice, {@code Tensor.is_coalesced}. */
  default boolean isCoalesced() {
    return SparseTensors.isCoalesced(self());
  }

  /** The coordinates of a coalesced tensor, int64 [sparse dimensions, entries]. */
  default Tensor indices() {
    return SparseTensors.INDICES.call(self());
  }

  /** The values of a coalesced tensor or of compressed rows; gradients flow through. */
  default Tensor values() {
    return SparseTensors.VALUES.call(self());
  }

  /** The coordinates as they are, {@code Tensor._indices}. */
  default Tensor _indices() {
    return SparseTensors.RAW_INDICES.call(self());
  }

  /** The values as they are, without history, {@code Tensor._values}. */
  default Tensor _values() {
    return SparseTensors.RAW_VALUES.call(self());
  }

  /** How many entries are kept, {@code Tensor._nnz}. */
  default long _nnz() {
    return SparseTensors.entries(self());
  }

  /** How many dimensions the coordinates speak of, {@code Tensor.sparse_dim}. */
  default int sparseDim() {
    return SparseTensors.sparseDims(self());
  }

  /** How many dimensions each value has, {@code Tensor.dense_dim}. */
  default int denseDim() {
    return self().dim() - SparseTensors.sparseDims(self());
  }

  /** The strided tensor of the same elements; a strided tensor itself, {@code Tensor.to_dense}. */
  default Tensor toDense() {
    return SparseLayouts.TO_DENSE.call(self(), (Object) null);
  }

  /** The elements that are not 0 as coordinates and values, {@code Tensor.to_sparse}. */
  default Tensor toSparse() {
    return SparseLayouts.TO_SPARSE.call(self());
  }

  /** {@link #toSparse()} with coordinates in the first {@code sparseDim} dimensions only. */
  default Tensor toSparse(int sparseDim) {
    return SparseLayouts.TO_SPARSE_DIM.call(self(), (long) sparseDim);
  }

  /** {@link #toSparse()}, {@code Tensor.to_sparse_coo}. */
  default Tensor toSparseCoo() {
    return toSparse();
  }

  /** A matrix by compressed rows, {@code Tensor.to_sparse_csr}. */
  default Tensor toSparseCsr() {
    return SparseLayouts.TO_SPARSE_CSR.call(self());
  }

  /** A matrix by compressed columns, {@code Tensor.to_sparse_csc}. */
  default Tensor toSparseCsc() {
    return SparseLayouts.TO_SPARSE_CSC.call(self());
  }

  /** Where the entries of each compressed row begin, [rows + 1]. */
  default Tensor crowIndices() {
    return SparseLayouts.CROW_INDICES.call(self());
  }

  /** The column of each entry of compressed rows. */
  default Tensor colIndices() {
    return SparseLayouts.COL_INDICES.call(self());
  }

  /** Where the entries of each compressed column begin, [columns + 1]. */
  default Tensor ccolIndices() {
    return SparseLayouts.CCOL_INDICES.call(self());
  }

  /** The row of each entry of compressed columns. */
  default Tensor rowIndices() {
    return SparseLayouts.ROW_INDICES.call(self());
  }

  /** The elements where a coalesced tensor of the same shape has entries. */
  default Tensor sparseMask(Tensor mask) {
    return SparseTensors.SPARSE_MASK.call(self(), mask);
  }

  /** Other sizes; with entries a tensor can only grow, {@code Tensor.sparse_resize_}. */
  default Tensor sparseResize_(long[] size, int sparseDim, int denseDim) {
    return SparseTensors.SPARSE_RESIZE_.call(self(), size, (long) sparseDim, (long) denseDim);
  }

  /** Other sizes and no entries, {@code Tensor.sparse_resize_and_clear_}. */
  default Tensor sparseResizeAndClear_(long[] size, int sparseDim, int denseDim) {
    return SparseTensors.SPARSE_RESIZE_AND_CLEAR_.call(
        self(), size, (long) sparseDim, (long) denseDim);
  }

  /** Sparse times dense with a sparse result, {@code torch.smm}. */
  default Tensor smm(Tensor mat2) {
    return SparseProducts.SMM.call(self(), mat2);
  }

  /** {@code beta * self + alpha * mat1 @ mat2}, all but mat2 sparse, {@code torch.sspaddmm}. */
  default Tensor sspaddmm(Tensor mat1, Tensor mat2, Number beta, Number alpha) {
    return SparseProducts.SSPADDMM.call(
        self(), mat1, mat2, org.torch4j.type.Scalar.of(beta), org.torch4j.type.Scalar.of(alpha));
  }
}
