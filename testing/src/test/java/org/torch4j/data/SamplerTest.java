package org.torch4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.torch4j.Generator;
import org.torch4j.Torch;

/** Orders, all of them as Python PyTorch 1.13.1 gave them for the same seeds. */
class SamplerTest {
  private static Dataset<Long> range(long n) {
    return Dataset.of(LongStream.range(0, n).boxed().toList());
  }

  private static List<Long> epoch(Sampler<Long> sampler) {
    return StreamSupport.stream(sampler.spliterator(), false).toList();
  }

  private static List<Long> longs(long... values) {
    return LongStream.of(values).boxed().toList();
  }

  private static void assertNextRand(double expected) {
    assertEquals((float) expected, Torch.rand(1).toFloatArray()[0]);
  }

  @Test
  void sequential() {
    assertEquals(longs(0, 1, 2), epoch(new SequentialSampler(range(3))));
    assertEquals(3, new SequentialSampler(range(3)).size());
  }

  @Test
  void aGivenGeneratorIsDrawnFromDirectly() {
    var sampler =
        new RandomSampler(
            range(5), RandomSampler.options().generator(new Generator().manualSeed(7)));
    assertEquals(longs(0, 1, 3, 2, 4), epoch(sampler));
    // PyTorch draws one permutation more than it needs at the end of each epoch.
    assertEquals(longs(3, 2, 0, 4, 1), epoch(sampler));
    assertEquals(longs(1, 0, 2, 3, 4), epoch(sampler));
  }

  @Test
  void moreSamplesThanTheDataSetHas() {
    Torch.manualSeed(3);
    var sampler = new RandomSampler(range(5), RandomSampler.options().numSamples(12));
    assertEquals(longs(2, 1, 0, 4, 3, 3, 0, 1, 2, 4, 3, 4), epoch(sampler));
    assertNextRand(0.2858424782752991);
    assertEquals(12, sampler.size());
  }

  @Test
  void withReplacement() {
    Torch.manualSeed(3);
    var options = RandomSampler.options().replacement(true);
    assertEquals(
        longs(
            2, 3, 0, 1, 3, 1, 2, 2, 3, 4, 3, 1, 2, 0, 0, 4, 2, 0, 3, 4, 1, 3, 0, 1, 3, 1, 2, 4, 2,
            1, 1, 0, 3, 3, 2, 4, 3, 1, 0, 4),
        epoch(new RandomSampler(range(5), options.numSamples(40))));
    assertNextRand(0.2858424782752991);
    var given =
        new RandomSampler(range(5), options.numSamples(6).generator(new Generator().manualSeed(7)));
    assertEquals(longs(0, 2, 1, 1, 3, 2), epoch(given));
    assertEquals(longs(2, 4, 3, 1, 3, 1), epoch(given));
  }

  @Test
  void subset() {
    Torch.manualSeed(4);
    var sampler = new SubsetRandomSampler(10, 20, 30, 40, 50, 60);
    assertEquals(longs(50, 60, 20, 30, 40, 10), epoch(sampler));
    assertEquals(longs(30, 60, 10, 40, 20, 50), epoch(sampler));
    assertEquals(6, sampler.size());
  }

  @Test
  void weightedWithReplacement() {
    Torch.manualSeed(5);
    var sampler = new WeightedRandomSampler(new double[] {0.1, 0.9, 0.4, 0.7, 3.0, 0.6}, 12);
    assertEquals(longs(4, 3, 3, 3, 3, 4, 4, 4, 4, 4, 3, 3), epoch(sampler));
    assertEquals(longs(4, 2, 1, 3, 3, 4, 4, 4, 4, 4, 1, 3), epoch(sampler));
  }

  @Test
  void weightedWithoutReplacement() {
    Torch.manualSeed(5);
    double[] weights = {0.9, 0.4, 0.05, 0.2, 0.3, 0.1};
    var sampler = new WeightedRandomSampler(weights, 5, false, null);
    assertEquals(longs(1, 4, 0, 3, 2), epoch(sampler));
    assertEquals(longs(0, 4, 3, 1, 5), epoch(sampler));
  }

  @Test
  void weightsAreChecked() {
    var negative =
        assertThrows(
            IllegalArgumentException.class,
            () -> new WeightedRandomSampler(new double[] {1, -2}, 3));
    assertEquals(
        "WeightedRandomSampler: weights must be finite and not negative, weight 1 is -2.0",
        negative.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new WeightedRandomSampler(new double[] {0, 0}, 3));
    assertThrows(
        IllegalArgumentException.class,
        () -> new WeightedRandomSampler(new double[] {1, 1}, 3, false, null));
    assertThrows(
        IllegalArgumentException.class,
        () -> new WeightedRandomSampler(new double[] {Double.NaN}, 1));
  }

  @Test
  void batches() {
    List<long[]> kept = new ArrayList<>();
    new BatchSampler(new SequentialSampler(range(7)), 3, false).forEach(kept::add);
    assertEquals(
        List.of("[0, 1, 2]", "[3, 4, 5]", "[6]"), kept.stream().map(Arrays::toString).toList());
    var dropping = new BatchSampler(new SequentialSampler(range(7)), 3, true);
    List<long[]> dropped = new ArrayList<>();
    dropping.forEach(dropped::add);
    assertEquals(2, dropped.size());
    assertArrayEquals(new long[] {3, 4, 5}, dropped.get(1));
    assertEquals(2, dropping.size());
    assertEquals(3, new BatchSampler(new SequentialSampler(range(7)), 3, false).size());
    assertFalse(new BatchSampler(new SequentialSampler(range(0)), 3, false).iterator().hasNext());
    assertThrows(
        IllegalArgumentException.class,
        () -> new BatchSampler(new SequentialSampler(range(7)), 0, true));
  }

  @Test
  void anEmptyDataSetCannotBeShuffled() {
    var e = assertThrows(IllegalArgumentException.class, () -> new RandomSampler(range(0)));
    assertEquals("RandomSampler: size of the data set must be positive, got 0", e.getMessage());
  }
}
