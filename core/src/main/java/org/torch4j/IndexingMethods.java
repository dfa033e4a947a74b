package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Arithmetic;
import org.torch4j.op.family.Indexing;
import org.torch4j.type.Scalar;

/**
 * Elements of {@link Tensor} by index: {@link #get} and {@link #set} as Python's brackets, and the
 * named functions. An index out of range is an {@link IndexOutOfBoundsException}.
 */
sealed interface IndexingMethods permits Tensor {
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
    return self().clone().indexAdd_(dim, index, source);
  }

  /** {@link #indexAdd} in place. */
  default Tensor indexAdd_(int dim, Tensor index, Tensor source) {
    return Indexing.INDEX_ADD.call(self(), (long) dim, index, source, Scalar.ONE);
  }

  /** A copy with {@code source} written at the indices of {@code dim}, {@code torch.index_copy}. */
  default Tensor indexCopy(int dim, Tensor index, Tensor source) {
    return self().clone().indexCopy_(dim, index, source);
  }

  /** {@link #indexCopy} in place. */
  default Tensor indexCopy_(int dim, Tensor index, Tensor source) {
    return Indexing.INDEX_COPY.call(self(), (long) dim, index, source);
  }

  /** A copy with a number written at the indices of {@code dim}, {@code torch.index_fill}. */
  default Tensor indexFill(int dim, Tensor index, Number value) {
    return self().clone().indexFill_(dim, index, value);
  }

  /** {@link #indexFill} in place. */
  default Tensor indexFill_(int dim, Tensor index, Number value) {
    return Indexing.INDEX_FILL.call(self(), (long) dim, index, Scalar.of(value));
  }

  /** A copy with a number where {@code mask}, bool and broadcast, is true. */
  default Tensor maskedFill(Tensor mask, Number value) {
    return Arithmetic.MASKED_FILL.call(self(), Index.mask(mask), Scalar.of(value));
  }

  /** {@link #maskedFill} in place. */
  default Tensor maskedFill_(Tensor mask, Number value) {
    return Arithmetic.MASKED_FILL.callInPlace(self(), Index.mask(mask), Scalar.of(value));
  }

  /** The elements where {@code mask} is true, in one dimension, {@code torch.masked_select}. */
  default Tensor maskedSelect(Tensor mask) {
    return Indexing.MASKED_SELECT.call(self(), mask);
  }

  /** The elements at places counted in row-major order, {@code torch.take}. */
  default Tensor take(Tensor index) {
    return Indexing.TAKE.call(self(), index);
  }

  /** The indices of the nonzero elements, one row each, {@code torch.nonzero}. */
  default Tensor nonzero() {
    return Indexing.NONZERO.call(self());
  }

  /** This where {@code condition} is true, else {@code other}, {@code torch.where}. */
  default Tensor where(Tensor condition, Tensor other) {
    return Arithmetic.WHERE.call(condition, self(), other);
  }
}
