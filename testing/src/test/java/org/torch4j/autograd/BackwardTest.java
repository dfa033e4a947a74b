package org.torch4j.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.torch4j.Scope;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** {@code backward}, {@code grad}, hooks, and the modes. */
class BackwardTest {
  private static Tensor leaf(double... values) {
    return Torch.tensor(values).requiresGrad_();
  }

  private static Tensor values(double... values) {
    return Torch.tensor(values);
  }

  @Test
  void gradientsAccumulate() {
    Tensor x = leaf(1, 2);
    x.mul(3).sum().backward();
    x.mul(x).sum().backward();
    assertClose(x.grad(), values(5, 7));
    x.setGrad(null);
    assertNull(x.grad());
    x.sum().backward();
    assertClose(x.grad(), values(1, 1));
  }

  @Test
  void theCollectedGradientIsItsOwnMemory() {
    Tensor x = leaf(1, 2);
    Tensor y = leaf(3, 4);
    Tensor start = values(1, 1);
    x.add(y).backward(start);
    x.grad().fill_(7);
    assertClose(y.grad(), values(1, 1));
    assertClose(start, values(1, 1));
    Tensor kept = x.grad();
    x.sum().backward();
    assertTrue(kept == x.grad(), "accumulates in place");
    assertClose(kept, values(8, 8));
  }

  @Test
  void collectedGradientsOutliveAScope() {
    Tensor x = Torch.randn(64, 64).requiresGrad_();
    for (boolean createGraph : new boolean[] {false, true}) {
      x.setGrad(null);
      for (int i = 1; i <= 2; i++) {
        try (Scope scope = Scope.open()) {
          x.mul(3).sum().backward(null, false, createGraph);
        }
        assertClose(x.grad().detach(), Torch.full(x.shape(), 3.0 * i));
      }
    }
  }

  @Test
  void diamond() {
    Tensor x = leaf(2);
    Tensor a = x.mul(3);
    Tensor b = a.mul(a);
    Tensor c = a.exp();
    b.mul(c).sum().backward();
    // d/dx 9x^2 e^(3x) = (18x + 27x^2) e^(3x)
    assertClose(x.grad(), values((36 + 108) * Math.exp(6)));
  }

  @Test
  void tensorUsedManyTimes() {
    Tensor x = leaf(1.5);
    Tensor y = x;
    for (int i = 0; i < 10; i++) {
      y = y.add(x).mul(y);
    }
    double v = 1.5;
    double d = 1;
    for (int i = 0; i < 10; i++) {
      double next = (v + 1.5) * v;
      d = (d + 1) * v + (v + 1.5) * d;
      v = next;
      if (Double.isInfinite(v)) {
        break;
      }
    }
    y.backward();
    assertEquals(d, x.grad().item(), Math.abs(d) * 1e-12);
  }

  @Test
  void longChains() {
    Tensor x = leaf(1);
    Tensor y = x;
    for (int i = 0; i < 100_000; i++) {
      y = y.add(1);
    }
    y.backward();
    assertClose(x.grad(), values(1));
    Tensor v = Torch.zeros(Shape.of(1), DType.FLOAT64).add(x.detach());
    Tensor w = v;
    for (int i = 0; i < 50_000; i++) {
      w = i % 2 == 0 ? w.unsqueeze(0) : w.squeeze(0);
    }
    w.mul_(x);
    v.sum().backward();
    assertClose(x.grad(), values(2));
  }

  @Test
  void gradLeavesTheLeavesAlone() {
    Tensor x = leaf(1, 2);
    Tensor y = leaf(3, 4);
    Tensor loss = x.mul(y).sum();
    List<Tensor> g = Torch.grad(loss, List.of(x));
    assertClose(g.get(0), values(3, 4));
    assertNull(x.grad());
    assertNull(y.grad());
  }

  @Test
  void gradOfInnerTensors() {
    Tensor x = leaf(1, 2);
    Tensor h = x.mul(2);
    Tensor loss = h.mul(h).sum();
    List<Tensor> g = Torch.grad(loss, List.of(h, x, loss));
    assertClose(g.get(0), values(4, 8));
    assertClose(g.get(1), values(8, 16));
    assertClose(g.get(2), Torch.tensor(1.0).toDouble());
  }

