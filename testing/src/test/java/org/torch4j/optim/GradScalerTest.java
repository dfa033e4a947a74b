package org.torch4j.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.Autocast;
import org.torch4j.nn.F;
import org.torch4j.nn.Linear;
import org.torch4j.nn.Sequential;
import org.torch4j.nn.Tanh;
import org.torch4j.type.DType;

class GradScalerTest {
  private static final GradScaler.Options SMALL =
      GradScaler.options().initScale(8).growthInterval(2);

  private final Tensor w = Torch.ones(2).requiresGrad_(true);
  private final SGD sgd = new SGD(List.of(w), SGD.options().lr(0.5));

  private boolean step(GradScaler scaler, float gradient) {
    sgd.zeroGrad();
    scaler.scale(w.mul(gradient).sum()).backward();
    boolean made = scaler.step(sgd);
    scaler.update();
    return made;
  }

  @Test
  void goodStepsAreThoseWithoutScaler() {
    GradScaler scaler = new GradScaler(SMALL);
    assertTrue(step(scaler, 0.25f));
    assertEquals(0.875f, w.toFloatArray()[0]);
    assertEquals(8, scaler.getScale());
    assertTrue(step(scaler, 0.25f));
    assertEquals(16, scaler.getScale());
    assertTrue(step(scaler, 0.25f));
    assertEquals(16, scaler.getScale());
  }

  @Test
  void overflowsAreLeftOut() {
    for (float bad : new float[] {Float.POSITIVE_INFINITY, Float.NaN, Float.NEGATIVE_INFINITY}) {
      GradScaler scaler = new GradScaler(SMALL);
      assertTrue(step(scaler, 0));
      assertFalse(step(scaler, bad));
      assertEquals(1, w.toFloatArray()[0]);
      assertEquals(4, scaler.getScale());
      assertTrue(step(scaler, 0));
      assertEquals(4, scaler.getScale(), "the count of good steps started again");
    }
  }

  @Test
  void gradientsCanBeUnscaledFirst() {
    GradScaler scaler = new GradScaler(SMALL);
    scaler.scale(w.mul(3).sum()).backward();
    assertEquals(24, w.grad().toFloatArray()[0]);
    scaler.unscale_(sgd);
    assertEquals(3, w.grad().toFloatArray()[0]);
    assertEquals(
        "unscale_() has already been called on this optimizer since the last update().",
        assertThrows(IllegalStateException.class, () -> scaler.unscale_(sgd)).getMessage());
    scaler.step(sgd);
    assertEquals(-0.5f, w.toFloatArray()[0]);
    assertEquals(
        "step() has already been called since the last update().",
        assertThrows(IllegalStateException.class, () -> scaler.step(sgd)).getMessage());
    scaler.update();
    assertEquals(
        "No inf checks were recorded prior to update.",
        assertThrows(IllegalStateException.class, scaler::update).getMessage());
  }

  @Test
  void statesGoOn() {
    GradScaler first = new GradScaler(SMALL);
    step(first, 1);
    Map<String, Object> state = first.stateDict();
    assertEquals(
        List.of("scale", "growth_factor", "backoff_factor", "growth_interval", "_growth_tracker"),
        List.copyOf(state.keySet()));
    assertEquals(1L, state.get("_growth_tracker"));
    GradScaler second = new GradScaler();
    second.loadStateDict(state);
    step(second, 1);
    assertEquals(16, second.getScale());
    assertThrows(IllegalArgumentException.class, () -> second.loadStateDict(Map.of()));
    assertThrows(IllegalArgumentException.class, () -> second.loadStateDict(Map.of("scale", 1)));
    assertEquals(16, second.getScale());
  }

  @Test
  void aDisabledOneDoesNothing() {
    GradScaler scaler = new GradScaler(GradScaler.options().enabled(false));
    assertTrue(step(scaler, 1));
    assertEquals(0.5f, w.toFloatArray()[0]);
    assertEquals(1, scaler.getScale());
    assertEquals(Map.of(), scaler.stateDict());
  }

  @Test
  void float16GradientsAreRefused() {
    Tensor half = Torch.ones(2).to(DType.FLOAT16).requiresGrad_(true);
    SGD other = new SGD(List.of(half));
    half.sum().backward();
    assertThrows(IllegalArgumentException.class, () -> new GradScaler().unscale_(other));
  }

  /** The whole loop as a script has it. */
  @Test
  void float16Trains() {
    Torch.manualSeed(0);
    var model = new Sequential(new Linear(4, 16), new Tanh(), new Linear(16, 1));
    Adam adam = new Adam(model.parameters(), Adam.options().lr(0.02));
    GradScaler scaler = new GradScaler();
    Tensor x = Torch.randn(64, 4);
    Tensor y = x.pow(2).sum(1).sqrt().unsqueeze(1);
    double first = 0;
    double last = 0;
    for (int i = 0; i < 100; i++) {
      adam.zeroGrad();
      Tensor loss;
      try (var _ = Torch.autocast("cpu", Autocast.options().dtype(DType.FLOAT16))) {
        Tensor guess = model.apply(x);
        assertEquals(DType.FLOAT16, guess.dtype());
        loss = F.mseLoss(guess, y);
      }
      scaler.scale(loss).backward();
      scaler.step(adam);
      scaler.update();
      first = i == 0 ? loss.item() : first;
      last = loss.item();
    }
    assertTrue(last < first / 8, first + " -> " + last);
  }
}
