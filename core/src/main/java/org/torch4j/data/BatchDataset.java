package org.torch4j.data;

/**
 * A {@link Dataset} that makes a whole batch at once, faster than sample by sample; as PyTorch's
 * {@code __getitems__}.
 *
 * <p>{@link DataLoader} uses {@link #getBatch} where it would otherwise collate by default, so the
 * result must equal the default collation of the single samples.
 *
 * @param <T> type of a sample and of a batch
 */
public interface BatchDataset<T> extends Dataset<T> {
  /**
   * The batch of the samples at {@code indices}, in that order.
   *
   * @throws IndexOutOfBoundsException if an index is not in 0..size()-1
   */
  T getBatch(long[] indices);

  /**
   * Whether {@link #getBatch} is to be used; false for example while each sample has a random
   * transform of its own.
   */
  default boolean batched() {
    return true;
  }
}
