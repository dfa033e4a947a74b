package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/** Packed and padded sequences, against what PyTorch gives for the same. */
class RnnUtilsTest {
  private static final Tensor X = Torch.arange(24).toFloat().view(4, 3, 2);
  private static final List<Tensor> THREE =
      List.of(
          Torch.tensor(new float[] {1, 2}),
          Torch.tensor(new float[] {3, 4, 5}),
          Torch.tensor(new float[] {6}));

  private static long[] longs(Tensor t) {
    return Objects.requireNonNull(t).toLongArray();
  }

  private static void floats(Tensor t, float... expected) {
    assertArrayEquals(expected, t.contiguous().toFloatArray());
  }

  @Test
  void packsUnsorted() {
    PackedSequence p =
        RnnUtils.packPaddedSequence(X, Torch.tensor(new long[] {2, 4, 1}), false, false);
    floats(p.data(), 2, 3, 0, 1, 4, 5, 8, 9, 6, 7, 14, 15, 20, 21);
    assertArrayEquals(new long[] {3, 2, 1, 1}, longs(p.batchSizes()));
    assertArrayEquals(new long[] {1, 0, 2}, longs(p.sortedIndices()));
    assertArrayEquals(new long[] {1, 0, 2}, longs(p.unsortedIndices()));
  }

  @Test
  void padsBackInTheOrderGiven() {
    PackedSequence p =
        RnnUtils.packPaddedSequence(X, Torch.tensor(new long[] {2, 4, 1}), false, false);
    RnnUtils.Padded padded = RnnUtils.padPackedSequence(p);
    floats(
        padded.sequences(),
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        0,
        0,
        0,
        0,
        14,
        15,
        0,
        0,
        0,
        0,
        20,
        21,
        0,
        0);
    assertArrayEquals(new long[] {2, 4, 1}, longs(padded.lengths()));
    RnnUtils.Padded wide = RnnUtils.padPackedSequence(p, true, -1, 5L);
    floats(
        wide.sequences(),
        0,
        1,
        6,
        7,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        2,
        3,
        8,
        9,
        14,
        15,
        20,
        21,
        -1,
        -1,
        4,
        5,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1);
  }

  @Test
  void sortedSequencesHaveNoIndices() {
    PackedSequence p = RnnUtils.packPaddedSequence(X, 4, 2, 1);
    assertNull(p.sortedIndices());
    assertNull(p.unsortedIndices());
    assertArrayEquals(new long[] {3, 2, 1, 1}, longs(p.batchSizes()));
    floats(p.data(), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 18, 19);
  }

  @Test
  void listsOfSequences() {
    PackedSequence p = RnnUtils.packSequence(THREE, false);
    floats(p.data(), 3, 1, 6, 4, 2, 5);
    assertArrayEquals(new long[] {3, 2, 1}, longs(p.batchSizes()));
    floats(RnnUtils.padSequence(THREE, true, 9), 1, 2, 9, 3, 4, 5, 6, 9, 9);
    floats(RnnUtils.padSequence(THREE), 1, 3, 6, 2, 4, 0, 0, 5, 0);
    List<Tensor> back = RnnUtils.unpackSequence(p);
    List<Tensor> unpadded =
        RnnUtils.unpadSequence(RnnUtils.padSequence(THREE), Torch.tensor(new long[] {2, 3, 1}));
    for (int i = 0; i < 3; i++) {
      assertClose(back.get(i), THREE.get(i), 0, 0);
      assertClose(unpadded.get(i), THREE.get(i), 0, 0);
    }
  }

  @Test
  void gradientsReachTheSequencesAndNotThePadding() {
    Tensor x = Torch.ones(4, 3, 2).requiresGrad_(true);
    PackedSequence p =
        RnnUtils.packPaddedSequence(x, Torch.tensor(new long[] {2, 4, 1}), false, false);
    RnnUtils.padPackedSequence(p).sequences().mul(3).sum().backward();
    assertEquals(3 * 2 * 7, x.grad().sum().item());
    assertEquals(0, x.grad().select(0, 3).select(0, 0).sum().item());
  }

  @Test
  void refusesWhatCannotBePacked() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> RnnUtils.packPaddedSequence(X, 2, 4, 1))
            .getMessage()
            .contains("enforce"));
    assertThrows(IllegalArgumentException.class, () -> RnnUtils.packPaddedSequence(X, 4, 2, 0));
    assertThrows(IllegalArgumentException.class, () -> RnnUtils.packPaddedSequence(X, 9, 2, 1));
    PackedSequence p = RnnUtils.packPaddedSequence(X, 4, 2, 1);
    assertThrows(IllegalArgumentException.class, () -> RnnUtils.padPackedSequence(p, false, 0, 3L));
  }
}
