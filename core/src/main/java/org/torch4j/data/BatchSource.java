package org.torch4j.data;

import org.jspecify.annotations.Nullable;

/**
 * What a loader makes its epochs of.
 *
 * @param <B> a batch
 */
interface BatchSource<B> {
  /** The work of one epoch, shared among {@code lanes} workers (1 without workers). */
  Plan<B> plan(long baseSeed, int lanes);

  /** Number of batches of an epoch, or -1 if it is not known. */
  long size();

  /** The data set. */
  Object dataset();

  /**
   * The batches of an epoch, in order, as tasks for workers.
   *
   * @param <B> a batch
   */
  @FunctionalInterface
  interface Plan<B> {
    /**
     * The next task, to be run by {@code lane}; null when there is none. Called by the thread that
     * iterates, so that samplers see one thread only.
     */
    @Nullable Task<B> next(int lane);
  }

  /**
   * The making of one batch.
   *
   * @param <B> a batch
   */
  @FunctionalInterface
  interface Task<B> {
    /** The batch; null when this lane's stream has ended. {@code worker} is -1 without workers. */
    @Nullable B run(int worker);
  }
}
