package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Vector code takes over when it was seen to be the faster one, and not before. */
class WarmUpTest {
  @Test
  void fasterVectorCode_takesOverAfterEnoughWork() throws InterruptedException {
    WarmUp warmUp = new WarmUp(() -> {}, () -> LockSupport.parkNanos(50_000), 1_000, true);
    assertFalse(warmUp.isReady(WarmUp.WORTH / 2), "nobody ran it yet");
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!warmUp.isReady(WarmUp.WORTH) && System.nanoTime() < until) {
      Thread.sleep(1);
    }
    assertTrue(warmUp.isReady(0));
  }

  @Test
  void slowerVectorCode_doesNotTakeOver() throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(1_000);
    WarmUp warmUp =
        new WarmUp(
            () -> {
              LockSupport.parkNanos(50_000);
              runs.countDown();
            },
            () -> {},
            100_000,
            true);
    assertFalse(warmUp.isReady(WarmUp.WORTH));
    assertTrue(runs.await(60, TimeUnit.SECONDS));
    assertFalse(warmUp.isReady(1));
  }

  @Test
  void slowCode_doesNotTakeOverWhilePlainLoopsAreAsSlow() throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(1_000);
    Runnable both =
        () -> {
          LockSupport.parkNanos(50_000);
          runs.countDown();
        };
    WarmUp warmUp = new WarmUp(both, both, 1_000, true);
    assertFalse(warmUp.isReady(WarmUp.WORTH));
    assertTrue(runs.await(60, TimeUnit.SECONDS));
    assertFalse(warmUp.isReady(1));
  }

  @Test
  void withoutWarmUp_vectorCodeServesAtOnce() {
    assertTrue(new WarmUp(() -> {}, () -> {}, 1, false).isReady(1));
    assertEquals(
        Boolean.parseBoolean(System.getProperty("torch4j.warmUp", "true")), WarmUp.isWanted());
  }
}
