package org.torch4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Arithmetic;
import org.torch4j.op.family.Picking;
import org.torch4j.op.family.Scattering;
import org.torch4j.type.Scalar;

/**
 * Parts of {@link Tensor} that masks, places and diagonals pick, and copies with parts replaced.
 */
sealed interface PickingMethods permits IndexingMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  /** A copy with a number or truth value where {@code mask}, bool and broadcast, is true. */
  default Tensor maskedFill(Tensor mask, Object value) {
    return value instanceof Tensor t
        ? Picking.MASKED_FILL_TENSOR.call(self(), mask, t)
        : Arithmetic.MASKED_FILL.call(self(), mask, Scalar.of(value));
  }

  /** {@link #maskedFill} in place. */
  default Tensor maskedFill_(Tensor mask, Object value) {
    return value instanceof Tensor t
        ? Picking.MASKED_FILL_TENSOR.callInPlace(self(), mask, t)
        : Arithmetic.MASKED_FILL.callInPlace(self(), mask, Scalar.of(value));
  }

  /** The elements where {@code mask} is true, in one dimension, {@code torch.masked_select}. */
  default Tensor maskedSelect(Tensor mask) {
    return Picking.MASKED_SELECT.call(self(), mask);
  }

  /** A copy with the elements of {@code source}, in order, where {@code mask} is true. */
  default Tensor maskedScatter(Tensor mask, Tensor source) {
    return Scattering.MASKED_SCATTER.call(self(), mask, source);
  }

  /** {@link #maskedScatter} in place, {@code Tensor.masked_scatter_}. */
  default Tensor maskedScatter_(Tensor mask, Tensor source) {
    return Scattering.MASKED_SCATTER.callInPlace(self(), mask, source);
  }

  /** The elements at places counted in row-major order, {@code torch.take}. */
  default Tensor take(Tensor index) {
    return Picking.TAKE.call(self(), index);
  }

  /** The elements at {@code indices} of {@code dim}, both broadcast, {@code take_along_dim}. */
  default Tensor takeAlongDim(Tensor indices, int dim) {
    return Picking.TAKE_ALONG_DIM.call(self(), indices, (long) dim);
  }

  /** The elements at places counted in row-major order, in one dimension. */
  default Tensor takeAlongDim(Tensor indices) {
    return Picking.TAKE_ALONG_DIM.call(self(), indices, null);
  }

  /** A copy with {@code source} written, or added, at places counted in row-major order. */
  default Tensor put(Tensor index, Tensor source, boolean accumulate) {
    return Scattering.PUT.call(self(), index, source, accumulate);
  }

  /** {@link #put} in place, {@code Tensor.put_}. */
  default Tensor put_(Tensor index, Tensor source, boolean accumulate) {
    return Scattering.PUT.callInPlace(self(), index, source, accumulate);
  }

  /** The indices of the nonzero elements, one row each, {@code torch.nonzero}. */
  default Tensor nonzero() {
    return Picking.NONZERO.call(self());
  }

  /** The indices of the nonzero elements, one vector for each dimension. */
  default List<Tensor> nonzeroAsTuple() {
    return List.of(Picking.NONZERO_NUMPY.callAll(self()));
  }

  /** {@link #nonzero}, {@code torch.argwhere}. */
  default Tensor argwhere() {
    return Picking.ARGWHERE.call(self());
  }

  /** A matrix's diagonal, or the matrix with a vector as its diagonal, {@code torch.diag}. */
  default Tensor diag(long diagonal) {
    return Picking.DIAG.call(self(), diagonal);
  }

  /** The main diagonal of a matrix, or the matrix with a vector as its main diagonal. */
  default Tensor diag() {
    return diag(0);
  }

  /** The matrix with all elements on its diagonal {@code offset}, {@code torch.diagflat}. */
  default Tensor diagflat(long offset) {
    return Picking.DIAGFLAT.call(self(), offset);
  }

  /** Matrices with the last dimension as their diagonals, {@code torch.diag_embed}. */
  default Tensor diagEmbed(long offset, int dim1, int dim2) {
    return Picking.DIAG_EMBED.call(self(), offset, (long) dim1, (long) dim2);
  }

  /** A copy with {@code src} at one index of a dimension, {@code torch.select_scatter}. */
  default Tensor selectScatter(Tensor src, int dim, long index) {
    return Scattering.SELECT_SCATTER.call(self(), src, (long) dim, index);
  }

  /** A copy with {@code src} in a range of a dimension, {@code torch.slice_scatter}. */
  default Tensor sliceScatter(
      Tensor src, int dim, @Nullable Long start, @Nullable Long end, long step) {
    return Scattering.SLICE_SCATTER.call(self(), src, (long) dim, start, end, step);
  }

  /** A copy with {@code src} on a diagonal, {@code torch.diagonal_scatter}. */
  default Tensor diagonalScatter(Tensor src, long offset, int dim1, int dim2) {
    return Scattering.DIAGONAL_SCATTER.call(self(), src, offset, (long) dim1, (long) dim2);
  }

  /** A copy with {@code src} where sizes and strides say, {@code torch.as_strided_scatter}. */
  default Tensor asStridedScatter(Tensor src, long[] size, long[] stride, long storageOffset) {
    return Scattering.AS_STRIDED_SCATTER.call(self(), src, size, stride, storageOffset);
  }
}
