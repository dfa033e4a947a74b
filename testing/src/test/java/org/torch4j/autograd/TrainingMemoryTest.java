package org.torch4j.autograd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.storage.NativeMemory;

/** A training loop that closes nothing keeps a flat memory. */
class TrainingMemoryTest {
  private static final int STEPS = 20_000;

  @Test
  void manySteps() {
    Tensor w1 = Torch.randn(256, 256).mul(0.05).detach().requiresGrad_();
    Tensor w2 = Torch.randn(256, 256).mul(0.05).detach().requiresGrad_();
    Tensor x = Torch.randn(16, 256);
    Tensor y = Torch.randn(16, 256);
    NativeMemory.Statistics before = NativeMemory.statistics();
    long[] most = new long[2];
    for (int step = 0; step < STEPS; step++) {
      Tensor loss = x.matmul(w1).tanh().matmul(w2).sub(y).pow(2).mean();
      loss.backward();
      try (var off = Torch.noGrad()) {
        w1.sub_(w1.grad(), 0.01);
        w2.sub_(w2.grad(), 0.01);
        w1.setGrad(null);
        w2.setGrad(null);
      }
      if (step % 100 == 0) {
        NativeMemory.Statistics now = NativeMemory.statistics();
        int half = step < STEPS / 2 ? 0 : 1;
        most[half] = Math.max(most[half], now.used() + now.cached());
      }
    }
    long start = before.used() + before.cached();
    String told =
        "from " + (start >> 20) + " MiB to " + (most[0] >> 20) + " and " + (most[1] >> 20) + " MiB";
    // The steps make over 12 GiB of tensors; what waits for the collector is bounded by a budget.
    assertTrue(most[1] < start + (1L << 30), told);
    assertTrue(most[1] <= most[0] + (256L << 20), told);
  }
}
