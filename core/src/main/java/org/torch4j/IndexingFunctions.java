package org.torch4j;

/** Indexing functions of {@link Torch}. */
abstract class IndexingFunctions extends ViewFunctions {
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

  /** A copy with {@code source} written at the indices of {@code dim}, {@code torch.index_copy}. */
  public static Tensor indexCopy(Tensor self, int dim, Tensor index, Tensor source) {
    return self.indexCopy(dim, index, source);
  }

  /** A copy with a number written at the indices of {@code dim}, {@code torch.index_fill}. */
  public static Tensor indexFill(Tensor self, int dim, Tensor index, Number value) {
    return self.indexFill(dim, index, value);
  }

  /** A copy with a number where {@code mask}, bool and broadcast, is true. */
  public static Tensor maskedFill(Tensor self, Tensor mask, Number value) {
    return self.maskedFill(mask, value);
  }

  /** The elements where {@code mask} is true, in one dimension, {@code torch.masked_select}. */
  public static Tensor maskedSelect(Tensor self, Tensor mask) {
    return self.maskedSelect(mask);
  }

  /** The elements at places counted in row-major order, {@code torch.take}. */
  public static Tensor take(Tensor self, Tensor index) {
    return self.take(index);
  }

  /** The indices of the nonzero elements, one row each, {@code torch.nonzero}. */
  public static Tensor nonzero(Tensor self) {
    return self.nonzero();
  }
}