  @Test
  void unusedInputs() {
    Tensor x = leaf(1);
    Tensor y = leaf(1);
    Tensor loss = x.mul(2);
    AutogradException e =
        assertThrows(AutogradException.class, () -> Torch.grad(loss, List.of(x, y)));
    assertTrue(e.getMessage().contains("input 1"), e.getMessage());
    List<Tensor> g = Torch.gradAllowUnused(List.of(x.mul(2)), List.of(x, y), null, false, false);
    assertClose(g.get(0), values(2));
    assertNull(g.get(1));
  }

  @Test
  void severalOutputsWithGradientsGiven() {
    Tensor x = leaf(1, 2);
    List<Tensor> g =
        Torch.grad(
            List.of(x.mul(2), x.mul(x)),
            List.of(x),
            List.of(values(1, 10), values(3, 4)),
            false,
            false);
    assertClose(g.get(0), values(2 + 6, 20 + 16));
  }

  @Test
  void aSecondBackwardNeedsTheGraph() {
    Tensor x = leaf(2);
    Tensor y = x.mul(x);
    y.backward(null, true, false);
    y.backward();
    assertClose(x.grad(), values(8));
    AutogradException e = assertThrows(AutogradException.class, y::backward);
    assertTrue(e.getMessage().contains("retainGraph"), e.getMessage());
  }

  @Test
  void aSecondBackwardThroughWhatSavedNothing() {
    Tensor x = leaf(2);
    Tensor y = x.add(1).sum();
    y.backward();
    y.backward();
    assertClose(x.grad(), values(2));
  }

  @Test
  void createGraphGivesHigherDerivatives() {
    Tensor x = leaf(2);
    Tensor y = x.pow(4);
    Tensor first = Torch.grad(List.of(y), List.of(x), null, false, true).get(0);
    Tensor second = Torch.grad(List.of(first), List.of(x), null, false, true).get(0);
    Tensor third = Torch.grad(List.of(second), List.of(x), null, false, true).get(0);
    Tensor fourth = Torch.grad(List.of(third), List.of(x), null, false, false).get(0);
    assertClose(first, values(32));
    assertClose(second, values(48));
    assertClose(third, values(48));
    assertClose(fourth, values(24));
    assertTrue(third.requiresGrad());
    assertFalse(fourth.requiresGrad());
  }

  @Test
  void backwardWithCreateGraph() {
    Tensor x = leaf(3);
    x.pow(3).sum().backward(null, true, true);
    Tensor g = x.grad();
    assertTrue(g.requiresGrad());
    x.setGrad(null);
    g.sum().backward();
    assertClose(x.grad(), values(18));
  }

  @Test
  void gradientPenalty() {
    Tensor w = leaf(0.5, -1);
    Tensor x = leaf(2, 3);
    Tensor y = w.mul(x).sum().tanh();
    Tensor g = Torch.grad(List.of(y), List.of(x), null, false, true).get(0);
    g.mul(g).sum().backward();
    // s = w.x; penalty = |w|^2 (1 - tanh^2 s)^2
    double s = 0.5 * 2 - 3;
    double t = Math.tanh(s);
    double u = 1 - t * t;
    double ww = 0.25 + 1;
    double ds = ww * 2 * u * (-2 * t * u);
    assertClose(x.grad(), values(ds * 0.5, ds * -1), 1e-9, 1e-9);
    assertClose(w.grad(), values(2 * 0.5 * u * u + ds * 2, 2 * -1 * u * u + ds * 3), 1e-9, 1e-9);
  }

  @Test
  void wrongStarts() {
    assertThrows(AutogradException.class, () -> values(1).backward());
    AutogradException e = assertThrows(AutogradException.class, () -> leaf(1, 2).mul(2).backward());
    assertTrue(e.getMessage().contains("[2]"), e.getMessage());
    assertThrows(ShapeException.class, () -> leaf(1, 2).mul(2).backward(values(1)));
    assertThrows(AutogradException.class, () -> Torch.grad(leaf(1).mul(2), List.of(values(1))));
    assertThrows(AutogradException.class, () -> Torch.tensor(new long[] {1}).requiresGrad_());
  }

