package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** What the golden modules do not reach: padding, one-hot, clipping, vectors, error texts. */
class FunctionsTest {
  private static Tensor row(float... values) {
    return Torch.tensor(values).view(1, values.length);
  }

  @Test
  void paddingModes() {
    Tensor x = row(1, 2, 3);
    assertArrayEquals(new float[] {0, 1, 2, 3, 0, 0}, F.pad(x, 1, 2).toFloatArray());
    assertArrayEquals(
        new float[] {7, 1, 2, 3}, F.pad(x, new long[] {1, 0}, "constant", 7).toFloatArray());
    assertArrayEquals(new float[] {2}, F.pad(x, -1, -1).toFloatArray());
    assertArrayEquals(
        new float[] {3, 2, 1, 2, 3, 2}, F.pad(x, new long[] {2, 1}, "reflect", 0).toFloatArray());
    assertArrayEquals(
        new float[] {1, 1, 1, 2, 3, 3}, F.pad(x, new long[] {2, 1}, "replicate", 0).toFloatArray());
    assertArrayEquals(
        new float[] {2, 3, 1, 2, 3, 1}, F.pad(x, new long[] {2, 1}, "circular", 0).toFloatArray());
    assertArrayEquals(new float[] {0, 0, 0, 1, 2, 3, 0, 0, 0}, F.pad(x, 0, 0, 1, 1).toFloatArray());
    assertThrows(ShapeException.class, () -> F.pad(x, new long[] {3, 0}, "reflect", 0));
    assertThrows(ShapeException.class, () -> F.pad(x, -2, -2));
    assertThrows(ShapeException.class, () -> F.pad(x, 1));
    assertThrows(IllegalArgumentException.class, () -> F.pad(x, new long[] {1, 1}, "mirror", 0));
    Tensor g = x.clone().requiresGrad_(true);
    F.pad(g, new long[] {2, 1}, "reflect", 0).sum().backward();
    assertArrayEquals(new float[] {1, 3, 2}, g.grad().toFloatArray());
  }

  @Test
  void oneHot() {
    Tensor t = F.oneHot(Torch.tensor(new long[] {2, 0}));
    assertArrayEquals(new long[] {0, 0, 1, 1, 0, 0}, t.toLongArray());
    assertEquals(5, F.oneHot(Torch.tensor(new int[] {2, 0}), 5).size(1));
    assertEquals(
        "one_hot: class index 2 is out of range for 2 classes",
        assertThrows(
                IndexOutOfBoundsException.class, () -> F.oneHot(Torch.tensor(new long[] {2}), 2))
            .getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> F.oneHot(Torch.tensor(new long[] {-1}), 2));
    assertThrows(DTypeException.class, () -> F.oneHot(Torch.ones(2)));
  }

  @Test
  void normalize() {
    assertArrayEquals(new float[] {0.6f, 0.8f}, F.normalize(row(3, 4)).toFloatArray(), 1e-6f);
    assertArrayEquals(new float[] {0, 0}, F.normalize(row(0, 0)).toFloatArray());
  }

  @Test
  void reductionsAreChecked() {
    Tensor x = row(1, 2);
    assertEquals(
        "mse_loss: reduction is 'none', 'mean' or 'sum', got 'avg'",
        assertThrows(IllegalArgumentException.class, () -> F.mseLoss(x, x, "avg")).getMessage());
    Tensor half = Torch.full(Shape.of(2, 2), 0.5).log();
    Tensor sure = Torch.eye(2);
    assertEquals(Math.log(2), F.klDiv(half, sure, "batchmean", false).item(), 1e-6);
    assertEquals(Math.log(2) / 2, F.klDiv(half, sure).item(), 1e-6);
    assertEquals(0, F.klDiv(half, half, "sum", true).item());
  }

