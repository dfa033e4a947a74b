package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.cuda.driver.Buffers.floats;
import static org.torch4j.cuda.driver.Buffers.upload;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.torch4j.cuda.fakes.FakeGpu;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.type.DeviceException;

/** Kernels: compiled, launched, and what happens when they go wrong. */
@OnFakes
final class LaunchTest {
  static final String AXPB =
      """
      extern "C" __global__ void axpb(const float* x, float* y, float a, float b, i64 n) {
        GRID_STRIDE(i, n) y[i] = a * x[i] + b;
      }
      """;

  private static final String SUM =
      """
      extern "C" __global__ void __launch_bounds__(256) sum(const float* x, float* out, i64 n) {
        __shared__ float part[8];
        float s = 0.f;
        GRID_STRIDE(i, n) s += x[i];
        s = warp_reduce(s, [](float a, float b) { return a + b; });
        if ((threadIdx.x & 31) == 0) part[threadIdx.x >> 5] = s;
        BARRIER
        if (threadIdx.x == 0) {
          float t = 0.f;
          for (int i = 0; i < (int) (blockDim.x >> 5); i++) t += part[i];
          atomic_add(out, t);
        }
      }
      """;

  private final CudaDevice device = Buffers.DEVICE;
  private final CudaStream stream = Buffers.stream();

