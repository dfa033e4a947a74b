package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DTypeException;
import org.torch4j.type.MemoryFormat;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** What the golden cases of shapes, indices and creation leave out; values are PyTorch's. */
class ShapeFunctionsTest {
  private static Tensor longs(long... values) {
    return Torch.tensor(values);
  }

  private static Tensor floats(float... values) {
    return Torch.tensor(values);
  }

  private static long[] l(long... values) {
    return values;
  }

  private static void assertLongs(Tensor t, long... values) {
    assertArrayEquals(values, t.toLongArray());
  }

  @Test
  void searchsortedFindsPlaces() {
    Tensor sorted = floats(1, 3, 3, 7);
    Tensor values = floats(0, 1, 3, 5, 8, Float.NaN);
    assertLongs(Torch.searchsorted(sorted, values), 0, 0, 1, 3, 4, 4);
    assertLongs(Torch.searchsorted(sorted, values, true), 0, 1, 3, 3, 4, 4);
    Tensor rows = Torch.tensor(new long[][] {{1, 3, 5}, {2, 2, 2}});
    Tensor wanted = Torch.tensor(new long[][] {{3, 9}, {2, 1}});
    assertLongs(Torch.searchsorted(rows, wanted, true), 2, 3, 3, 0);
    Tensor unsorted = longs(5, 1, 3);
    Map<String, Tensor> order = Map.of("sorter", longs(1, 2, 0));
    Object places = Ops.call("searchsorted", List.of(unsorted, longs(2, 5)), order);
    assertLongs((Tensor) places, 1, 2);
    Map<String, Tensor> wrong = Map.of("sorter", longs(1, 2, 3));
    List<Tensor> both = List.of(unsorted, longs(2));
    assertThrows(IndexOutOfBoundsException.class, () -> Ops.call("searchsorted", both, wrong));
    assertThrows(DTypeException.class, () -> Torch.searchsorted(sorted, unsorted));
    assertLongs(Torch.bucketize(longs(3, 6, 9), longs(1, 3, 5, 7, 9)), 1, 3, 4);
  }

  @Test
  void negativeIndicesCountFromTheEndWherePyTorchLetsThem() {
    Tensor x = Torch.arange(6).reshape(2, 3);
    assertLongs(x.take(longs(-1, 0)), 5, 0);
    assertLongs(x.put(longs(-1, 1), longs(7, 8), false), 0, 8, 2, 3, 4, 7);
    assertLongs(x.indexFill(1, longs(-1), 9), 0, 1, 9, 3, 4, 9);
    assertThrows(IndexOutOfBoundsException.class, () -> x.take(longs(6)));
    assertThrows(IndexOutOfBoundsException.class, () -> x.indexSelect(0, longs(-1)));
  }

  @Test
  void indexTakesMasksAndBroadcastsIndices() {
    Tensor x = Torch.arange(12).reshape(3, 4);
    List<Tensor> pair = List.of(longs(0, 2).unsqueeze(1), longs(1, 3));
    assertLongs((Tensor) Ops.call("index", List.of(x, pair), Map.of()), 1, 3, 9, 11);
    Tensor mask = Torch.tensor(new boolean[] {true, false, true});
    Object rows = Ops.call("index", List.of(x, List.of(mask)), Map.of());
    assertLongs((Tensor) rows, 0, 1, 2, 3, 8, 9, 10, 11);
    Tensor zeros = Torch.zeros(Shape.of(3), Torch.int64);
    assertLongs(zeros.indexPut(List.of(mask), longs(4), true), 4, 0, 4);
  }

  @Test
  void maskedFillKeepsTheDtype() {
    Tensor mask = Torch.tensor(new boolean[] {true, false});
    assertLongs(longs(3, 4).maskedFill(mask, 1.5), 1, 4);
    assertLongs(longs(3, 4).maskedFill(mask, Torch.tensor(1.5)), 1, 4);
    assertEquals(Torch.bool, mask.maskedFill(mask, true).dtype());
  }

  @Test
  void lastOfSeveralWritesStays() {
    Tensor src = floats(1, 2, 3, 4).reshape(2, 2);
    Tensor out = Torch.zeros(4).asStridedScatter(src, l(2, 2), l(1, 1), 1);
    assertArrayEquals(new float[] {0, 1, 3, 4}, out.toFloatArray());
  }

