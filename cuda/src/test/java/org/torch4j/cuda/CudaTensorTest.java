package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Cuda;
import org.torch4j.Fft;
import org.torch4j.Generator;
import org.torch4j.Linalg;
import org.torch4j.Tensor;
import org.torch4j.TensorOptions;
import org.torch4j.Torch;
import org.torch4j.backend.KernelCall;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.io.Checkpoints;
import org.torch4j.nn.F;
import org.torch4j.op.Backends;
import org.torch4j.op.TensorState;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.Shape;

/** Tensors on a device behave as PyTorch's do, and compute what the CPU computes. */
@OnFakes
class CudaTensorTest {
  private static final Device CUDA = Device.of("cuda");

  private static Tensor numbers(long... size) {
    return Torch.empty(size).normal_(0, 1, new Generator().manualSeed(7));
  }

  private static void same(Tensor given, UnaryOperator<Tensor> body) {
    Tensor wanted = body.apply(given);
    Tensor got = body.apply(given.to(CUDA));
    assertEquals(CUDA, got.device());
    assertEquals(wanted.shape(), got.shape());
    assertEquals(wanted.dtype(), got.dtype());
    assertTrue(got.cpu().allclose(wanted, 1e-5, 1e-6), () -> wanted + "\n" + got);
  }

  @Test
  void goesThereAndBack() {
    Tensor x = numbers(3, 4);
    Tensor y = x.to(CUDA);
    assertTrue(y.isCuda());
    assertEquals("cuda:0", y.device().toString());
    assertTrue(y.cpu().equal(x));
    assertTrue(y.t().cpu().equal(x.t()));
    assertEquals(x.select(0, 1).select(0, 2).item(), y.select(0, 1).select(0, 2).item());
    assertArrayEquals(x.toFloatArray(), y.toFloatArray());
    assertEquals(
        "tensor([1., 2.], device='cuda:0')", Torch.tensor(new float[] {1, 2}).cuda().toString());
    Tensor back = Torch.zeros(3, 4);
    back.copy_(y);
    assertTrue(back.equal(x));
    y.copy_(Torch.ones(4));
    assertEquals(12, y.sum().item());
  }

  @Test
  void gradientsCrossDevices() {
    Tensor x = numbers(5).requiresGrad_(true);
    x.to(CUDA).mul(3).sum().backward();
    assertEquals(Device.CPU, x.grad().device());
    assertArrayEquals(new float[] {3, 3, 3, 3, 3}, x.grad().toFloatArray());
  }

  @Test
  void devicesDoNotMixButNumbersJoin() {
    Tensor x = numbers(3);
    DeviceException e = assertThrows(DeviceException.class, () -> x.add(x.to(CUDA)));
    assertEquals(
        "add: Expected all tensors to be on the same device, but found at least two devices, cpu"
            + " and cuda:0!",
        e.getMessage());
    assertEquals(CUDA, x.to(CUDA).mul(Torch.tensor(2.0)).device());
    assertEquals(CUDA, Torch.tensor(2.0).mul(x.to(CUDA)).device());
  }

  @Test
  void theHostDoesNotReadTheDevice() {
    StridedArray a = TensorState.array(numbers(3).to(CUDA));
    assertThrows(DeviceException.class, () -> a.storage().segment());
    assertThrows(DeviceException.class, () -> a.doubleAt(0));
  }

  @Test
  void aMissingKernelSaysSo() {
    StridedArray a = TensorState.array(numbers(3).to(CUDA));
    DeviceException e =
        assertThrows(
            DeviceException.class,
            () ->
                Backends.of(CUDA)
                    .run("no_such", new KernelCall(new StridedArray[] {a}, new Object[0])));
    assertTrue(e.getMessage().startsWith("no_such: has no kernel for cuda"), e.getMessage());
  }