  @Test
  void backwardOfALeafItself() {
    Tensor x = leaf(1);
    x.backward();
    assertClose(x.grad(), values(1));
  }

  @Test
  void integerResultsHaveNoHistory() {
    Tensor x = leaf(1.5, 2.5);
    assertFalse(x.toLong().requiresGrad());
    assertFalse(x.gt(2).requiresGrad());
    assertFalse(x.argmax().requiresGrad());
    assertFalse(x.max(0).indices().requiresGrad());
    assertTrue(x.max(0).values().requiresGrad());
  }

  @Test
  void dtypesOnTheWay() {
    Tensor x = Torch.tensor(new float[] {1, 2}).requiresGrad_();
    x.toDouble().mul(values(3, 4)).sum().backward();
    assertEquals(DType.FLOAT32, x.grad().dtype());
    assertClose(x.grad(), Torch.tensor(new float[] {3, 4}));
    Tensor half = Torch.tensor(new float[] {1, 2}).toHalf().requiresGrad_();
    half.mul(2).sum().backward();
    assertEquals(DType.FLOAT16, half.grad().dtype());
  }

  // ---- hooks

  @Test
  void hooksSeeAndReplace() {
    Tensor x = leaf(1, 2);
    Tensor h = x.mul(2);
    List<double[]> seen = new ArrayList<>();
    h.registerHook(
        g -> {
          seen.add(g.toDoubleArray());
          return g.mul(10);
        });
    RemovableHandle leafHook =
        x.registerHook(
            g -> {
              seen.add(g.toDoubleArray());
              return null;
            });
    h.sum().backward(null, true, false);
    assertClose(x.grad(), values(20, 20));
    assertEquals(2, seen.size());
    assertEquals(1, seen.get(0)[0]);
    assertEquals(20, seen.get(1)[0]);
    leafHook.remove();
    leafHook.remove();
    h.sum().backward();
    assertEquals(3, seen.size());
    assertThrows(AutogradException.class, () -> values(1).registerHook(g -> g));
  }

  @Test
  void hooksRunInOrder() {
    Tensor x = leaf(1);
    x.registerHook(g -> g.add(1));
    x.registerHook(g -> g.mul(10));
    x.sum().backward();
    assertClose(x.grad(), values(20));
  }

  @Test
  void whatAHookKeepsStaysAsItWas() {
    Tensor x = Torch.randn(64, 64).requiresGrad_();
    AtomicReference<Tensor> kept = new AtomicReference<>();
    Tensor h = x.mul(2);
    h.registerHook(
        g -> {
          kept.set(g);
          return null;
        });
    x.registerHook(
        g -> {
          kept.set(g);
          return null;
        });
    h.mul(h).sum().backward();
    Tensor copy = kept.get().clone();
    for (int i = 0; i < 20; i++) {
      Torch.randn(64, 64).requiresGrad_().mul(2).exp().sum().backward();
    }
    x.grad().fill_(3);
    assertClose(kept.get(), copy);
  }

  @Test
  void retainGradKeepsTheGradientOfInnerTensors() {
    Tensor x = leaf(1, 2);
    Tensor h = x.mul(2);
    assertNull(h.grad());
    h.retainGrad();
    h.retainGrad();
    h.mul(h).sum().backward(null, true, false);
    assertClose(h.grad(), values(4, 8));
    h.mul(h).sum().backward();
    assertClose(h.grad(), values(8, 16));
  }

  // ---- modes

  @Test
  void noGradStopsRecording() {
    Tensor x = leaf(1);
    Tensor y;
    Tensor z;
    try (var off = Torch.noGrad()) {
      assertFalse(Torch.isGradEnabled());
      y = x.mul(2);
      try (var on = Torch.enableGrad()) {
        z = x.mul(3);
      }
      assertFalse(Torch.isGradEnabled());
    }
    assertTrue(Torch.isGradEnabled());
    assertFalse(y.requiresGrad());
    assertTrue(z.requiresGrad());
    try (var off = Torch.setGradEnabled(false)) {
      assertFalse(x.mul(2).requiresGrad());
    }
  }

