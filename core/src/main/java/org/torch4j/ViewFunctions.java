package org.torch4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.Shape;

/** Other shapes of {@link Torch}. */
abstract class ViewFunctions extends ReductionFunctions {
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

  /** A matrix transposed; vectors and scalars stay, {@code torch.t}. */
  public static Tensor t(Tensor self) {
    return self.t();
  }

  /** The last two dimensions swapped, {@code Tensor.mT}. */
  public static Tensor mT(Tensor self) {
    return self.mT();
  }

  /** Dimensions in another order, {@code torch.permute}. */
  public static Tensor permute(Tensor self, int... dims) {
    return self.permute(dims);
  }

  /** Dimension {@code source} moved to {@code destination}, {@code torch.movedim}. */
  public static Tensor movedim(Tensor self, int source, int destination) {
    return self.movedim(source, destination);
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

  /** The elements whose two indices agree, as a new last dimension, {@code torch.diagonal}. */
  public static Tensor diagonal(Tensor self, long offset, int dim1, int dim2) {
    return self.diagonal(offset, dim1, dim2);
  }

  /**
   * The main diagonal of a matrix, or the matrix with a vector as its diagonal, {@code torch.diag}.
   */
  public static Tensor diag(Tensor self) {
    return self.diag();
  }

  /**
   * Pieces of {@code splitSize} along {@code dim}, the last may be smaller, {@code torch.split}.
   */
  public static List<Tensor> split(Tensor self, long splitSize, int dim) {
    return self.split(splitSize, dim);
  }

  /** Pieces of the given sizes along {@code dim}, which add up to its size. */
  public static List<Tensor> split(Tensor self, long[] splitSizes, int dim) {
    return self.split(splitSizes, dim);
  }

  /** At most {@code chunks} pieces of equal size along {@code dim}, {@code torch.chunk}. */
  public static List<Tensor> chunk(Tensor self, long chunks, int dim) {
    return self.chunk(chunks, dim);
  }

  /** All the indices of dimension {@code dim}, one tensor each, {@code torch.unbind}. */
  public static List<Tensor> unbind(Tensor self, int dim) {
    return self.unbind(dim);
  }

  /** The order of elements along {@code dims} reversed; a copy, {@code torch.flip}. */
  public static Tensor flip(Tensor self, long... dims) {
    return self.flip(dims);
  }

  /** The elements moved by {@code shifts} along {@code dims}; those that fall off come back. */
  public static Tensor roll(Tensor self, long[] shifts, long[] dims) {
    return self.roll(shifts, dims);
  }

  /** Zeros above diagonal {@code diagonal}, {@code torch.tril}. */
  public static Tensor tril(Tensor self, long diagonal) {
    return self.tril(diagonal);
  }

  /** Zeros above the main diagonal. */
  public static Tensor tril(Tensor self) {
    return self.tril();
  }

  /** Zeros below diagonal {@code diagonal}, {@code torch.triu}. */
  public static Tensor triu(Tensor self, long diagonal) {
    return self.triu(diagonal);
  }

  /** Zeros below the main diagonal. */
  public static Tensor triu(Tensor self) {
    return self.triu();
  }
}
