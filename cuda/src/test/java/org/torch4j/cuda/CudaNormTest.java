package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.nn.CrossEntropyLoss;
import org.torch4j.nn.F;
import org.torch4j.type.DType;
import org.torch4j.type.Device;

/** Softmax and normalisations, forward and backward, give what the CPU gives. */
@OnFakes
class CudaNormTest {
  private static final Device CUDA = Device.of("cuda");

  private static Tensor numbers(long... size) {
    return Torch.empty(size).normal_(0, 1, new Generator().manualSeed(5));
  }

  private static void close(Tensor got, Tensor wanted) {
    assertEquals(wanted.shape(), got.shape());
    assertEquals(wanted.dtype(), got.dtype());
    double tolerance = wanted.dtype() == DType.BFLOAT16 ? 4e-2 : 3e-5;
    assertTrue(
        got.cpu().isclose(wanted, tolerance, tolerance, true).all().itemBoolean(),
        () -> wanted + "\n" + got);
  }

  /** The result and the gradients of all tensors. */
  private static Tensor[] results(Device device, Function<Tensor[], Tensor> body, Tensor... given) {
    Tensor[] leaves =
        Arrays.stream(given)
            .map(t -> t.detach().clone().to(device).requiresGrad_(true))
            .toArray(Tensor[]::new);
    Tensor y = body.apply(leaves);
    y.mul(numbers(y.shape().toArray()).to(device).to(y.dtype())).sum().backward();
    Tensor[] all = Arrays.copyOf(leaves, leaves.length + 1);
    for (int i = 0; i < leaves.length; i++) {
      all[i] = leaves[i].grad();
    }
    all[leaves.length] = y.detach();
    return all;
  }

  private static void same(Function<Tensor[], Tensor> body, Tensor... given) {
    Tensor[] wanted = results(Device.CPU, body, given);
    Tensor[] got = results(CUDA, body, given);
    for (int i = 0; i < got.length; i++) {
      close(got[i], wanted[i]);
    }
  }

  /** Parts of a warp, a warp, a block, and rows that do not fit in registers. */
  @ParameterizedTest
  @ValueSource(longs = {1, 3, 10, 64, 129, 1000, 1024, 1028, 5000, 32768, 33333, 40000})
  void softmaxOfRows(long n) {
    same(t -> F.softmax(t[0], 1), numbers(3, n));
    same(t -> F.logSoftmax(t[0], 1), numbers(3, n));
  }

  @Test
  void softmaxOtherwise() {
    same(t -> F.logSoftmax(t[0], 1), numbers(2, 21, 5, 7));
    same(t -> F.softmax(t[0], 0), numbers(300, 3));
    same(t -> F.softmax(t[0].narrow(1, 1, 32), 1), numbers(5, 40));
    same(t -> F.softmax(t[0].narrow(0, 1, 32), 0), numbers(40));
    same(t -> F.softmax(t[0], 1), numbers(3, 64).to(DType.FLOAT64));
    same(t -> F.softmax(t[0], 1), numbers(3, 2000).to(DType.FLOAT64));
    same(t -> F.softmax(t[0], 1), numbers(3, 2000).to(DType.BFLOAT16));
  }

  @ParameterizedTest
  @ValueSource(longs = {40, 40000})
  void softmaxOfInfinities(long n) {
    Tensor x = numbers(5, n);
    x.select(0, 0).fill_(Double.NEGATIVE_INFINITY);
    x.select(0, 1).narrow(0, 0, n - 1).fill_(Double.NEGATIVE_INFINITY);
    x.select(0, 2).select(0, 7).fill_(Double.POSITIVE_INFINITY);
    x.select(0, 3).select(0, 9).fill_(Double.NaN);
    for (Tensor t : List.of(x, x.t().contiguous())) {
      int dim = t == x ? 1 : 0;
      close(F.softmax(t.to(CUDA), dim), F.softmax(t, dim));
      close(F.logSoftmax(t.to(CUDA), dim), F.logSoftmax(t, dim));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 32, 256, 300, 1024, 1500, 8192, 9000, 33000})
  void layerNorm(long n) {
    long rows = n < 300 ? 70 : 5;
    long[] last = {n};
    same(
        t -> F.layerNorm(t[0], last, t[1], t[2], 1e-5),
        numbers(rows, n).add(3),
        numbers(n),
        numbers(n));
  }