  @Test
  void embeddingsRenormalizeAndPad() {
    Tensor table = Torch.tensor(new float[] {3, 4, 0.3f, 0.4f, 6, 8}).view(3, 2);
    Tensor indices = Torch.tensor(new long[] {0, 1, 0});
    Tensor out = F.embedding(indices, table, Embedding.options().maxNorm(1));
    assertArrayEquals(new float[] {0.6f, 0.8f, 0.3f, 0.4f, 0.6f, 0.8f}, out.toFloatArray(), 1e-5f);
    assertArrayEquals(new float[] {0.6f, 0.8f, 0.3f, 0.4f, 6, 8}, table.toFloatArray(), 1e-5f);
    Embedding padded = new Embedding(4, 2, Embedding.options().paddingIdx(-1));
    assertEquals("Embedding(4, 2, padding_idx=3)", padded.toString());
    assertArrayEquals(new float[] {0, 0}, padded.weight.detach().select(0, 3).toFloatArray());
    padded.apply(Torch.tensor(new long[] {3, 1, 1})).sum().backward();
    assertArrayEquals(new float[] {0, 0, 2, 2, 0, 0, 0, 0}, padded.weight.grad().toFloatArray());
    Embedding frozen = Embedding.fromPretrained(table);
    assertTrue(!frozen.weight.requiresGrad());
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> new Embedding(4, 2, Embedding.options().paddingIdx(4)));
  }

  @Test
  void convolutionsTakeInputsWithoutABatch() {
    Conv2d conv = new Conv2d(2, 3, new long[] {2, 3}, Conv2d.options().stride(2, 1));
    Tensor x = Torch.rand(2, 6, 7);
    Tensor one = conv.apply(x);
    assertEquals("[3, 3, 5]", one.shape().toString());
    assertArrayEquals(one.toFloatArray(), conv.apply(x.unsqueeze(0)).toFloatArray());
    ShapeException e = assertThrows(ShapeException.class, () -> conv.apply(Torch.rand(6, 7)));
    assertTrue(
        e.getMessage().startsWith("conv2d: expected 3D (unbatched) or 4D (batched) input, got 2D"),
        e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new Conv2d(3, 4, 3, Conv2d.options().groups(2)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Conv2d(2, 2, 3, Conv2d.options().stride(2).padding("same")));
    assertThrows(IllegalArgumentException.class, () -> Conv2d.options().padding("full"));
    assertThrows(IllegalArgumentException.class, () -> Conv2d.options().paddingMode("mirror"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Conv2d(2, 2, 3, Conv2d.options().padding(1, 2, 3)).apply(x));
  }

  @Test
  void gradientsAreClipped() {
    Tensor a = Torch.zeros(2).requiresGrad_(true);
    Tensor b = Torch.zeros(1).requiresGrad_(true);
    Tensor none = Torch.zeros(1).requiresGrad_(true);
    a.mul(3).sum().add(b.mul(-4).sum()).backward();
    List<Tensor> all = List.of(a, none, b);
    assertEquals(Math.sqrt(34), NnUtils.clipGradNorm_(all, 100).item(), 1e-5);
    assertArrayEquals(new float[] {3, 3}, a.grad().toFloatArray());
    assertEquals(4, NnUtils.clipGradNorm_(all, 1, Double.POSITIVE_INFINITY, false).item(), 1e-6);
    assertArrayEquals(new float[] {0.75f, 0.75f}, a.grad().toFloatArray(), 1e-5f);
    NnUtils.clipGradValue_(all, 0.5);
    assertArrayEquals(new float[] {0.5f, 0.5f}, a.grad().toFloatArray());
    assertArrayEquals(new float[] {-0.5f}, b.grad().toFloatArray());
    b.grad().fill_(Double.NaN);
    assertThrows(IllegalStateException.class, () -> NnUtils.clipGradNorm_(all, 1, 2, true));
    assertEquals(0, NnUtils.clipGradNorm_(List.of(none), 1).item());
  }

  @Test
  void parametersBecomeAVectorAndBack() {
    Linear a = new Linear(2, 3);
    Linear b = new Linear(2, 3);
    Tensor vector = NnUtils.parametersToVector(a.parameters());
    assertEquals("[9]", vector.shape().toString());
    Parameter weight = b.weight;
    NnUtils.vectorToParameters(vector, b.parameters());
    assertArrayEquals(a.weight.toFloatArray(), weight.toFloatArray());
    assertArrayEquals(a.bias.toFloatArray(), b.bias.toFloatArray());
    assertTrue(weight.requiresGrad() && weight.isLeaf());
    assertThrows(
        ShapeException.class, () -> NnUtils.vectorToParameters(Torch.zeros(8), b.parameters()));
  }

  @Test
  void containersKeepTheirOrder() {
    ModuleList list = new ModuleList(new ReLU(), new Tanh());
    list.insert(1, new Sigmoid());
    list.append(new Identity());
    assertEquals("Sigmoid", list.get(1).moduleName());
    assertEquals("Identity", list.get(-1).moduleName());
    assertEquals("ReLU", list.pop(0).moduleName());
    assertEquals(List.of("0", "1", "2"), List.copyOf(list.namedChildren().keySet()));
    assertThrows(IndexOutOfBoundsException.class, () -> list.get(3));
    ModuleDict dict = new ModuleDict().put("a", new ReLU()).put("b", new Tanh());
    assertTrue(dict.contains("a") && !dict.contains("c"));
    dict.pop("a");
    assertEquals(List.of("b"), List.copyOf(dict.keys()));
    assertEquals(
        "ModuleDict has no module 'a', only [b]",
        assertThrows(IllegalArgumentException.class, () -> dict.get("a")).getMessage());
    Sequential model = new Sequential(new ReLU(), new ReLU());
    model.set(-1, new Tanh());
    assertEquals("Tanh", model.get(1).moduleName());
    ParameterList parameters = new ParameterList(Torch.ones(2));
    parameters.append(new Parameter(Torch.ones(3)));
    assertEquals(List.of("0", "1"), List.copyOf(parameters.stateDict().keySet()));
    assertTrue(parameters.get(0).requiresGrad());
  }

  @Test
  void batchNormChecksItsInput() {
    assertEquals(
        "batch_norm: expected 2D or 3D input, got 4D (input [1, 2, 3, 3])",
        assertThrows(ShapeException.class, () -> new BatchNorm1d(2).apply(Torch.ones(1, 2, 3, 3)))
            .getMessage());
    assertThrows(ShapeException.class, () -> new BatchNorm1d(2).apply(Torch.ones(1, 2)));
    BatchNorm1d bn = new BatchNorm1d(2);
    bn.apply(Torch.rand(4, 2));
    bn.resetParameters();
    assertEquals(0, bn.numBatchesTracked.itemLong());
    assertArrayEquals(new float[] {1, 1}, bn.runningVar.toFloatArray());
  }

  @Test
  void inPlaceActivationsWriteIntoTheirInput() {
    for (Module m :
        List.of(new ReLU(true), new LeakyReLU(0.1, true), new ELU(1, true), new SiLU(true))) {
      Tensor x = row(-1, 2);
      Tensor want =
          switch (m) {
            case ReLU _ -> F.relu(x);
            case LeakyReLU _ -> F.leakyRelu(x, 0.1);
            case ELU _ -> F.elu(x);
            default -> F.silu(x);
          };
      float[] expected = want.toFloatArray();
      m.apply(x);
      assertArrayEquals(expected, x.toFloatArray());
    }
    assertEquals("Dropout(p=0.2, inplace=True)", new Dropout(0.2, true).toString());
    assertEquals(
        "dropout probability has to be between 0 and 1, but got 1.5",
        assertThrows(IllegalArgumentException.class, () -> new Dropout(1.5)).getMessage());
  }
}
