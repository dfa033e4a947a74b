package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.torch4j.Ops;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.testing.GradCheck;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/** The fused attention against the composite of single ops. */
class AttentionTest {
  private static final AttentionOptions PLAIN = AttentionOptions.defaults();

  private static Tensor random(DType dtype, long... sizes) {
    return Torch.randn(Shape.of(sizes), dtype).requiresGrad_(true);
  }

  private static Tensor composite(
      Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, double p, boolean causal) {
    List<Object> args = new java.util.ArrayList<>(java.util.Arrays.asList(q, k, v, mask));
    args.addAll(List.of(p, false, causal));
    return (Tensor)
        ((List<?>) Ops.call("aten::_scaled_dot_product_attention", args, Map.of())).get(0);
  }

  /** Values and gradients of both ways, from the same random stream. */
  private static void compare(
      Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, double p, boolean causal) {
    double rtol = q.dtype() == DType.FLOAT64 ? 1e-9 : 2e-4;
    double atol = q.dtype() == DType.FLOAT64 ? 1e-12 : 2e-5;
    Torch.manualSeed(11);
    Tensor expected = composite(q, k, v, mask, p, causal);
    Torch.manualSeed(11);
    Tensor actual =
        F.scaledDotProductAttention(q, k, v, PLAIN.attnMask(mask).dropoutP(p).isCausal(causal));
    assertClose(actual.detach(), expected.detach(), rtol, atol);
    Tensor weight = Torch.randn(expected.shape(), expected.dtype());
    List<Tensor> inputs = List.of(q, k, v);
    List<Tensor> wanted = Torch.grad(expected.mul(weight).sum(), inputs);
    List<Tensor> got = Torch.grad(actual.mul(weight).sum(), inputs);
    for (int i = 0; i < 3; i++) {
      assertClose(got.get(i), wanted.get(i), rtol, atol);
    }
  }

