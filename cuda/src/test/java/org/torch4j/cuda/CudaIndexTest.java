package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.cuda.fakes.FakeGpu;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.nn.Embedding;
import org.torch4j.nn.EmbeddingBagOptions;
import org.torch4j.nn.F;
import org.torch4j.type.DType;
import org.torch4j.type.Device;

/** Elements chosen by indices, and those that meet in one place: few, many, all, none. */
@OnFakes
class CudaIndexTest {
  private static final Device CUDA = Device.of("cuda");

  private static Tensor numbers(long... size) {
    return Torch.empty(size).normal_(0, 1, new Generator().manualSeed(7));
  }

  private static Tensor indices(long below, long... size) {
    return Torch.empty(size).uniform_(0, below, new Generator().manualSeed(5)).toLong();
  }

  private static void same(Function<Device, Tensor> body) {
    Tensor wanted = body.apply(Device.CPU);
    Tensor got = body.apply(CUDA).cpu();
    assertEquals(wanted.dtype(), got.dtype());
    assertTrue(got.equal(wanted), () -> wanted + "\n" + got);
  }

  private static Tensor gradient(
      Device where, long rows, long width, Tensor index, Embedding.Options options) {
    Tensor table = numbers(rows, width).to(where).requiresGrad_(true);
    Tensor out = F.embedding(index.to(where), table, options);
    long[] size = out.shape().toArray();
    out.backward(numbers(size).mul(1000).round().to(where));
    return table.grad();
  }

  /** Whole numbers, whose sums are exact in whichever order; so are fewer than a piece of any. */
  @ParameterizedTest
  @CsvSource({
    "10, 4, 0",
    "10, 4, 1",
    "10, 3, 17",
    "1, 8, 64",
    "1, 8, 65",
    "1, 4, 1000",
    "3, 6, 500",
    "500, 5, 400",
    "70000, 4, 300",
    "7, 1, 5000",
    "2, 12, 129"
  })
  void sumsRowsOfOneIndex(long rows, long width, long n) {
    Tensor index = indices(rows, n);
    same(d -> gradient(d, rows, width, index, Embedding.options()));
    same(d -> gradient(d, rows, width, index, Embedding.options().paddingIdx(0L)));
  }

  @Test
  void sumsInOrder() {
    // below a piece the order of the CPU, to the last bit
    Tensor index = indices(30, 600);
    same(
        d -> {
          Tensor table = numbers(30, 20).to(d).requiresGrad_(true);
          F.embedding(index.to(d), table).backward(numbers(600, 20).to(d));
          return table.grad();
        });
    same(d -> Torch.zeros(40, 3).to(d).indexAdd(0, index.to(d), numbers(600, 3).to(d), 0.3));
    // borders depend on sizes alone: once more the same, and with threads in another order
    Tensor equal = Torch.zeros(3000).toLong().to(CUDA);
    Tensor source = numbers(3000, 4).to(CUDA);
    Tensor first = Torch.zeros(2, 4).to(CUDA).indexAdd(0, equal, source).cpu();
    FakeGpu.reverse(true);
    Tensor second = Torch.zeros(2, 4).to(CUDA).indexAdd(0, equal, source).cpu();
    assertTrue(first.equal(second));
    assertTrue(
        first.allclose(Torch.stack(List.of(source.cpu().sum(0), Torch.zeros(4))), 1e-4, 1e-3));
  }

