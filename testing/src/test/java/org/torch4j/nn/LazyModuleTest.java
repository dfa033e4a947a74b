package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.optim.SGD;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Modules that learn their sizes from the first input; texts as PyTorch 1.13.1 prints them. */
class LazyModuleTest {
  @Test
  void aLayerBecomesTheOneItStandsFor() {
    LazyLinear layer = new LazyLinear(3);
    assertTrue(layer.hasUninitializedParams() && layer.awaitsInput());
    assertEquals("LazyLinear(in_features=0, out_features=3, bias=True)", layer.toString());
    assertEquals("<UninitializedParameter>", layer.weight.toString());
    Parameter weight = layer.weight;
    Torch.manualSeed(0);
    layer.apply(Torch.ones(2, 5));
    assertFalse(layer.hasUninitializedParams() || layer.awaitsInput());
    assertEquals("Linear(in_features=5, out_features=3, bias=True)", layer.toString());
    assertSame(weight, layer.weight);
    Torch.manualSeed(0);
    Linear plain = new Linear(5, 3);
    assertTrue(plain.weight.equal(layer.weight));
  }

  @Test
  void textsBeforeAndAfter() {
    Module conv = new LazyConv2d(4, 2, Conv2d.options().groups(2));
    assertEquals("LazyConv2d(0, 4, kernel_size=(2, 2), stride=(1, 1), groups=2)", conv.toString());
    conv.apply(Torch.ones(6, 3, 3));
    assertEquals("Conv2d(6, 4, kernel_size=(2, 2), stride=(1, 1), groups=2)", conv.toString());
    Module transposed = new LazyConvTranspose1d(4, 3);
    assertEquals("LazyConvTranspose1d(0, 4, kernel_size=(3,), stride=(1,))", transposed.toString());
    transposed.apply(Torch.ones(1, 5, 2));
    assertEquals("ConvTranspose1d(5, 4, kernel_size=(3,), stride=(1,))", transposed.toString());
    Module norm = new LazyBatchNorm1d();
    assertTrue(norm.toString().startsWith("LazyBatchNorm1d(0, eps=1e-05"), norm.toString());
    norm.apply(Torch.rand(4, 7));
    assertTrue(norm.toString().startsWith("BatchNorm1d(7, eps=1e-05"), norm.toString());
    Module instance = new LazyInstanceNorm2d();
    instance.apply(Torch.rand(3, 4, 4)); // a sample without a batch
    assertTrue(instance.toString().startsWith("InstanceNorm2d(3, eps=1e-05"), instance.toString());
  }

  @Test
  void anOptimizerMayBeMadeBefore() {
    Sequential net = new Sequential(new LazyLinear(4), new ReLU(), new LazyLinear(1));
    SGD optimizer = new SGD(net.parameters(), SGD.options().lr(0.1));
    Tensor before = net.apply(Torch.ones(2, 3)).sum();
    before.backward();
    double was = net.parameters().get(3).detach().item();
    optimizer.step();
    assertEquals(was - 0.2, net.parameters().get(3).detach().item(), 1e-6);
  }

  @Test
  void conversionBeforeCounts() {
    LazyLinear layer = new LazyLinear(2);
    layer.toDouble();
    layer.apply(Torch.ones(1, 3).to(DType.FLOAT64));
    assertEquals(DType.FLOAT64, layer.weight.dtype());
  }

  @Test
  void statesSettleShapes() {
    Linear source = new Linear(3, 2);
    LazyLinear layer = new LazyLinear(2);
    layer.loadStateDict(source.stateDict());
    assertFalse(layer.hasUninitializedParams());
    assertTrue(layer.weight.equal(source.weight));
    Tensor x = Torch.rand(4, 3);
    assertTrue(layer.apply(x).equal(source.apply(x)));
    assertEquals("Linear(in_features=3, out_features=2, bias=True)", layer.toString());
    // a state of an open module leaves another open
    Map<String, Tensor> open = new LazyLinear(2).stateDict();
    assertInstanceOf(UninitializedParameter.class, open.get("weight"));
    LazyLinear other = new LazyLinear(2);
    other.loadStateDict(open);
    assertTrue(other.hasUninitializedParams());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> source.loadStateDict(open));
    assertTrue(e.getMessage().contains("uninitialized in the state"), e.getMessage());
  }

  @Test
  void aFailedLoadLeavesItOpen() {
    LazyLinear layer = new LazyLinear(2);
    assertThrows(
        IllegalArgumentException.class,
        () -> layer.loadStateDict(Map.of("weight", Torch.ones(2, 3))));
    assertTrue(layer.hasUninitializedParams());
  }

  @Test
  void aWrongFirstInputSaysWhereAndLeavesItOpen() {
    Sequential net = new Sequential(new LazyConv2d(4, 3, Conv2d.options().groups(2)));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> net.apply(Torch.ones(1, 3, 5, 5)));
    assertEquals("0 (LazyConv2d): in_channels must be divisible by groups", e.getMessage());
    assertArrayEquals(new long[] {1, 4, 3, 3}, net.apply(Torch.ones(1, 2, 5, 5)).shape().toArray());
  }

  @Test
  void materializeTwiceIsAnError() {
    UninitializedBuffer buffer = new UninitializedBuffer();
    assertEquals("<UninitializedBuffer>", buffer.toString());
    buffer.materialize(2, 3);
    assertEquals(Shape.of(2, 3), buffer.shape());
    assertThrows(IllegalStateException.class, () -> buffer.materialize(1));
    assertThrows(
        IllegalArgumentException.class,
        () -> NnUtils.weightNorm(new LazyLinear(List.of(1).size())));
  }
}
