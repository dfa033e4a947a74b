package org.torch4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Picking;

/** Masks, places and diagonals of {@link Torch}. */
abstract class PickingFunctions extends JoiningFunctions {
  PickingFunctions() {}

  /** A copy with a number or truth value where {@code mask}, bool and broadcast, is true. */
  public static Tensor maskedFill(Tensor self, Tensor mask, Object value) {
    return self.maskedFill(mask, value);
  }

  /** The elements where {@code mask} is true, in one dimension, {@code torch.masked_select}. */
  public static Tensor maskedSelect(Tensor self, Tensor mask) {
    return self.maskedSelect(mask);
  }

  /** A copy with the elements of {@code source}, in order, where {@code mask} is true. */
  public static Tensor maskedScatter(Tensor self, Tensor mask, Tensor source) {
    return self.maskedScatter(mask, source);
  }

  /** The elements at places counted in row-major order, {@code torch.take}. */
  public static Tensor take(Tensor self, Tensor index) {
    return self.take(index);
  }

  /** The elements at {@code indices} of {@code dim}, both broadcast, {@code take_along_dim}. */
  public static Tensor takeAlongDim(Tensor self, Tensor indices, int dim) {
    return self.takeAlongDim(indices, dim);
  }

  /** The elements at places counted in row-major order, in one dimension. */
  public static Tensor takeAlongDim(Tensor self, Tensor indices) {
    return self.takeAlongDim(indices);
  }

  /** A copy with {@code source} written, or added, at places counted in row-major order. */
  public static Tensor put(Tensor self, Tensor index, Tensor source, boolean accumulate) {
    return self.put(index, source, accumulate);
  }

  /** The indices of the nonzero elements, one row each, {@code torch.nonzero}. */
  public static Tensor nonzero(Tensor self) {
    return self.nonzero();
  }

  /** The indices of the nonzero elements, one vector for each dimension. */
  public static List<Tensor> nonzeroAsTuple(Tensor self) {
    return self.nonzeroAsTuple();
  }

  /** {@code nonzero}, {@code torch.argwhere}. */
  public static Tensor argwhere(Tensor self) {
    return self.argwhere();
  }

  /** A matrix's diagonal, or the matrix with a vector as its diagonal, {@code torch.diag}. */
  public static Tensor diag(Tensor self, long diagonal) {
    return self.diag(diagonal);
  }

  /** The main diagonal of a matrix, or the matrix with a vector as its main diagonal. */
  public static Tensor diag(Tensor self) {
    return self.diag();
  }

  /** The matrix with all elements on its diagonal {@code offset}, {@code torch.diagflat}. */
  public static Tensor diagflat(Tensor self, long offset) {
    return self.diagflat(offset);
  }

  /** Matrices with the last dimension as their diagonals, {@code torch.diag_embed}. */
  public static Tensor diagEmbed(Tensor self, long offset, int dim1, int dim2) {
    return self.diagEmbed(offset, dim1, dim2);
  }

  /** A copy with {@code src} at one index of a dimension, {@code torch.select_scatter}. */
  public static Tensor selectScatter(Tensor self, Tensor src, int dim, long index) {
    return self.selectScatter(src, dim, index);
  }

  /** A copy with {@code src} in a range of a dimension, {@code torch.slice_scatter}. */
  public static Tensor sliceScatter(
      Tensor self, Tensor src, int dim, @Nullable Long start, @Nullable Long end, long step) {
    return self.sliceScatter(src, dim, start, end, step);
  }

  /** A copy with {@code src} on a diagonal, {@code torch.diagonal_scatter}. */
  public static Tensor diagonalScatter(Tensor self, Tensor src, long offset, int dim1, int dim2) {
    return self.diagonalScatter(src, offset, dim1, dim2);
  }

  /** A copy with {@code src} where sizes and strides say, {@code torch.as_strided_scatter}. */
  public static Tensor asStridedScatter(
      Tensor self, Tensor src, long[] size, long[] stride, long storageOffset) {
    return self.asStridedScatter(src, size, stride, storageOffset);
  }

  /** The indices of each dimension of {@code shape} for flat ones, {@code torch.unravel_index}. */
  public static List<Tensor> unravelIndex(Tensor indices, long... shape) {
    return List.of(Picking.UNRAVEL_INDEX.callAll(indices, shape));
  }
}
