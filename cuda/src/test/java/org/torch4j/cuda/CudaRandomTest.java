package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Cuda;
import org.torch4j.Generator;
import org.torch4j.Ops;
import org.torch4j.Scope;
import org.torch4j.Tensor;
import org.torch4j.TensorOptions;
import org.torch4j.Torch;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.expr.Evaluate;
import org.torch4j.io.Checkpoint;
import org.torch4j.nn.F;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.Shape;

/** A GPU draws what PyTorch draws there: known numbers, and a model of the rest in plain Java. */
@OnFakes
class CudaRandomTest {
  private static final Device CUDA = Device.of("cuda");
  private static final long SEED = 0x1234_5678_9ABC_DEFL;

  /** More elements than four of each thread of the fake device, and no multiple of anything. */
  private static final int MANY = 70_001;

  private final PhiloxModel model = new PhiloxModel(SEED);
  private final Scope scope = Scope.open();

  @BeforeEach
  void seed() {
    Torch.manualSeed(SEED);
  }

  @AfterEach
  void giveBackMemory() {
    scope.close();
  }

  private static Tensor empty(DType dtype, long... size) {
    return Torch.empty(Shape.of(size), dtype, CUDA);
  }

  private static void check(IntToDoubleFunction wanted, Tensor drawn, double tolerance) {
    double[] got = drawn.cpu().contiguous().toDouble().toDoubleArray();
    for (int i = 0; i < got.length; i++) {
      double w = wanted.applyAsDouble(i);
      if (!(Math.abs(got[i] - w) <= tolerance * Math.max(1, Math.abs(w)))) {
        assertEquals(w, got[i], "element " + i + " of " + got.length);
      }
    }
  }

  @Test
  void philoxGivesItsPublishedAnswers() {
    assertArrayEquals(
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        PhiloxModel.words(new int[4], new int[2]));
    assertArrayEquals(
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        PhiloxModel.words(new int[] {-1, -1, -1, -1}, new int[] {-1, -1}));
    assertArrayEquals(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        PhiloxModel.words(
            new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
            new int[] {0xa4093822, 0x299f31d0}));
  }

