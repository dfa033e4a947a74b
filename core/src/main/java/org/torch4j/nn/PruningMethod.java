package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Decides which elements of a tensor {@link Prune} sets to zero, {@code
 * torch.nn.utils.prune.BasePruningMethod}.
 */
@FunctionalInterface
public interface PruningMethod {
  /** What a method sees of a tensor that is pruned already. */
  enum Kind {
    /** The elements that are left, as a vector. */
    UNSTRUCTURED,
    /** The channels along {@link #dim()} of which something is left. */
    STRUCTURED,
    /** All of it. */
    GLOBAL
  }

  /**
   * A mask of the shape of {@code scores}: 0 where it prunes.
   *
   * @param scores how important elements are, the tensor itself unless other scores were given
   * @param mask what is left by earlier pruning, to be kept to
   */
  Tensor computeMask(Tensor scores, Tensor mask);

  /** What it sees of a tensor that is pruned already. */
  default Kind kind() {
    return Kind.UNSTRUCTURED;
  }

  /** Along which dimension channels lie, for {@link Kind#STRUCTURED}. */
  default int dim() {
    return -1;
  }
}
