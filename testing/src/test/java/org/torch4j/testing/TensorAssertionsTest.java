package org.torch4j.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;

class TensorAssertionsTest {
  private static void fails(Tensor actual, Tensor expected, String... parts) {
    AssertionError e = assertThrows(AssertionError.class, () -> assertClose(actual, expected));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void differences() {
    Tensor a = Torch.tensor(new float[][] {{1, 2}, {3, 4}});
    fails(
        a, Torch.tensor(new float[][] {{1, 2}, {3.5f, 5}}), "2 of 4", "[1, 0]", "3.5", "1.00 abs");
    fails(a, Torch.ones(4), "[4]", "[2, 2]");
    fails(a, a.toDouble(), "float32", "float64");
    fails(Torch.tensor(new long[] {1, 2}), Torch.tensor(new long[] {1, 3}), "[1]", "3");
    fails(Torch.tensor(new long[] {(1L << 53) + 1}), Torch.tensor(new long[] {1L << 53}), "[0]");
    fails(Torch.tensor(new float[] {Float.NaN}), Torch.zeros(1), "NaN");
    fails(Torch.zeros(1), Torch.tensor(new float[] {Float.POSITIVE_INFINITY}), "Infinity");
  }

  @Test
  void equals() {
    for (Tensor t :
        List.of(
            Torch.tensor(new float[] {Float.NaN, Float.POSITIVE_INFINITY, 0, -0f}),
            Torch.zeros(0),
            Torch.tensor(true))) {
      assertClose(t, t.clone());
    }
    assertClose(Torch.ones(2), Torch.full(Torch.ones(2).shape(), 1.000001));
    assertClose(Torch.ones(2).requiresGrad_(), Torch.ones(2));
  }
}
