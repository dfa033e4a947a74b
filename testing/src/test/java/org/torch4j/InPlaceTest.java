package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Changes in place: PyTorch's rules, and what they do to gradients. */
class InPlaceTest {
  private static Tensor leaf(double... values) {
    return Torch.tensor(values).requiresGrad_();
  }

  private static Tensor values(double... values) {
    return Torch.tensor(values);
  }

  private static void refused(String because, Executable change) {
    AutogradException e = assertThrows(AutogradException.class, change);
    assertTrue(e.getMessage().contains(because), e.getMessage());
  }

  @Test
  void returnsTheTensorItself() {
    Tensor x = values(1, 2);
    assertSame(x, x.add_(1));
    assertSame(x, x.mul_(values(2, 2)).exp_().zero_().fill_(3).copy_(values(5, 6)));
    assertClose(x, values(5, 6));
  }

  @Test
  void leavesAndTheirViewsAreProtected() {
    Tensor x = leaf(1, 2);
    refused("leaf", () -> x.add_(1));
    refused("add_", () -> x.add_(1));
    refused("view of a leaf", () -> x.get(0).add_(1));
    refused("view of a leaf", () -> x.set(3, 0));
    refused("view of a leaf", () -> x.view(2, 1).zero_());
    refused("leaf", () -> x.uniform_(0, 1));
    refused("leaf", () -> x.indexFill_(0, Torch.tensor(new long[] {0}), 1));
    try (var off = Torch.noGrad()) {
      x.add_(1);
      x.get(0).mul_(10);
    }
    assertClose(x.detach(), values(20, 3));
    assertTrue(x.requiresGrad() && x.isLeaf());
    x.detach().zero_();
    assertClose(x.detach(), values(0, 0));
  }

  @Test
  void viewsMadeWithoutRecording() {
    Tensor x = leaf(1, 2);
    Tensor h = x.mul(2);
    Tensor v;
    try (var off = Torch.noGrad()) {
      v = h.get(0);
      v.add_(1);
    }
    refused("noGrad", () -> v.mul_(x.get(0)));
    v.add_(1);
    assertClose(h.detach(), values(4, 4));
  }