  @Test
  void modesBelongToTheirThread() throws InterruptedException {
    boolean[] seen = new boolean[1];
    try (var off = Torch.noGrad()) {
      Thread t = new Thread(() -> seen[0] = Torch.isGradEnabled());
      t.start();
      t.join();
    }
    assertTrue(seen[0]);
  }

  @Test
  void detachSharesMemoryWithoutHistory() {
    Tensor x = leaf(1, 2);
    Tensor d = x.mul(2).detach();
    assertFalse(d.requiresGrad());
    assertTrue(d.isLeaf());
    Tensor alias = x.detach();
    alias.fill_(5);
    assertClose(x.detach(), values(5, 5));
  }

  @Test
  void inferenceTensors() {
    Tensor made;
    Tensor x = leaf(1, 2);
    try (var on = Torch.inferenceMode()) {
      made = Torch.ones(Shape.of(2), DType.FLOAT64);
      assertFalse(x.mul(2).requiresGrad());
      made.add_(1);
    }
    assertTrue(made.isInference());
    assertFalse(x.isInference());
    AutogradException e = assertThrows(AutogradException.class, () -> x.mul(made));
    assertTrue(e.getMessage().contains("inference"), e.getMessage());
    assertThrows(AutogradException.class, () -> made.requiresGrad_());
    assertThrows(AutogradException.class, () -> made.add_(x));
    x.add(made).sum().backward();
    assertClose(x.grad(), values(1, 1));
    x.mul(made.clone()).sum().backward();
    assertClose(x.grad(), values(3, 3));
  }

  @Test
  void anomalyModeFindsNanAndItsOrigin() {
    Tensor x = leaf(0);
    Tensor y = x.sqrt().mul(0);
    y.backward();
    assertTrue(Double.isNaN(x.grad().item()));
    try (var on = Torch.detectAnomaly()) {
      Tensor z = x.sqrt().mul(0);
      AutogradException e = assertThrows(AutogradException.class, z::backward);
      assertTrue(e.getMessage().contains("SqrtBackward0"), e.getMessage());
      assertNotNull(e.getCause());
      boolean here = false;
      for (StackTraceElement frame : e.getCause().getStackTrace()) {
        here |= frame.getMethodName().equals("anomalyModeFindsNanAndItsOrigin");
      }
      assertTrue(here, "the cause shows where forward was called");
    }
    Tensor z = x.sqrt().mul(0);
    z.backward();
  }

  @Test
  void requiresGradCanBeSwitched() {
    Tensor x = leaf(1);
    x.requiresGrad_(false);
    assertFalse(x.mul(2).requiresGrad());
    x.requiresGrad_(true);
    assertTrue(x.mul(2).requiresGrad());
    Tensor y = x.mul(2);
    assertThrows(AutogradException.class, () -> y.requiresGrad_(false));
    assertTrue(y.requiresGrad_(true) == y);
  }

  @Test
  void setDataKeepsHistoryAndSavedValues() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(x).sum();
    x.setData(values(10, 20));
    assertTrue(x.requiresGrad());
    y.backward();
    assertClose(x.grad(), values(2, 4));
    assertThrows(ShapeException.class, () -> x.setGrad(values(1)));
  }

  @Test
  void graphsAreSharedByThreads() throws InterruptedException {
    Tensor x = leaf(1, 2, 3);
    Thread[] threads = new Thread[4];
    Tensor[] results = new Tensor[threads.length];
    for (int i = 0; i < threads.length; i++) {
      int k = i + 1;
      threads[i] =
          new Thread(() -> results[k - 1] = Torch.grad(x.mul(k).sin().sum(), List.of(x)).get(0));
      threads[i].start();
    }
    for (Thread t : threads) {
      t.join();
    }
    for (int k = 1; k <= threads.length; k++) {
      assertClose(results[k - 1], x.detach().mul(k).cos().mul(k));
    }
  }
}
