package org.torch4j.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a loader.
 *
 * @param <B> a batch
 */
final class Epoch<B> implements Iterator<B> {
  private final Supplier<@Nullable Outcome<B>> outcomes;
  private @Nullable Outcome<B> next;
  private boolean ended;

  /** A pass over {@code outcomes}, which gives null at the end. */
  Epoch(Supplier<@Nullable Outcome<B>> outcomes) {
    this.outcomes = outcomes;
  }

  /** A pass that makes each batch on the thread that asks for it. */
  static <B> Epoch<B> inline(BatchSource.Plan<B> plan) {
    return new Epoch<>(
        () -> {
          BatchSource.Task<B> task = plan.next(0);
          if (task == null) {
            return null;
          }
          Outcome<B> outcome = Outcome.of(task, -1);
          return outcome.isEnd() ? null : outcome;
        });
  }

  /** Waits for the next batch; one that failed counts, {@link #next} throws its failure. */
  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      next = outcomes.get();
      ended = next == null;
    }
    return next != null;
  }

  @Override
  public B next() {
    Outcome<B> outcome = hasNext() ? next : null;
    if (outcome == null) {
      throw new NoSuchElementException("DataLoader: no more batches in this epoch");
    }
    next = null;
    return outcome.get();
  }
}
