package org.torch4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Shape;

/** What a loader gives; expected orders come from Python PyTorch 1.13.1. */
class DataLoaderTest {
  private static final DataLoader.Options OPTIONS = DataLoader.options();

  private static Dataset<Long> range(long n) {
    return Dataset.of(LongStream.range(0, n).boxed().toList());
  }

  private static DataLoader<Tensor> loader(long n, DataLoader.Options options) {
    return DataLoader.of(range(n), Tensor.class, options);
  }

  private static String epoch(Iterable<Tensor> loader) {
    List<String> batches = new ArrayList<>();
    for (Tensor t : loader) {
      batches.add(Arrays.toString(t.toLongArray()));
    }
    return batches.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void shufflesAsPyTorch(int workers) {
    var options = OPTIONS.batchSize(6).shuffle(true).workers(workers);
    Torch.manualSeed(0);
    var loader = loader(20, options);
    assertEquals(
        "[[6, 15, 11, 13, 9, 2], [1, 17, 16, 8, 5, 12], [18, 3, 19, 10, 14, 4], [7, 0]]",
        epoch(loader));
    assertEquals(
        "[[12, 1, 13, 14, 10, 19], [9, 18, 15, 11, 16, 17], [4, 2, 5, 0, 8, 6], [7, 3]]",
        epoch(loader));
    assertArrayEquals(
        new float[] {0.455627977848053f, 0.6323062777519226f, 0.3488934636116028f},
        Torch.rand(3).toFloatArray());

    Torch.manualSeed(1234567890123L);
    assertEquals(
        "[[9, 5, 17, 6, 10, 14], [11, 0, 4, 1, 16, 18], [7, 12, 19, 3, 2, 15]]",
        epoch(loader(20, options.dropLast(true))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aGivenGeneratorGivesOrderAndSeeds(int workers) {
    var options = OPTIONS.batchSize(3).shuffle(true).workers(workers);
    for (var o : List.of(options.seed(7), options.generator(new Generator().manualSeed(7)))) {
      var loader = loader(8, o);
      assertEquals("[[1, 2, 3], [5, 7, 4], [6, 0]]", epoch(loader));
      assertEquals("[[7, 2, 1], [3, 0, 5], [6, 4]]", epoch(loader));
      assertEquals("[[5, 0, 2], [1, 3, 7], [4, 6]]", epoch(loader));
    }
  }

  @Test
  void ownSamplers() {
    Torch.manualSeed(8);
    var weighted = new WeightedRandomSampler(new double[] {1, 2, 3, 4, 5, 6, 7}, 6);
    var loader = loader(7, OPTIONS.batchSize(2).sampler(weighted));
    assertEquals("[[5, 2], [2, 5], [3, 5]]", epoch(loader));
    assertEquals("[[4, 5], [4, 6], [3, 6]]", epoch(loader));
    assertEquals(3, loader.size());
    var batches = new BatchSampler(new SequentialSampler(range(5)), 2, true);
    var batched = loader(5, OPTIONS.batchSampler(batches));
    assertEquals("[[0, 1], [2, 3]]", epoch(batched));
    assertEquals(2, batched.size());
  }

  @Test
  void unbatchedGivesSamples() {
    Torch.manualSeed(10);
    List<Long> seen = new ArrayList<>();
    new DataLoader<>(range(7), OPTIONS.unbatched().shuffle(true)).forEach(seen::add);
    assertEquals(List.of(5L, 0L, 1L, 2L, 3L, 6L, 4L), seen);
  }

  @Test
  void tensorsComeAsOneSelection() {
    int[] singles = {0};
    Tensor x = Torch.fromArray(new float[] {0, 1, 10, 11, 20, 21}, Shape.of(3, 2));
    var whole = new TensorDataset(x, Torch.tensor(new long[] {0, 1, 2}));
    BatchDataset<List<Tensor>> counting =
        new BatchDataset<>() {
          @Override
          public List<Tensor> get(long index) {
            singles[0]++;
            return whole.get(index);
          }

          @Override
          public List<Tensor> getBatch(long[] indices) {
            return whole.getBatch(indices);
          }

          @Override
          public long size() {
            return whole.size();
          }
        };
    Iterator<List<Tensor>> batches =
        new DataLoader<>(new Subset<>(counting, 2, 0, 1), OPTIONS.batchSize(2)).iterator();
    List<Tensor> first = batches.next();
    assertArrayEquals(new float[] {20, 21, 0, 1}, first.get(0).toFloatArray());
    assertEquals(Shape.of(2, 2), first.get(0).shape());
    assertArrayEquals(new long[] {2, 0}, first.get(1).toLongArray());
    assertEquals(Shape.of(1, 2), batches.next().get(0).shape());
    assertFalse(batches.hasNext());
    assertThrows(NoSuchElementException.class, batches::next);
    assertEquals(0, singles[0]);
  }

  @Test
  void examplesStayExamples() {
    Dataset<Example> digits =
        Dataset.of(
            IntStream.range(0, 5)
                .mapToObj(i -> new Example(Torch.tensor(new float[] {i}), Torch.tensor((long) i)))
                .toList());
    var loader = new DataLoader<>(digits, OPTIONS.batchSize(3));
    assertEquals(2, loader.size());
    assertSame(digits, loader.dataset());
    for (Example batch : loader) {
      assertEquals(batch.input().size(0), batch.target().size(0));
    }
  }

  @Test
  void ownCollation() {
    var sums =
        new DataLoader<>(
            range(5), batch -> batch.stream().mapToLong(i -> i).sum(), OPTIONS.batchSize(2));
    List<Long> seen = new ArrayList<>();
    for (Long sum : sums) {
      seen.add(sum);
    }
    assertEquals(List.of(1L, 5L, 4L), seen);
  }

  @Test
  void aBatchOfAnotherTypeIsExplained() {
    var e =
        assertThrows(
            DataLoaderException.class, () -> new DataLoader<>(range(5), OPTIONS).iterator().next());
    assertEquals(
        "DataLoader: batch 0: samples are Long, their batch is a Tensor: make the loader by"
            + " DataLoader.of(dataset, Tensor.class, options) or give it a collate function",
        e.getMessage());
  }

  @Test
  void optionsThatContradict() {
    var sampler = new SequentialSampler(range(5));
    var batches = new BatchSampler(sampler, 2, false);
    for (var wrong :
        List.of(
            OPTIONS.sampler(sampler).shuffle(true),
            OPTIONS.batchSampler(batches).batchSize(2),
            OPTIONS.batchSampler(batches).shuffle(true),
            OPTIONS.batchSampler(batches).dropLast(true),
            OPTIONS.unbatched().dropLast(true))) {
      assertThrows(IllegalArgumentException.class, () -> loader(5, wrong), wrong::toString);
    }
    assertThrows(IllegalArgumentException.class, () -> OPTIONS.batchSize(0));
    assertThrows(IllegalArgumentException.class, () -> OPTIONS.workers(-1));
    assertThrows(IllegalArgumentException.class, () -> OPTIONS.prefetch(0));
    IterableDataset<Long> stream = () -> List.of(1L).iterator();
    assertThrows(
        IllegalArgumentException.class, () -> new DataLoader<>(stream, OPTIONS.shuffle(true)));
  }

  @Test
  void randomNumbersOfSamplesDependOnTheSampleAlone() {
    Dataset<Tensor> noisy = new Noisy(40);
    List<float[]> reference = null;
    for (int workers : new int[] {0, 1, 2, 4, 8}) {
      Torch.manualSeed(5);
      List<float[]> epochs = new ArrayList<>();
      var loader = new DataLoader<>(noisy, OPTIONS.batchSize(6).shuffle(true).workers(workers));
      for (int e = 0; e < 2; e++) {
        for (Tensor batch : loader) {
          epochs.add(batch.toFloatArray());
        }
      }
      if (reference == null) {
        reference = epochs;
      }
      assertEquals(reference.size(), epochs.size());
      for (int i = 0; i < epochs.size(); i++) {
        assertArrayEquals(reference.get(i), epochs.get(i), "batch " + i + " of " + workers);
      }
    }
    assertNotEquals(reference.get(0)[1], reference.get(0)[3]);
    assertNotEquals(reference.get(0)[1], reference.get(7)[1]);
  }

  private record Noisy(long size) implements Dataset<Tensor> {
    @Override
    public Tensor get(long index) {
      return Torch.tensor(new float[] {index, Torch.rand(1).toFloatArray()[0]});
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void theDefaultGeneratorIsNotTouchedBySamples(int workers) {
    Torch.manualSeed(5);
    var loader = new DataLoader<>(new Noisy(40), OPTIONS.batchSize(6).workers(workers));
    loader.forEach(_ -> {});
    float after = Torch.rand(1).toFloatArray()[0];
    Torch.manualSeed(5);
    var unused = loader(3, OPTIONS).iterator(); // draws the base seed, nothing else
    assertEquals(Torch.rand(1).toFloatArray()[0], after);
  }

  @Test
  void streams() {
    IterableDataset<Long> stream =
        () -> {
          WorkerInfo info = Data.getWorkerInfo();
          int step = info == null ? 1 : info.numWorkers();
          int first = info == null ? 0 : info.id();
          return LongStream.range(0, first == 0 ? 4 : 11)
              .filter(i -> i % step == first)
              .boxed()
              .iterator();
        };
    var options = OPTIONS.batchSize(2);
    assertEquals("[[0, 1], [2, 3]]", epoch(DataLoader.of(stream, Tensor.class, options)));
    for (int prefetch : new int[] {1, 2, 5}) {
      var ahead = options.prefetch(prefetch);
      assertEquals(
          "[[0, 2], [1, 3], [5, 7], [9]]",
          epoch(DataLoader.of(stream, Tensor.class, ahead.workers(2))));
      assertEquals(
          "[[0, 3], [1, 4], [2, 5], [7, 10]]",
          epoch(DataLoader.of(stream, Tensor.class, ahead.workers(3).dropLast(true))));
    }
    var loader = DataLoader.of(stream, Tensor.class, options);
    assertThrows(IllegalStateException.class, loader::size);
    assertThrows(IllegalStateException.class, loader::dataset);
  }

  @Test
  void streamsOfOneWorkerEqualThoseOfNone() {
    IterableDataset<Tensor> noise =
        () -> IntStream.range(0, 5).mapToObj(_ -> Torch.rand(2)).iterator();
    List<float[]> seen = new ArrayList<>();
    for (int workers = 0; workers < 2; workers++) {
      Torch.manualSeed(1);
      for (Tensor t : new DataLoader<>(noise, OPTIONS.batchSize(5).workers(workers))) {
        seen.add(t.toFloatArray());
      }
    }
    assertEquals(2, seen.size());
    assertArrayEquals(seen.get(0), seen.get(1));
  }
}
