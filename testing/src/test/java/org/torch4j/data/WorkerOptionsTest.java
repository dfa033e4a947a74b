package org.torch4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/** What workers may be told, and the classes around them. */
@Timeout(60)
class WorkerOptionsTest {
  private static final DataLoader.Options OPTIONS = DataLoader.options();

  private static Dataset<Long> range(long n) {
    return Dataset.of(LongStream.range(0, n).boxed().toList());
  }

  private static DataLoader<Tensor> loader(DataLoader.Options options) {
    return DataLoader.of(range(20), Tensor.class, options);
  }

  @Test
  void workerInitFnRunsOncePerWorkerAndEpoch() {
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    List<Float> drawn = Collections.synchronizedList(new ArrayList<>());
    var options =
        OPTIONS
            .workers(3)
            .workerInitFn(
                id -> {
                  seen.add(id);
                  assertEquals(id, Data.getWorkerInfo().id());
                  drawn.add(Torch.rand(1).toFloatArray()[0]);
                });
    var loader = loader(options);
    for (int epoch = 0; epoch < 2; epoch++) {
      loader.forEach(_ -> {});
    }
    List<Integer> sorted = new ArrayList<>(seen);
    Collections.sort(sorted);
    assertEquals(List.of(0, 0, 1, 1, 2, 2), sorted);
    assertEquals(6, drawn.stream().distinct().count(), "each worker has a seed of its own");
  }

  @Test
  void persistentWorkersAreInitializedOnce() {
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    var loader = loader(OPTIONS.workers(2).persistentWorkers(true).workerInitFn(seen::add));
    for (int epoch = 0; epoch < 3; epoch++) {
      loader.forEach(_ -> {});
    }
    assertEquals(2, seen.size());
    assertThrows(IllegalArgumentException.class, () -> loader(OPTIONS.persistentWorkers(true)));
  }

  @Test
  void aFailingWorkerInitFnSaysSo() {
    var options =
        OPTIONS
            .workers(2)
            .batchSize(5)
            .workerInitFn(
                id -> {
                  if (id == 1) {
                    throw new IllegalStateException("no disk");
                  }
                });
    Iterator<Tensor> batches = loader(options).iterator();
    assertArrayEquals(new long[] {0, 1, 2, 3, 4}, batches.next().toLongArray());
    var e = assertThrows(DataLoaderException.class, batches::next);
    assertEquals("DataLoader: workerInitFn (worker 1): no disk", e.getMessage());
    assertArrayEquals(new long[] {10, 11, 12, 13, 14}, batches.next().toLongArray());
  }

  private static String parts(long n, int replicas, long epoch, DistributedSampler.Options o) {
    List<String> parts = new ArrayList<>();
    for (int rank = 0; rank < replicas; rank++) {
      DistributedSampler sampler = new DistributedSampler(range(n), replicas, rank, o);
      sampler.setEpoch(epoch);
      long[] own = sampler.iterator().hasNext() ? all(sampler) : new long[0];
      assertEquals(sampler.size(), own.length);
      parts.add(Arrays.toString(own));
    }
    return parts.toString();
  }

  private static long[] all(DistributedSampler sampler) {
    List<Long> list = new ArrayList<>();
    sampler.iterator().forEachRemaining((Long i) -> list.add(i));
    return list.stream().mapToLong(i -> i).toArray();
  }

  /** The numbers are Python PyTorch 1.13's. */
  @Test
  void distributedSampler() {
    var options = DistributedSampler.options();
    assertEquals("[[8, 5, 0, 3], [7, 6, 4, 8], [1, 9, 2, 7]]", parts(10, 3, 2, options));
    assertEquals("[[1, 6, 0, 7], [4, 3, 2, 1], [9, 5, 8, 4]]", parts(10, 3, 2, options.seed(3)));
    assertEquals("[[8, 5, 0], [7, 6, 4], [1, 9, 2]]", parts(10, 3, 2, options.dropLast(true)));
    assertEquals(
        "[[0, 3, 6, 9], [1, 4, 7, 0], [2, 5, 8, 1]]", parts(10, 3, 2, options.shuffle(false)));
    assertEquals("[[0], [1], [0], [1], [0]]", parts(2, 5, 0, options.shuffle(false)));
    assertEquals("[[], []]", parts(0, 2, 0, options.shuffle(false)));
    assertThrows(
        IllegalArgumentException.class, () -> new DistributedSampler(range(3), 2, 2, options));
  }

  @Test
  void stackDataset() {
    var stacked = new StackDataset(range(4), Dataset.of(List.of("a", "b", "c", "d")));
    assertEquals(List.of(2L, "c"), stacked.get(2));
    assertEquals(4, stacked.size());
    assertThrows(IndexOutOfBoundsException.class, () -> stacked.get(4));
    assertThrows(IllegalArgumentException.class, () -> new StackDataset());
    assertThrows(IllegalArgumentException.class, () -> new StackDataset(range(3), range(4)));
    List<Object> batch = new DataLoader<>(stacked, OPTIONS.batchSize(3)).iterator().next();
    assertArrayEquals(new long[] {0, 1, 2}, ((Tensor) batch.get(0)).toLongArray());
    assertEquals(List.of("a", "b", "c"), batch.get(1));
  }

  private record Sample(Object pixels, String name) {}

  @Test
  void defaultConvert() {
    Tensor t = Torch.ones(2);
    List<?> list =
        assertInstanceOf(List.class, Data.defaultConvert(List.of(new float[] {1, 2}, t, 3, "x")));
    assertArrayEquals(new float[] {1, 2}, ((Tensor) list.get(0)).toFloatArray());
    assertEquals(List.of(t, 3, "x"), list.subList(1, 4));
    Map<?, ?> map =
        assertInstanceOf(Map.class, Data.defaultConvert(Map.of("k", new long[][] {{1}, {2}})));
    assertEquals(2, ((Tensor) map.get("k")).dim());
    Sample sample = (Sample) Data.defaultConvert(new Sample(new int[] {7}, "n"));
    assertEquals(7, ((Tensor) sample.pixels()).item());
    assertEquals("n", sample.name());
    assertEquals(null, Data.defaultConvert(null));
  }
}