  private static float[] ramp(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = i % 100;
    }
    return values;
  }

  @Test
  void computesAsynchronously() {
    Kernel kernel = device.compiler().kernel("axpb", AXPB);
    int n = 1 << 16;
    try (DeviceMemory x = upload(ramp(n));
        DeviceMemory y = Buffers.empty(4L * n);
        CudaEvent end = CudaEvent.of(device)) {
      FakeGpu.delay(2000);
      kernel.launch(
          stream,
          64,
          256,
          LaunchArguments.begin().pointer(x.address()).pointer(y.address()).f32(2).f32(1).i64(n));
      end.record(stream);
      assertFalse(end.query());
      float[] got = floats(y);
      assertTrue(end.query());
      for (int i = 0; i < n; i++) {
        assertEquals(2f * (i % 100) + 1, got[i]);
      }
    }
  }

  @Test
  void reducesWithBarriersAndShuffles() {
    Kernel kernel = device.compiler().kernel("sum", SUM.replace("BARRIER", "__syncthreads();"));
    int n = 1 << 14;
    double expected = 0;
    for (float v : ramp(n)) {
      expected += v;
    }
    for (boolean reverse : new boolean[] {false, true}) {
      FakeGpu.reverse(reverse);
      try (DeviceMemory x = upload(ramp(n));
          DeviceMemory out = upload(0)) {
        kernel.launch(
            stream,
            8,
            256,
            LaunchArguments.begin().pointer(x.address()).pointer(out.address()).i64(n));
        assertEquals(expected, floats(out)[0], expected * 1e-5);
      }
    }
  }

  @Test
  void forgottenBarrierIsSeen() {
    Kernel kernel = device.compiler().kernel("sum", SUM.replace("BARRIER", ""));
    int n = 1 << 14;
    try (DeviceMemory x = upload(ramp(n));
        DeviceMemory out = upload(0)) {
      kernel.launch(
          stream,
          8,
          256,
          LaunchArguments.begin().pointer(x.address()).pointer(out.address()).i64(n));
      double expected = 0;
      for (float v : ramp(n)) {
        expected += v;
      }
      assertFalse(Math.abs(floats(out)[0] - expected) < 1);
    }
  }

  @Test
  void compileErrorNamesTheLineOfTheSource() {
    CudaException error =
        assertThrows(
            CudaException.class,
            () ->
                device
                    .compiler()
                    .kernel(
                        "bad",
                        """
                        extern "C" __global__ void bad(float* x) {
                          x[0] = undefined_name;
                        }
                        """));
    assertTrue(error.getMessage().contains("bad.cu:2"), error.getMessage());
    assertTrue(error.getMessage().contains("undefined_name"), error.getMessage());
  }

  @Test
  void wrongArgumentsAreToldBeforeTheLaunch() {
    Kernel kernel = device.compiler().kernel("axpb", AXPB);
    assertEquals(
        "axpb: 5 parameters, received 1",
        assertThrows(
                DeviceException.class,
                () -> kernel.launch(stream, 1, 32, LaunchArguments.begin().i64(1)))
            .getMessage());
    assertEquals(
        "axpb: parameter 2 has 4 bytes, received 8",
        assertThrows(
                DeviceException.class,
                () ->
                    kernel.launch(
                        stream,
                        1,
                        32,
                        LaunchArguments.begin().pointer(0).pointer(0).f64(2).f32(1).i64(0)))
            .getMessage());
    assertThrows(
        DeviceException.class, () -> kernel.launch(stream, 1, 2048, LaunchArguments.begin()));
  }

  @Test
  void structsByValue() {
    Kernel kernel =
        device
            .compiler()
            .kernel(
                "sizes",
                """
                struct Sizes { int v[7]; };
                struct Strides { i64 v[3]; };
                extern "C" __global__ void sizes(float* y, Sizes a, Strides b, double s, bool f, bf16 h) {
                  if (threadIdx.x == 0) y[0] = (float) (a.v[6] + b.v[2] + s + f + (float) h);
                }
                """);
    try (DeviceMemory y = upload(0)) {
      kernel.launch(
          stream,
          1,
          32,
          LaunchArguments.begin()
              .pointer(y.address())
              .ints(1, 2, 3, 4, 5, 6, 7)
              .longs(10, 20, 30)
              .f64(0.5)
              .i8((byte) 1)
              .i16((short) 0x4080));
      assertArrayEquals(new float[] {7 + 30 + 0.5f + 1 + 4}, floats(y));
    }
  }

  @Test
  void useAfterFreeIsASticky700() {
    Kernel kernel = device.compiler().kernel("axpb", AXPB);
    try (DeviceMemory y = upload(0)) {
      long gone = DriverMemory.allocate(4);
      DriverMemory.free(gone);
      kernel.launch(
          stream,
          1,
          32,
          LaunchArguments.begin().pointer(gone).pointer(y.address()).f32(1).f32(0).i64(1));
      CudaException error = assertThrows(CudaException.class, stream::synchronize);
      assertEquals(CudaException.ILLEGAL_ADDRESS, error.code());
      assertTrue(error.getMessage().contains("CUDA_ERROR_ILLEGAL_ADDRESS (700)"));
      assertTrue(error.getMessage().contains("T4J_LAUNCH_BLOCKING=1"), error.getMessage());
      assertThrows(CudaException.class, () -> DriverMemory.allocate(16));
      FakeGpu.reset();
    }
  }

  @Test
  void blockingLaunchesNameTheKernel() {
    Kernel kernel = device.compiler().kernel("axpb", AXPB);
    CudaDevice.setLaunchBlocking(true);
    try (DeviceMemory y = upload(0)) {
      long gone = DriverMemory.allocate(4);
      DriverMemory.free(gone);
      CudaException error =
          assertThrows(
              CudaException.class,
              () ->
                  kernel.launch(
                      stream,
                      1,
                      32,
                      LaunchArguments.begin()
                          .pointer(gone)
                          .pointer(y.address())
                          .f32(1)
                          .f32(0)
                          .i64(1)));
      assertTrue(error.getMessage().contains("in the kernel axpb"), error.getMessage());
      FakeGpu.reset();
    } finally {
      CudaDevice.setLaunchBlocking(false);
    }
  }

  @Test
  void hostCannotReadDeviceMemory() {
    try (DeviceMemory x = upload(1)) {
      MemorySegment wrong = MemorySegment.ofAddress(x.address()).reinterpret(4);
      assertThrows(InternalError.class, () -> wrong.get(ValueLayout.JAVA_FLOAT, 0));
    }
  }
}
