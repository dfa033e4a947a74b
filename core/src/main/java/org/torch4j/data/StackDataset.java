package org.torch4j.data;

import java.util.List;

/**
 * Data sets side by side, {@code torch.utils.data.StackDataset}: sample {@code i} is the list of
 * the samples {@code i} of all of them, such as pictures and their captions.
 */
public final class StackDataset implements Dataset<List<Object>> {
  private final List<Dataset<?>> datasets;
  private final long size;

  /**
   * The data sets in order.
   *
   * @throws IllegalArgumentException if there is none or they differ in size
   */
  public StackDataset(Dataset<?>... datasets) {
    if (datasets.length == 0) {
      throw new IllegalArgumentException("StackDataset: expected at least one data set, got none");
    }
    this.datasets = List.of(datasets);
    this.size = datasets[0].size();
    for (int i = 1; i < datasets.length; i++) {
      if (datasets[i].size() != size) {
        throw new IllegalArgumentException(
            "StackDataset: sizes must be equal, data set 0 has %d samples, data set %d has %d"
                .formatted(size, i, datasets[i].size()));
      }
    }
  }

  /** The data sets. */
  public List<Dataset<?>> datasets() {
    return datasets;
  }

  @Override
  public List<Object> get(long index) {
    Ranges.check(index, size, "StackDataset");
    return datasets.stream().map(d -> (Object) d.get(index)).toList();
  }

  @Override
  public long size() {
    return size;
  }
}
