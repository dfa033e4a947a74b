package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.type.DType;
import org.torch4j.type.Device;

/** Reductions in all their ways through memory give what the CPU gives. */
@OnFakes
class CudaReductionTest {
  private static final Device CUDA = Device.of("cuda");

  private static Tensor numbers(long... size) {
    return Torch.empty(size).normal_(0, 1, new Generator().manualSeed(11));
  }

  private static void same(Tensor given, UnaryOperator<Tensor> body) {
    Tensor wanted = body.apply(given);
    Tensor got = body.apply(given.to(CUDA)).cpu();
    assertEquals(wanted.shape(), got.shape());
    assertEquals(wanted.dtype(), got.dtype());
    assertTrue(
        got.isclose(wanted, 2e-5, 2e-5, true).all().itemBoolean(), () -> wanted + "\n" + got);
  }

  /** Rows that a few threads, a warp, a block and several blocks make, with and without a rest. */
  @ParameterizedTest
  @ValueSource(longs = {1, 3, 4, 8, 31, 32, 127, 128, 129, 516, 1000, 4096, 9001, 20000})
  void rows(long n) {
    Tensor x = numbers(3, n);
    same(x, t -> t.sum(1));
    same(x.reshape(-1), t -> t.sum());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 5, 8, 9, 33, 300, 2100})
  void columns(long n) {
    same(numbers(n, 36), t -> t.sum(0));
    same(numbers(n, 7), t -> t.sum(0));
  }

  @Test
  void dimensionsApart() {
    same(numbers(5, 3, 7, 7), t -> t.sum(new long[] {0, 2, 3}, false));
    same(numbers(5, 3, 8, 8), t -> t.sum(new long[] {0, 2, 3}, true));
    same(numbers(70, 3, 16, 16), t -> t.sum(new long[] {0, 2, 3}, false));
    same(numbers(4, 6, 5, 8), t -> t.sum(new long[] {0, 2}, false));
    same(numbers(2, 3, 4, 5, 6), t -> t.sum(new long[] {1, 3}, false));
    same(numbers(2, 3, 4, 2, 3, 2, 3, 2), t -> t.sum(new long[] {0, 2, 4, 6}, false));
    same(numbers(2, 3, 4, 2, 3, 2, 3, 2), t -> t.sum(new long[] {1, 3, 5, 7}, true));
  }

  @Test
  void anySteps() {
    same(numbers(40, 24), t -> t.t().sum(0));
    same(numbers(40, 24), t -> t.t().sum(1));
    same(numbers(40, 24), t -> t.narrow(1, 1, 21).sum(1));
    same(numbers(40, 24), t -> t.narrow(1, 1, 20).sum(0));
    same(numbers(4001), t -> t.narrow(0, 1, 4000).sum());
    same(numbers(40), t -> t.unsqueeze(0).expand(9, 40).sum(0));
    same(numbers(40), t -> t.unsqueeze(1).expand(40, 9).sum(1));
    same(numbers(6, 5, 24).permute(2, 0, 1), t -> t.sum(new long[] {0, 1}, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"BOOL", "UINT8", "INT32", "INT64", "FLOAT16", "BFLOAT16", "FLOAT64"})
  void types(String name) {
    DType dtype = DType.valueOf(name);
    Tensor x = numbers(6, 72).mul(3).to(dtype);
    same(x, t -> t.to(DType.FLOAT32).sum(1));
    same(x, t -> t.sum(0).to(DType.FLOAT64).div(64));
    same(x, t -> t.any(1));
    same(x, t -> t.amax(new long[] {1}, false));
    same(numbers(9000).mul(3).to(dtype), t -> t.amax(new long[0], false));
    same(x.narrow(1, 1, 64), t -> t.amin(new long[] {1}, false));
  }

  @Test
  void nothingAndNan() {
    same(numbers(0, 5), t -> t.sum(0));
    same(numbers(5, 0), t -> t.mean(1));
    same(numbers(5, 0), t -> t.sum(0));
    Tensor x = numbers(3, 700);
    x.select(0, 1).select(0, 699).fill_(Double.NaN);
    same(x, t -> t.amax(new long[] {1}, false));
    same(x, t -> t.amin(new long[] {0, 1}, false));
    same(x, t -> t.sum(0));
    same(x, t -> t.amax(new long[] {0}, false));
  }

  @Test
  void variances() {
    same(numbers(6, 72), t -> t.var(1));
    same(numbers(900, 8).add(100), t -> t.std(0));
    same(numbers(20000).add(100), t -> t.var());
    same(numbers(6, 72), t -> t.norm());
    same(numbers(6, 72), t -> t.logsumexp(1));
  }
}
