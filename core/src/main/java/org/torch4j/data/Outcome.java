package org.torch4j.data;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a task: a batch, a failure, or neither at the end of a stream.
 *
 * @param <B> a batch
 */
record Outcome<B>(@Nullable B batch, @Nullable Throwable failure) {
  /** Runs {@code task}. */
  static <B> Outcome<B> of(BatchSource.Task<B> task, int worker) {
    try {
      return new Outcome<>(task.run(worker), null);
    } catch (Throwable t) {
      return new Outcome<>(null, t);
    }
  }

  /** Whether a stream has ended. */
  boolean isEnd() {
    return batch == null && failure == null;
  }

  /** The batch, or the failure thrown. */
  B get() {
    if (failure instanceof DataLoaderException e) {
      e.fillInStackTrace(); // where the batch was asked for; the cause keeps where it failed
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    return Objects.requireNonNull(batch);
  }
}
