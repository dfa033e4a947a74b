package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.ValuesIndices;
import org.torch4j.type.ShapeException;

/** What the goldens of modules do not show; texts and numbers are those of PyTorch 1.13.1. */
class LayerTest {
  @Test
  void textsAsPyTorchPrintsThem() {
    Map<String, Module> texts = new TreeMap<>();
    texts.put("Hardswish()", new Hardswish(true));
    texts.put("Mish(inplace=True)", new Mish(true));
    texts.put("CELU(alpha=1.0, inplace=True)", new CELU(1, true));
    texts.put("RReLU(lower=0.1, upper=0.2, inplace=True)", new RReLU(0.1, 0.2, true));
    texts.put("Softshrink(0.5)", new Softshrink());
    texts.put("Dropout1d(p=0.2, inplace=True)", new Dropout1d(0.2, true));
    texts.put(
        "MaxUnpool2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))",
        new MaxUnpool2d(3, MaxUnpool2d.options().stride(2).padding(1)));
    texts.put(
        "LPPool2d(norm_type=2, kernel_size=(3, 2), stride=(2, 1), ceil_mode=False)",
        new LPPool2d(2, new long[] {3, 2}, new long[] {2, 1}, false));
    texts.put(
        "AdaptiveAvgPool2d(output_size=(None, 3))", new AdaptiveAvgPool2d(Arrays.asList(null, 3L)));
    texts.put(
        "Upsample(scale_factor=(2.0, 3.0), mode=nearest)",
        new Upsample(Upsample.options().scaleFactor(new double[] {2, 3})));
    texts.put(
        "UpsamplingNearest2d(size=3, mode=nearest)",
        new UpsamplingNearest2d(UpsamplingNearest2d.options().size(3)));
    texts.put("CrossMapLRN2d(3, alpha=0.0001, beta=0.75, k=1)", new CrossMapLRN2d(3));
    texts.put(
        "SyncBatchNorm(4, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)",
        new SyncBatchNorm(4));
    texts.put(
        "DataParallel(\n  (module): Linear(in_features=2, out_features=2, bias=True)\n)",
        new DataParallel(new Linear(2, 2)));
    texts.put(
        "TripletMarginWithDistanceLoss()",
        new TripletMarginWithDistanceLoss(
            TripletMarginWithDistanceLoss.options().distanceFunction((a, b) -> a)));
    texts.put("ZeroPad2d((1, 1, 1, 1))", new ZeroPad2d(1));
    texts.put("ConstantPad1d(padding=(2, 2), value=0.5)", new ConstantPad1d(2, 0.5));
    texts.put("RMSNorm((4,), eps=None, elementwise_affine=True)", new RMSNorm(4));
    texts.put(
        "ParameterDict(\n    (a): Parameter containing: [torch.FloatTensor of size 2x3]\n"
            + "    (b): Parameter containing: [torch.FloatTensor of size 2]\n)",
        new ParameterDict().put("a", Torch.zeros(2, 3)).put("b", Torch.zeros(2)));
    texts.forEach((text, module) -> assertEquals(text, module.toString()));
    assertEquals(19, texts.size());
  }

  @Test
  void inPlaceActivationsWriteIntoTheirInput() {
    RReLU drawn = new RReLU(0.1, 0.2, true);
    drawn.eval();
    for (Module m :
        List.of(
            new ReLU(true),
            new ReLU6(true),
            new ELU(1, true),
            new CELU(1, true),
            new SELU(true),
            new SiLU(true),
            new Mish(true),
            new LeakyReLU(0.1, true),
            new Hardtanh(-1, 1, true),
            new Hardswish(true),
            new Hardsigmoid(true),
            new Threshold(0.1, 2, true),
            drawn)) {
      Tensor x = Torch.linspace(-4, 4, 9);
      Tensor same = x.clone();
      assertSame(x, m.apply(x), m.toString());
      assertFalse(x.equal(same), m.toString());
    }
  }

