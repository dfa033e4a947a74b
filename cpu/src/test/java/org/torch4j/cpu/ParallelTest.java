package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every index once, fixed boundaries, failures and interrupts, callers side by side. */
@Timeout(120)
class ParallelTest {
  private static final int THREADS = Parallel.threads();

  @AfterEach
  void restoreThreads() {
    Parallel.setThreads(THREADS);
  }

  private static List<String> boundaries(int threads, long n, long grain) {
    Parallel.setThreads(threads);
    String[] found = new String[Parallel.chunks(n, grain)];
    Parallel.run(n, grain, (begin, end, chunk) -> found[chunk] = begin + "-" + end);
    return java.util.Arrays.asList(found);
  }

  @Test
  void boundariesDoNotDependOnThreads() {
    for (long[] c : new long[][] {{1, 1}, {10, 3}, {1000, 7}, {4096, 4096}, {4097, 4096}}) {
      List<String> alone = boundaries(1, c[0], c[1]);
      assertEquals(alone, boundaries(2, c[0], c[1]));
      assertEquals(alone, boundaries(5, c[0], c[1]));
      assertTrue(alone.getFirst().startsWith("0-"));
      assertTrue(alone.getLast().endsWith("-" + c[0]));
    }
  }

  @Test
  void everyIndexIsDoneOnceByManyRepeatedJobs() {
    Parallel.setThreads(4);
    AtomicLongArray seen = new AtomicLongArray(1003);
    for (int round = 0; round < 2000; round++) {
      Parallel.run(
          1003,
          10,
          (begin, end, _) -> {
            for (long i = begin; i < end; i++) {
              seen.incrementAndGet((int) i);
            }
          });
    }
    for (int i = 0; i < seen.length(); i++) {
      assertEquals(2000, seen.get(i));
    }
  }

  @Test
  void twoThreadsWorkAtOnce() {
    Parallel.setThreads(2);
    boolean met = false;
    // One attempt may find the helper still busy with the end of an earlier job.
    for (int attempt = 0; attempt < 100 && !met; attempt++) {
      met = meet();
    }
    assertTrue(met);
  }

  private static boolean meet() {
    CountDownLatch both = new CountDownLatch(2);
    AtomicInteger met = new AtomicInteger();
    Parallel.run(
        2,
        1,
        (_, _, _) -> {
          both.countDown();
          try {
            met.addAndGet(both.await(300, TimeUnit.MILLISECONDS) ? 1 : 0);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    return met.get() == 2;
  }

  @Test
  void failuresReachTheCallerAndThePoolSurvives() {
    Parallel.setThreads(3);
    for (int round = 0; round < 200; round++) {
      int bad = round % 50;
      ArithmeticException thrown =
          assertThrows(
              ArithmeticException.class,
              () ->
                  Parallel.run(
                      50,
                      1,
                      (begin, _, _) -> {
                        if (begin == bad) {
                          throw new ArithmeticException("chunk " + begin);
                        }
                      }));
      assertEquals("chunk " + bad, thrown.getMessage());
    }
    everyIndexIsDoneOnceByManyRepeatedJobs();
  }

  @Test
  void callsFromInsideWork() {
    Parallel.setThreads(3);
    AtomicInteger sum = new AtomicInteger();
    Parallel.run(
        20, 1, (_, _, _) -> Parallel.run(30, 1, (b, e, _) -> sum.addAndGet((int) (e - b))));
    assertEquals(600, sum.get());
  }

  @Test
  void severalCallersAtOnce() throws InterruptedException {
    Parallel.setThreads(3);
    int[] sums = new int[4];
    List<Thread> callers = new ArrayList<>();
    for (int c = 0; c < sums.length; c++) {
      int caller = c;
      Thread.Builder kind = c % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
      callers.add(
          kind.start(
              () -> {
                AtomicInteger sum = new AtomicInteger();
                for (int round = 0; round < 300; round++) {
                  Parallel.run(64, 4, (b, e, _) -> sum.addAndGet((int) (e - b)));
                }
                sums[caller] = sum.get();
              }));
    }
    for (Thread t : callers) {
      t.join();
    }
    assertArrayEquals(new int[] {19200, 19200, 19200, 19200}, sums);
  }

  @Test
  void interruptsWaitUntilTheWorkIsDone() {
    Parallel.setThreads(2);
    AtomicInteger done = new AtomicInteger();
    Thread.currentThread().interrupt();
    Parallel.run(
        16,
        1,
        (_, _, _) -> {
          long until = System.nanoTime() + 1_000_000;
          while (System.nanoTime() < until) {
            Thread.onSpinWait();
          }
          done.incrementAndGet();
        });
    assertEquals(16, done.get());
    assertTrue(Thread.interrupted());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void refusesNoThreads() {
    assertThrows(IllegalArgumentException.class, () -> Parallel.setThreads(0));
  }
}
