package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.cuda.fakes.FakeGpu;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.type.DType;
import org.torch4j.type.Device;

/** Sorting and running totals of all lengths: a warp's, a block's, tiles, parts. */
@OnFakes
class CudaOrderTest {
  private static final Device CUDA = Device.of("cuda");

  /** Numbers of which many are equal, with both zeros. */
  private static Tensor few(int values, long... size) {
    Tensor x = Torch.empty(size).uniform_(-values, values, new Generator().manualSeed(3));
    return x.trunc();
  }

  /** NaN, which equals nothing, as a number that is nowhere else. */
  private static Tensor filled(Tensor t) {
    return t.maskedFill(t.isnan(), 12345);
  }

  private static void same(Tensor given, UnaryOperator<Tensor> body) {
    Tensor wanted = body.apply(given);
    Tensor got = body.apply(given.to(CUDA)).cpu();
    assertEquals(wanted.dtype(), got.dtype());
    assertTrue(got.equal(wanted) || filled(got).equal(filled(wanted)), () -> wanted + "\n" + got);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 32, 33, 1000, 4096, 4097, 9001})
  void sortsStably(long n) {
    Tensor x = few(20, 2, n);
    same(x, t -> t.sort(1, false).values());
    same(x, t -> t.sort(1, false).indices());
    same(x, t -> t.sort(1, true).values());
    same(x, t -> t.sort(1, true).indices());
    same(x.t(), t -> t.sort(0, true).indices());
  }

  @ParameterizedTest
  @EnumSource(names = {"BOOL", "INT8", "INT32", "INT64", "FLOAT16", "BFLOAT16", "FLOAT64"})
  void sortsEveryType(DType dtype) {
    for (long n : new long[] {20, 300, 4500}) {
      Tensor x = few(100, n).to(dtype);
      same(x, t -> t.sort(0, false).indices());
      same(x, t -> t.sort(0, true).values());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {25, 400, 5000})
  void nanIsTheGreatest(long n) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16, DType.FLOAT64}) {
      Tensor x = few(4, n).to(dtype);
      x.maskedFill_(x.eq(2), Double.NaN).maskedFill_(x.eq(1), Double.POSITIVE_INFINITY);
      x.maskedFill_(x.eq(-2), Double.NEGATIVE_INFINITY);
      same(x, t -> t.sort(0, false).indices());
      same(x, t -> t.sort(0, true).values());
      same(x, t -> t.topk(Math.min(20, (int) n / 2)).values());
    }
  }

  @ParameterizedTest
  @CsvSource({"50, 5", "4096, 50", "4100, 50", "12000, 7", "12000, 600", "4200, 500", "300000, 60"})
  void picksTheFirst(long n, int k) {
    Tensor x = few(n > 100000 ? 150000 : 3000, 1, n);
    same(x, t -> t.topk(k).values());
    same(x, t -> t.topk(k, 1, false, true).values());
    Tensor places = x.to(CUDA).topk(k).indices().cpu();
    assertTrue(x.gather(1, places).equal(x.topk(k).values()));
    same(x, t -> t.kthvalue(k, 1, false).values());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 33, 257, 2049, 5000})
  void addsUpAlongLines(long n) {
    same(few(9, 3, n), t -> t.cumsum(1));
    same(few(9, n, 2), t -> t.cumsum(0));
    same(few(9, 2, n).to(DType.INT8), t -> t.cumsum(1));
    Tensor x = Torch.empty(2, n).uniform_(0.5, 1.5, new Generator().manualSeed(1));
    Tensor close = x.to(CUDA).logcumsumexp(1).cpu();
    assertTrue(close.allclose(x.logcumsumexp(1), 1e-5, 1e-6), close::toString);
    Tensor product = x.to(CUDA).cumprod(1).cpu();
    assertTrue(product.allclose(x.cumprod(1), 1e-4, 1e-6), product::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 32, 33, 513, 4500})
  void findsExtremes(long n) {
    Tensor x = few(12, 3, n);
    Tensor odd = x.clone();
    odd.maskedFill_(odd.eq(3), Double.NaN);
    for (Tensor given : new Tensor[] {x, odd, x.to(DType.INT64), x.to(DType.FLOAT64)}) {
      same(given, t -> t.argmax(1));
      same(given, t -> t.argmin(1));
      same(given, t -> t.t().max(0, false).values());
      same(given, t -> t.min(1, false).indices());
      same(given, t -> t.cummax(1).values());
      same(given, t -> t.cummax(1).indices());
      same(given, t -> t.t().cummin(0).indices());
    }
    same(few(12, 40, 4100), t -> t.argmax(0));
  }

  @Test
  void findsWhatIsNotZero() {
    nonzeroAndSets();
  }

  private static void nonzeroAndSets() {
    for (long n : new long[] {0, 1, 1023, 1024, 1025, 5000}) {
      same(few(2, n), Tensor::nonzero);
      same(few(2, n).to(DType.COMPLEX64), Tensor::nonzero);
    }
    same(few(2, 40, 3, 30), Tensor::nonzero);
    same(few(50, 6000), t -> Torch.isin(t, t.narrow(0, 0, 10)));
    same(few(50, 6000), t -> t.median());
    same(few(50, 2, 6000), t -> t.mode(1, false).values());
  }

  /** Lanes run in the reverse order: nothing relies on theirs. */
  @Test
  void doesNotDependOnTheOrderOfThreads() {
    FakeGpu.reverse(true);
    sortsStably(300);
    sortsStably(9001);
    addsUpAlongLines(5000);
    picksTheFirst(12000, 7);
    findsExtremes(4500);
    nonzeroAndSets();
  }
}