  @Test
  void pooledAndPutBack() {
    MaxPool2d pool = new MaxPool2d(2);
    Tensor x = Torch.arange(0L, 25L, 1L, org.torch4j.type.DType.FLOAT32).view(1, 1, 5, 5);
    ValuesIndices both = pool.applyWithIndices(x);
    assertArrayEquals(new double[] {6, 8, 16, 18}, both.values().reshape(-1).toDoubleArray());
    assertArrayEquals(new long[] {6, 8, 16, 18}, both.indices().reshape(-1).toLongArray());
    MaxUnpool2d unpool = new MaxUnpool2d(2);
    Tensor back = unpool.forward(both.values(), both.indices(), new long[] {5, 5});
    assertEquals(6 + 8 + 16 + 18, back.sum().item());
    assertEquals(16, back.reshape(-1).select(0, 16).item());
    Tensor square = x.narrow(2, 0, 4).narrow(3, 0, 4);
    ValuesIndices even = pool.applyWithIndices(square);
    assertEquals(square.amax().item(), unpool.apply(even.values(), even.indices()).amax().item());
    ShapeException e =
        assertThrows(ShapeException.class, () -> new Sequential(pool).apply(Torch.ones(3)));
    assertTrue(e.getMessage().startsWith("0 (MaxPool2d): "), e.getMessage());
    assertThrows(
        ShapeException.class,
        () -> new Holder(new AdaptiveMaxPool2d(2)).inner.applyWithIndices(Torch.ones(3)));
  }

  private static final class Holder extends Module {
    final AdaptiveMaxPool2d inner;

    Holder(AdaptiveMaxPool2d inner) {
      this.inner = inner;
    }
  }

