package org.torch4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Arrangement;
import org.torch4j.op.family.Views;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * The other shapes of {@link Tensor}. Views share the tensor's memory: what is written into one is
 * seen in all. {@code reshape}, {@code flatten}, {@code repeat} copy where they must.
 */
sealed interface ViewMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  private int at(long dim) {
    return Shape.normalizeDim(dim, self().dim(), "dim");
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
    return view(other.shape().toArray());
  }

  /** {@link #reshape} with the sizes of {@code other}. */
  default Tensor reshapeAs(Tensor other) {
    return reshape(other.shape().toArray());
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
    Tensor self = self();
    if (self.dim() == 0) {
      return self.reshape(1);
    }
    int start = Shape.normalizeDim(startDim, self.dim(), "flatten");
    int end = Shape.normalizeDim(endDim, self.dim(), "flatten");
    if (start > end) {
      throw new ShapeException("flatten: start_dim " + startDim + " comes after end_dim " + endDim);
    }
    if (start == end) {
      return self;
    }
    long[] sizes = self.shape().toArray();
    long[] out = new long[sizes.length - (end - start)];
    long product = 1;
    for (int i = start; i <= end; i++) {
      product *= sizes[i];
    }
    System.arraycopy(sizes, 0, out, 0, start);
    out[start] = product;
    System.arraycopy(sizes, end + 1, out, start + 1, sizes.length - end - 1);
    return self.reshape(out);
  }

  /** Dimension {@code dim} split into {@code sizes}, one of which may be -1. */
  default Tensor unflatten(int dim, long... sizes) {
    Tensor self = self();
    int d = Shape.normalizeDim(dim, self.dim(), "unflatten");
    long known = 1;
    for (long s : sizes) {
      known *= s == -1 ? 1 : s;
    }
    long[] shape = self.shape().toArray();
    long[] out = new long[shape.length + sizes.length - 1];
    System.arraycopy(shape, 0, out, 0, d);
    for (int i = 0; i < sizes.length; i++) {
      out[d + i] = sizes[i] == -1 && known != 0 ? shape[d] / known : sizes[i];
    }
    System.arraycopy(shape, d + 1, out, d + sizes.length, shape.length - d - 1);
    return self.view(out);
  }

  /** Dimensions {@code dim0} and {@code dim1} swapped, {@code torch.transpose}. */
  default Tensor transpose(int dim0, int dim1) {
    return Views.TRANSPOSE.call(self(), (long) dim0, (long) dim1);
  }

  /** {@link #transpose}, under NumPy's name. */
  default Tensor swapaxes(int axis0, int axis1) {
    return transpose(axis0, axis1);
  }

  /** A matrix transposed; vectors and scalars stay, {@code torch.t}. */
  default Tensor t() {
    Tensor self = self();
    if (self.dim() > 2) {
      throw new ShapeException(
          "t: expected at most 2 dimensions, got shape " + self.shape() + "; use transpose");
    }
    return self.dim() < 2 ? self : transpose(0, 1);
  }

  /** The last two dimensions swapped, {@code Tensor.mT}. */
  default Tensor mT() {
    return transpose(-2, -1);
  }

  /** Dimensions in another order, {@code torch.permute}. */
  default Tensor permute(int... dims) {
    return Views.PERMUTE.call(self(), Arrays.stream(dims).asLongStream().toArray());
  }

  /** Dimension {@code source} moved to {@code destination}, {@code torch.movedim}. */
  default Tensor movedim(int source, int destination) {
    Tensor self = self();
    int from = Shape.normalizeDim(source, self.dim(), "movedim");
    int to = Shape.normalizeDim(destination, self.dim(), "movedim");
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < self.dim(); i++) {
      if (i != from) {
        order.add(i);
      }
    }
    if (self.dim() > 0) {
      order.add(to, from);
    }
    return permute(order.stream().mapToInt(Integer::intValue).toArray());
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
    return expand(other.shape().toArray());
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
    Tensor self = self();
    int d = at(dim);
    long n = self.size(d);
    long from = start < 0 ? start + n : start;
    if (from < 0 || length < 0 || from + length > n) {
      throw new IndexOutOfBoundsException(
          "narrow: start "
              + start
              + " and length "
              + length
              + " exceed dimension "
              + d
              + " of size "
              + n);
    }
    return Views.SLICE.call(self, (long) d, from, from + length, 1L);
  }

  /** The elements whose two indices agree, as a new last dimension, {@code torch.diagonal}. */
  default Tensor diagonal(long offset, int dim1, int dim2) {
    return Views.DIAGONAL.call(self(), offset, (long) dim1, (long) dim2);
  }

  /**
   * The main diagonal of a matrix, or the matrix with a vector as its diagonal, {@code torch.diag}.
   */
  default Tensor diag() {
    Tensor self = self();
    if (self.dim() == 2) {
      return diagonal(0, 0, 1);
    }
    if (self.dim() != 1) {
      throw new ShapeException("diag: expected a vector or a matrix, got shape " + self.shape());
    }
    Tensor out = Torch.zeros(Shape.of(self.numel(), self.numel()), self.dtype());
    out.diagonal(0, 0, 1).copy_(self);
    return out;
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

  /**
   * Pieces of {@code splitSize} along {@code dim}, the last may be smaller, {@code torch.split}.
   */
  default List<Tensor> split(long splitSize, int dim) {
    Tensor self = self();
    int d = at(dim);
    if (splitSize < 1) {
      throw new IllegalArgumentException("split: split_size must be positive, got " + splitSize);
    }
    long n = self.size(d);
    List<Tensor> parts = new ArrayList<>();
    for (long start = 0; start < n || parts.isEmpty(); start += splitSize) {
      parts.add(narrow(d, start, Math.min(splitSize, n - start)));
    }
    return parts;
  }

  /** Pieces of the given sizes along {@code dim}, which add up to its size. */
  default List<Tensor> split(long[] splitSizes, int dim) {
    int d = at(dim);
    if (Arrays.stream(splitSizes).sum() != self().size(d)) {
      throw new ShapeException(
          "split: sizes "
              + Arrays.toString(splitSizes)
              + " do not add up to dimension "
              + d
              + " of size "
              + self().size(d));
    }
    List<Tensor> parts = new ArrayList<>();
    long start = 0;
    for (long size : splitSizes) {
      parts.add(narrow(d, start, size));
      start += size;
    }
    return parts;
  }

  /** At most {@code chunks} pieces of equal size along {@code dim}, {@code torch.chunk}. */
  default List<Tensor> chunk(long chunks, int dim) {
    if (chunks < 1) {
      throw new IllegalArgumentException("chunk: chunks must be positive, got " + chunks);
    }
    long n = self().size(at(dim));
    return split(Math.max(1, (n + chunks - 1) / chunks), dim);
  }

  /** All the indices of dimension {@code dim}, one tensor each, {@code torch.unbind}. */
  default List<Tensor> unbind(int dim) {
    int d = at(dim);
    List<Tensor> parts = new ArrayList<>();
    for (long i = 0; i < self().size(d); i++) {
      parts.add(select(d, i));
    }
    return parts;
  }

  /** The tensor laid out {@code repeats} times along each dimension, {@code Tensor.repeat}. */
  default Tensor repeat(long... repeats) {
    Tensor self = self();
    int n = repeats.length;
    int extra = n - self.dim();
    if (extra < 0) {
      throw new ShapeException(
          "repeat: "
              + n
              + " repeats "
              + Arrays.toString(repeats)
              + " for a tensor of shape "
              + self.shape());
    }
    long[] twice = new long[2 * n];
    long[] ones = new long[2 * n];
    long[] out = new long[n];
    for (int i = 0; i < n; i++) {
      long size = i < extra ? 1 : self.size(i - extra);
      twice[2 * i] = repeats[i];
      twice[2 * i + 1] = size;
      ones[2 * i] = 1;
      ones[2 * i + 1] = size;
      out[i] = repeats[i] * size;
    }
    return self.reshape(ones).expand(twice).reshape(out);
  }

  /** The order of elements along {@code dims} reversed; a copy, {@code torch.flip}. */
  default Tensor flip(long... dims) {
    return Arrangement.FLIP.call(self(), dims);
  }

  /** The elements moved by {@code shifts} along {@code dims}; those that fall off come back. */
  default Tensor roll(long[] shifts, long[] dims) {
    return Arrangement.ROLL.call(self(), shifts, dims);
  }

  /** Zeros above diagonal {@code diagonal}, {@code torch.tril}. */
  default Tensor tril(long diagonal) {
    return Arrangement.TRIL.call(self(), diagonal);
  }

  /** Zeros above the main diagonal. */
  default Tensor tril() {
    return tril(0);
  }

  /** Zeros below diagonal {@code diagonal}, {@code torch.triu}. */
  default Tensor triu(long diagonal) {
    return Arrangement.TRIU.call(self(), diagonal);
  }

  /** Zeros below the main diagonal. */
  default Tensor triu() {
    return triu(0);
  }
}
