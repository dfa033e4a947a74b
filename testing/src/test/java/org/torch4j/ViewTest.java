package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.torch4j.testing.GradCheck;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Views: shapes, strides, shared memory, and what cannot be seen without a copy. */
class ViewTest {
  private static Tensor counted(long... sizes) {
    return Torch.arange(Shape.of(sizes).numel()).reshape(sizes);
  }

  private static void isView(Tensor view, Tensor base, long... expected) {
    assertTrue(view.sharesMemory(base));
    assertArrayEquals(expected, view.reshape(-1).toLongArray());
  }

  @Test
  void viewSharesAndInfers() {
    Tensor x = counted(2, 6);
    Tensor v = x.view(3, -1);
    assertEquals(Shape.of(3, 4), v.shape());
    isView(v, x, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    v.get(1, 1).fill_(50);
    assertEquals(50, x.get(0, 5).itemLong());
    assertEquals(Shape.of(1, 2, 1, 6), x.view(1, 2, 1, 6).shape());
    assertThrows(ShapeException.class, () -> x.view(5, -1));
    assertThrows(ShapeException.class, () -> x.view(-1, -1));
    assertThrows(ShapeException.class, () -> x.view(13));
    assertThrows(ShapeException.class, () -> x.view(-2, 6));
    assertThrows(ShapeException.class, () -> Torch.zeros(0, 2).view(0, -1));
  }

  @Test
  void viewOfStridedMemory() {
    Tensor x = counted(4, 6);
    Tensor t = x.t();
    assertThrows(ShapeException.class, () -> t.view(24));
    assertFalse(t.reshape(24).sharesMemory(x));
    assertTrue(t.reshape(2, 3, 4).sharesMemory(x));
    Tensor part = x.narrow(1, 0, 3);
    assertEquals(Shape.of(2, 2, 3), part.view(2, 2, 3).shape());
    assertThrows(ShapeException.class, () -> part.view(12));
    assertArrayEquals(new long[] {12, 6, 1}, part.view(2, 2, 3).strides());
  }

  @Test
  void transposeAndPermute() {
    Tensor x = counted(2, 3, 4);
    Tensor t = x.transpose(0, -1);
    assertArrayEquals(new long[] {1, 4, 12}, t.strides());
    assertEquals(Shape.of(4, 3, 2), t.shape());
    assertEquals(x.get(1, 2, 3).itemLong(), t.get(3, 2, 1).itemLong());
    Tensor p = x.permute(2, 0, 1);
    assertEquals(Shape.of(4, 2, 3), p.shape());
    assertEquals(x.get(1, 2, 3).itemLong(), p.get(3, 1, 2).itemLong());
    assertFalse(p.isContiguous());
    assertTrue(p.contiguous().isContiguous());
    assertTrue(x.contiguous() == x);
    assertThrows(ShapeException.class, () -> x.permute(0, 1));
    assertThrows(ShapeException.class, () -> x.permute(0, 1, 1));
    assertThrows(ShapeException.class, () -> x.transpose(0, 3));
    assertThrows(ShapeException.class, () -> x.t());
    assertEquals(Shape.of(2, 4, 3), x.mT().shape());
    assertEquals(Shape.of(3, 2, 4), x.movedim(0, 1).shape());
    assertEquals(Shape.SCALAR, Torch.tensor(1.0).t().shape());
  }

  @Test
  void squeezeAndUnsqueeze() {
    Tensor x = counted(1, 3, 1);
    assertEquals(Shape.of(3), x.squeeze().shape());
    assertEquals(Shape.of(3, 1), x.squeeze(0).shape());
    assertEquals(Shape.of(1, 3), x.squeeze(-1).shape());
    assertEquals(Shape.of(1, 3, 1), x.squeeze(1).shape());
    assertEquals(Shape.of(1, 3, 1, 1), x.unsqueeze(-1).shape());
    assertEquals(Shape.of(1, 1, 3, 1), x.unsqueeze(0).shape());
    assertThrows(ShapeException.class, () -> x.unsqueeze(4));
    assertThrows(ShapeException.class, () -> x.unsqueeze(-5));
  }

  @Test
  void expand() {
    Tensor x = counted(3, 1);
    Tensor e = x.expand(2, 3, 4);
    assertArrayEquals(new long[] {0, 1, 0}, e.strides());
    assertEquals(2, e.get(1, 2, 3).itemLong());
    assertEquals(Shape.of(3, 4), x.expand(-1, 4).shape());
    assertThrows(ShapeException.class, () -> x.expand(2, 4));
    assertThrows(ShapeException.class, () -> x.expand(-1, 3, 1));
    assertThrows(ShapeException.class, () -> x.expand(3));
    assertEquals(Shape.of(5, 3, 1), x.expandAs(Torch.zeros(5, 3, 1)).shape());
  }

  @Test
  void selectNarrowSlice() {
    Tensor x = counted(3, 4);
    isView(x.select(1, -1), x, 3, 7, 11);
    isView(x.narrow(1, 1, 2), x, 1, 2, 5, 6, 9, 10);
    isView(x.slice(1, 1L, 4L, 2), x, 1, 3, 5, 7, 9, 11);
    isView(x.slice(0, -2L, null, 1), x, 4, 5, 6, 7, 8, 9, 10, 11);
    assertEquals(Shape.of(0, 4), x.slice(0, 2L, 1L, 1).shape());
    assertEquals(Shape.of(3, 4), x.slice(0, -10L, 10L, 1).shape());
    assertThrows(IndexOutOfBoundsException.class, () -> x.select(0, 3));
    assertThrows(IllegalArgumentException.class, () -> x.slice(0, 0L, 2L, 0));
    assertThrows(RuntimeException.class, () -> x.narrow(0, 2, 2));
    assertThrows(RuntimeException.class, () -> x.narrow(0, 0, -1));
  }

  @Test
  void diagonalUnfoldAsStrided() {
    Tensor x = counted(3, 4);
    isView(x.diagonal(0, 0, 1), x, 0, 5, 10);
    isView(x.diagonal(1, 0, 1), x, 1, 6, 11);
    isView(x.diagonal(-2, 0, 1), x, 8);
    assertEquals(0, x.diagonal(5, 0, 1).numel());
    assertThrows(ShapeException.class, () -> x.diagonal(0, 1, 1));
    Tensor u = counted(5).unfold(0, 3, 2);
    assertArrayEquals(new long[] {0, 1, 2, 2, 3, 4}, u.reshape(-1).toLongArray());
    assertThrows(ShapeException.class, () -> counted(5).unfold(0, 6, 1));
    isView(x.asStrided(new long[] {2, 2}, new long[] {4, 2}, 1), x, 1, 3, 5, 7);
    ShapeException e =
        assertThrows(
            ShapeException.class, () -> x.asStrided(new long[] {4, 4}, new long[] {4, 1}, 0));
    assertTrue(e.getMessage().contains("outside"), e.getMessage());
    assertThrows(ShapeException.class, () -> x.asStrided(new long[] {2}, new long[] {-1}, 3));
    assertThrows(RuntimeException.class, () -> x.asStrided(new long[] {2}, new long[] {1, 1}, 0));
  }

  @Test
  void gradientsOfStridesOverViews() {
    Tensor x = Torch.arange(12.0).toDouble().reshape(3, 4).requiresGrad_();
    GradCheck.gradcheck(
        in -> {
          Tensor part = in[0].narrow(1, 1, 2).mul(1).t();
          return part.asStrided(new long[] {2, 2}, new long[] {2, 1}, 1).pow(2);
        },
        x);
    Tensor h = x.mul(1);
    Tensor part = h.select(0, 1);
    Tensor seen = part.asStrided(new long[] {2}, new long[] {2}, 5);
    assertArrayEquals(new long[] {5, 7}, seen.toLongArray());
    Tensor g = Torch.grad(seen.pow(2).sum(), List.of(x)).get(0);
    Tensor expected = Torch.zeros(3, 4).toDouble();
    expected.set(10, 1, 1).set(14, 1, 3);
    assertClose(g, expected);
    Tensor wide = x.get(0).expand(2, 4);
    Tensor flat = wide.asStrided(new long[] {4}, new long[] {1}, 0);
    assertClose(
        Torch.grad(flat.sum(), List.of(wide)).get(0), Torch.full(Shape.of(2, 4), 0.5).toDouble());
  }

  @Test
  void splitChunkUnbind() {
    Tensor x = counted(5, 2);
    List<Tensor> parts = x.split(2, 0);
    assertEquals(3, parts.size());
    isView(parts.get(2), x, 8, 9);
    assertEquals(
        List.of(2L, 3L), x.split(new long[] {2, 3}, 0).stream().map(t -> t.size(0)).toList());
    assertThrows(RuntimeException.class, () -> x.split(new long[] {2, 2}, 0));
    assertEquals(List.of(2L, 2L, 1L), x.chunk(3, 0).stream().map(t -> t.size(0)).toList());
    assertEquals(5, x.chunk(7, 0).size());
    List<Tensor> columns = x.unbind(1);
    assertEquals(2, columns.size());
    isView(columns.get(1), x, 1, 3, 5, 7, 9);
    assertThrows(RuntimeException.class, () -> Torch.tensor(1.0).unbind(0));
  }

  @Test
  void flattenAndUnflatten() {
    Tensor x = counted(2, 3, 4);
    assertEquals(Shape.of(24), x.flatten().shape());
    assertEquals(Shape.of(2, 12), x.flatten(1).shape());
    assertEquals(Shape.of(6, 4), x.flatten(0, 1).shape());
    assertEquals(Shape.of(2, 3, 4), x.flatten(1, 1).shape());
    assertEquals(Shape.of(1), Torch.tensor(1.0).flatten().shape());
    assertThrows(ShapeException.class, () -> x.flatten(2, 1));
    assertEquals(Shape.of(2, 3, 2, 2), x.unflatten(2, 2, -1).shape());
    assertThrows(ShapeException.class, () -> x.unflatten(2, 3, -1));
  }

  @Test
  void copiesDoNotShare() {
    Tensor x = counted(2, 3);
    assertFalse(x.clone().sharesMemory(x));
    assertNotSame(x, x.view(2, 3));
    assertFalse(x.repeat(2, 1).sharesMemory(x));
    assertArrayEquals(
        new long[] {0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5}, x.repeat(1, 2).reshape(-1).toLongArray());
    assertArrayEquals(new long[] {5, 4, 3, 2, 1, 0}, x.flip(0, 1).reshape(-1).toLongArray());
    assertArrayEquals(
        new long[] {2, 0, 1, 5, 3, 4},
        x.roll(new long[] {1}, new long[] {1}).reshape(-1).toLongArray());
    assertClose(x.t().clone(), x.t());
    assertTrue(x.t().clone().sharesMemory(x.t()) == false);
  }

  @Test
  void emptyAndScalarTensors() {
    Tensor empty = Torch.zeros(0, 3);
    assertEquals(Shape.of(3, 0), empty.t().shape());
    assertEquals(Shape.of(0), empty.reshape(-1).shape());
    assertEquals(Shape.of(0, 3, 1), empty.unsqueeze(-1).shape());
    assertEquals(0, empty.sum(1).numel());
    assertClose(empty.sum(0), Torch.zeros(3));
    Tensor scalar = Torch.tensor(2.0);
    assertEquals(Shape.of(1, 1), scalar.view(1, 1).shape());
    assertEquals(2.0, scalar.expand(3).sum().item() / 3);
    assertThrows(IndexOutOfBoundsException.class, () -> scalar.select(0, 0));
  }
}
