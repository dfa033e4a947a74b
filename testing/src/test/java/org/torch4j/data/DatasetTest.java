package org.torch4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

class DatasetTest {
  private static Dataset<Long> range(long from, long to) {
    return Dataset.of(LongStream.range(from, to).boxed().toList());
  }

  private static TensorDataset pairs() {
    Tensor x = Torch.fromArray(new float[] {0, 1, 10, 11, 20, 21, 30, 31}, Shape.of(4, 2));
    return new TensorDataset(x, Torch.tensor(new long[] {0, 1, 2, 3}));
  }

  @Test
  void tensorDatasetGivesRows() {
    List<Tensor> row = pairs().get(2);
    assertArrayEquals(new float[] {20, 21}, row.get(0).toFloatArray());
    assertEquals(Shape.of(2), row.get(0).shape());
    assertEquals(2, row.get(1).itemLong());
    assertEquals(Shape.SCALAR, row.get(1).shape());
    assertEquals(4, pairs().size());
  }

  @Test
  void aBatchEqualsTheCollatedRows() {
    long[] indices = {3, 0, 3};
    List<Tensor> batch = pairs().getBatch(indices);
    Object collated = Data.defaultCollate(List.of(pairs().get(3), pairs().get(0), pairs().get(3)));
    for (int i = 0; i < 2; i++) {
      Tensor expected = (Tensor) ((List<?>) collated).get(i);
      assertEquals(expected.shape(), batch.get(i).shape());
      assertEquals(expected.dtype(), batch.get(i).dtype());
      assertArrayEquals(expected.toDoubleArray(), batch.get(i).toDoubleArray());
    }
  }

  @Test
  void tensorDatasetChecks() {
    var e =
        assertThrows(
            ShapeException.class,
            () ->
                new TensorDataset(
                    Torch.tensor(new float[] {1, 2}), Torch.tensor(new long[] {1, 2, 3})));
    assertEquals(
        "TensorDataset: first sizes must be equal, tensor 0 has shape [2], tensor 1 has shape [3]",
        e.getMessage());
    assertThrows(ShapeException.class, TensorDataset::new);
    assertThrows(ShapeException.class, () -> new TensorDataset(Torch.tensor(3L)));
    var bounds = assertThrows(IndexOutOfBoundsException.class, () -> pairs().get(4));
    assertEquals("TensorDataset: index 4 is out of range for 4 samples", bounds.getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> pairs().get(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> pairs().getBatch(new long[] {0, 4}));
  }

  @Test
  void subset() {
    var subset = new Subset<>(range(100, 110), 7, 1);
    assertEquals(2, subset.size());
    assertEquals(107, subset.get(0));
    assertEquals(101, subset.get(1));
    assertFalse(subset.batched());
    assertThrows(IndexOutOfBoundsException.class, () -> subset.get(2));
    assertThrows(IndexOutOfBoundsException.class, () -> new Subset<>(range(0, 3), 3));
    assertThrows(IllegalStateException.class, () -> subset.getBatch(new long[] {0}));
  }

  @Test
  void subsetOfTensorsIsBatched() {
    var subset = new Subset<>(new Subset<>(pairs(), 3, 2, 1), 2, 0);
    assertTrue(subset.batched());
    assertArrayEquals(new long[] {3, 1}, subset.getBatch(new long[] {1, 0}).get(1).toLongArray());
  }

  @Test
  void concatenation() {
    var parts =
        List.of(range(0, 0), range(0, 3), range(9, 9), range(9, 9), range(3, 5), range(5, 5));
    var all = new ConcatDataset<>(parts);
    List<Long> seen = new ArrayList<>();
    for (long i = 0; i < all.size(); i++) {
      seen.add(all.get(i));
    }
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L), seen);
    assertArrayEquals(new long[] {0, 3, 3, 3, 5, 5}, all.cumulativeSizes());
    assertThrows(IndexOutOfBoundsException.class, () -> all.get(5));
    assertThrows(IllegalArgumentException.class, () -> new ConcatDataset<Long>(List.of()));
  }

  @Test
  void chain() {
    IterableDataset<Long> one = () -> List.of(1L, 2L).iterator();
    IterableDataset<Long> none = () -> List.<Long>of().iterator();
    var chain = new ChainDataset<>(List.of(none, one, none, one));
    List<Long> seen = new ArrayList<>();
    chain.forEach(seen::add);
    assertEquals(List.of(1L, 2L, 1L, 2L), seen);
    assertEquals(-1, chain.size());
  }

  @Test
  void randomSplitAsPyTorch() {
    Torch.manualSeed(0);
    var parts = Data.randomSplit(range(0, 10), 6, 4);
    assertArrayEquals(new long[] {4, 1, 7, 5, 3, 9}, parts.get(0).indices());
    assertArrayEquals(new long[] {0, 8, 6, 2}, parts.get(1).indices());
    var given = Data.randomSplit(range(0, 10), new long[] {3, 7}, new Generator().manualSeed(42));
    assertArrayEquals(new long[] {2, 6, 1}, given.get(0).indices());
    assertArrayEquals(new long[] {8, 4, 5, 0, 9, 3, 7}, given.get(1).indices());
    var fractions =
        Data.randomSplit(range(0, 11), new double[] {0.3, 0.3, 0.4}, new Generator().manualSeed(6));
    assertArrayEquals(new long[] {2, 0, 8, 7}, fractions.get(0).indices());
    assertArrayEquals(new long[] {1, 4, 5}, fractions.get(1).indices());
    assertArrayEquals(new long[] {9, 3, 6, 10}, fractions.get(2).indices());
  }

  @Test
  void randomSplitChecks() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> Data.randomSplit(range(0, 10), 6, 5));
    assertEquals(
        "randomSplit: lengths [6, 5] add up to 11, the data set has 10 samples", e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> Data.randomSplit(range(0, 10), new double[] {0.5, 0.4}, new Generator()));
    assertThrows(IllegalArgumentException.class, () -> Data.randomSplit(range(0, 10), 11, -1));
  }
}
