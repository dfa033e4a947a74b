package org.torch4j.cpu;

import java.util.Arrays;

/**
 * Splits work over the kernel threads. Boundaries depend on the amount of work only, never on the
 * number of threads, so that results are the same for any number of them.
 *
 * <p>The calling thread always works itself; kernel threads that are free help. So several callers
 * may run at once, and a call from inside a kernel thread simply works there.
 */
final class Parallel {
  /** Work on the indices from {@code begin} (inclusive) to {@code end} (exclusive). */
  @FunctionalInterface
  interface Range {
    /** Does the work of one chunk; {@code chunk} counts chunks from 0. */
    void run(long begin, long end, int chunk);
  }

  private static volatile KernelWorker[] workers = {};

  private static volatile int threads =
      Math.max(
          1, Integer.getInteger("torch4j.threads", Runtime.getRuntime().availableProcessors()));

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
    if (chunks == 1) {
      body.run(0, n, 0);
      return;
    }
    long step = (n + chunks - 1) / chunks;
    int helpers = Math.min(threads, chunks) - 1;
    if (helpers == 0 || Thread.currentThread() instanceof KernelWorker) {
      // Rounding the step up may leave the last chunks empty.
      for (int c = 0; c < chunks && c * step < n; c++) {
        body.run(c * step, Math.min(n, (c + 1) * step), c);
      }
      return;
    }
    ParallelJob job = new ParallelJob(body, n, step, chunks);
    for (KernelWorker worker : workers(helpers)) {
      if (worker.offer(job) && --helpers == 0) {
        break;
      }
    }
    job.work();
    job.await();
  }

  private static KernelWorker[] workers(int count) {
    KernelWorker[] present = workers;
    return present.length >= count ? present : grow(count);
  }

  private static synchronized KernelWorker[] grow(int count) {
    int before = workers.length;
    if (before < count) {
      KernelWorker[] more = Arrays.copyOf(workers, count);
      for (int i = before; i < count; i++) {
        more[i] = new KernelWorker(i);
        more[i].start();
      }
      workers = more;
    }
    return workers;
  }
}