  @Test
  void numbersAreSpacedAsPyTorchSpacesThem() {
    assertLongs(Torch.logspace(0, 5, 9, 3, Torch.int64), 1, 1, 3, 7, 15, 30, 61, 122, 243);
    assertLongs(Torch.linspace(-4.3, 11.2, 9, Torch.int32), -4, -2, 0, 1, 3, 5, 7, 9, 11);
    long[] down = {
      5, 4, 3, 2, 1, 0, 0, -1, -2, -2, -3, -4, -6, -6, -7, -8, -10, -10, -11, -12, -14, -14, -15,
      -16, -18, -18, -19, -20, -22, -22, -23, -24, -26, -27, -28, -29, -30
    };
    assertLongs(Torch.linspace(5, -30, 37, Torch.int64), down);
    assertLongs(Torch.arange(0.9, 7.3, 2.6, Torch.int64), 0, 2, 4, 6);
    assertThrows(IllegalArgumentException.class, () -> Torch.arange(0, 3, 0.5, Torch.int64));
  }

  @Test
  void resizeKeepsWhatThereIs() {
    Tensor x = Torch.arange(4);
    assertSame(x, x.resize_(2, 3));
    assertEquals(Shape.of(2, 3), x.shape());
    assertLongs(x.select(0, 0), 0, 1, 2);
    assertLongs(x.resize_(2), 0, 1);
    Tensor leaf = Torch.zeros(2).requiresGrad_();
    assertThrows(AutogradException.class, () -> leaf.resize_(3));
  }

  @Test
  void memoryFormats() {
    Tensor x = Torch.arange(120).reshape(2, 3, 4, 5);
    Tensor last = x.contiguous(MemoryFormat.CHANNELS_LAST);
    assertArrayEquals(l(60, 1, 15, 3), last.strides());
    assertTrue(last.equal(x));
    assertSame(last, last.contiguous(MemoryFormat.CHANNELS_LAST));
    assertThrows(ShapeException.class, () -> x.clone(MemoryFormat.CHANNELS_LAST_3D));
  }

  @Test
  void repeatedByCounts() {
    Tensor x = longs(1, 2, 3);
    assertLongs(x.repeatInterleave(longs(1, 0, 2), null), 1, 3, 3);
    assertThrows(IllegalArgumentException.class, () -> x.repeatInterleave(longs(1, 0, -2), null));
  }

  @Test
  void piecesAreViews() {
    Tensor x = Torch.zeros(7);
    x.tensorSplit(3, 0).get(1).fill_(1);
    x.tensorSplit(l(5, 2, -1), 0).get(3).fill_(2);
    assertArrayEquals(new float[] {0, 0, 0, 1, 1, 0, 2}, x.toFloatArray());
    assertEquals(3, Torch.zeros(0, 2).chunk(3, 0).size());
    assertThrows(ShapeException.class, () -> x.vsplit(7));
  }

  @Test
  void maskedScatterNeedsEnoughElements() {
    Tensor mask = Torch.tensor(new boolean[] {true, false, true});
    Tensor out = Torch.zeros(2, 3).maskedScatter_(mask, Torch.arange(5).toFloat());
    assertArrayEquals(new float[] {0, 0, 1, 2, 0, 3}, out.toFloatArray());
    Tensor few = floats(1, 2, 3);
    assertThrows(ShapeException.class, () -> Torch.zeros(2, 3).maskedScatter(mask, few));
  }

  @Test
  void outMustFitTheResult() {
    List<Object> gather = List.of(Torch.ones(2), 0, longs(0));
    Map<String, Tensor> wide = Map.of("out", Torch.zeros(Shape.of(1), Torch.float64));
    assertThrows(DTypeException.class, () -> Ops.call("gather", gather, wide));
    List<Object> flip = List.of(Torch.ones(2), List.of(0));
    Map<String, Tensor> overlapping = Map.of("out", Torch.zeros(1).expand(2));
    assertThrows(AutogradException.class, () -> Ops.call("flip", flip, overlapping));
  }
}
