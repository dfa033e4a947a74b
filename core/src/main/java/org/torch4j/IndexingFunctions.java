package org.torch4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Indexing functions of {@link Torch}. */
abstract class IndexingFunctions extends PickingFunctions {
  IndexingFunctions() {}

  /** Elements {@code self[..., index[i], ...]} along {@code dim}, {@code torch.gather}. */
  public static Tensor gather(Tensor self, int dim, Tensor index) {
    return self.gather(dim, index);
  }

  /** A copy with {@code src} written where {@code index} says, {@code torch.scatter}. */
  public static Tensor scatter(Tensor self, int dim, Tensor index, Tensor src) {
    return self.scatter(dim, index, src);
  }

  /** A copy with a number written where {@code index} says. */
  public static Tensor scatter(Tensor self, int dim, Tensor index, Number value) {
    return self.scatter(dim, index, value);
  }

  /** A copy with {@code src} combined by {@code add} or {@code multiply} where the index says. */
  public static Tensor scatter(Tensor self, int dim, Tensor index, Tensor src, String reduce) {
    return self.scatter(dim, index, src, reduce);
  }

  /** A copy with a number combined by {@code add} or {@code multiply} where the index says. */
  public static Tensor scatter(Tensor self, int dim, Tensor index, Number value, String reduce) {
    return self.scatter(dim, index, value, reduce);
  }

  /**
   * A copy with {@code src} reduced where the index says, by {@code sum}, {@code prod}, {@code
   * mean}, {@code amax} or {@code amin}, {@code torch.scatter_reduce}.
   */
  public static Tensor scatterReduce(
      Tensor self, int dim, Tensor index, Tensor src, String reduce, boolean includeSelf) {
    return self.scatterReduce(dim, index, src, reduce, includeSelf);
  }

  /** A copy with {@code src} added where {@code index} says, {@code torch.scatter_add}. */
  public static Tensor scatterAdd(Tensor self, int dim, Tensor index, Tensor src) {
    return self.scatterAdd(dim, index, src);
  }

  /** The indices {@code index}, a vector, of dimension {@code dim}, {@code torch.index_select}. */
  public static Tensor indexSelect(Tensor self, int dim, Tensor index) {
    return self.indexSelect(dim, index);
  }

  /** A copy with {@code source} added at the indices of {@code dim}, {@code torch.index_add}. */
  public static Tensor indexAdd(Tensor self, int dim, Tensor index, Tensor source) {
    return self.indexAdd(dim, index, source);
  }

  /** A copy with {@code alpha * source} added at the indices of {@code dim}. */
  public static Tensor indexAdd(Tensor self, int dim, Tensor index, Tensor source, Number alpha) {
    return self.indexAdd(dim, index, source, alpha);
  }

  /** A copy with {@code source} written at the indices of {@code dim}, {@code torch.index_copy}. */
  public static Tensor indexCopy(Tensor self, int dim, Tensor index, Tensor source) {
    return self.indexCopy(dim, index, source);
  }

  /** A copy with a number at the indices of {@code dim}, {@code torch.index_fill}. */
  public static Tensor indexFill(Tensor self, int dim, Tensor index, Object value) {
    return self.indexFill(dim, index, value);
  }

  /**
   * A copy with {@code source} reduced into the indices of {@code dim} by {@code prod}, {@code
   * mean}, {@code amax} or {@code amin}, {@code torch.index_reduce}.
   */
  public static Tensor indexReduce(
      Tensor self, int dim, Tensor index, Tensor source, String reduce, boolean includeSelf) {
    return self.indexReduce(dim, index, source, reduce, includeSelf);
  }

  /**
   * A copy with {@code values} written, or added, where the indices, one tensor or null for each
   * dimension, say, {@code torch.index_put}.
   */
  public static Tensor indexPut(
      Tensor self, List<? extends @Nullable Tensor> indices, Tensor values, boolean accumulate) {
    return self.indexPut(indices, values, accumulate);
  }
}