  @Test
  void equalsCompositeOverSeveralBlocks() {
    Torch.manualSeed(0);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      compare(
          random(dtype, 2, 3, 70, 8),
          random(dtype, 2, 3, 530, 8),
          random(dtype, 2, 3, 530, 5),
          null,
          0,
          false);
    }
  }

  @Test
  void oneLongHeadIsSplitOverKeysAndQueries() {
    Torch.manualSeed(1);
    Tensor q = random(DType.FLOAT64, 150, 16);
    compare(q, random(DType.FLOAT64, 600, 16), random(DType.FLOAT64, 600, 16), null, 0, false);
    compare(q, random(DType.FLOAT64, 600, 16), random(DType.FLOAT64, 600, 16), null, 0, true);
  }

  @Test
  void causalHidesLaterKeysInEveryBlock() {
    Torch.manualSeed(2);
    for (long keys : new long[] {300, 120, 700}) {
      compare(
          random(DType.FLOAT64, 4, 300, 4),
          random(DType.FLOAT64, 4, keys, 4),
          random(DType.FLOAT64, 4, keys, 4),
          null,
          0,
          true);
    }
  }

  @Test
  void masksBroadcast() {
    Torch.manualSeed(3);
    Tensor q = random(DType.FLOAT64, 2, 3, 9, 4);
    Tensor k = random(DType.FLOAT64, 2, 3, 300, 4);
    Tensor v = random(DType.FLOAT64, 2, 3, 300, 4);
    compare(q, k, v, Torch.randn(Shape.of(9, 300), DType.FLOAT64), 0, false);
    compare(q, k, v, Torch.randn(Shape.of(2, 1, 1, 300), DType.FLOAT64), 0, false);
    compare(q, k, v, Torch.rand(2, 1, 9, 300).gt(0.7), 0, false);
  }

  @Test
  void batchesBroadcast() {
    Torch.manualSeed(4);
    compare(
        random(DType.FLOAT64, 2, 3, 5, 4),
        random(DType.FLOAT64, 3, 6, 4),
        random(DType.FLOAT64, 1, 1, 6, 4),
        null,
        0,
        false);
  }

  @Test
  void transposedInputsNeedNoCopies() {
    Torch.manualSeed(5);
    compare(
        random(DType.FLOAT32, 3, 80, 2, 16).transpose(1, 2),
        random(DType.FLOAT32, 3, 80, 2, 16).transpose(1, 2),
        random(DType.FLOAT32, 3, 16, 2, 80).permute(0, 2, 3, 1),
        null,
        0,
        false);
  }

  @Test
  void dropoutDrawsTheCompositesMask() {
    Torch.manualSeed(6);
    Tensor k = random(DType.FLOAT64, 2, 301, 4);
    compare(random(DType.FLOAT64, 2, 70, 4), k, random(DType.FLOAT64, 2, 301, 4), null, 0.3, false);
    compare(random(DType.FLOAT64, 2, 70, 4), k, random(DType.FLOAT64, 2, 301, 4), null, 0.3, true);
  }

  @Test
  void blindQueriesGiveZerosUnderBoolMasks() {
    Tensor mask = Torch.ones(Shape.of(3, 4), DType.BOOL);
    mask.select(0, 1).fill_(false);
    Tensor q = random(DType.FLOAT32, 3, 2);
    Tensor out =
        F.scaledDotProductAttention(
            q, random(DType.FLOAT32, 4, 2), random(DType.FLOAT32, 4, 2), PLAIN.attnMask(mask));
    assertEquals(0, out.select(0, 1).abs().sum().item());
    out.sum().backward();
    assertFalse(q.grad().isnan().any().itemBoolean());
    Tensor added = Torch.full(Shape.of(3, 4), Double.NEGATIVE_INFINITY, DType.FLOAT32);
    Tensor none = F.scaledDotProductAttention(q, q, q, PLAIN.attnMask(added.narrow(1, 0, 3)));
    assertTrue(none.isnan().all().itemBoolean());
  }

  @Test
  void halfTypesComputeInFloat() {
    Torch.manualSeed(7);
    Tensor q = Torch.randn(2, 5, 4);
    Tensor k = Torch.randn(2, 7, 4);
    Tensor wide = F.scaledDotProductAttention(q, k, k);
    Tensor half =
        F.scaledDotProductAttention(
            q.to(DType.BFLOAT16), k.to(DType.BFLOAT16), k.to(DType.BFLOAT16));
    assertEquals(DType.BFLOAT16, half.dtype());
    assertClose(half.to(DType.FLOAT32), wide, 3e-2, 3e-2);
  }

  @Test
  void gradientsOfAllOrders() {
    Torch.manualSeed(8);
    Tensor mask = Torch.randn(Shape.of(3, 4), DType.FLOAT64);
    Tensor[] qkv = {
      random(DType.FLOAT64, 2, 3, 2), random(DType.FLOAT64, 2, 4, 2), random(DType.FLOAT64, 2, 4, 3)
    };
    GradCheck.gradcheck(
        t -> F.scaledDotProductAttention(t[0], t[1], t[2], PLAIN.attnMask(mask)), qkv);
    GradCheck.gradgradcheck(
        t -> F.scaledDotProductAttention(t[0], t[1], t[2], PLAIN.attnMask(mask)), qkv);
    GradCheck.gradgradcheck(
        t -> F.scaledDotProductAttention(t[0], t[1], t[2], PLAIN.isCausal(true)), qkv);
    GradCheck.gradgradcheck(
        t -> {
          Torch.manualSeed(5);
          return F.scaledDotProductAttention(t[0], t[1], t[2], PLAIN.dropoutP(0.4));
        },
        qkv);
  }

  @Test
  void learnedMasksGetGradients() {
    Torch.manualSeed(9);
    GradCheck.gradcheck(
        t -> F.scaledDotProductAttention(t[0], t[0], t[0], PLAIN.attnMask(t[1])),
        random(DType.FLOAT64, 3, 2),
        random(DType.FLOAT64, 3, 3));
  }

  @Test
  void multiheadIsTheSameWithAndWithoutWeights() {
    Torch.manualSeed(10);
    MultiheadAttention attention = new MultiheadAttention(16, 4);
    Tensor x = Torch.randn(9, 3, 16);
    Tensor padding = Torch.rand(3, 9).gt(0.8);
    padding.select(1, 0).fill_(false);
    MultiheadAttention.CallOptions call =
        MultiheadAttention.callOptions()
            .keyPaddingMask(padding)
            .attnMask(Transformer.generateSquareSubsequentMask(9));
    Tensor expected = attention.apply(x, x, x, call).output();
    Tensor actual = attention.apply(x, x, x, call.needWeights(false)).output();
    assertClose(actual.detach(), expected.detach(), 1e-4, 1e-6);
  }

  @Test
  void refusesMasksOfOtherTypes() {
    Tensor q = Torch.randn(3, 2);
    assertThrows(
        DTypeException.class,
        () ->
            F.scaledDotProductAttention(
                q, q, q, PLAIN.attnMask(Torch.zeros(Shape.of(3, 3), DType.FLOAT64))));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            F.scaledDotProductAttention(q, q, q, PLAIN.isCausal(true).attnMask(Torch.zeros(3, 3))));
  }
}
