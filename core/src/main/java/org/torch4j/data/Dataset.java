package org.torch4j.data;

import java.util.List;
import java.util.Objects;

/**
 * A collection of samples with places from 0 to {@code size() - 1}, {@code
 * torch.utils.data.Dataset}.
 *
 * <p>Loader workers are threads of one process: they share this object, nothing is copied, and
 * {@link #get} must allow calls from several threads at once. Random numbers drawn from the default
 * generator inside {@code get} are the same for any number of workers.
 *
 * @param <T> a sample: a tensor, a number, or a record, list or map of them
 */
public interface Dataset<T> {
  /**
   * The sample at {@code index}, {@code __getitem__}.
   *
   * @throws IndexOutOfBoundsException if the index is not in 0..size()-1
   */
  T get(long index);

  /** Number of samples, {@code __len__}. */
  long size();

  /** The data set whose samples are the elements of {@code samples}; the list is not copied. */
  static <T> Dataset<T> of(List<T> samples) {
    Objects.requireNonNull(samples, "Dataset.of: samples");
    return new Dataset<>() {
      @Override
      public T get(long index) {
        return samples.get(Ranges.index(index, samples.size(), "Dataset"));
      }

      @Override
      public long size() {
        return samples.size();
      }
    };
  }
}
