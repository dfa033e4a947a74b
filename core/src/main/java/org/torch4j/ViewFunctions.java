package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.type.MemoryFormat;
import org.torch4j.type.Shape;

/** Other shapes of {@link Torch}. */
abstract class ViewFunctions extends ArrangementFunctions {
  ViewFunctions() {}

  /**
   * The same elements under other sizes, one of which may be -1; copied if strides cannot say it.
   */
  public static Tensor reshape(Tensor self, long... shape) {
    return self.reshape(shape);
  }

  /** One dimension, {@code torch.flatten}. */
  public static Tensor flatten(Tensor self) {
    return self.flatten();
  }

  /** The dimensions from {@code startDim} to the last as one. */
  public static Tensor flatten(Tensor self, int startDim) {
    return self.flatten(startDim);
  }

  /** The dimensions {@code startDim} to {@code endDim}, inclusive, as one. */
  public static Tensor flatten(Tensor self, int startDim, int endDim) {
    return self.flatten(startDim, endDim);
  }

  /** One dimension, a view if possible, {@code torch.ravel}. */
  public static Tensor ravel(Tensor self) {
    return self.ravel();
  }

  /** Dimension {@code dim} split into {@code sizes}, one of which may be -1. */
  public static Tensor unflatten(Tensor self, int dim, long... sizes) {
    return self.unflatten(dim, sizes);
  }

  /** Dimensions {@code dim0} and {@code dim1} swapped, {@code torch.transpose}. */
  public static Tensor transpose(Tensor self, int dim0, int dim1) {
    return self.transpose(dim0, dim1);
  }

  /** {@code transpose}, under NumPy's name. */
  public static Tensor swapaxes(Tensor self, int axis0, int axis1) {
    return self.swapaxes(axis0, axis1);
  }

  /** {@code transpose}, {@code torch.swapdims}. */
  public static Tensor swapdims(Tensor self, int dim0, int dim1) {
    return self.swapdims(dim0, dim1);
  }

  /** A matrix transposed; vectors and scalars stay, {@code torch.t}. */
  public static Tensor t(Tensor self) {
    return self.t();
  }

  /** {@code mH}, {@code torch.adjoint}. */
  public static Tensor adjoint(Tensor self) {
    return self.adjoint();
  }

  /** Dimensions in another order, {@code torch.permute}. */
  public static Tensor permute(Tensor self, int... dims) {
    return self.permute(dims);
  }

  /** Dimension {@code source} moved to {@code destination}, {@code torch.movedim}. */
  public static Tensor movedim(Tensor self, int source, int destination) {
    return self.movedim(source, destination);
  }

  /** Each dimension of {@code source} moved to its place in {@code destination}. */
  public static Tensor movedim(Tensor self, long[] source, long[] destination) {
    return self.movedim(source, destination);
  }

  /** {@code movedim}, under NumPy's name. */
  public static Tensor moveaxis(Tensor self, int source, int destination) {
    return self.moveaxis(source, destination);
  }

  /** {@code movedim}, under NumPy's name. */
  public static Tensor moveaxis(Tensor self, long[] source, long[] destination) {
    return self.moveaxis(source, destination);
  }

  /** Without the dimensions of size 1, {@code torch.squeeze}. */
  public static Tensor squeeze(Tensor self) {
    return self.squeeze();
  }

  /** Without dimension {@code dim}, if its size is 1. */
  public static Tensor squeeze(Tensor self, int dim) {
    return self.squeeze(dim);
  }

  /** With a dimension of size 1 before {@code dim}, {@code torch.unsqueeze}. */
  public static Tensor unsqueeze(Tensor self, int dim) {
    return self.unsqueeze(dim);
  }

  /** The same elements broadcast to {@code shape}, {@code torch.broadcast_to}. */
  public static Tensor broadcastTo(Tensor self, Shape shape) {
    return self.broadcastTo(shape);
  }

  /** Index {@code index} of dimension {@code dim}, which disappears, {@code torch.select}. */
  public static Tensor select(Tensor self, int dim, long index) {
    return self.select(dim, index);
  }

  /**
   * Every {@code step}-th index from {@code start} to before {@code end} of dimension {@code dim}.
   */
  public static Tensor slice(
      Tensor self, int dim, @Nullable Long start, @Nullable Long end, long step) {
    return self.slice(dim, start, end, step);
  }

  /** {@code length} indices of dimension {@code dim} from {@code start}, {@code torch.narrow}. */
  public static Tensor narrow(Tensor self, int dim, long start, long length) {
    return self.narrow(dim, start, length);
  }

  /** {@code narrow} from where an integer scalar says. */
  public static Tensor narrow(Tensor self, int dim, Tensor start, long length) {
    return self.narrow(dim, start, length);
  }

  /** {@code narrow} in memory of its own, {@code torch.narrow_copy}. */
  public static Tensor narrowCopy(Tensor self, int dim, long start, long length) {
    return self.narrowCopy(dim, start, length);
  }

  /** The elements whose two indices agree, as a new last dimension, {@code torch.diagonal}. */
  public static Tensor diagonal(Tensor self, long offset, int dim1, int dim2) {
    return self.diagonal(offset, dim1, dim2);
  }

  /** The main diagonal of a matrix, as a view. */
  public static Tensor diagonal(Tensor self) {
    return self.diagonal();
  }

  /** Any sizes and strides over the memory; offset in elements, {@code torch.as_strided}. */
  public static Tensor asStrided(Tensor self, long[] size, long[] stride, long storageOffset) {
    return self.asStrided(size, stride, storageOffset);
  }

  /** Memory of its own with its elements in that order. */
  public static Tensor clone(Tensor self, MemoryFormat memoryFormat) {
    return self.clone(memoryFormat);
  }
}