  @Test
  void layerNormOtherwise() {
    long[] last = {6, 8};
    same(t -> F.layerNorm(t[0], last, null, null, 1e-5), numbers(5, 6, 8));
    same(t -> F.layerNorm(t[0], last, t[1], null, 1e-5), numbers(5, 6, 8), numbers(6, 8));
    same(
        t -> F.layerNorm(t[0].narrow(0, 1, 48).reshape(1, 6, 8), last, null, null, 1e-5),
        numbers(50));
    long[] half = {64};
    same(
        t -> F.layerNorm(t[0], half, t[1], t[2], 1e-5),
        numbers(9, 64).to(DType.BFLOAT16),
        numbers(64).to(DType.BFLOAT16),
        numbers(64).to(DType.BFLOAT16));
    long[] one = {48};
    same(
        t -> F.layerNorm(t[0], one, t[1], t[1], 1e-5),
        numbers(1100, 48).to(DType.FLOAT64),
        numbers(48).to(DType.FLOAT64));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2 3", "700 8", "5 7", "4 3 5", "6 5 7 7", "3 4 8 8", "9 2 3 4 4", "40 3 20 20"})
  void batchNorm(String text) {
    long[] size = Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
    long c = size[1];
    Tensor[] running = {Torch.zeros(c), Torch.ones(c), Torch.zeros(c), Torch.ones(c)};
    running[2] = running[2].to(CUDA);
    running[3] = running[3].to(CUDA);
    same(
        t -> {
          int k = t[0].isCuda() ? 2 : 0;
          return F.batchNorm(t[0], running[k], running[k + 1], t[1], t[2], true, 0.3, 1e-5);
        },
        numbers(size).add(2),
        numbers(c),
        numbers(c));
    close(running[2], running[0]);
    close(running[3], running[1]);
    same(t -> F.batchNorm(t[0], null, null, null, null, true, 0.1, 1e-5), numbers(size));
    same(
        t -> F.batchNorm(t[0], null, null, null, null, true, 0.1, 1e-5),
        numbers(size).to(DType.FLOAT64));
  }

  @Test
  void batchNormOfHalves() {
    Tensor x = numbers(6, 5, 4, 4).to(DType.BFLOAT16);
    for (DType dtype : List.of(DType.FLOAT32, DType.BFLOAT16)) {
      same(
          t -> F.batchNorm(t[0], null, null, t[1], t[2], true, 0.1, 1e-5),
          x,
          numbers(5).to(dtype),
          numbers(5).to(dtype));
    }
    same(t -> F.batchNorm(t[0], null, null, null, null, true, 0.1, 1e-5), x);
  }

  @Test
  void secondDerivatives() {
    List<Function<Tensor, Tensor>> bodies =
        List.of(
            t -> F.batchNorm(t, null, null, t.select(0, 0), null, true, 0.1, 1e-5),
            t -> F.layerNorm(t, new long[] {3}, t.select(0, 0), null, 1e-5),
            t -> t.var(0));
    for (var body : bodies) {
      Tensor[] second = new Tensor[2];
      for (int i = 0; i < 2; i++) {
        Tensor x = numbers(6, 3).to(i == 0 ? Device.CPU : CUDA).requiresGrad_(true);
        Tensor y = body.apply(x).pow(3).sum();
        Tensor first = Torch.grad(List.of(y), List.of(x), null, true, true).getFirst();
        second[i] = Torch.grad(first.pow(2).sum(), List.of(x)).getFirst();
      }
      assertTrue(second[1].cpu().allclose(second[0], 1e-3, 1e-3), () -> Arrays.toString(second));
    }
  }

  @Test
  void groupAndInstanceNorm() {
    same(t -> F.groupNorm(t[0], 2, t[1], t[2], 1e-5), numbers(3, 4, 5, 5), numbers(4), numbers(4));
    same(t -> F.instanceNorm(t[0]), numbers(3, 4, 5, 5));
  }

  @Test
  void crossEntropy() {
    Tensor labels = Torch.tensor(new long[] {1, 0, 9, -100, 3});
    for (String reduction : List.of("none", "mean", "sum")) {
      same(
          t ->
              F.crossEntropy(
                  t[0], labels.to(t[0].device()), CrossEntropyLoss.options().reduction(reduction)),
          numbers(5, 10));
    }
    Tensor many = numbers(9000).abs().mul(2).to(DType.INT64).clamp(0, 2);
    same(t -> F.crossEntropy(t[0], many.to(t[0].device())), numbers(9000, 3));
    same(t -> F.crossEntropy(t[0], labels.to(t[0].device())), numbers(5, 12).to(DType.FLOAT64));
    Tensor maps = numbers(2, 30, 20).abs().mul(2).to(DType.INT64).clamp(0, 3);
    same(t -> F.crossEntropy(t[0], maps.to(t[0].device())), numbers(2, 4, 30, 20));
  }
}