  @Test
  void indicesOutOfRangeAreRaisedWhenResultsAreRead() {
    Tensor table = numbers(4, 2).to(CUDA);
    Tensor rows = table.indexSelect(0, Torch.tensor(new long[] {1, 9}).to(CUDA));
    IndexOutOfBoundsException e =
        assertThrows(IndexOutOfBoundsException.class, () -> rows.toFloatArray());
    assertTrue(e.getMessage().contains("index 9"), e.getMessage());
    assertTrue(
        table.indexSelect(0, Torch.tensor(new long[] {1}).to(CUDA)).isfinite().all().itemBoolean());
  }

  @Test
  void factoriesMakeTensorsThere() {
    var options = TensorOptions.defaults().device(CUDA);
    assertEquals(CUDA, Torch.zeros(Shape.of(2), options).device());
    assertEquals(CUDA, Torch.randn(Shape.of(2), options).device());
    assertEquals(CUDA, Torch.onesLike(numbers(2).to(CUDA)).device());
    Torch.manualSeed(5);
    Tensor a = Torch.rand(Shape.of(64), options);
    Torch.manualSeed(5);
    Tensor b = Torch.rand(Shape.of(64), options);
    assertTrue(a.equal(b));
    assertTrue(a.ge(0).all().itemBoolean() && a.lt(1).all().itemBoolean());
  }

  @Test
  void savesAsFromTheCpu(@TempDir Path folder) {
    Tensor x = numbers(3, 2);
    Path file = folder.resolve("x.pth");
    Checkpoints.save(Map.of("x", x.to(CUDA).t()), file);
    Map<?, ?> read = (Map<?, ?>) Checkpoints.load(file);
    assertTrue(((Tensor) read.get("x")).equal(x.t()));
  }

  @Test
  void tellsItsMemory() {
    assertTrue(Cuda.isAvailable());
    assertTrue(Cuda.deviceCount() >= 1);
    assertTrue(!Cuda.getDeviceName().isEmpty());
    long before = Cuda.memoryAllocated();
    Tensor x = Torch.zeros(Shape.of(1 << 20), DType.FLOAT32, CUDA);
    double others = 1 << 16; // small tensors of earlier tests, which may be collected meanwhile
    assertEquals(4 << 20, Cuda.memoryAllocated() - before, others);
    TensorState.storage(x).release();
    assertEquals(0, Cuda.memoryAllocated() - before, others);
    assertTrue(Cuda.maxMemoryAllocated() >= 4 << 20);
    Cuda.Stream stream = new Cuda.Stream();
    Cuda.Event start = new Cuda.Event(true);
    Cuda.Event end = new Cuda.Event(true);
    double sum =
        Cuda.stream(
            stream,
            () -> {
              start.record();
              Tensor ones = Torch.ones(Shape.of(100), TensorOptions.defaults().device(CUDA));
              end.record();
              return ones.sum().item();
            });
    assertEquals(100, sum);
    end.synchronize();
    assertTrue(start.elapsedTime(end) >= 0 && stream.query());
    Cuda.synchronize();
  }

  /** Reductions of rows, columns, and in two passes. */
  @ParameterizedTest
  @ValueSource(
      strings = {"[3]", "[300]", "[20000]", "[7, 40]", "[3, 5000]", "[5000, 3]", "[4, 6, 50]"})
  void reduces(String text) {
    long[] size =
        List.of(text.substring(1, text.length() - 1).split(", ")).stream()
            .mapToLong(Long::parseLong)
            .toArray();
    Tensor x = numbers(size);
    same(x, t -> t.sum());
    same(x, t -> t.amax());
    for (int d = 0; d < size.length; d++) {
      int dim = d;
      same(x, t -> t.mean(dim));
      same(x, t -> t.argmax(dim));
    }
    if (size.length > 1) {
      same(x, t -> t.transpose(0, 1).sum(0));
    }
  }