  /** Printed by PyTorch on NVIDIA's GPUs, in public texts. */
  @Test
  void drawsTheNumbersThatPyTorchPrints() {
    TensorOptions there = TensorOptions.defaults().device(CUDA);
    Torch.manualSeed(0);
    assertEquals(
        "tensor([0.3990, 0.5167, 0.0249, 0.9401, 0.9459, 0.7967, 0.4150, 0.8203, 0.2290],\n"
            + "       device='cuda:0')",
        Torch.rand(Shape.of(9), there).toString());
    assertEquals(
        "tensor([0.9722, 0.7910, 0.4690, 0.3300, 0.3345, 0.3783], device='cuda:0')",
        Torch.rand(Shape.of(6), there).toString());
    Torch.manualSeed(0);
    assertEquals(
        "tensor([[-0.9247, -0.4253, -2.6438,  0.1452, -0.1209, -0.5797, -0.6229, -0.3284],\n"
            + "        [-1.0745, -0.3631, -1.6711,  2.2655,  0.3117, -0.1842,  1.2866,  1.1820]],\n"
            + "       device='cuda:0')",
        Torch.randn(Shape.of(2, 8), there).toString());
    Torch.manualSeed(42);
    assertEquals(
        "tensor([[ 0.1940,  2.1614, -0.1721,  0.8491, -1.9244],\n"
            + "        [ 0.6530, -0.6494, -0.8175,  0.5280, -1.2753]], device='cuda:0')",
        Torch.randn(Shape.of(2, 5), there).toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255, 257, 8192, MANY})
  void uniformByTheWordOfEachElement(int n) {
    check(i -> PhiloxModel.unit(model.word(n, i)), empty(DType.FLOAT32, n).uniform_(), 0);
    model.skipFill(n, 4);
    check(i -> PhiloxModel.unit(model.pair(n, i)), empty(DType.FLOAT64, n).uniform_(), 0);
    model.skipFill(n, 2);
    check(
        i -> (float) (PhiloxModel.unit(model.word(n, i)) * 5.0 - 2),
        empty(DType.FLOAT32, n).uniform_(-2, 3),
        0);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16"})
  void uniformOfHalvesNeverReachesTheEnd(DType dtype) {
    check(
        i -> {
          double v = Evaluate.cast(PhiloxModel.unit(model.word(MANY, i)), dtype);
          return v == 1 ? 0 : v;
        },
        empty(dtype, MANY).uniform_(),
        0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8193, MANY})
  void normalByPairs(int n) {
    check(i -> model.normal(n, i) * 2 + 1, empty(DType.FLOAT32, n).normal_(1, 2), 8e-6);
    model.skipFill(n, 4);
    check(i -> model.wideNormal(n, i), empty(DType.FLOAT64, n).normal_(), 1e-14);
    model.skipFill(n, 2);
    check(i -> Math.exp(model.normal(n, i)), empty(DType.FLOAT32, n).logNormal_(0, 1), 2e-5);
    model.skipFill(n, 4);
    Tensor complex =
        Torch.randn(Shape.of(n), TensorOptions.defaults().dtype(DType.COMPLEX64).device(CUDA));
    check(i -> model.normal(2L * n, i) * Math.sqrt(0.5), complex.viewAsReal().reshape(-1), 5e-6);
  }

  @Test
  void functionsOfUniformNumbers() {
    int n = MANY;
    check(
        i -> -Math.log(PhiloxModel.unit(model.word(n, i))) / 1.5,
        empty(DType.FLOAT32, n).exponential_(1.5),
        1e-6);
    model.skipFill(n, 4);
    check(
        i -> Math.tan(Math.PI * (PhiloxModel.unit(model.pair(n, i)) - 0.5)) * 2 + 1,
        empty(DType.FLOAT64, n).cauchy_(1, 2),
        1e-9);
    model.skipFill(n, 2);
    check(
        i -> Math.ceil(Math.log(PhiloxModel.unit(model.pair(n, i))) / Math.log1p(-0.3)),
        empty(DType.FLOAT64, n).geometric_(0.3),
        0);
    model.skipFill(n, 2);
    for (DType dtype : List.of(DType.FLOAT16, DType.INT8, DType.BOOL)) {
      check(
          i -> PhiloxModel.unit(model.word(n, i)) < 0.3f ? 1 : 0,
          empty(dtype, n).bernoulli_(0.3),
          0);
      model.skipFill(n, 4);
    }
  }

  /** The logarithm of 1 is 0, which no exponential draw may be. */
  @Test
  void exponentialDrawsAreNeverZero() {
    assertTrue(empty(DType.FLOAT16, 300_000).exponential_(1).gt(0).all().itemBoolean());
  }

  @Test
  void bernoulliOfTensorsTakesFourElementsAThread() {
    int n = 3001;
    Tensor p = Torch.linspace(0, 1, n).to(CUDA);
    float[] chance = p.toFloatArray();
    check(
        i -> PhiloxModel.unit(model.words(i / 4, 0)[i % 4]) <= chance[i] ? 1 : 0,
        Torch.bernoulli(p),
        0);
    model.skip(10);
    check(
        i -> PhiloxModel.unit(model.words(i / 4, 0)[i % 4]) <= 0.25 ? 1 : 0,
        Torch.bernoulli(Torch.full(Shape.of(n), 0.25, DType.FLOAT64).to(CUDA)),
        0);
    Tensor wrong = Torch.bernoulli(Torch.tensor(new float[] {0.5f, 1.5f}).to(CUDA));
    assertEquals(
        "bernoulli: probabilities must be from 0 to 1, got 1.5",
        assertThrows(IllegalArgumentException.class, wrong::toFloatArray).getMessage());
  }

  @Test
  void integersOfOneWordOrTwo() {
    int n = MANY;
    check(
        i -> Integer.remainderUnsigned(model.word(n, i), 15) - 5,
        empty(DType.INT32, n).random_(-5, 10, null),
        0);
    model.skipFill(n, 4);
    long many = 1L << 28;
    check(
        i -> Long.remainderUnsigned(model.pair(n, i), many) + 3,
        empty(DType.INT64, n).random_(3, many + 3, null),
        0);
    model.skipFill(n, 2);
    check(i -> model.pair(n, i) & Long.MAX_VALUE, empty(DType.INT64, n).random_(), 1e-15);
    model.skipFill(n, 2);
    check(i -> model.word(n, i) & Integer.MAX_VALUE, empty(DType.INT32, n).random_(), 0);
    model.skipFill(n, 4);
    check(
        i -> Integer.remainderUnsigned(model.word(n, i), 2049),
        empty(DType.FLOAT16, n).random_(),
        0);
    model.skipFill(n, 4);
    check(i -> model.word(n, i) & 1, empty(DType.BOOL, n).random_(), 0);
    model.skipFill(n, 4);
    long[] all =
        ((Tensor)
                Ops.call("random_.from", List.of(empty(DType.INT64, n), Long.MIN_VALUE), Map.of()))
            .toLongArray();
    for (int i = 0; i < n; i++) {
      assertEquals(model.pair(n, i), all[i]);
    }
  }

  /** A stable sort by the low bits of the keys; where they are equal the places are shuffled. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 3000, 40_000})
  void permutationsSortKeys(int n) {
    int bits =
        (int) Math.ceil(Math.log(n - (6.0 * n * n + 1) / (Math.log(0.9) * 12)) / Math.log(2));
    long mask = (1L << bits) - 1;
    List<Long> keys = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      long word = model.pair(n, i);
      keys.add(
          mask
              & (bits <= 32
                  ? Long.remainderUnsigned(word, 0xFFFFFFFFL) + Integer.MIN_VALUE
                  : Long.remainderUnsigned(word, -1) + Long.MIN_VALUE));
    }
    model.skipFill(n, 2);
    List<Integer> order =
        new ArrayList<>(
            IntStream.range(0, n).boxed().sorted(Comparator.comparing(keys::get)).toList());
    for (int i = 0; i < n; ) {
      int end = i + 1;
      while (end < n && keys.get(order.get(end)).equals(keys.get(order.get(i)))) {
        end++;
      }
      for (int k = end - i - 1, used = 0; k > 0; k--, used++) {
        int[] words = model.words(i, used / 4);
        Collections.swap(order, i + k, i + Integer.remainderUnsigned(words[used % 4], k + 1));
      }
      i = end;
    }
    Tensor there = (Tensor) Ops.call("randperm", List.of((long) n), Map.of("device", CUDA));
    check(i -> order.get(i), there, 0);
    model.skip(n);
    check(i -> PhiloxModel.unit(model.word(5, i)), empty(DType.FLOAT32, 5).uniform_(), 0);
  }

  @Test
  void fillsInTheOrderOfMemory() {
    Tensor base = empty(DType.FLOAT32, 5, 7);
    base.t().uniform_();
    check(i -> PhiloxModel.unit(model.word(35, i)), base, 0);
    model.skipFill(35, 4);
    Tensor wide = Torch.zeros(Shape.of(4, 6), DType.FLOAT32, CUDA);
    wide.narrow(1, 1, 3).uniform_();
    check(i -> PhiloxModel.unit(model.word(12, i)), wide.narrow(1, 1, 3), 0);
    assertEquals(0, wide.select(1, 0).sum().item());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64"})
  void dropoutByElementsBesideEachOther(DType dtype) {
    int beside = 16 / dtype.byteSize();
    for (int n : new int[] {64, 66, 67, 8 * 9001}) {
      int vector = beside;
      while (vector > 1 && n % vector != 0) {
        vector /= 2;
      }
      int v = vector;
      int rounds = (v + 3) / 4;
      long threads = PhiloxModel.threads(n);
      float keep = (float) (1 - 0.3);
      Tensor x = Torch.ones(Shape.of(n), dtype).to(CUDA);
      double one =
          Evaluate.cast(dtype == DType.FLOAT64 ? 1 / (1 - 0.3) : (float) (1.0 / keep), dtype);
      double limit = dtype == DType.FLOAT64 ? 1 - 0.3 : keep;
      check(
          i -> {
            float u;
            if (v == 1) {
              u = PhiloxModel.unit(model.word(n, i));
            } else {
              long piece = i / v;
              long turn = piece / threads;
              int at = i % v;
              u = PhiloxModel.unit(model.words(piece % threads, turn * rounds + at / 4)[at % 4]);
            }
            return u < limit ? one : 0;
          },
          F.dropout(x, 0.3, true),
          0);
      model.skipFill(n, 4);
    }
  }

  @Test
  void dropoutGivesTheGradientOfWhatItKept() {
    Tensor x = Torch.ones(6, 5).to(CUDA).requiresGrad_(true);
    Tensor y = F.dropout(x.t(), 0.4, true);
    y.backward(Torch.full(Shape.of(5, 6), 3.0, DType.FLOAT32).to(CUDA));
    assertTrue(x.grad().cpu().allclose(y.detach().t().cpu().mul(3), 1e-6, 0));
    List<Tensor> both = Torch.nativeDropout(x.detach(), 0.4, true);
    assertTrue(both.get(0).ne(0).equal(both.get(1)));
    assertEquals(DType.BOOL, both.get(1).dtype());
    Tensor same = x.detach();
    assertTrue(F.dropout(same, 0.4, false) == same);
    assertEquals(0, F.dropout(same, 1, true).sum().item());
  }

  @Test
  void slopesOfRrelu() {
    Tensor x = Torch.tensor(new float[] {-1, 2, -3, 0, Float.NaN}).to(CUDA);
    float[] in = x.toFloatArray();
    float[] out = F.rrelu(x, 0.1, 0.4, true).toFloatArray();
    for (int i = 0; i < in.length; i++) {
      float slope = (float) (PhiloxModel.unit(model.word(5, i)) * (0.4 - 0.1) + 0.1);
      assertEquals(in[i] <= 0 ? in[i] * slope : in[i], out[i]);
    }
  }

  @Test
  void weightsOnceEach() {
    int n = 50;
    Tensor weights = Torch.arange(n).toFloat().to(CUDA);
    long[] drawn = weights.multinomial(20).toLongArray();
    Integer[] places = IntStream.range(0, n).boxed().toArray(Integer[]::new);
    java.util.Arrays.sort(
        places,
        Comparator.comparing(
            i -> (float) i / -(float) Math.log(PhiloxModel.unit(model.word(n, i))),
            Comparator.reverseOrder()));
    for (int i = 0; i < 20; i++) {
      assertEquals((long) places[i], drawn[i], "draw " + i);
    }
  }

  @Test
  void weightsAgainAndAgain() {
    float[][] w = {{1, 2, 3, 4, 0}, {0, 0, 5, 1, 0}};
    Tensor weights = Torch.tensor(w).to(CUDA);
    Tensor drawn = weights.multinomial(200, true);
    long[] got = drawn.reshape(-1).toLongArray();
    for (int i = 0; i < got.length; i++) {
      int row = i / 200;
      float u = PhiloxModel.unit(model.words(row * 256L + i % 200, 0)[0]);
      double sum = w[row][0] + w[row][1] + w[row][2] + w[row][3] + w[row][4];
      double until = 0;
      int place = -1;
      while (until < u) {
        until += w[row][++place] / sum;
      }
      assertEquals(place, got[i], "draw " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void weightsMustBeSome(boolean replacement) {
    String rule = "multinomial: weights must be finite and not negative, got ";
    for (float wrong : new float[] {-1, Float.POSITIVE_INFINITY, Float.NaN}) {
      Tensor drawn = Torch.tensor(new float[] {1, wrong, 2}).to(CUDA).multinomial(2, replacement);
      assertEquals(
          rule + (double) wrong,
          assertThrows(IllegalArgumentException.class, drawn::toLongArray).getMessage());
    }
    Tensor nothing = Torch.zeros(Shape.of(2, 3), DType.FLOAT32, CUDA).multinomial(2, replacement);
    assertEquals(
        "multinomial: the weights of a distribution must not all be 0",
        assertThrows(IllegalArgumentException.class, nothing::toLongArray).getMessage());
  }

  @Test
  void poissonByMultiplyingUniformNumbers() {
    int n = 300;
    Tensor rates = Torch.linspace(0, 20, n).to(CUDA);
    float[] rate = rates.toFloatArray();
    check(
        i -> {
          float product = (float) Math.exp(rate[i]);
          int count = 0;
          while (rate[i] > 0 && product > 1) {
            product *= PhiloxModel.unit(model.words(i, count / 4)[count % 4]);
            count++;
          }
          return Math.max(0, count - 1);
        },
        Torch.poisson(rates),
        0);
    for (double high : new double[] {100, 5000}) {
      Tensor drawn = Torch.poisson(Torch.full(Shape.of(2000), high, DType.FLOAT64).to(CUDA));
      assertEquals(high, drawn.mean().item(), 5 * Math.sqrt(high / 2000));
      assertEquals(high, drawn.var().item(), high * 0.2);
    }
  }

  @Test
  void otherSamplersHaveTheirMeans() {
    Tensor gamma =
        (Tensor)
            Ops.call(
                "_standard_gamma",
                List.of(Torch.full(Shape.of(4000), 2.5, DType.FLOAT32).to(CUDA)),
                Map.of());
    assertEquals(2.5, gamma.mean().item(), 0.15);
    assertEquals(2.5, gamma.var().item(), 0.5);
    for (double trials : new double[] {10, 200}) {
      Tensor count = Torch.full(Shape.of(3000), trials, DType.FLOAT32).to(CUDA);
      Tensor hits = Torch.binomial(count, Torch.full(Shape.of(3000), 0.7, DType.FLOAT32).to(CUDA));
      assertEquals(0.7 * trials, hits.mean().item(), 0.02 * trials);
      assertEquals(0.21 * trials, hits.var().item(), 0.03 * trials);
      assertEquals(0, hits.sub(hits.round()).abs().sum().item());
    }
  }

  @Test
  void eachDeviceHasAGenerator() {
    byte[] start = Cuda.getRngState().toByteArray();
    assertEquals(16, start.length);
    assertEquals(Device.CPU, Cuda.getRngState().device());
    Tensor a = empty(DType.FLOAT32, 7).uniform_();
    byte[] later = Cuda.getRngState().toByteArray();
    assertEquals(4, later[8]);
    Cuda.setRngState(Torch.tensor(start).to(DType.UINT8));
    assertTrue(a.equal(empty(DType.FLOAT32, 7).uniform_()));
    Cuda.manualSeed(9);
    assertEquals(9, Cuda.initialSeed());
    assertEquals(SEED, Torch.initialSeed());
    Generator own = new Generator(CUDA).manualSeed(9);
    assertTrue(
        empty(DType.FLOAT32, 7).uniform_(0, 1, own).equal(empty(DType.FLOAT32, 7).uniform_()));
    assertEquals("Generator(device=cuda:0, seed=9)", own.toString());
    Cuda.manualSeedAll(4);
    assertEquals(4, Cuda.initialSeed());
    assertEquals(Cuda.deviceCount(), Cuda.getRngStateAll().size());
    assertEquals(16, own.state().numel());
    assertThrows(
        IllegalArgumentException.class, () -> own.setState(Torch.zeros(Shape.of(15), DType.UINT8)));
  }

  @Test
  void checkpointsHoldTheStatesOfDevices(@TempDir Path folder) {
    empty(DType.FLOAT32, 7).uniform_();
    Checkpoint run = Checkpoint.of();
    run.save(folder.resolve("run.pth"), 1);
    Tensor next = empty(DType.FLOAT32, 7).uniform_();
    Torch.manualSeed(0);
    assertEquals(1, Checkpoint.of().load(folder.resolve("run.pth")));
    assertTrue(next.equal(empty(DType.FLOAT32, 7).uniform_()));
    assertThrows(IllegalArgumentException.class, () -> run.put("cuda_rng_state", 1));
  }

  @Test
  void generatorsStayOnTheirKindOfDevice() {
    assertEquals(
        "Expected a 'cuda' device type for generator but found 'cpu'",
        assertThrows(
                DeviceException.class,
                () -> empty(DType.FLOAT32, 3).uniform_(0, 1, new Generator()))
            .getMessage());
    Generator host = new Generator();
    Tensor x = Generator.withDefault(host, () -> empty(DType.FLOAT32, 3).uniform_());
    check(i -> PhiloxModel.unit(model.word(3, i)), x, 0);
    Generator there = new Generator(CUDA);
    assertEquals(
        "Expected a 'cpu' device type for generator but found 'cuda'",
        assertThrows(DeviceException.class, () -> Torch.empty(3).uniform_(0, 1, there))
            .getMessage());
  }
}
