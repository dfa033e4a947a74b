package org.torch4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Arithmetic;
import org.torch4j.op.family.Indexing;
import org.torch4j.op.family.Placing;
import org.torch4j.op.family.Scattering;
import org.torch4j.type.Scalar;

/**
 * Elements of {@link Tensor} by index: {@link #get} and {@link #set} as Python's brackets, and the
 * named functions. An index out of range is an {@link IndexOutOfBoundsException}.
 */
sealed interface IndexingMethods extends PickingMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /**
   * The part that the indices pick, {@code tensor[i, a:b, ..., None, index, mask]}.
   *
   * <p>Each is an int or long, an {@link Index} (a slice, all, the ellipsis), null for a new
   * dimension, a boolean, an integer or bool tensor, or an array of integers or booleans. Numbers
   * and slices give views, tensors and arrays give copies.
   */
  default Tensor get(@Nullable Object... indices) {
    return Index.read(self(), indices);
  }

  /** Writes a tensor or number, broadcast, into the part that the indices pick. */
  default Tensor set(Object value, @Nullable Object... indices) {
    Index.write(self(), value, indices);
    return self();
  }

  /** Elements {@code self[..., index[i], ...]} along {@code dim}, {@code torch.gather}. */
  default Tensor gather(int dim, Tensor index) {
    return Indexing.GATHER.call(self(), (long) dim, index);
  }

  /** A copy with {@code src} written where {@code index} says, {@code torch.scatter}. */
  default Tensor scatter(int dim, Tensor index, Tensor src) {
    return Indexing.SCATTER.call(self(), (long) dim, index, src);
  }

  /** A copy with a number written where {@code index} says. */
  default Tensor scatter(int dim, Tensor index, Number value) {
    return Indexing.SCATTER_VALUE.call(self(), (long) dim, index, Scalar.of(value));
  }

  /** A copy with {@code src} combined by {@code add} or {@code multiply} where the index says. */
  default Tensor scatter(int dim, Tensor index, Tensor src, String reduce) {
    return Scattering.SCATTER_WITH.call(self(), (long) dim, index, src, reduce);
  }

  /** A copy with a number combined by {@code add} or {@code multiply} where the index says. */
  default Tensor scatter(int dim, Tensor index, Number value, String reduce) {
    return Scattering.SCATTER_VALUE_WITH.call(self(), (long) dim, index, Scalar.of(value), reduce);
  }

  /**
   * A copy with {@code src} reduced where the index says, by {@code sum}, {@code prod}, {@code
   * mean}, {@code amax} or {@code amin}, {@code torch.scatter_reduce}.
   */
  default Tensor scatterReduce(
      int dim, Tensor index, Tensor src, String reduce, boolean includeSelf) {
    return Scattering.SCATTER_REDUCE.call(self(), (long) dim, index, src, reduce, includeSelf);
  }

  /** {@link #scatterReduce} in place. */
  default Tensor scatterReduce_(
      int dim, Tensor index, Tensor src, String reduce, boolean includeSelf) {
    return Scattering.SCATTER_REDUCE_.call(self(), (long) dim, index, src, reduce, includeSelf);
  }

  /** {@link #scatter(int, Tensor, Tensor)} in place. */
  default Tensor scatter_(int dim, Tensor index, Tensor src) {
    return Indexing.SCATTER_.call(self(), (long) dim, index, src);
  }

  /** {@link #scatter(int, Tensor, Number)} in place. */
  default Tensor scatter_(int dim, Tensor index, Number value) {
    return Indexing.SCATTER_VALUE_.call(self(), (long) dim, index, Scalar.of(value));
  }

  /** A copy with {@code src} added where {@code index} says, {@code torch.scatter_add}. */
  default Tensor scatterAdd(int dim, Tensor index, Tensor src) {
    return Indexing.SCATTER_ADD.call(self(), (long) dim, index, src);
  }

  /** {@link #scatterAdd} in place. */
  default Tensor scatterAdd_(int dim, Tensor index, Tensor src) {
    return Indexing.SCATTER_ADD_.call(self(), (long) dim, index, src);
  }

  /** The indices {@code index}, a vector, of dimension {@code dim}, {@code torch.index_select}. */
  default Tensor indexSelect(int dim, Tensor index) {
    return Indexing.INDEX_SELECT.call(self(), (long) dim, index);
  }

  /** A copy with {@code source} added at the indices of {@code dim}, {@code torch.index_add}. */
  default Tensor indexAdd(int dim, Tensor index, Tensor source) {
    return indexAdd(dim, index, source, 1);
  }

  /** A copy with {@code alpha * source} added at the indices of {@code dim}. */
  default Tensor indexAdd(int dim, Tensor index, Tensor source, Number alpha) {
    return Placing.INDEX_ADD.call(self(), (long) dim, index, source, Scalar.of(alpha));
  }

  /** {@link #indexAdd(int, Tensor, Tensor)} in place. */
  default Tensor indexAdd_(int dim, Tensor index, Tensor source) {
    return indexAdd_(dim, index, source, 1);
  }

  /** {@link #indexAdd(int, Tensor, Tensor, Number)} in place. */
  default Tensor indexAdd_(int dim, Tensor index, Tensor source, Number alpha) {
    return Indexing.INDEX_ADD.call(self(), (long) dim, index, source, Scalar.of(alpha));
  }

  /** A copy with {@code source} written at the indices of {@code dim}, {@code torch.index_copy}. */
  default Tensor indexCopy(int dim, Tensor index, Tensor source) {
    return Placing.INDEX_COPY.call(self(), (long) dim, index, source);
  }

  /** {@link #indexCopy} in place. */
  default Tensor indexCopy_(int dim, Tensor index, Tensor source) {
    return Indexing.INDEX_COPY.call(self(), (long) dim, index, source);
  }

  /** A copy with a number at the indices of {@code dim}, {@code torch.index_fill}. */
  default Tensor indexFill(int dim, Tensor index, Object value) {
    return value instanceof Tensor t
        ? Placing.INDEX_FILL_TENSOR.call(self(), (long) dim, index, t)
        : Placing.INDEX_FILL.call(self(), (long) dim, index, Scalar.of(value));
  }

  /** {@link #indexFill} in place. */
  default Tensor indexFill_(int dim, Tensor index, Object value) {
    return value instanceof Tensor t
        ? Placing.INDEX_FILL_TENSOR.callInPlace(self(), (long) dim, index, t)
        : Indexing.INDEX_FILL.call(self(), (long) dim, index, Scalar.of(value));
  }

  /**
   * A copy with {@code source} reduced into the indices of {@code dim} by {@code prod}, {@code
   * mean}, {@code amax} or {@code amin}, {@code torch.index_reduce}.
   */
  default Tensor indexReduce(
      int dim, Tensor index, Tensor source, String reduce, boolean includeSelf) {
    return Scattering.INDEX_REDUCE.call(self(), (long) dim, index, source, reduce, includeSelf);
  }

  /** {@link #indexReduce} in place. */
  default Tensor indexReduce_(
      int dim, Tensor index, Tensor source, String reduce, boolean includeSelf) {
    return Scattering.INDEX_REDUCE.callInPlace(
        self(), (long) dim, index, source, reduce, includeSelf);
  }

  /**
   * A copy with {@code values} written, or added, where the indices, one tensor or null for each
   * dimension, say, {@code torch.index_put}.
   */
  default Tensor indexPut(
      List<? extends @Nullable Tensor> indices, Tensor values, boolean accumulate) {
    return Placing.INDEX_PUT.call(self(), indices.toArray(new Tensor[0]), values, accumulate);
  }

  /** {@link #indexPut} in place. */
  default Tensor indexPut_(
      List<? extends @Nullable Tensor> indices, Tensor values, boolean accumulate) {
    return Indexing.INDEX_PUT_TENSOR.call(
        self(), indices.toArray(new Tensor[0]), values, accumulate);
  }

  /** This where {@code condition} is true, else {@code other}, {@code torch.where}. */
  default Tensor where(Tensor condition, Tensor other) {
    return Arithmetic.WHERE.call(condition, self(), other);
  }
}
