package org.torch4j.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The chunks of one {@link Parallel#run}, taken by whoever has time. */
final class ParallelJob {
  private static final long SPIN_NANOS = 50_000;

  private final Parallel.Range body;
  private final long n;
  private final long step;
  private final int chunks;
  private final Thread owner = Thread.currentThread();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean ownerSleeps;

  ParallelJob(Parallel.Range body, long n, long step, int chunks) {
    this.body = body;
    this.n = n;
    this.step = step;
    this.chunks = chunks;
  }

  /** Does chunks until none is left. */
  void work() {
    for (int c = take(); c < chunks; c = take()) {
      int done = 1;
      try {
        if (c * step < n) {
          body.run(c * step, Math.min(n, (c + 1) * step), c);
        }
      } catch (Throwable t) {
        failure.compareAndSet(null, t);
        done += Math.max(0, chunks - next.getAndSet(chunks));
      }
      if (finished.addAndGet(done) == chunks && ownerSleeps) {
        LockSupport.unpark(owner);
      }
    }
  }

  private int take() {
    // The test keeps late helpers from counting without end.
    return next.get() >= chunks ? chunks : next.getAndIncrement();
  }

  /** Waits for the chunks that others took, then throws what one of them threw. */
  void await() {
    long until = System.nanoTime() + SPIN_NANOS;
    boolean interrupted = false;
    while (finished.get() < chunks) {
      if (System.nanoTime() < until) {
        Thread.onSpinWait();
      } else {
        ownerSleeps = true;
        if (finished.get() < chunks) {
          LockSupport.park(this);
          interrupted |= Thread.interrupted();
        }
      }
    }
    if (interrupted) {
      owner.interrupt();
    }
    Throwable t = failure.get();
    if (t instanceof RuntimeException e) {
      throw e;
    }
    if (t instanceof Error e) {
      throw e;
    }
  }
}
