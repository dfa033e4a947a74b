package org.torch4j;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Copies;
import org.torch4j.op.family.Reshaping;
import org.torch4j.op.family.Views;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.MemoryFormat;
import org.torch4j.type.Shape;

/**
 * The other shapes of {@link Tensor}. Views share the tensor's memory: what is written into one is
 * seen in all. {@code reshape} and {@code flatten} copy where they must.
 */
sealed interface ViewMethods extends ArrangementMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The same memory under other sizes, one of which may be -1, {@code Tensor.view}. */
  default Tensor view(long... size) {
    return Views.VIEW.call(self(), size);
  }

  /**
   * The same elements under other sizes, one of which may be -1; copied if strides cannot say it.
   */
  default Tensor reshape(long... shape) {
    return Views.RESHAPE.call(self(), shape);
  }

  /** {@link #view} with the sizes of {@code other}. */
  default Tensor viewAs(Tensor other) {
    return Reshaping.VIEW_AS.call(self(), other);
  }

  /** {@link #reshape} with the sizes of {@code other}. */
  default Tensor reshapeAs(Tensor other) {
    return Reshaping.RESHAPE_AS.call(self(), other);
  }

  /** One dimension, {@code torch.flatten}. */
  default Tensor flatten() {
    return flatten(0, -1);
  }

  /** The dimensions from {@code startDim} to the last as one. */
  default Tensor flatten(int startDim) {
    return flatten(startDim, -1);
  }

  /** The dimensions {@code startDim} to {@code endDim}, inclusive, as one. */
  default Tensor flatten(int startDim, int endDim) {
    return Reshaping.FLATTEN.call(self(), (long) startDim, (long) endDim);
  }

  /** One dimension, a view if possible, {@code torch.ravel}. */
  default Tensor ravel() {
    return Reshaping.RAVEL.call(self());
  }

  /** Dimension {@code dim} split into {@code sizes}, one of which may be -1. */
  default Tensor unflatten(int dim, long... sizes) {
    return Reshaping.UNFLATTEN.call(self(), (long) dim, sizes);
  }

  /** Dimensions {@code dim0} and {@code dim1} swapped, {@code torch.transpose}. */
  default Tensor transpose(int dim0, int dim1) {
    return Views.TRANSPOSE.call(self(), (long) dim0, (long) dim1);
  }

  /** {@link #transpose}, under NumPy's name. */
  default Tensor swapaxes(int axis0, int axis1) {
    return transpose(axis0, axis1);
  }

  /** {@link #transpose}, {@code torch.swapdims}. */
  default Tensor swapdims(int dim0, int dim1) {
    return transpose(dim0, dim1);
  }

  /** A matrix transposed; vectors and scalars stay, {@code torch.t}. */
  default Tensor t() {
    return Reshaping.T.call(self());
  }

  /** All dimensions in reverse order, {@code Tensor.T}. */
  default Tensor T() {
    return Reshaping.NUMPY_T.call(self());
  }

  /** The last two dimensions swapped, {@code Tensor.mT}. */
  default Tensor mT() {
    return Reshaping.MATRIX_T.call(self());
  }

  /** A matrix transposed and conjugated, {@code Tensor.H}. */
  default Tensor H() {
    return Reshaping.MATRIX_H.call(self());
  }

  /** The last two dimensions swapped and the elements conjugated, {@code Tensor.mH}. */
  default Tensor mH() {
    return Reshaping.MATRICES_H.call(self());
  }

  /** {@link #mH}, {@code torch.adjoint}. */
  default Tensor adjoint() {
    return Reshaping.ADJOINT.call(self());
  }

  /** Dimensions in another order, {@code torch.permute}. */
  default Tensor permute(int... dims) {
    return Views.PERMUTE.call(self(), Arrays.stream(dims).asLongStream().toArray());
  }

  /** Dimension {@code source} moved to {@code destination}, {@code torch.movedim}. */
  default Tensor movedim(int source, int destination) {
    return Reshaping.MOVEDIM.call(self(), (long) source, (long) destination);
  }

  /** Each dimension of {@code source} moved to its place in {@code destination}. */
  default Tensor movedim(long[] source, long[] destination) {
    return Reshaping.MOVEDIMS.call(self(), source, destination);
  }

  /** {@link #movedim(int, int)}, under NumPy's name. */
  default Tensor moveaxis(int source, int destination) {
    return movedim(source, destination);
  }

  /** {@link #movedim(long[], long[])}, under NumPy's name. */
  default Tensor moveaxis(long[] source, long[] destination) {
    return movedim(source, destination);
  }

  /** Without the dimensions of size 1, {@code torch.squeeze}. */
  default Tensor squeeze() {
    return Views.SQUEEZE.call(self());
  }

  /** Without dimension {@code dim}, if its size is 1. */
  default Tensor squeeze(int dim) {
    return Views.SQUEEZE_DIM.call(self(), (long) dim);
  }

  /** With a dimension of size 1 before {@code dim}, {@code torch.unsqueeze}. */
  default Tensor unsqueeze(int dim) {
    return Views.UNSQUEEZE.call(self(), (long) dim);
  }

  /** Dimensions of size 1 stretched without copying; -1 keeps a size, {@code Tensor.expand}. */
  default Tensor expand(long... size) {
    return Views.EXPAND.call(self(), size);
  }

  /** {@link #expand} to the sizes of {@code other}. */
  default Tensor expandAs(Tensor other) {
    return Reshaping.EXPAND_AS.call(self(), other);
  }

  /** The same elements broadcast to {@code shape}, {@code torch.broadcast_to}. */
  default Tensor broadcastTo(Shape shape) {
    return expand(shape.toArray());
  }

  /** Index {@code index} of dimension {@code dim}, which disappears, {@code torch.select}. */
  default Tensor select(int dim, long index) {
    return Views.SELECT.call(self(), (long) dim, index);
  }

  /**
   * Every {@code step}-th index from {@code start} to before {@code end} of dimension {@code dim}.
   */
  default Tensor slice(int dim, @Nullable Long start, @Nullable Long end, long step) {
    return Views.SLICE.call(self(), (long) dim, start, end, step);
  }

  /** {@code length} indices of dimension {@code dim} from {@code start}, {@code torch.narrow}. */
  default Tensor narrow(int dim, long start, long length) {
    return Reshaping.NARROW.call(self(), (long) dim, start, length);
  }

  /** {@link #narrow(int, long, long)} from where an integer scalar says. */
  default Tensor narrow(int dim, Tensor start, long length) {
    return Reshaping.NARROW_TENSOR.call(self(), (long) dim, start, length);
  }

  /** {@link #narrow(int, long, long)} in memory of its own, {@code torch.narrow_copy}. */
  default Tensor narrowCopy(int dim, long start, long length) {
    return Reshaping.NARROW_COPY.call(self(), (long) dim, start, length);
  }

  /** The elements whose two indices agree, as a new last dimension, {@code torch.diagonal}. */
  default Tensor diagonal(long offset, int dim1, int dim2) {
    return Views.DIAGONAL.call(self(), offset, (long) dim1, (long) dim2);
  }

  /** The main diagonal of a matrix, as a view. */
  default Tensor diagonal() {
    return diagonal(0, 0, 1);
  }

  /**
   * Windows of {@code size} along {@code dimension}, {@code step} apart, as a new last dimension.
   */
  default Tensor unfold(int dimension, long size, long step) {
    return Views.UNFOLD.call(self(), (long) dimension, size, step);
  }

  /** Any sizes and strides over the memory; offset in elements, {@code torch.as_strided}. */
  default Tensor asStrided(long[] size, long[] stride, long storageOffset) {
    return Views.AS_STRIDED.call(self(), size, stride, storageOffset);
  }

  // ---- memory

  /** Memory of its own with its elements in that order. */
  default Tensor clone(MemoryFormat memoryFormat) {
    return Copies.CLONE_FORMAT.call(self(), memoryFormat);
  }

  /** The tensor itself if its elements lie in that order, else a copy, {@code contiguous}. */
  default Tensor contiguous(MemoryFormat memoryFormat) {
    return Copies.CONTIGUOUS.call(self(), memoryFormat);
  }

  /** The elements on a device in a dtype; the tensor itself if they are so already. */
  default Tensor to(Device device, DType dtype) {
    return self().to(device).to(dtype);
  }

  /** The elements with the device and dtype of {@code other}. */
  default Tensor to(Tensor other) {
    return to(other.device(), other.dtype());
  }

  /** The elements with the dtype of {@code other}, {@code Tensor.type_as}. */
  default Tensor typeAs(Tensor other) {
    return Copies.TYPE_AS.call(self(), other);
  }

  /**
   * Gives the tensor other sizes over the same memory, or more of it if that does not suffice; what
   * is new is not initialised, {@code Tensor.resize_}.
   */
  default Tensor resize_(long... size) {
    return Copies.RESIZE_.call(self(), size, null);
  }

  /** {@link #resize_} to the sizes of {@code other}. */
  default Tensor resizeAs_(Tensor other) {
    return Copies.RESIZE_AS_.call(self(), other, null);
  }

  // ---- in place: the tensor itself shows its memory in another way

  /** {@link #squeeze()} in place, {@code Tensor.squeeze_}. */
  default Tensor squeeze_() {
    return Views.SQUEEZE.callInPlace(self());
  }

  /** {@link #squeeze(int)} in place. */
  default Tensor squeeze_(int dim) {
    return Views.SQUEEZE_DIM.callInPlace(self(), (long) dim);
  }

  /** {@link #unsqueeze} in place, {@code Tensor.unsqueeze_}. */
  default Tensor unsqueeze_(int dim) {
    return Views.UNSQUEEZE.callInPlace(self(), (long) dim);
  }

  /** {@link #transpose} in place, {@code Tensor.transpose_}. */
  default Tensor transpose_(int dim0, int dim1) {
    return Views.TRANSPOSE.callInPlace(self(), (long) dim0, (long) dim1);
  }

  /** {@link #transpose_}, under NumPy's name. */
  default Tensor swapaxes_(int axis0, int axis1) {
    return transpose_(axis0, axis1);
  }

  /** {@link #transpose_}, {@code Tensor.swapdims_}. */
  default Tensor swapdims_(int dim0, int dim1) {
    return transpose_(dim0, dim1);
  }

  /** {@link #t} in place, {@code Tensor.t_}. */
  default Tensor t_() {
    return Reshaping.T.callInPlace(self());
  }

  /** {@link #asStrided} in place, {@code Tensor.as_strided_}. */
  default Tensor asStrided_(long[] size, long[] stride, long storageOffset) {
    return Views.AS_STRIDED.callInPlace(self(), size, stride, storageOffset);
  }
}
