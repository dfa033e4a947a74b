package org.torch4j.data;

/**
 * An order in which a loader visits samples, {@code torch.utils.data.Sampler}; each {@code
 * iterator()} is one epoch.
 *
 * <p>Loaders iterate over samplers on the thread that iterates over the loader.
 *
 * @param <T> {@code Long} for samplers of indices, {@code long[]} for samplers of batches
 */
public interface Sampler<T> extends Iterable<T> {
  /** Number of elements of an epoch, {@code __len__}. */
  long size();
}
