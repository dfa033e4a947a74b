package org.torch4j.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Streams one after another, {@code torch.utils.data.ChainDataset}.
 *
 * @param <T> a sample
 */
public final class ChainDataset<T> implements IterableDataset<T> {
  private final List<IterableDataset<T>> datasets;

  /** All samples of {@code datasets}, in order; a stream is opened when its turn comes. */
  public ChainDataset(List<? extends IterableDataset<T>> datasets) {
    this.datasets = List.copyOf(datasets);
  }

  @Override
  public Iterator<T> iterator() {
    Iterator<IterableDataset<T>> streams = datasets.iterator();
    return new Iterator<>() {
      private Iterator<T> current = List.<T>of().iterator();

      @Override
      public boolean hasNext() {
        while (!current.hasNext()) {
          if (!streams.hasNext()) {
            return false;
          }
          current = streams.next().iterator();
        }
        return true;
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return current.next();
      }
    };
  }

  @Override
  public long size() {
    long total = 0;
    for (IterableDataset<T> d : datasets) {
      if (d.size() < 0) {
        return -1;
      }
      total += d.size();
    }
    return total;
  }
}
