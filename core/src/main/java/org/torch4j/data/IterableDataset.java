package org.torch4j.data;

import java.util.Iterator;

/**
 * A stream of samples, {@code torch.utils.data.IterableDataset}: for data without places, such as
 * logs and sockets.
 *
 * <p>With workers each one calls {@link #iterator} and batches what it gets; batches are taken from
 * the workers in turn. To give each sample once, an iterator reads {@link Data#getWorkerInfo} and
 * skips what belongs to other workers:
 *
 * <pre>{@code
 * IterableDataset<Long> evens = () -> {
 *   WorkerInfo info = Data.getWorkerInfo();   // null without workers
 *   int step = info == null ? 1 : info.numWorkers();
 *   int first = info == null ? 0 : info.id();
 *   return LongStream.range(0, 100).filter(i -> i % step == first).boxed().iterator();
 * };
 * }</pre>
 *
 * @param <T> a sample
 */
@FunctionalInterface
public interface IterableDataset<T> extends Iterable<T> {
  /** A new pass over the samples. It is used by one thread at a time. */
  @Override
  Iterator<T> iterator();

  /** Number of samples of a pass, or -1 if it is not known. */
  default long size() {
    return -1;
  }
}
