package org.torch4j.data;

/**
 * Some samples of another data set, {@code torch.utils.data.Subset}.
 *
 * @param <T> a sample
 */
public final class Subset<T> implements BatchDataset<T> {
  private final Dataset<T> dataset;
  private final long[] indices;

  /**
   * The samples of {@code dataset} at {@code indices}, in that order.
   *
   * @throws IndexOutOfBoundsException if an index is not one of the data set's
   */
  public Subset(Dataset<T> dataset, long... indices) {
    this.dataset = dataset;
    this.indices = indices.clone();
    long size = dataset.size();
    for (long i : indices) {
      Ranges.check(i, size, "Subset");
    }
  }

  /** The data set that the samples come from. */
  public Dataset<T> dataset() {
    return dataset;
  }

  /** A copy of the indices into {@link #dataset}. */
  public long[] indices() {
    return indices.clone();
  }

  @Override
  public T get(long index) {
    return dataset.get(indices[Ranges.index(index, indices.length, "Subset")]);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the data set below makes no batches, see {@link #batched}
   */
  @Override
  public T getBatch(long[] indices) {
    if (!(dataset instanceof BatchDataset<T> whole)) {
      throw new IllegalStateException(
          "Subset: " + dataset.getClass().getSimpleName() + " gives single samples, not batches");
    }
    long[] inner = new long[indices.length];
    for (int i = 0; i < inner.length; i++) {
      inner[i] = this.indices[Ranges.index(indices[i], this.indices.length, "Subset")];
    }
    return whole.getBatch(inner);
  }

  @Override
  public boolean batched() {
    return dataset instanceof BatchDataset<T> whole && whole.batched();
  }

  @Override
  public long size() {
    return indices.length;
  }
}