  @Test
  void historyFollows() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(2);
    y.mul_(3).add_(x);
    y.sum().backward();
    assertClose(x.grad(), values(7, 7));
  }

  @Test
  void aPlainTensorJoinsTheGraph() {
    Tensor x = leaf(1, 2);
    Tensor y = values(5, 5);
    assertTrue(y.isLeaf());
    y.mul_(x);
    assertTrue(y.requiresGrad());
    y.sum().backward();
    assertClose(x.grad(), values(5, 5));
  }

  @Test
  void overwrittenPartsHaveNoGradient() {
    Tensor x = leaf(1, 2, 3);
    Tensor y = x.mul(2);
    y.get(0).zero_();
    y.set(9, 1);
    y.sum().backward();
    assertClose(x.grad(), values(0, 0, 2));
    Tensor z = x.mul(2);
    z.copy_(Torch.tensor(new long[] {1, 2, 3}));
    assertEquals(12, z.mul(x).sum().add(z.detach().mul(0).sum()).item() - 2, 1e-12);
    List<Tensor> g = Torch.gradAllowUnused(List.of(z.sum()), List.of(x), null, false, false);
    assertTrue(g.get(0) == null || g.get(0).equal(values(0, 0, 0)));
  }

  @Test
  void savedValuesAreGuarded() {
    Tensor x = leaf(1, 2);
    Tensor h = x.mul(2);
    Tensor y = h.mul(h).sum();
    h.add_(1);
    AutogradException e = assertThrows(AutogradException.class, y::backward);
    for (String part : new String[] {"MulBackward0", "in-place", "version 1", "version 0", "[2]"}) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void savedResultsAreGuarded() {
    Tensor x = leaf(1, 2);
    Tensor y = x.exp();
    y.mul_(2);
    refused("ExpBackward0", () -> y.sum().backward());
    Tensor z = x.exp();
    z.detach().mul_(2);
    refused("ExpBackward0", () -> z.sum().backward());
  }

  @Test
  void changesThatNobodyNeedsAreFine() {
    Tensor x = leaf(1, 2);
    Tensor h = x.mul(2);
    Tensor y = h.add(1).sum();
    h.zero_();
    y.backward();
    assertClose(x.grad(), values(2, 2));
  }

  @Test
  void aChangeOfTheBaseCountsForViewsAndTheOtherWayRound() {
    Tensor x = leaf(1, 2);
    Tensor h = x.mul(2);
    Tensor y = h.get(0).pow(2);
    h.get(1).add_(1);
    refused("in-place", y::backward);
  }

  @Test
  void onItself() {
    Tensor x = leaf(2, 3);
    Tensor h = x.mul(1);
    h.mul_(h);
    assertClose(h.detach(), values(4, 9));
    h.sum().backward();
    assertClose(x.grad(), values(4, 6));
    Tensor p = values(1, 2, 3, 4);
    p.slice(0, 1L, 4L, 1).add_(p.slice(0, 0L, 3L, 1));
    assertClose(p, values(1, 3, 5, 7));
    Tensor m = Torch.arange(4).reshape(2, 2);
    m.copy_(m.t());
    assertClose(m, Torch.tensor(new long[][] {{0, 2}, {1, 3}}));
  }

  @Test
  void expandedMemory() {
    Tensor x = Torch.zeros(1, 2).expand(3, 2);
    refused("single memory", () -> x.add_(1));
    refused("single memory", () -> x.fill_(1));
    refused("single memory", () -> x.uniform_(0, 1));
    x.clone().add_(1);
  }

  @Test
  void dtypes() {
    Tensor ints = Torch.tensor(new long[] {1, 2});
    DTypeException e = assertThrows(DTypeException.class, () -> ints.add_(values(1, 2)));
    assertTrue(e.getMessage().contains("add_"), e.getMessage());
    assertThrows(DTypeException.class, () -> ints.div_(2));
    assertThrows(DTypeException.class, () -> ints.exp_());
    assertThrows(DTypeException.class, () -> ints.toBool().add_(1));
    ints.copy_(values(3.9, -3.9));
    assertClose(ints, Torch.tensor(new long[] {3, -3}));
    Tensor floats = Torch.tensor(new float[] {1, 2});
    floats.add_(values(0.5, 0.5)).mul_(Torch.tensor(new long[] {2, 2}));
    assertEquals(DType.FLOAT32, floats.dtype());
    assertClose(floats, Torch.tensor(new float[] {3, 5}));
    Tensor bytes = Torch.tensor(new long[] {250}).to(DType.UINT8);
    assertEquals(4, bytes.add_(10).itemLong());
  }

  @Test
  void shapesDoNotGrow() {
    Tensor x = Torch.zeros(3);
    ShapeException e = assertThrows(ShapeException.class, () -> x.add_(Torch.zeros(2, 3)));
    assertTrue(e.getMessage().contains("[2, 3]"), e.getMessage());
    assertThrows(ShapeException.class, () -> x.copy_(Torch.zeros(2)));
    Torch.zeros(2, 3).add_(x);
  }

  @Test
  void intoAViewOfAnotherLayout() {
    Tensor x = leaf(1, 2, 3, 4);
    Tensor h = x.mul(1).view(2, 2);
    h.t().mul_(Torch.tensor(new double[][] {{1, 2}, {3, 4}}));
    h.diagonal(0, 0, 1).exp_();
    h.sum().backward();
    assertClose(x.grad(), values(Math.exp(1), 3, 2, 4 * Math.exp(16)));
  }

  @Test
  void outReceivesTheResult() {
    Tensor out = Torch.zeros(1);
    Object got = Ops.call("add", List.of(values(1, 2), values(3, 4)), Map.of("out", out));
    assertSame(out, got);
    assertEquals(Shape.of(2), out.shape());
    assertClose(out, Torch.tensor(new float[] {4, 6}));
  }

  @Test
  void randomFillsCutHistory() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(2);
    y.uniform_(0, 1);
    Tensor g = Torch.gradAllowUnused(List.of(y.sum()), List.of(x), null, false, false).get(0);
    assertTrue(g == null || g.equal(values(0, 0)));
  }
}
