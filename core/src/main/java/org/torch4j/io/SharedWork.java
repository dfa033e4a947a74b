package org.torch4j.io;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Pieces of work that the calling thread and helpers of its own take in turn. */
final class SharedWork {
  private static final int MOST_THREADS =
      Math.clamp(
          Integer.getInteger("torch4j.threads", Runtime.getRuntime().availableProcessors()), 1, 8);

  private final List<? extends Runnable> pieces;
  private final AtomicInteger next = new AtomicInteger();
  private int failedAt = Integer.MAX_VALUE;
  private @Nullable Throwable failure;

  private SharedWork(List<? extends Runnable> pieces) {
    this.pieces = pieces;
  }

  /**
   * Runs all {@code pieces} and returns when they are done. The first failing one, by its place in
   * the list, ends the work with its exception; later ones may then not have run.
   *
   * @param mostThreads how many threads are worth starting
   */
  static void run(List<? extends Runnable> pieces, long mostThreads) {
    SharedWork work = new SharedWork(pieces);
    List<Thread> helpers = new ArrayList<>();
    long threads = Math.min(Math.min(mostThreads, MOST_THREADS), pieces.size());
    for (int i = 1; i < threads; i++) {
      helpers.add(Thread.ofPlatform().daemon().name("torch4j-io-" + i).start(work::takeTurns));
    }
    work.takeTurns();
    helpers.forEach(SharedWork::await);
    work.rethrow();
  }

  private void takeTurns() {
    for (int i = next.getAndIncrement(); i < pieces.size(); i = next.getAndIncrement()) {
      try {
        pieces.get(i).run();
      } catch (RuntimeException | Error e) {
        fail(i, e);
      }
    }
  }

  private synchronized void fail(int piece, Throwable e) {
    next.set(pieces.size());
    if (piece < failedAt) {
      failedAt = piece;
      failure = e;
    }
  }

  private synchronized void rethrow() {
    switch (failure) {
      case null -> {
        // all went well
      }
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /** Waits even when it is interrupted: memory must not be filled behind the caller's back. */
  private static void await(Thread helper) {
    boolean interrupted = false;
    while (true) {
      try {
        helper.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
