package org.torch4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Arrangement;
import org.torch4j.op.family.Splitting;
import org.torch4j.op.family.Tiling;

/**
 * {@link Tensor} cut into pieces, which are views, and repeated, turned around or cut to triangles,
 * which are copies.
 */
sealed interface ArrangementMethods permits ViewMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  /**
   * Pieces of {@code splitSize} along {@code dim}, the last may be smaller, {@code torch.split}.
   */
  default List<Tensor> split(long splitSize, int dim) {
    return List.of(Splitting.SPLIT.callAll(self(), splitSize, (long) dim));
  }

  /** Pieces of {@code splitSize} along the first dimension. */
  default List<Tensor> split(long splitSize) {
    return split(splitSize, 0);
  }

  /** Pieces of the given sizes along {@code dim}, which add up to its size. */
  default List<Tensor> split(long[] splitSizes, int dim) {
    return List.of(Splitting.SPLIT_WITH_SIZES.callAll(self(), splitSizes, (long) dim));
  }

  /** {@link #split(long[], int)}, {@code torch.split_with_sizes}. */
  default List<Tensor> splitWithSizes(long[] splitSizes, int dim) {
    return split(splitSizes, dim);
  }

  /** At most {@code chunks} pieces of equal size along {@code dim}, {@code torch.chunk}. */
  default List<Tensor> chunk(long chunks, int dim) {
    return List.of(Splitting.CHUNK.callAll(self(), chunks, (long) dim));
  }

  /** At most {@code chunks} pieces of equal size along the first dimension. */
  default List<Tensor> chunk(long chunks) {
    return chunk(chunks, 0);
  }

  /** {@code sections} pieces along {@code dim}, the first ones longer by 1 where it must be. */
  default List<Tensor> tensorSplit(long sections, int dim) {
    return List.of(Splitting.TENSOR_SPLIT.callAll(self(), sections, (long) dim));
  }

  /** The pieces between {@code indices} along {@code dim}, {@code torch.tensor_split}. */
  default List<Tensor> tensorSplit(long[] indices, int dim) {
    return List.of(Splitting.TENSOR_SPLIT_INDICES.callAll(self(), indices, (long) dim));
  }

  /** {@link #tensorSplit(long, int)} by an int64 scalar, or by a vector of indices. */
  default List<Tensor> tensorSplit(Tensor indicesOrSections, int dim) {
    return List.of(Splitting.TENSOR_SPLIT_TENSOR.callAll(self(), indicesOrSections, (long) dim));
  }

  /** Equal pieces along the second dimension, the first of a vector, {@code torch.hsplit}. */
  default List<Tensor> hsplit(long sections) {
    return List.of(Splitting.HSPLIT.callAll(self(), sections));
  }

  /** The pieces between {@code indices} along the second dimension, the first of a vector. */
  default List<Tensor> hsplit(long[] indices) {
    return List.of(Splitting.HSPLIT_ARRAY.callAll(self(), indices));
  }

  /** Equal pieces along the first dimension, {@code torch.vsplit}. */
  default List<Tensor> vsplit(long sections) {
    return List.of(Splitting.VSPLIT.callAll(self(), sections));
  }

  /** The pieces between {@code indices} along the first dimension. */
  default List<Tensor> vsplit(long[] indices) {
    return List.of(Splitting.VSPLIT_ARRAY.callAll(self(), indices));
  }

  /** Equal pieces along the third dimension, {@code torch.dsplit}. */
  default List<Tensor> dsplit(long sections) {
    return List.of(Splitting.DSPLIT.callAll(self(), sections));
  }

  /** The pieces between {@code indices} along the third dimension. */
  default List<Tensor> dsplit(long[] indices) {
    return List.of(Splitting.DSPLIT_ARRAY.callAll(self(), indices));
  }

  /** All the indices of dimension {@code dim}, one tensor each, {@code torch.unbind}. */
  default List<Tensor> unbind(int dim) {
    return List.of(Splitting.UNBIND.callAll(self(), (long) dim));
  }

  /** All the indices of the first dimension, one tensor each. */
  default List<Tensor> unbind() {
    return unbind(0);
  }

  /** The tensor laid out {@code repeats} times along each dimension, {@code Tensor.repeat}. */
  default Tensor repeat(long... repeats) {
    return Tiling.REPEAT.call(self(), repeats);
  }

  /** {@link #repeat} with 1 for dimensions that are not given, {@code torch.tile}. */
  default Tensor tile(long... dims) {
    return Tiling.TILE.call(self(), dims);
  }

  /** Each element {@code repeats} times, in one dimension, {@code torch.repeat_interleave}. */
  default Tensor repeatInterleave(long repeats) {
    return Tiling.REPEAT_INTERLEAVE.call(self(), repeats, null, null);
  }

  /** Each index of {@code dim} {@code repeats} times. */
  default Tensor repeatInterleave(long repeats, int dim) {
    return Tiling.REPEAT_INTERLEAVE.call(self(), repeats, (long) dim, null);
  }

  /**
   * Each index of {@code dim} as often as {@code repeats}, an integer vector, says; null counts the
   * elements in one dimension.
   */
  default Tensor repeatInterleave(Tensor repeats, @Nullable Integer dim) {
    Long at = dim == null ? null : dim.longValue();
    return Tiling.REPEAT_INTERLEAVE_SELF.call(self(), repeats, at, null);
  }

  /** The order of elements along {@code dims} reversed; a copy, {@code torch.flip}. */
  default Tensor flip(long... dims) {
    return Arrangement.FLIP.call(self(), dims);
  }

  /** The second dimension reversed, {@code torch.fliplr}. */
  default Tensor fliplr() {
    return Arrangement.FLIPLR.call(self());
  }

  /** The first dimension reversed, {@code torch.flipud}. */
  default Tensor flipud() {
    return Arrangement.FLIPUD.call(self());
  }

  /** Turned {@code k} times by 90 degrees from the first to the second of {@code dims}. */
  default Tensor rot90(long k, long[] dims) {
    return Arrangement.ROT90.call(self(), k, dims);
  }

  /** Turned by 90 degrees in the first two dimensions, {@code torch.rot90}. */
  default Tensor rot90() {
    return rot90(1, new long[] {0, 1});
  }

  /** The elements moved by {@code shifts} along {@code dims}; those that fall off come back. */
  default Tensor roll(long[] shifts, long[] dims) {
    return Arrangement.ROLL.call(self(), shifts, dims);
  }

  /** The elements moved by {@code shift} along {@code dim}. */
  default Tensor roll(long shift, int dim) {
    return roll(new long[] {shift}, new long[] {dim});
  }

  /** Zeros above diagonal {@code diagonal}, {@code torch.tril}. */
  default Tensor tril(long diagonal) {
    return Arrangement.TRIL.call(self(), diagonal);
  }

  /** Zeros above the main diagonal. */
  default Tensor tril() {
    return tril(0);
  }

  /** {@link #tril(long)} in place. */
  default Tensor tril_(long diagonal) {
    return Arrangement.TRIL.callInPlace(self(), diagonal);
  }

  /** Zeros below diagonal {@code diagonal}, {@code torch.triu}. */
  default Tensor triu(long diagonal) {
    return Arrangement.TRIU.call(self(), diagonal);
  }

  /** Zeros below the main diagonal. */
  default Tensor triu() {
    return triu(0);
  }

  /** {@link #triu(long)} in place. */
  default Tensor triu_(long diagonal) {
    return Arrangement.TRIU.callInPlace(self(), diagonal);
  }

  /** {@link #split(long, int)}, {@code Tensor.unsafe_split}. */
  default List<Tensor> unsafeSplit(long splitSize, int dim) {
    return split(splitSize, dim);
  }

  /** {@link #splitWithSizes}, {@code Tensor.unsafe_split_with_sizes}. */
  default List<Tensor> unsafeSplitWithSizes(long[] splitSizes, int dim) {
    return splitWithSizes(splitSizes, dim);
  }

  /** {@link #chunk(long, int)}, {@code Tensor.unsafe_chunk}. */
  default List<Tensor> unsafeChunk(long chunks, int dim) {
    return chunk(chunks, dim);
  }
}
