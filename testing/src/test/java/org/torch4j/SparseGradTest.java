package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.nn.Embedding;
import org.torch4j.nn.EmbeddingBagOptions;
import org.torch4j.nn.F;
import org.torch4j.testing.GradCheck;
import org.torch4j.type.AutogradException;
import org.torch4j.type.Shape;

/** Gradients of and through sparse tensors, against {@code sparse_numbers.py} and differences. */
class SparseGradTest {
  private static final Shape SIZE = Shape.of(2, 3);

  private final Tensor indices = Torch.tensor(new long[][] {{0, 1, 1, 0}, {2, 0, 2, 2}});
  private final Tensor values = Torch.tensor(new float[] {3, 4, 5, 1});
  private final Tensor s =
      Torch.sparseCooTensor(indices, values, SIZE).coalesce().requiresGrad_(true);
  private final Tensor w = Torch.tensor(new float[][] {{1, 2}, {3, 4}, {5, 6}}).requiresGrad_(true);

  private static void check(Tensor loss, Tensor input, double... expected) {
    Tensor g = Torch.gradAllowUnused(List.of(loss), List.of(input), null, true, false).get(0);
    Tensor dense = Objects.requireNonNull(g).toDense();
    float[] wanted = new float[expected.length];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = (float) expected[i];
    }
    assertClose(dense.reshape(-1), Torch.tensor(wanted), 1e-5, 1e-5);
  }

  @Test
  void productsReachBothOperands() {
    Tensor mm = Sparse.mm(s, w).pow(2).sum();
    check(mm, s, 0, 0, 488, 210, 0, 746);
    check(mm, w, 232, 304, 0, 0, 450, 572);
    Tensor addmm = Sparse.addmm(Torch.ones(2, 2), s, w, 2, 3).pow(2).sum();
    check(addmm, s, 0, 0, 4524, 1926, 0, 6846);
    check(addmm, w, 2136, 2784, 0, 0, 4158, 5256);
  }

  @Test
  void functionsReachTheEntries() {
    Tensor d = Torch.arange(6.0).view(2, 3).requiresGrad_(true);
    check(s.toDense().pow(2).sum(), s, 0, 0, 8, 8, 0, 10);
    check(Sparse.sum(s, 0).toDense().pow(2).sum(), s, 0, 0, 18, 8, 0, 18);
    check(
        Sparse.softmax(s, 1).toDense().mul(d.detach()).sum(),
        s,
        0,
        0,
        0,
        -0.39322388,
        0,
        0.39322388);
    check(
        Sparse.logSoftmax(s, 1).toDense().mul(d.detach()).sum(),
        s,
        0,
        0,
        0,
        0.84846830,
        0,
        -0.84846973);
    check(d.sparseMask(s.detach()).toDense().pow(2).sum(), d, 0, 0, 4, 6, 0, 10);
    Tensor product = s.mul(d).toDense().sum();
    check(product, s, 0, 0, 2, 3, 0, 5);
    check(product, d, 0, 0, 4, 4, 0, 5);
    check(d.toSparse().toDense().pow(2).sum(), d, 0, 2, 4, 6, 8, 10);
  }

  @Test
  void theConstructorLeadsToTheValues() {
    Tensor v = values.clone().requiresGrad_(true);
    Tensor made = Torch.sparseCooTensor(indices, v, SIZE);
    check(made.toDense().pow(2).sum(), v, 8, 8, 10, 8);
    check(made.coalesce().values().pow(2).sum(), v, 8, 8, 10, 8);
    assertEquals("<SparseCooTensorWithDimsAndTensorsBackward0>", String.valueOf(made.gradFn()));
    assertEquals("<CoalesceBackward0>", String.valueOf(made.coalesce().gradFn()));
    v.requiresGrad_(false);
    assertTrue(!Torch.sparseCooTensor(indices, v, SIZE).requiresGrad());
  }

  @Test
  void leavesCollectSparseGradients() {
    Tensor leaf =
        Torch.sparseCooTensor(indices, values, SIZE, TensorOptions.defaults().requiresGrad(true));
    assertTrue(leaf.isLeaf());
    leaf.toDense().pow(2).sum().backward();
    Tensor grad = Objects.requireNonNull(leaf.grad());
    assertTrue(grad.isSparse() && grad.isCoalesced());
    assertArrayEquals(new float[] {8, 8, 10}, grad.values().toFloatArray());
    s.mul(3).backward(Torch.ones(2, 3).sparseMask(s.detach()));
    s.neg().backward(Torch.ones(2, 3));
    assertArrayEquals(
        new float[] {2, 2, 2}, Objects.requireNonNull(s.grad()).values().toFloatArray());
    s.setGrad(null);
    s.registerHook(g -> Objects.requireNonNull(g).mul(10));
    s.toDense().sum().backward();
    assertArrayEquals(
        new float[] {10, 10, 10}, Objects.requireNonNull(s.grad()).values().toFloatArray());
    assertThrows(AutogradException.class, () -> s.mul_(2));
    try (var off = Torch.noGrad()) {
      s.mul_(2);
    }
    assertTrue(s.isLeaf() && s.requiresGrad());
    assertArrayEquals(new float[] {8, 8, 10}, s._values().toFloatArray());
  }

  @Test
  void embeddingsGetSparseGradients() {
    Tensor table = Torch.arange(8.0).view(4, 2).requiresGrad_(true);
    Tensor index = Torch.tensor(new long[][] {{1, 3}, {1, 0}});
    Tensor out = F.embedding(index, table, Embedding.options().paddingIdx(0).sparse(true));
    out.mul(Torch.arange(8.0).view(2, 2, 2)).sum().backward();
    checkRows(table, new long[] {1, 3, 1}, 0, 1, 2, 3, 4, 5);
    Tensor flat = Torch.tensor(new long[] {1, 3, 1, 0});
    Tensor offsets = Torch.tensor(new long[] {0, 2});
    EmbeddingBagOptions options = EmbeddingBagOptions.defaults().sparse(true);
    Tensor weight = Torch.arange(4.0).view(2, 2);
    table.setGrad(null);
    F.embeddingBag(flat, table, offsets, options).mul(weight).sum().backward();
    checkRows(table, new long[] {1, 3, 1, 0}, 0, 0.5, 0, 0.5, 1, 1.5, 1, 1.5);
    table.setGrad(null);
    EmbeddingBagOptions weighted =
        options.mode("sum").paddingIdx(3L).perSampleWeights(Torch.tensor(new float[] {1, 2, 3, 4}));
    F.embeddingBag(flat, table, offsets, weighted).mul(weight).sum().backward();
    checkRows(table, new long[] {1, 1, 0}, 0, 1, 6, 9, 8, 12);
    Tensor bad =
        F.embedding(index, table, Embedding.options().scaleGradByFreq(true).sparse(true)).sum();
    assertThrows(IllegalArgumentException.class, bad::backward);
    assertThrows(
        IllegalArgumentException.class,
        () -> F.embeddingBag(flat, table, offsets, options.mode("max")));
  }

  private static void checkRows(Tensor table, long[] rows, double... expected) {
    Tensor grad = Objects.requireNonNull(table.grad());
    assertTrue(grad.isSparse());
    assertArrayEquals(rows, grad._indices().reshape(-1).toLongArray());
    assertArrayEquals(expected, grad._values().reshape(-1).toDoubleArray());
    assertNotNull(grad.toString());
  }

  @Test
  void sparseAndStridedGradientsAddUp() {
    Tensor p = Torch.ones(3, 2).requiresGrad_(true);
    Embedding.Options sparse = Embedding.options().sparse(true);
    F.embedding(Torch.tensor(new long[] {0, 2}), p, sparse).sum().backward();
    F.embedding(Torch.tensor(new long[] {2}), p, sparse).sum().backward();
    assertTrue(Objects.requireNonNull(p.grad()).isSparse());
    p.mul(2).sum().backward();
    assertArrayEquals(
        new float[] {3, 3, 2, 2, 4, 4},
        Objects.requireNonNull(p.grad()).reshape(-1).toFloatArray());
    F.embedding(Torch.tensor(new long[] {1}), p, sparse).sum().backward();
    assertArrayEquals(
        new float[] {3, 3, 3, 3, 4, 4},
        Objects.requireNonNull(p.grad()).reshape(-1).toFloatArray());
    p.setGrad(null);
    Tensor used = p.mul(2);
    F.embedding(Torch.tensor(new long[] {2, 2}), used, sparse).add(used.sum()).sum().backward();
    assertArrayEquals(
        new float[] {8, 8, 8, 8, 12, 12},
        Objects.requireNonNull(p.grad()).toDense().reshape(-1).toFloatArray());
  }

  private record Sample(Function<Tensor[], Tensor> function, Shape[] shapes) {}

  private final Map<String, Sample> samples = new LinkedHashMap<>();

  private void put(String name, Function<Tensor[], Tensor> f, Shape... shapes) {
    samples.put(name, new Sample(f, shapes));
  }

  private Tensor made(Tensor v) {
    return Torch.sparseCooTensor(indices, v, SIZE);
  }

  private Tensor compressed(Tensor v) {
    return Torch.sparseCsrTensor(
        Torch.tensor(new long[] {0, 1, 3}), Torch.tensor(new long[] {2, 0, 2}), v, SIZE);
  }

  private void fillSamples() {
    Shape four = Shape.of(4);
    Shape three = Shape.of(3);
    put("to_dense", t -> made(t[0]).toDense(), four);
    put("coalesce", t -> made(t[0]).coalesce().values(), four);
    put("hybrid", t -> made(t[0]).toDense(), Shape.of(4));
    put("mul", t -> made(t[0]).mul(made(t[1])).toDense(), four, four);
    put("mul strided", t -> made(t[0]).mul(t[1]).toDense(), four, SIZE);
    put("add strided", t -> t[1].add(made(t[0]), 2), four, SIZE);
    put("sub", t -> made(t[0]).sub(made(t[1])).toDense(), four, four);
    put("div", t -> made(t[0]).div(t[1]).toDense(), four, Shape.of());
    put("tanh", t -> made(t[0]).tanh().toDense(), four);
    put("square", t -> made(t[0]).pow(2).toDense(), four);
    put("sum", t -> Sparse.sum(made(t[0]), 1).toDense(), four);
    put("softmax", t -> Sparse.softmax(made(t[0]), 0).toDense(), four);
    put("log_softmax", t -> Sparse.logSoftmax(made(t[0]), 1).toDense(), four);
    put("mm", t -> made(t[0]).mm(t[1]), four, Shape.of(3, 2));
    put("sparse mm", t -> made(t[0]).mm(made(t[1]).t()).toDense(), four, four);
    put("mv", t -> made(t[0]).mv(t[1]), four, three);
    put(
        "addmm",
        t -> Sparse.addmm(t[0], made(t[1]), t[2], 2, 3),
        Shape.of(2, 2),
        four,
        Shape.of(3, 2));
    put("csr mm", t -> compressed(t[0]).mm(t[1]), three, Shape.of(3, 2));
    put(
        "sampled",
        t -> Sparse.sampledAddmm(compressed(t[0]), t[1], t[2], 2, 3).values(),
        three,
        Shape.of(2, 2),
        Shape.of(2, 3));
    put("to csr", t -> made(t[0]).toSparseCsr().values(), four);
    put("mask", t -> t[0].sparseMask(made(values).coalesce()).values(), SIZE);
    put("select", t -> made(t[0]).select(0, 1).toDense(), four);
    put("cat", t -> Torch.cat(List.of(made(t[0]), made(t[1])), 1).toDense(), four, four);
    put("norm", t -> made(t[0]).norm(), four);
  }

  @TestFactory
  Stream<DynamicTest> agreesWithDifferences() {
    fillSamples();
    return samples.entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey(),
                    () -> {
                      Supplier<Tensor[]> inputs = () -> inputs(e.getValue().shapes);
                      GradCheck.gradcheck(e.getValue().function::apply, inputs.get());
                      GradCheck.gradgradcheck(e.getValue().function::apply, inputs.get());
                    }));
  }

  private static Tensor[] inputs(Shape[] shapes) {
    Torch.manualSeed(3);
    Tensor[] all = new Tensor[shapes.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Torch.randn(shapes[i], Torch.float64).add(2).requiresGrad_(true);
    }
    return all;
  }
}
