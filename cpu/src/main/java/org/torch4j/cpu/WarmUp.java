package org.torch4j.cpu;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Two ways to the same bits: plain loops, and vector code. Until HotSpot's last compiler has seen
 * it, vector code is hundreds of times slower than plain loops, and stays so where the processor
 * lacks an instruction. So the plain loops serve until a thread in the background, which starts
 * when there was work enough to be worth it, has seen the vector code overtake them.
 *
 * <p>With {@code -Dtorch4j.warmUp=false} vector code serves from the beginning.
 */
final class WarmUp {
  /** Elements times cost that plain loops do before the vector code is tried. */
  static final long WORTH = 1 << 22;

  private static final long GIVE_UP_NANOS = 20_000_000_000L;
  private static final int RUNS = 100;

  /** What compiled code takes less than for a unit of work; plain loops may not be compiled yet. */
  private static final long SLOW_NANOS = 5;

  private static final boolean WANTED =
      Boolean.parseBoolean(System.getProperty("torch4j.warmUp", "true"));
  private static final Executor BACKGROUND = background();

  private volatile boolean ready;
  private @Nullable Race race;
  private long seen;

  private record Race(Runnable vector, Runnable plain, long work) {}

  /** Both do the same piece of {@code work}, some hundred elements, times their cost. */
  WarmUp(Runnable vector, Runnable plain, long work) {
    this(vector, plain, work, WANTED);
  }

  /** As said by {@code wanted}, whatever the property says. */
  WarmUp(Runnable vector, Runnable plain, long work, boolean wanted) {
    ready = !wanted;
    race = wanted ? new Race(vector, plain, work) : null;
  }

  /** Whether plain loops come first in this JVM. */
  static boolean isWanted() {
    return WANTED;
  }

  private static Executor background() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon(true).name("torch4j-warm-up").factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Whether the vector code is the faster one; if not, so much work is left to the plain loops. */
  boolean isReady(long work) {
    return ready || leave(work);
  }

  private boolean leave(long work) {
    // Threads may lose a count to each other; no matter when exactly it begins.
    seen += work;
    if (seen >= WORTH) {
      start();
    }
    return ready;
  }

  private synchronized void start() {
    Race begun = race;
    if (begun != null) {
      race = null;
      BACKGROUND.execute(() -> ready = overtakes(begun));
    }
  }

  /** Runs both in turn until the vector code is at least as fast; false if that never comes. */
  private static boolean overtakes(Race race) {
    long until = System.nanoTime() + GIVE_UP_NANOS;
    int wins = 0;
    while (wins < 3 && System.nanoTime() < until) {
      long vector = time(race.vector);
      long plain = time(race.plain);
      boolean won = vector * 10 < plain * 11 && vector < RUNS * race.work * SLOW_NANOS;
      wins = won ? wins + 1 : 0;
    }
    return wins == 3;
  }

  private static long time(Runnable body) {
    long start = System.nanoTime();
    for (int i = 0; i < RUNS; i++) {
      body.run();
    }
    return System.nanoTime() - start;
  }
}