  @Test
  void adaptiveSoftmaxAgreesWithItself() {
    Torch.manualSeed(0);
    AdaptiveLogSoftmaxWithLoss loss =
        new AdaptiveLogSoftmaxWithLoss(16, 20, new long[] {5, 10}, 2, true);
    Tensor x = Torch.randn(6, 16);
    Tensor target = Torch.tensor(new long[] {0, 4, 5, 9, 10, 19});
    AdaptiveLogSoftmaxWithLoss.Output out = loss.applyWithLoss(x, target);
    Tensor all = loss.logProb(x);
    assertTrue(all.exp().sum(new long[] {1}, false).allclose(Torch.ones(6), 1e-5, 1e-5));
    assertTrue(all.gather(1, target.unsqueeze(1)).squeeze(1).allclose(out.output(), 1e-5, 1e-6));
    assertEquals(-out.output().mean().item(), out.loss().item(), 1e-6);
    assertTrue(loss.predict(x).equal(all.argmax(1)));
    assertTrue(out.output().equal(loss.apply(x, target)));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> loss.apply(Torch.ones(1, 16), Torch.tensor(new long[] {20})));
    assertThrows(
        IllegalArgumentException.class,
        () -> new AdaptiveLogSoftmaxWithLoss(4, 5, new long[] {3, 2}));
  }

  @Test
  void lossesOfThreeAndFourInputs() {
    Tensor a = Torch.tensor(new float[] {1, 2, 3}).view(3, 1);
    Tensor p = a.add(0.5);
    Tensor n = a.add(2);
    double plain = new TripletMarginLoss().apply(a, p, n).item();
    assertEquals(0, plain, 1e-5);
    double wide =
        new TripletMarginLoss(TripletMarginLoss.options().margin(3)).apply(a, p, n).item();
    assertEquals(1.5, wide, 1e-5);
    assertThrows(IllegalStateException.class, () -> new TripletMarginLoss().apply(a, p));
    Torch.manualSeed(0);
    Tensor logProbs = F.logSoftmax(Torch.randn(6, 2, 4), 2);
    Tensor targets = Torch.tensor(new long[] {1, 2, 3, 1}).view(2, 2);
    CTCLoss ctc = new CTCLoss();
    Tensor one = ctc.apply(logProbs, targets, new long[] {6, 5}, new long[] {2, 2});
    Tensor two =
        ctc.apply(
            logProbs, targets, Torch.tensor(new long[] {6, 5}), Torch.tensor(new long[] {2, 2}));
    assertEquals(one.item(), two.item());
    assertThrows(IllegalArgumentException.class, () -> ctc.apply(logProbs, targets, targets));
  }

  @Test
  void bagsWithOffsetsAndWeights() {
    EmbeddingBag bag =
        EmbeddingBag.fromPretrained(
            Torch.tensor(new float[][] {{1, 2}, {3, 4}, {5, 6}}),
            true,
            EmbeddingBag.options().mode("sum"));
    Tensor indices = Torch.tensor(new long[] {0, 2, 1, 1});
    Tensor offsets = Torch.tensor(new long[] {0, 2});
    assertArrayEquals(
        new double[] {6, 8, 6, 8}, bag.apply(indices, offsets).reshape(-1).toDoubleArray());
    Tensor weights = Torch.tensor(new float[] {1, 2, 0, 1});
    assertArrayEquals(
        new double[] {11, 14, 3, 4},
        bag.apply(indices, offsets, weights).reshape(-1).toDoubleArray());
    assertFalse(bag.weight.requiresGrad());
  }

  @Test
  void synchronisedNormalisationIsThatOfTheBatch() {
    Tensor x = Torch.rand(4, 3, 2, 2);
    SyncBatchNorm sync = new SyncBatchNorm(3);
    BatchNorm2d plain = new BatchNorm2d(3);
    assertTrue(sync.apply(x).equal(plain.apply(x)));
    assertEquals(plain.stateDict().keySet(), sync.stateDict().keySet());
    assertThrows(ShapeException.class, () -> sync.apply(Torch.ones(3)));
  }

  @Test
  void attentionWithWeightsOfNoModule() {
    Torch.manualSeed(0);
    MultiheadAttention m =
        new MultiheadAttention(
            8, 2, MultiheadAttention.options().addBiasKv(true).addZeroAttn(true));
    Tensor x = Torch.randn(5, 3, 8);
    MultiheadAttention.Output own = m.apply(x, x, x);
    Tensor inProj = m.inProjWeight.detach().clone().requiresGrad_(true);
    MultiheadAttention.Output lent =
        F.multiHeadAttentionForward(
            x,
            x,
            x,
            8,
            2,
            inProj,
            m.inProjBias,
            m.biasK,
            m.biasV,
            true,
            0.0,
            m.outProj.weight,
            m.outProj.bias,
            AttentionForwardOptions.defaults());
    assertTrue(own.output().equal(lent.output()));
    assertTrue(own.weights().equal(lent.weights()));
    own.output().sum().backward();
    lent.output().sum().backward();
    assertTrue(m.inProjWeight.grad().equal(inProj.grad()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            F.multiHeadAttentionForward(
                x,
                x,
                x,
                8,
                2,
                null,
                null,
                null,
                null,
                false,
                0,
                m.outProj.weight,
                null,
                AttentionForwardOptions.defaults()));
  }

  @Test
  void theOlderResponseNormalisation() {
    Tensor x = Torch.arange(0L, 10L, 1L, org.torch4j.type.DType.FLOAT32).view(1, 5, 2, 1).div(7);
    double[][] expected = {
      {0, 0.142313, 0.281418, 0.412871, 0.538768, 0.650578, 0.755317, 0.843317, 0.9246, 0.989243},
      {0, 0.139318, 0.271954, 0.393901, 0.501385, 0.59158, 0.667922, 0.726693, 0.917551, 0.975244},
      {0, 0.140184, 0.275248, 0.401945, 0.516973, 0.617492, 0.7057, 0.77782, 0.963791, 1.035697},
      {0, 0.135653, 0.263442, 0.380615, 0.484855, 0.574564, 0.727282, 0.804389, 0.974506, 1.045002}
    };
    for (int size = 2; size <= 5; size++) {
      Tensor y = new CrossMapLRN2d(size, 0.5, 0.75, 1).apply(x);
      assertArrayEquals(expected[size - 2], y.reshape(-1).toDoubleArray(), 2e-6, "size " + size);
    }
  }

  @Test
  void hooksSeeStates() {
    Sequential net = new Sequential(new Linear(2, 2), new Linear(2, 1));
    List<String> seen = new java.util.ArrayList<>();
    var before = net.get(1).registerStateDictPreHook((m, prefix) -> seen.add("pre " + prefix));
    var after =
        net.get(1)
            .registerStateDictHook(
                (m, state, prefix) -> state.put(prefix + "extra", Torch.ones(1)));
    Map<String, Tensor> state = net.stateDict();
    assertEquals(List.of("pre 1."), seen);
    assertTrue(state.containsKey("1.extra"));
    assertThrows(IllegalArgumentException.class, () -> net.loadStateDict(state));
    var loading =
        net.get(1)
            .registerLoadStateDictPreHook((m, given, prefix) -> given.remove(prefix + "extra"));
    net.registerLoadStateDictPostHook((m, keys) -> seen.add("post " + keys.isEmpty()));
    assertTrue(net.loadStateDict(state).isEmpty());
    assertEquals(List.of("pre 1.", "post true"), seen.subList(0, 2));
    before.remove();
    after.remove();
    loading.remove();
    assertFalse(net.stateDict().containsKey("1.extra"));
  }
}
