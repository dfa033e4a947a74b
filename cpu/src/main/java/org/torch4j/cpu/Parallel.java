package org.torch4j.cpu;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Splits work over the kernel threads. Boundaries depend on the amount of work only, never on the
 * number of threads, so that results are the same for any number of them.
 */
final class Parallel {
  /** Work on the indices from {@code begin} (inclusive) to {@code end} (exclusive). */
  @FunctionalInterface
  interface Range {
    /** Does the work of one chunk; {@code chunk} counts chunks from 0. */
    void run(long begin, long end, int chunk);
  }

  private static final ExecutorService POOL =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().name("torch4j-kernel-", 0).daemon(true).factory());

  private static volatile int threads =
      Integer.getInteger("torch4j.threads", Runtime.getRuntime().availableProcessors());

  private Parallel() {}

  /** Threads that kernels use. */
  static int threads() {
    return threads;
  }

  /** Sets the threads that kernels use. */
  static void setThreads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("setNumThreads: expected at least 1, got " + count);
    }
    threads = count;
  }

  /** Number of chunks that {@link #run} makes of {@code n} indices. */
  static int chunks(long n, long grain) {
    return (int) Math.max(1, Math.min(1 << 20, (n + grain - 1) / grain));
  }

  /** Runs {@code body} over 0..n in chunks of {@code grain} indices, the last one shorter. */
  static void run(long n, long grain, Range body) {
    int chunks = chunks(n, grain);
    long step = (n + chunks - 1) / chunks;
    int workers = Math.min(threads, chunks);
    if (workers <= 1) {
      for (int c = 0; c < chunks; c++) {
        body.run(c * step, Math.min(n, (c + 1) * step), c);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(workers - 1);
    Runnable loop =
        () -> {
          try {
            for (int c = next.getAndIncrement(); c < chunks; c = next.getAndIncrement()) {
              body.run(c * step, Math.min(n, (c + 1) * step), c);
            }
          } catch (Throwable t) {
            failure.compareAndSet(null, t);
            next.set(chunks);
          }
        };
    for (int w = 1; w < workers; w++) {
      POOL.execute(
          () -> {
            loop.run();
            done.countDown();
          });
    }
    loop.run();
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
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