  @Test
  void computesAsTheCpuDoes() {
    same(numbers(6, 7), t -> t.sigmoid().add(t.t().contiguous().t()));
    same(numbers(6, 7), t -> t.t().mul(2).sub(1));
    same(numbers(6, 7), t -> F.softmax(t, 1));
    same(numbers(6, 7), t -> F.layerNorm(t, new long[] {7}, null, null, 1e-5));
    same(numbers(6, 7), t -> t.sort(1, true).values());
    same(numbers(6, 700), t -> t.sort(1, false).indices());
    same(numbers(6, 700), t -> t.cumsum(1));
    same(numbers(6, 7), t -> t.matmul(t.t()));
    same(numbers(2, 3, 9, 8), t -> F.maxPool2d(t, 2));
    same(numbers(2, 3, 9, 8), t -> F.avgPool2d(t, 2));
    same(numbers(6, 7), t -> Torch.cat(List.of(t, t.flip(0)), 1));
    same(numbers(6, 7), t -> t.tril(1).gt(0).nonzero());
    same(numbers(5, 5), t -> t.matmul(t.t()).add(Torch.eye(5).to(t.device())).inverse());
    same(numbers(3, 100), t -> Torch.viewAsReal(Fft.rfft(t)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3 5 2", "3 3 3", "3 2 4", "1 4 3"})
  void solvesLeastSquaresOfEachMatrix(String sizes) {
    long[] size = Arrays.stream(sizes.split(" ")).mapToLong(Long::parseLong).toArray();
    Tensor right = numbers(size[0], size[1], 2).toDouble();
    same(
        numbers(size).toDouble(),
        t -> Linalg.lstsq(t, right.to(t.device()), null, "gels").solution());
  }

  @Test
  void makesTensorsWhereItIsTold() {
    TensorOptions there = Torch.dtype(DType.FLOAT32).device(CUDA);
    TensorOptions whole = Torch.dtype(DType.INT64).device(CUDA);
    List<Tensor> made =
        List.of(
            Torch.eye(3, 4, there),
            Torch.arange(2, 11, 3, whole),
            Torch.linspace(0, 1, 5, there),
            Torch.logspace(0, 2, 3, 10, there),
            Torch.full(Shape.of(2), 7, whole),
            Torch.tensor(new float[][] {{1, 2}, {3, 4}}, there));
    List<Tensor> here =
        List.of(
            Torch.eye(3, 4, DType.FLOAT32),
            Torch.arange(2, 11, 3),
            Torch.linspace(0, 1, 5),
            Torch.logspace(0, 2, 3),
            Torch.full(Shape.of(2), 7),
            Torch.tensor(new float[][] {{1, 2}, {3, 4}}));
    for (int i = 0; i < made.size(); i++) {
      assertEquals(CUDA, made.get(i).device());
      assertEquals(here.get(i).dtype(), made.get(i).dtype());
      assertTrue(made.get(i).cpu().allclose(here.get(i), 1e-6, 1e-7), here.get(i).toString());
    }
    Tensor order = Torch.randperm(20, whole);
    assertEquals(CUDA, order.device());
    assertTrue(order.cpu().sort(0, false).values().equal(Torch.arange(20)));
    Tensor like = numbers(3, 4).to(CUDA);
    for (Tensor t :
        List.of(
            Torch.randLike(like),
            Torch.randnLike(like),
            Torch.randintLike(like, 0, 5),
            Torch.randint(0, 5, Shape.of(3, 4), whole),
            Torch.zerosLike(like),
            Torch.fullLike(like, 2))) {
      assertEquals(CUDA, t.device());
      assertEquals(like.shape(), t.shape());
    }
  }

  @Test
  void theThreeWordsOfPrecisionAreTheSwitchOfTf32() {
    try {
      assertEquals("highest", Torch.getFloat32MatmulPrecision());
      Torch.setFloat32MatmulPrecision("medium");
      assertTrue(Cuda.isTf32Allowed());
      assertEquals("medium", Torch.getFloat32MatmulPrecision());
      Cuda.allowTf32(false);
      assertEquals("highest", Torch.getFloat32MatmulPrecision());
      assertThrows(
          IllegalArgumentException.class, () -> Torch.setFloat32MatmulPrecision("perfect"));
    } finally {
      Torch.setFloat32MatmulPrecision("highest");
    }
  }
}