  @Test
  void countsRowsByFrequency() {
    for (long n : new long[] {5, 64, 300}) {
      Tensor index = indices(3, n);
      Embedding.Options options = Embedding.options().scaleGradByFreq(true);
      Tensor wanted = gradient(Device.CPU, 3, 8, index, options);
      Tensor got = gradient(CUDA, 3, 8, index, options).cpu();
      assertTrue(got.allclose(wanted, 1e-5, 1e-2), () -> wanted + "\n" + got);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 16, 17, 200})
  void addsAndCopiesSlices(long n) {
    Tensor index = indices(9, n);
    same(d -> numbers(9, 5).round().to(d).indexAdd(0, index.to(d), numbers(n, 5).round().to(d)));
    same(
        d -> numbers(4, 9).round().to(d).indexAdd(1, index.to(d), numbers(4, n).round().to(d), -2));
    same(
        d ->
            numbers(2, 9, 8)
                .round()
                .to(d)
                .indexAdd(1, index.to(d), numbers(2, 8, n).round().to(d).transpose(1, 2)));
    same(
        d ->
            numbers(9, 4)
                .to(DType.INT8)
                .to(d)
                .indexAdd(0, index.to(d), numbers(n, 4).mul(50).to(DType.INT8).to(d)));
    same(d -> numbers(9, 8).to(d).indexCopy(0, index.to(d), numbers(n, 8).to(d)));
    same(d -> numbers(3, 9).to(d).indexCopy(1, index.to(d), numbers(3, n).to(d)));
    same(
        d ->
            numbers(9, 2)
                .to(DType.COMPLEX64)
                .to(d)
                .indexAdd(0, index.to(d), numbers(n, 2).round().to(DType.COMPLEX64).to(d)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum", "prod", "mean", "amax", "amin"})
  void reducesByIndex(String reduce) {
    for (long n : new long[] {3, 40, 300}) {
      for (boolean self : new boolean[] {true, false}) {
        Tensor index = indices(7, 2, n);
        Tensor ones = numbers(2, n).sign();
        same(d -> Torch.ones(2, 7).to(d).scatterReduce(1, index.to(d), ones.to(d), reduce, self));
        same(
            d ->
                Torch.ones(7, 2)
                    .to(DType.INT32)
                    .to(d)
                    .scatterReduce(
                        0, index.t().to(d), ones.t().to(DType.INT32).to(d), reduce, self));
        Tensor wide = index.select(0, 0).unsqueeze(1).expand(n, 6);
        Tensor source = numbers(n, 6).sign();
        same(d -> Torch.ones(7, 6).to(d).scatterReduce(0, wide.to(d), source.to(d), reduce, self));
      }
    }
  }

  @Test
  void theLastOfEqualsStays() {
    for (long n : new long[] {4, 30, 5000}) {
      Tensor index = indices(11, 3, n);
      same(d -> numbers(3, 11).to(d).scatter(1, index.to(d), numbers(3, n).to(d)));
      same(d -> numbers(3, 11).to(d).scatter(1, index.to(d), 2.5));
      same(d -> Torch.zeros(3, 11).to(d).scatterAdd(1, index.to(d), Torch.ones(3, n).to(d)));
    }
  }

  @Test
  void putsWhereAllIndicesAgree() {
    for (long n : new long[] {5, 100}) {
      Tensor a = indices(6, n);
      Tensor b = indices(5, n).sub(2);
      for (boolean add : new boolean[] {true, false}) {
        same(
            d ->
                Torch.zeros(6, 5, 8)
                    .to(d)
                    .indexPut(List.of(a.to(d), b.to(d)), numbers(n, 8).round().to(d), add));
        same(
            d ->
                Torch.zeros(8, 6)
                    .to(d)
                    .t()
                    .indexPut(List.of(a.to(d)), numbers(8).round().to(d), add));
        same(
            d ->
                Torch.zeros(4, 6)
                    .to(d)
                    .indexPut(
                        List.of(indices(4, n, 2).to(d), a.reshape(n, 1).to(d)),
                        numbers(2, n).round().t().to(d),
                        add));
      }
    }
  }

  @Test
  void gradientsOfGathering() {
    Tensor index = indices(20, 300);
    same(
        d -> {
          Tensor x = numbers(20, 8).to(d).requiresGrad_(true);
          x.indexSelect(0, index.to(d)).mul(numbers(300, 8).round().to(d)).sum().backward();
          return x.grad();
        });
    same(
        d -> {
          Tensor x = numbers(4, 20).to(d).requiresGrad_(true);
          x.gather(1, indices(20, 4, 100).to(d)).sum().backward();
          return x.grad();
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 6, 8, 16})
  void readsVectorsWhereTheyLieSideBySide(long width) {
    Tensor index = indices(30, 50);
    for (DType dtype : new DType[] {DType.UINT8, DType.BFLOAT16, DType.FLOAT32, DType.COMPLEX128}) {
      Tensor table = numbers(30, 2 * width).mul(10).to(dtype);
      same(d -> F.embedding(index.to(d), table.narrow(1, 0, width).contiguous().to(d)));
      same(d -> table.to(d).indexSelect(0, index.to(d)));
      same(d -> table.to(d).narrow(1, 1, width).indexSelect(0, index.to(d)));
      same(d -> table.to(d).get(index.to(d)));
      same(d -> table.to(d).narrow(1, width, width).get(index.to(d)));
      same(d -> table.to(d).t().get(indices(2 * width, 7).to(d)));
      same(d -> table.to(d).gather(0, index.to(d).unsqueeze(1).expand(50, 2 * width)));
      same(d -> table.t().to(d).gather(1, index.to(d).unsqueeze(0).expand(2 * width, 50)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum", "mean", "max"})
  void bringsRowsTogetherByBags(String mode) {
    for (long n : new long[] {0, 7, 150, 5000}) {
      Tensor index = indices(13, n);
      long[] starts = {0, 0, Math.min(n, 3), Math.min(n, 5), n};
      var options = EmbeddingBagOptions.defaults().mode(mode);
      same(
          d -> {
            Tensor table = numbers(13, 4).mul(100).round().to(d).requiresGrad_(true);
            Tensor out = F.embeddingBag(index.to(d), table, Torch.tensor(starts).to(d), options);
            out.backward(numbers(5, 4).round().to(d));
            Tensor grad = mode.equals("mean") ? Torch.zeros(1).to(d) : table.grad();
            return Torch.cat(List.of(out.detach().reshape(-1), grad.reshape(-1)), 0);
          });
    }
  }

  /** The message of the CPU but for where the index stands; once, and the device goes on. */
  @Test
  void indicesOutOfRangeAreNamed() {
    Tensor x = numbers(4, 3);
    Tensor wrong = Torch.tensor(new long[] {1, 9});
    error(d -> x.to(d).indexSelect(0, wrong.to(d)), "index_select", 9, 4);
    error(d -> F.embedding(wrong.to(d), x.to(d)), "embedding", 9, 4);
    error(d -> x.to(d).indexAdd(0, wrong.to(d), x.to(d).narrow(0, 0, 2)), "index_add", 9, 4);
    error(d -> x.to(d).get(wrong.sub(20).to(d)), "index", -19, 4);
    error(d -> x.to(d).gather(1, indices(1, 4, 2).add(5).to(d)), "gather", 5, 3);
    error(
        d -> x.to(d).scatterAdd(0, indices(1, 20, 3).sub(1).to(d), numbers(20, 3).to(d)),
        "scatter_add",
        -1,
        4);
  }

  private static void error(Function<Device, Tensor> body, String op, long index, long size) {
    String cpu =
        assertThrows(IndexOutOfBoundsException.class, () -> body.apply(Device.CPU)).getMessage();
    Tensor late = body.apply(CUDA);
    String told = assertThrows(IndexOutOfBoundsException.class, late::toFloatArray).getMessage();
    assertTrue(cpu.startsWith(op + ": index " + index + " "), cpu);
    assertTrue(told.startsWith(op + ": index " + index + " "), told);
    assertTrue(cpu.contains("size " + size) && told.contains("size " + size), cpu + told);
    assertEquals(late.numel(), late.toFloatArray().length);
  }
}
