package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.torch4j.cuda.PhiloxModel.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Ops;
import org.torch4j.Scope;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/** Samples by weights and rates, and random orders, are those of PyTorch's streams on a GPU. */
@OnFakes
class CudaSamplingTest {
  private static final Device CUDA = Device.of("cuda");
  private static final long SEED = 0x1234_5678_9ABC_DEFL;

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
}
