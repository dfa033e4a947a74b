package org.torch4j.nn;

import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.Ops;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.testing.GradCheck;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** The kernel of layer normalisation against the composite of single ops. */
class LayerNormTest {
  private static void compare(DType dtype, double tolerance, long[] sizes, long... inner) {
    Tensor x = Torch.randn(Shape.of(sizes), dtype).requiresGrad_(true);
    Tensor w = Torch.randn(Shape.of(inner), dtype).requiresGrad_(true);
    Tensor b = Torch.randn(Shape.of(inner), dtype).requiresGrad_(true);
    Tensor g = Torch.randn(Shape.of(sizes), dtype);
    List<Tensor> inputs = List.of(x, w, b);
    Tensor composite =
        (Tensor)
            ((List<?>) Ops.call("native_layer_norm", List.of(x, inner, w, b, 1e-5), Map.of()))
                .get(0);
    Tensor fused = F.layerNorm(x, inner, w, b, 1e-5);
    assertClose(fused.detach(), composite.detach(), tolerance, tolerance);
    List<Tensor> expected = Torch.grad(composite.mul(g).sum(), inputs);
    List<Tensor> actual = Torch.grad(fused.mul(g).sum(), inputs);
    for (int i = 0; i < 3; i++) {
      assertClose(actual.get(i), expected.get(i), 20 * tolerance, 20 * tolerance);
    }
  }

  @Test
  void equalsComposite() {
    Torch.manualSeed(0);
    compare(DType.FLOAT32, 1e-5, new long[] {300, 70}, 70);
    compare(DType.FLOAT64, 1e-12, new long[] {7, 5, 3, 40}, 3, 40);
    compare(DType.FLOAT64, 1e-12, new long[] {2000, 9}, 9);
    compare(DType.FLOAT64, 1e-12, new long[] {3, 1}, 1);
  }

  @Test
  void gradientsOfAllOrders() {
    Torch.manualSeed(1);
    Tensor x = Torch.randn(Shape.of(3, 4), DType.FLOAT64).requiresGrad_(true);
    Tensor w = Torch.randn(Shape.of(4), DType.FLOAT64).requiresGrad_(true);
    GradCheck.gradgradcheck(t -> F.layerNorm(t[0], new long[] {4}, t[1], null, 1e-5), x, w);
    GradCheck.gradgradcheck(t -> F.layerNorm(t[0], new long[] {4}, null, null, 1e-5), x);
  }

  @Test
  void stridedInputsAndWeights() {
    Torch.manualSeed(2);
    Tensor x = Torch.randn(6, 5).t();
    Tensor w = Torch.randn(6, 2).select(1, 0);
    assertClose(
        F.layerNorm(x, new long[] {6}, w, null, 1e-5),
        F.layerNorm(x.contiguous(), new long[] {6}, w.contiguous(), null, 1e-5),
        0,
        0);
  }
}
