package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Transformers beyond what the golden cases show. */
class TransformerTest {
  private static Transformer small(Transformer.Options options) {
    return new Transformer(
        8, 2, options.numEncoderLayers(2).numDecoderLayers(1).dimFeedforward(16).dropout(0));
  }

  @Test
  void lookAheadIsHidden() {
    Tensor mask = Transformer.generateSquareSubsequentMask(3);
    assertEquals(Shape.of(3, 3), mask.shape());
    double none = Double.NEGATIVE_INFINITY;
    double[] expected = {0, none, none, 0, 0, none, 0, 0, 0};
    for (int i = 0; i < 9; i++) {
      assertEquals(expected[i], mask.flatten().get(i).item());
    }
    Torch.manualSeed(0);
    Transformer model = small(Transformer.options());
    Tensor src = Torch.randn(4, 2, 8);
    Tensor tgt = Torch.randn(3, 2, 8);
    Transformer.CallOptions call = Transformer.callOptions().tgtMask(mask);
    Tensor before = model.apply(src, tgt, call);
    Tensor changed = tgt.clone();
    changed.select(0, 2).fill_(9);
    Tensor after = model.apply(src, changed, call);
    assertClose(after.narrow(0, 0, 2).detach(), before.narrow(0, 0, 2).detach(), 1e-5, 1e-6);
  }

  @Test
  void paddingIsIgnoredAsBoolAndAsNumbers() {
    Torch.manualSeed(1);
    Transformer model = small(Transformer.options().normFirst(true).batchFirst(true));
    Tensor src = Torch.randn(2, 4, 8);
    Tensor tgt = Torch.randn(2, 3, 8);
    Tensor padding =
        Torch.tensor(new boolean[][] {{false, false, true, true}, {false, false, false, true}});
    Tensor added = Torch.zeros(2, 4).maskedFill(padding, Double.NEGATIVE_INFINITY);
    Transformer.CallOptions bool =
        Transformer.callOptions().srcKeyPaddingMask(padding).memoryKeyPaddingMask(padding);
    Transformer.CallOptions numbers =
        Transformer.callOptions().srcKeyPaddingMask(added).memoryKeyPaddingMask(added);
    Tensor expected = model.apply(src, tgt, bool).detach();
    assertClose(model.apply(src, tgt, numbers).detach(), expected, 1e-6, 1e-7);
    Tensor other = src.clone();
    other.select(0, 0).narrow(0, 2, 2).fill_(5);
    assertClose(model.apply(other, tgt, bool).detach(), expected, 1e-5, 1e-6);
  }

  @Test
  void layersAreCopies() {
    Torch.manualSeed(2);
    TransformerEncoderLayer layer = new TransformerEncoderLayer(8, 2);
    TransformerEncoder encoder = new TransformerEncoder(layer, 2);
    Module first = encoder.layers.get(0);
    assertNotSame(layer, first);
    assertEquals(2 * layer.parameters().size(), encoder.parameters().size());
    assertClose(first.getParameter("linear1.weight").detach(), layer.linear1.weight.detach(), 0, 0);
    try (var off = Torch.noGrad()) {
      layer.linear1.weight.zero_();
    }
    assertTrue(first.getParameter("linear1.weight").abs().sum().item() > 0);
  }

  @Test
  void copiesKeepSharingHooksAndModes() {
    class Tied extends Module {
      final Linear a = new Linear(3, 3);
      final Linear b = a;
      final Buffer steps = new Buffer(Torch.zeros(1), false);

      @Override
      public Tensor forward(Tensor x) {
        return b.apply(a.apply(x));
      }
    }

    Tied tied = new Tied();
    tied.a.weight.requiresGrad_(false);
    int[] calls = {0};
    tied.registerForwardHook(
        (m, in, out) -> {
          calls[0]++;
          return null;
        });
    tied.eval();
    Tied copy = tied.copy();
    assertEquals(copy.a, copy.b);
    assertNotSame(tied.a, copy.a);
    assertEquals(false, copy.a.weight.requiresGrad());
    assertEquals(false, copy.isTraining());
    assertEquals(List.copyOf(tied.stateDict().keySet()), List.copyOf(copy.stateDict().keySet()));
    copy.apply(Torch.ones(2, 3));
    assertEquals(1, calls[0]);
  }

  @Test
  void activationByNameFunctionOrModule() {
    Torch.manualSeed(3);
    TransformerLayerOptions options =
        TransformerEncoderLayer.options().dimFeedforward(8).dropout(0);
    TransformerEncoderLayer named = new TransformerEncoderLayer(4, 2, options.activation("gelu"));
    TransformerEncoderLayer module =
        new TransformerEncoderLayer(4, 2, options.activation(new GELU()));
    module.loadStateDict(named.stateDict());
    assertTrue(module.toString().contains("(activation): GELU("));
    Tensor x = Torch.randn(3, 2, 4);
    assertClose(module.apply(x).detach(), named.apply(x).detach(), 1e-6, 1e-7);
    assertEquals(
        "activation should be relu/gelu, not tanh",
        assertThrows(IllegalArgumentException.class, () -> options.activation("tanh"))
            .getMessage());
  }

  @Test
  void customPartsAndWrongShapes() {
    Transformer model =
        new Transformer(
            8, 2, Transformer.options().customEncoder(new Identity()).numDecoderLayers(1));
    assertEquals(
        Shape.of(3, 2, 8), model.apply(Torch.randn(4, 2, 8), Torch.randn(3, 2, 8)).shape());
    assertThrows(
        ShapeException.class, () -> model.apply(Torch.randn(4, 2, 8), Torch.randn(3, 1, 8)));
    ShapeException e =
        assertThrows(
            ShapeException.class, () -> model.apply(Torch.randn(4, 2, 7), Torch.randn(3, 2, 7)));
    assertTrue(e.getMessage().contains("feature number"), e.getMessage());
  }
}
