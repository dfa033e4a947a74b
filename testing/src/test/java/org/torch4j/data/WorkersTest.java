package org.torch4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/** Threads of loaders: order, failures, abandoned epochs. */
@Timeout(60)
class WorkersTest {
  private static final DataLoader.Options OPTIONS = DataLoader.options();

  private record Made<T>(long size, LongFunction<T> make) implements Dataset<T> {
    @Override
    public T get(long index) {
      return make.apply(index);
    }
  }

  private static DataLoader<Tensor> loader(
      long n, LongFunction<Long> make, DataLoader.Options options) {
    return DataLoader.of(new Made<>(n, make), Tensor.class, options);
  }

  private static long failAt17(long i) {
    if (i == 17) {
      throw new IllegalStateException("no such picture");
    }
    return i;
  }

  private static long loaderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("torch4j-loader-"))
        .count();
  }

  private static void assertNoThreadStays() throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (loaderThreads() > 0 && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertEquals(0, loaderThreads());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4})
  void aFailureTakesTheBatchesPlace(int workers) {
    Iterator<Tensor> batches =
        loader(30, WorkersTest::failAt17, OPTIONS.batchSize(5).workers(workers)).iterator();
    for (int i = 0; i < 3; i++) {
      assertEquals(5 * i, batches.next().toLongArray()[0]);
    }
    assertTrue(batches.hasNext());
    var e = assertThrows(DataLoaderException.class, batches::next);
    int worker = workers == 0 ? -1 : 3 % workers;
    assertEquals(
        "DataLoader: sample 17"
            + (workers == 0 ? "" : " (worker " + worker + ")")
            + ": no such picture",
        e.getMessage());
    assertEquals(17, e.sample());
    assertEquals(worker, e.worker());
    assertEquals(IllegalStateException.class, e.getCause().getClass());
    assertTrue(
        List.of(e.getStackTrace()).stream().anyMatch(f -> f.getClassName().contains("WorkersTest")),
        "the trace shows who asked");
    assertArrayEquals(new long[] {20, 21, 22, 23, 24}, batches.next().toLongArray());
    assertEquals(25, batches.next().toLongArray()[0]);
    assertFalse(batches.hasNext());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void errorsStayErrors(int workers) {
    LongFunction<Long> make =
        _ -> {
          throw new AssertionError("wrong");
        };
    Iterator<Tensor> batches = loader(3, make, OPTIONS.workers(workers)).iterator();
    var e = assertThrows(AssertionError.class, batches::next);
    assertEquals("wrong", e.getMessage());
    assertTrue(e.getSuppressed()[0].getMessage().startsWith("DataLoader: sample 0"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void collationFailuresNameIndices(int workers) {
    Dataset<Tensor> ragged = new Made<>(12, i -> Torch.rand(i == 11 ? 3 : 2));
    var loader =
        new DataLoader<>(
            ragged, OPTIONS.batchSize(2).sampler(new SubsetSampler(4, 5, 9, 11)).workers(workers));
    Iterator<Tensor> batches = loader.iterator();
    batches.next();
    var e = assertThrows(DataLoaderException.class, batches::next);
    assertEquals(
        "DataLoader: batch 1"
            + (workers == 0 ? "" : " (worker 1)")
            + ": collate: shapes must be equal, sample 9 has shape [2], sample 11 has shape [3]",
        e.getMessage());
  }

  private record SubsetSampler(long... indices) implements Sampler<Long> {
    @Override
    public Iterator<Long> iterator() {
      return LongStream.of(indices).iterator();
    }

    @Override
    public long size() {
      return indices.length;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void aFailingSamplerEndsTheEpoch(int workers) {
    Sampler<Long> sampler =
        new Sampler<>() {
          @Override
          public Iterator<Long> iterator() {
            return LongStream.range(0, 9).map(this::check).iterator();
          }

          private long check(long i) {
            if (i == 3) {
              throw new IllegalStateException("lost the list");
            }
            return i;
          }

          @Override
          public long size() {
            return 9;
          }
        };
    Iterator<Tensor> batches =
        loader(9, i -> i, OPTIONS.sampler(sampler).workers(workers)).iterator();
    for (long i = 0; i < 3; i++) {
      assertEquals(i, batches.next().toLongArray()[0]);
    }
    var e = assertThrows(IllegalStateException.class, () -> batches.next());
    assertEquals("lost the list", e.getMessage());
  }

  @Test
  void workersKnowThemselves() {
    Set<WorkerInfo> infos = ConcurrentHashMap.newKeySet();
    Set<String> threads = ConcurrentHashMap.newKeySet();
    LongFunction<Long> make =
        i -> {
          infos.add(Data.getWorkerInfo());
          threads.add(Thread.currentThread().getName());
          return i;
        };
    var loader = loader(20, make, OPTIONS.workers(3));
    loader.forEach(_ -> {});
    assertEquals(3, infos.size());
    for (WorkerInfo info : infos) {
      assertEquals(3, info.numWorkers());
      assertSame(loader.dataset(), info.dataset());
    }
    assertEquals(
        3,
        infos.stream().mapToLong(WorkerInfo::seed).max().getAsLong()
            - infos.stream().mapToLong(WorkerInfo::seed).min().getAsLong()
            + 1);
    assertTrue(threads.stream().allMatch(t -> t.startsWith("torch4j-loader-")), threads::toString);
    assertNull(Data.getWorkerInfo());
  }

  @Test
  void prefetchIsBounded() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    LongFunction<Long> make =
        i -> {
          made.incrementAndGet();
          return i;
        };
    Iterator<Tensor> batches =
        loader(1000, make, OPTIONS.batchSize(2).workers(3).prefetch(4)).iterator();
    batches.next();
    int most = 2 * (3 * 4 + 1);
    while (made.get() < most) {
      Thread.sleep(1);
    }
    Thread.sleep(100);
    assertEquals(most, made.get());
    assertTrue(batches.hasNext());
  }

  @Test
  void abandonedEpochsLeaveNoThread() throws InterruptedException {
    var loader = loader(1000, i -> i, OPTIONS.batchSize(4).workers(2).shuffle(true));
    for (int i = 0; i < 10_000; i++) {
      for (Tensor batch : loader) {
        assertNotNull(batch);
        break;
      }
    }
    assertTrue(loaderThreads() < 500, () -> loaderThreads() + " threads");
    assertNoThreadStays();
  }

  @Test
  void abandonedLoadersLeaveNoThread() throws InterruptedException {
    for (int i = 0; i < 10_000; i++) {
      loader(1000, k -> k, OPTIONS.batchSize(4).workers(2)).iterator().next();
    }
    assertNoThreadStays();
  }

  @Test
  void anEarlierEpochGoesOnWhenItIsUsedAgain() {
    var loader = loader(12, i -> i, OPTIONS.batchSize(2).workers(2).prefetch(1));
    List<Long> outer = new ArrayList<>();
    int inner = 0;
    for (Tensor batch : loader) {
      outer.add(batch.toLongArray()[0]);
      for (Tensor _ : loader) {
        inner++;
      }
    }
    assertEquals(List.of(0L, 2L, 4L, 6L, 8L, 10L), outer);
    assertEquals(36, inner);
  }

  @Test
  void aLoaderInsideADataSet() {
    var inside = loader(4, i -> i, OPTIONS.batchSize(4).workers(2));
    LongFunction<Long> make = i -> i + LongStream.of(inside.iterator().next().toLongArray()).sum();
    var outside = loader(20, make, OPTIONS.batchSize(10).workers(4));
    long sum = 0;
    for (Tensor t : outside) {
      sum += LongStream.of(t.toLongArray()).sum();
    }
    assertEquals(190 + 20 * 6, sum);
  }

  @Test
  void interruptionIsReportedAndHarmless() throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    LongFunction<Long> make =
        i -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return i;
        };
    Iterator<Tensor> batches = loader(3, make, OPTIONS.workers(1)).iterator();
    AtomicReference<Throwable> seen = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  seen.set(assertThrows(IllegalStateException.class, batches::next));
                  flag.set(Thread.currentThread().isInterrupted());
                });
    reader.interrupt();
    reader.join();
    assertEquals("DataLoader: interrupted while waiting for a batch", seen.get().getMessage());
    assertTrue(flag.get());
    gate.countDown();
    assertEquals(0, batches.next().toLongArray()[0]);
    assertEquals(1, batches.next().toLongArray()[0]);
  }

  @Test
  void timeout() {
    CountDownLatch gate = new CountDownLatch(1);
    LongFunction<Long> make =
        i -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return i;
        };
    Iterator<Tensor> batches =
        loader(3, make, OPTIONS.workers(1).timeout(Duration.ofMillis(30))).iterator();
    var e = assertThrows(IllegalStateException.class, batches::next);
    assertEquals("DataLoader: worker 0 made no batch within PT0.03S", e.getMessage());
    gate.countDown();
    Tensor first = null;
    while (first == null) {
      try {
        first = batches.next();
      } catch (IllegalStateException again) {
        assertEquals(e.getMessage(), again.getMessage());
      }
    }
    assertEquals(0, first.toLongArray()[0], "waiting in vain loses no batch");
  }

  @Test
  void tenThousandSamplesTakeNoTime() {
    for (int workers : new int[] {0, 1, 4}) {
      var options = OPTIONS.batchSize(64).shuffle(true).workers(workers);
      long start = System.nanoTime();
      long sum = 0;
      for (Tensor t : loader(10_000, i -> i, options)) {
        sum += LongStream.of(t.toLongArray()).sum();
      }
      assertEquals(10_000L * 9_999 / 2, sum);
      long ms = (System.nanoTime() - start) / 1_000_000;
      assertTrue(ms < 5_000, () -> ms + " ms");
    }
  }
}
