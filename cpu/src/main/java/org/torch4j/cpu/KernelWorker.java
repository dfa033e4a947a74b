package org.torch4j.cpu;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that helps with one {@link ParallelJob} at a time. After a job it looks for the next one
 * without sleeping for a moment, because waking a thread takes longer than many kernels do.
 */
final class KernelWorker extends Thread {
  private static final long SPIN_NANOS = Long.getLong("torch4j.spinMicros", 40) * 1000;

  private final AtomicReference<@Nullable ParallelJob> job = new AtomicReference<>();
  private volatile boolean sleeping;

  KernelWorker(int number) {
    super("torch4j-kernel-" + number);
    setDaemon(true);
  }

  /** Takes the job unless this thread has one. */
  boolean offer(ParallelJob offered) {
    if (job.get() != null || !job.compareAndSet(null, offered)) {
      return false;
    }
    if (sleeping) {
      LockSupport.unpark(this);
    }
    return true;
  }

  @Override
  public void run() {
    while (true) {
      ParallelJob next = await();
      next.work();
      job.set(null);
    }
  }

  private ParallelJob await() {
    long until = System.nanoTime() + SPIN_NANOS;
    while (true) {
      for (int i = 0; i < 32; i++) {
        ParallelJob next = job.get();
        if (next != null) {
          return next;
        }
        Thread.onSpinWait();
      }
      if (System.nanoTime() > until) {
        sleeping = true;
        while (job.get() == null) {
          LockSupport.park(this);
          // Kernel threads have no one who would interrupt them for a reason.
          Thread.interrupted();
        }
        sleeping = false;
      }
    }
  }
}
