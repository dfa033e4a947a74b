package org.torch4j;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.ViewCopies;
import org.torch4j.type.DType;

/** What views show, in memory of its own: {@code torch.select_copy} and the like. */
abstract class ViewCopyFunctions extends InPlaceFunctions {
  ViewCopyFunctions() {}

  /** The elements, copied, {@code torch.alias_copy}. */
  public static Tensor aliasCopy(Tensor self) {
    return ViewCopies.ALIAS.call(self);
  }

  /** The same memory without history, {@code torch.detach}. */
  public static Tensor detach(Tensor self) {
    return self.detach();
  }

  /** The elements without history, copied, {@code torch.detach_copy}. */
  public static Tensor detachCopy(Tensor self) {
    return ViewCopies.ALIAS.call(self.detach());
  }

  /** Any sizes and strides over the memory, copied, {@code torch.as_strided_copy}. */
  public static Tensor asStridedCopy(Tensor self, long[] size, long[] stride, long storageOffset) {
    return ViewCopies.AS_STRIDED.call(self, size, stride, storageOffset);
  }

  /** The elements whose two indices agree, copied, {@code torch.diagonal_copy}. */
  public static Tensor diagonalCopy(Tensor self, long offset, int dim1, int dim2) {
    return ViewCopies.DIAGONAL.call(self, offset, (long) dim1, (long) dim2);
  }

  /** The elements repeated along dimensions of size 1, copied, {@code torch.expand_copy}. */
  public static Tensor expandCopy(Tensor self, long[] size) {
    return ViewCopies.EXPAND.call(self, size);
  }

  /** The dimensions in another order, copied, {@code torch.permute_copy}. */
  public static Tensor permuteCopy(Tensor self, int... dims) {
    return ViewCopies.PERMUTE.call(self, Arrays.stream(dims).asLongStream().toArray());
  }

  /** The elements at one index of a dimension, copied, {@code torch.select_copy}. */
  public static Tensor selectCopy(Tensor self, int dim, long index) {
    return ViewCopies.SELECT.call(self, (long) dim, index);
  }

  /** Every {@code step}-th element of a stretch, copied, {@code torch.slice_copy}. */
  public static Tensor sliceCopy(
      Tensor self, int dim, @Nullable Long start, @Nullable Long end, long step) {
    return ViewCopies.SLICE.call(self, (long) dim, start, end, step);
  }

  /** The elements without dimensions of size 1, copied, {@code torch.squeeze_copy}. */
  public static Tensor squeezeCopy(Tensor self) {
    return ViewCopies.SQUEEZE.call(self);
  }

  /** The elements without a dimension of size 1, copied, {@code torch.squeeze_copy}. */
  public static Tensor squeezeCopy(Tensor self, int dim) {
    return ViewCopies.SQUEEZE_DIM.call(self, (long) dim);
  }

  /** A matrix transposed, copied, {@code torch.t_copy}. */
  public static Tensor tCopy(Tensor self) {
    return ViewCopies.T.call(self);
  }

  /** Two dimensions swapped, copied, {@code torch.transpose_copy}. */
  public static Tensor transposeCopy(Tensor self, int dim0, int dim1) {
    return ViewCopies.TRANSPOSE.call(self, (long) dim0, (long) dim1);
  }

  /** Windows along a dimension, copied, {@code torch.unfold_copy}. */
  public static Tensor unfoldCopy(Tensor self, int dimension, long size, long step) {
    return ViewCopies.UNFOLD.call(self, (long) dimension, size, step);
  }

  /** The elements with a new dimension of size 1, copied, {@code torch.unsqueeze_copy}. */
  public static Tensor unsqueezeCopy(Tensor self, int dim) {
    return ViewCopies.UNSQUEEZE.call(self, (long) dim);
  }

  /** The elements in another shape, copied, {@code torch.view_copy}. */
  public static Tensor viewCopy(Tensor self, long... size) {
    return ViewCopies.VIEW.call(self, size);
  }

  /** The bits as another dtype, copied, {@code torch.view_copy}. */
  public static Tensor viewCopy(Tensor self, DType dtype) {
    return ViewCopies.VIEW_DTYPE.call(self, dtype);
  }

  /** Complex numbers as pairs, copied, {@code torch.view_as_real_copy}. */
  public static Tensor viewAsRealCopy(Tensor self) {
    return ViewCopies.VIEW_AS_REAL.call(self);
  }

  /** Pairs as complex numbers, copied, {@code torch.view_as_complex_copy}. */
  public static Tensor viewAsComplexCopy(Tensor self) {
    return ViewCopies.VIEW_AS_COMPLEX.call(self);
  }

  /** Pieces of one size, copied, {@code torch.split_copy}. */
  public static List<Tensor> splitCopy(Tensor self, long splitSize, int dim) {
    return List.of(ViewCopies.SPLIT.callAll(self, splitSize, (long) dim));
  }

  /** Pieces of these sizes, copied, {@code torch.split_with_sizes_copy}. */
  public static List<Tensor> splitWithSizesCopy(Tensor self, long[] splitSizes, int dim) {
    return List.of(ViewCopies.SPLIT_WITH_SIZES.callAll(self, splitSizes, (long) dim));
  }

  /** The slices along a dimension, copied, {@code torch.unbind_copy}. */
  public static List<Tensor> unbindCopy(Tensor self, int dim) {
    return List.of(ViewCopies.UNBIND.callAll(self, (long) dim));
  }
}
