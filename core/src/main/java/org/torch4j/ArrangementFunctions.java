package org.torch4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pieces, repetitions and turns of {@link Torch}. */
abstract class ArrangementFunctions extends ReductionFunctions {
  ArrangementFunctions() {}

  /**
   * Pieces of {@code splitSize} along {@code dim}, the last may be smaller, {@code torch.split}.
   */
  public static List<Tensor> split(Tensor self, long splitSize, int dim) {
    return self.split(splitSize, dim);
  }

  /** Pieces of {@code splitSize} along the first dimension. */
  public static List<Tensor> split(Tensor self, long splitSize) {
    return self.split(splitSize);
  }

  /** Pieces of the given sizes along {@code dim}, which add up to its size. */
  public static List<Tensor> split(Tensor self, long[] splitSizes, int dim) {
    return self.split(splitSizes, dim);
  }

  /** {@code split}, {@code torch.split_with_sizes}. */
  public static List<Tensor> splitWithSizes(Tensor self, long[] splitSizes, int dim) {
    return self.splitWithSizes(splitSizes, dim);
  }

  /** At most {@code chunks} pieces of equal size along {@code dim}, {@code torch.chunk}. */
  public static List<Tensor> chunk(Tensor self, long chunks, int dim) {
    return self.chunk(chunks, dim);
  }

  /** At most {@code chunks} pieces of equal size along the first dimension. */
  public static List<Tensor> chunk(Tensor self, long chunks) {
    return self.chunk(chunks);
  }

  /** {@code sections} pieces along {@code dim}, the first ones longer by 1 where it must be. */
  public static List<Tensor> tensorSplit(Tensor self, long sections, int dim) {
    return self.tensorSplit(sections, dim);
  }

  /** The pieces between {@code indices} along {@code dim}, {@code torch.tensor_split}. */
  public static List<Tensor> tensorSplit(Tensor self, long[] indices, int dim) {
    return self.tensorSplit(indices, dim);
  }

  /** {@code tensorSplit} by an int64 scalar, or by a vector of indices. */
  public static List<Tensor> tensorSplit(Tensor self, Tensor indicesOrSections, int dim) {
    return self.tensorSplit(indicesOrSections, dim);
  }

  /** Equal pieces along the second dimension, the first of a vector, {@code torch.hsplit}. */
  public static List<Tensor> hsplit(Tensor self, long sections) {
    return self.hsplit(sections);
  }

  /** The pieces between {@code indices} along the second dimension, the first of a vector. */
  public static List<Tensor> hsplit(Tensor self, long[] indices) {
    return self.hsplit(indices);
  }

  /** Equal pieces along the first dimension, {@code torch.vsplit}. */
  public static List<Tensor> vsplit(Tensor self, long sections) {
    return self.vsplit(sections);
  }

  /** The pieces between {@code indices} along the first dimension. */
  public static List<Tensor> vsplit(Tensor self, long[] indices) {
    return self.vsplit(indices);
  }

  /** Equal pieces along the third dimension, {@code torch.dsplit}. */
  public static List<Tensor> dsplit(Tensor self, long sections) {
    return self.dsplit(sections);
  }

  /** The pieces between {@code indices} along the third dimension. */
  public static List<Tensor> dsplit(Tensor self, long[] indices) {
    return self.dsplit(indices);
  }

  /** All the indices of dimension {@code dim}, one tensor each, {@code torch.unbind}. */
  public static List<Tensor> unbind(Tensor self, int dim) {
    return self.unbind(dim);
  }

  /** All the indices of the first dimension, one tensor each. */
  public static List<Tensor> unbind(Tensor self) {
    return self.unbind();
  }

  /** {@code repeat} with 1 for dimensions that are not given, {@code torch.tile}. */
  public static Tensor tile(Tensor self, long... dims) {
    return self.tile(dims);
  }

  /** Each element {@code repeats} times, in one dimension, {@code torch.repeat_interleave}. */
  public static Tensor repeatInterleave(Tensor self, long repeats) {
    return self.repeatInterleave(repeats);
  }

  /** Each index of {@code dim} {@code repeats} times. */
  public static Tensor repeatInterleave(Tensor self, long repeats, int dim) {
    return self.repeatInterleave(repeats, dim);
  }

  /**
   * Each index of {@code dim} as often as {@code repeats}, an integer vector, says; null counts the
   * elements in one dimension.
   */
  public static Tensor repeatInterleave(Tensor self, Tensor repeats, @Nullable Integer dim) {
    return self.repeatInterleave(repeats, dim);
  }

  /** The order of elements along {@code dims} reversed; a copy, {@code torch.flip}. */
  public static Tensor flip(Tensor self, long... dims) {
    return self.flip(dims);
  }

  /** The second dimension reversed, {@code torch.fliplr}. */
  public static Tensor fliplr(Tensor self) {
    return self.fliplr();
  }

  /** The first dimension reversed, {@code torch.flipud}. */
  public static Tensor flipud(Tensor self) {
    return self.flipud();
  }

  /** Turned {@code k} times by 90 degrees from the first to the second of {@code dims}. */
  public static Tensor rot90(Tensor self, long k, long[] dims) {
    return self.rot90(k, dims);
  }

  /** Turned by 90 degrees in the first two dimensions, {@code torch.rot90}. */
  public static Tensor rot90(Tensor self) {
    return self.rot90();
  }

  /** The elements moved by {@code shifts} along {@code dims}; those that fall off come back. */
  public static Tensor roll(Tensor self, long[] shifts, long[] dims) {
    return self.roll(shifts, dims);
  }

  /** The elements moved by {@code shift} along {@code dim}. */
  public static Tensor roll(Tensor self, long shift, int dim) {
    return self.roll(shift, dim);
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

  /** {@link #split}; its pieces are views here as well, {@code torch.unsafe_split}. */
  public static List<Tensor> unsafeSplit(Tensor self, long splitSize, int dim) {
    return self.split(splitSize, dim);
  }

  /** {@link Tensor#splitWithSizes}, {@code torch.unsafe_split_with_sizes}. */
  public static List<Tensor> unsafeSplitWithSizes(Tensor self, long[] splitSizes, int dim) {
    return self.splitWithSizes(splitSizes, dim);
  }

  /** {@link Tensor#chunk(long, int)}, {@code torch.unsafe_chunk}. */
  public static List<Tensor> unsafeChunk(Tensor self, long chunks, int dim) {
    return self.chunk(chunks, dim);
  }
}
