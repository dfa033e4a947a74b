package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.ShapeException;

/**
 * Expected numbers: PyTorch 1.13.1 after {@code torch.manual_seed(0)}, {@code torch.empty(3, 2)}.
 */
class InitTest {
  private static void check(UnaryOperator<Tensor> init, double... expected) {
    check(init, Torch.empty(3, 2), expected);
  }

  private static void check(UnaryOperator<Tensor> init, Tensor t, double... expected) {
    Torch.manualSeed(0);
    Parameter p = new Parameter(t);
    assertSame(p, init.apply(p));
    assertArrayEquals(expected, p.detach().toDoubleArray(), 2e-6);
    assertTrue(p.isLeaf() && p.requiresGrad());
  }

  @Test
  void drawnValuesArePyTorchs() {
    check(Init::uniform_, 0.4962566, 0.7682218, 0.0884774, 0.1320305, 0.3074228, 0.6340787);
    check(
        t -> Init.uniform_(t, -2, 3),
        0.4812829,
        1.841109,
        -1.5576129,
        -1.3398476,
        -0.4628859,
        1.1703935);
    check(Init::normal_, 1.5409961, -0.2934289, -2.1787894, 0.5684313, -1.0845224, -1.3985955);
    check(
        t -> Init.normal_(t, 1, 0.5),
        1.770498,
        0.8532856,
        -0.0893947,
        1.2842157,
        0.4577388,
        0.3007023);
    check(Init::truncNormal_, -0.0089565, 0.6935496, -1.2415472, -1.0417094, -0.4783933, 0.3265029);
    check(
        t -> Init.truncNormal_(t, 1, 0.5, 0.8, 1.5),
        1.1151901,
        1.3006878,
        0.858425,
        0.8864418,
        0.9966105,
        1.2056413);
    check(
        Init::xavierUniform_, -0.0082014, 0.5876445, -0.9016008, -0.8061808, -0.4219155, 0.2937517);
    check(
        t -> Init.xavierNormal_(t, 2),
        1.949223,
        -0.3711615,
        -2.7559748,
        0.719015,
        -1.3718243,
        -1.7690988);
    check(
        Init::kaimingUniform_,
        -0.0129676,
        0.9291475,
        -1.4255559,
        -1.2746837,
        -0.6671069,
        0.4644622);
    check(
        t -> Init.kaimingUniform_(t, 0.3, "fan_out", "leaky_relu"),
        -0.0101414,
        0.7266508,
        -1.1148729,
        -0.9968815,
        -0.5217189,
        0.3632382);
    check(
        t -> Init.kaimingNormal_(t, 0, "fan_out", "relu"),
        1.2582181,
        -0.2395837,
        -1.7789741,
        0.4641222,
        -0.8855088,
        -1.1419483);
    check(Init::orthogonal_, 0.5349525, -0.1699301, -0.7563608, 0.3401839, -0.376489, -0.9248778);
    check(t -> Init.sparse_(t, 0.5, 0.1), 0.0, 0.0, -0.2178789, 0.0, 0.0, -0.1398595);
    check(
        Init::orthogonal_,
        Torch.empty(2, 3),
        0.5739809,
        -0.1092946,
        -0.8115422,
        -0.3454151,
        -0.9308827,
        -0.1189355);
  }

  @Test
  void fixedValues() {
    check(t -> Init.constant_(t, 0.25), .25, .25, .25, .25, .25, .25);
    check(Init::eye_, 1, 0, 0, 1, 0, 0);
    check(Init::ones_, 1, 1, 1, 1, 1, 1);
    Tensor t = Torch.rand(2, 2, 3);
    Init.dirac_(t);
    assertArrayEquals(new float[] {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0}, t.toFloatArray());
    Init.dirac_(t, 2);
    assertArrayEquals(new float[] {0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}, t.toFloatArray());
    Tensor image = Torch.rand(1, 2, 5, 5);
    Tensor kernel = Init.dirac_(Torch.empty(2, 2, 3, 3));
    assertArrayEquals(
        image.toFloatArray(),
        F.conv2d(image, kernel, null, Conv2d.options().padding(1)).toFloatArray());
  }

  @Test
  void gains() {
    assertEquals(1, Init.calculateGain("sigmoid"));
    assertEquals(5.0 / 3, Init.calculateGain("tanh"));
    assertEquals(Math.sqrt(2), Init.calculateGain("relu"));
    assertEquals(Math.sqrt(2 / (1 + 0.01 * 0.01)), Init.calculateGain("leaky_relu"));
    assertEquals(0.75, Init.calculateGain("selu"));
    assertEquals(
        "Unsupported nonlinearity gelu",
        assertThrows(IllegalArgumentException.class, () -> Init.calculateGain("gelu"))
            .getMessage());
  }

  @Test
  void orthogonalMatricesAreOrthogonal() {
    for (long[] size : new long[][] {{4, 4}, {5, 3}, {3, 7}, {4, 2, 3, 3}}) {
      Tensor t = Init.orthogonal_(Torch.empty(size), 2);
      Tensor flat = t.reshape(size[0], -1).toDouble();
      boolean wide = flat.size(0) < flat.size(1);
      Tensor gram = wide ? flat.mm(flat.t()) : flat.t().mm(flat);
      Tensor want = Torch.eye(gram.size(0)).toDouble().mul(4);
      assertTrue(gram.sub(want).abs().amax().item() < 1e-5, gram.toString());
    }
  }

  @Test
  void sparseZeroesAShareOfEachColumn() {
    Tensor t = Init.sparse_(Torch.empty(10, 4), 0.25);
    assertArrayEquals(new long[] {3, 3, 3, 3}, t.eq(0).toLong().sum(0).toLongArray());
  }

  @Test
  void shapesAreChecked() {
    assertThrows(ShapeException.class, () -> Init.xavierUniform_(Torch.empty(3)));
    assertThrows(ShapeException.class, () -> Init.eye_(Torch.empty(3)));
    assertThrows(ShapeException.class, () -> Init.dirac_(Torch.empty(3, 3)));
    assertThrows(ShapeException.class, () -> Init.dirac_(Torch.empty(3, 3, 3), 2));
    assertEquals(
        "Mode fan not supported, please use one of ['fan_in', 'fan_out']",
        assertThrows(
                IllegalArgumentException.class,
                () -> Init.kaimingNormal_(Torch.empty(3, 3), 0, "fan", "relu"))
            .getMessage());
  }
}
