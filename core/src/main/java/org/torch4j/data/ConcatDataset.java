package org.torch4j.data;

import java.util.Arrays;
import java.util.List;

/**
 * Data sets one after another, {@code torch.utils.data.ConcatDataset}.
 *
 * @param <T> a sample
 */
public final class ConcatDataset<T> implements Dataset<T> {
  private final List<Dataset<T>> datasets;
  private final long[] ends;

  /**
   * All samples of {@code datasets}, in order.
   *
   * @throws IllegalArgumentException if the list is empty
   */
  public ConcatDataset(List<? extends Dataset<T>> datasets) {
    if (datasets.isEmpty()) {
      throw new IllegalArgumentException("ConcatDataset: expected at least one data set, got none");
    }
    this.datasets = List.copyOf(datasets);
    this.ends = new long[datasets.size()];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += datasets.get(i).size();
      ends[i] = end;
    }
  }

  /** The data sets. */
  public List<Dataset<T>> datasets() {
    return datasets;
  }

  /** Running totals of the sizes, {@code cumulative_sizes}. */
  public long[] cumulativeSizes() {
    return ends.clone();
  }

  @Override
  public T get(long index) {
    Ranges.check(index, size(), "ConcatDataset");
    int found = Arrays.binarySearch(ends, index);
    int part = found < 0 ? -found - 1 : found + 1;
    while (ends[part] <= index) {
      part++; // empty data sets share their end with the one before
    }
    // An equal end may also have been found to the right of an empty data set's.
    while (part > 0 && ends[part - 1] > index) {
      part--;
    }
    return datasets.get(part).get(part == 0 ? index : index - ends[part - 1]);
  }

  @Override
  public long size() {
    return ends[ends.length - 1];
  }
}
