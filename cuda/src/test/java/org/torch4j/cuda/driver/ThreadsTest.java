package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.torch4j.cuda.fakes.Fakes;
import org.torch4j.cuda.fakes.OnFakes;

/** Several threads with streams of their own, and memory without the cache. */
@OnFakes
final class ThreadsTest {
  private static final String SOURCE =
      """
      extern "C" __global__ void step(float* y, const float* x, float a, i64 n) {
        GRID_STRIDE(i, n) y[i] = a * x[i] + 1.f;
      }
      """;

  @Test
  void threadsDoNotDisturbEachOther() throws Exception {
    CudaDevice device = Buffers.DEVICE;
    Kernel step = device.compiler().kernel("step", SOURCE);
    var failure = new AtomicReference<Throwable>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      float first = t;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (CudaStream stream = CudaStream.of(device)) {
                      device.setCurrentStream(stream);
                      work(device, step, stream, first);
                    } catch (Throwable e) {
                      failure.set(e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertNull(failure.get());
  }

  private static void work(CudaDevice device, Kernel step, CudaStream stream, float first) {
    int n = 300;
    float[] values = new float[n];
    Arrays.fill(values, first);
    DeviceMemory x = device.allocator().allocate(4L * n);
    device.transfers().toDevice(MemorySegment.ofArray(values), 0, x.address(), 4L * n, stream);
    double expected = first;
    for (int i = 0; i < 60; i++) {
      DeviceMemory y = device.allocator().allocate(4L * n);
      step.launch(
          stream,
          3,
          64,
          LaunchArguments.begin().pointer(y.address()).pointer(x.address()).f32(0.5f).i64(n));
      // Freed while the kernel may still be waiting: the stream's order protects it.
      x.close();
      x = y;
      expected = 0.5 * expected + 1;
    }
    float[] got = new float[n];
    device.transfers().toHost(x.address(), MemorySegment.ofArray(got), 0, 4L * n, stream);
    x.close();
    for (float value : got) {
      assertEquals(expected, value, 1e-5);
    }
  }

  /** Uses memory past its end, which only pieces of their own show. */
  public static final class PastTheEnd {
    private PastTheEnd() {}

    /** Prints what the driver says. */
    public static void main(String[] args) {
      CudaDevice device = CudaDevice.of(0);
      Kernel step = device.compiler().kernel("step", SOURCE);
      try (DeviceMemory x = device.allocator().allocate(40);
          DeviceMemory y = device.allocator().allocate(40)) {
        device.transfers().fill(x.address(), 4, 0, 10, device.defaultStream());
        step.launch(
            device.defaultStream(),
            1,
            32,
            LaunchArguments.begin().pointer(y.address()).pointer(x.address()).f32(0).i64(11));
        device.synchronize();
        System.out.println("unseen");
      } catch (CudaException e) {
        System.out.println(e.code());
      }
      System.exit(0);
    }
  }

  private static String pastTheEnd(String caching) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dtorch4j.libcuda=" + Fakes.folder().resolve("libcuda.so.1"),
                "-Dtorch4j.libnvrtc=" + Fakes.folder().resolve("libnvrtc.so.13"),
                "-Dtorch4j.kernel.cache=" + System.getProperty("torch4j.kernel.cache"),
                "-Dtorch4j.cuda.caching=" + caching,
                "-cp",
                System.getProperty("java.class.path"),
                PastTheEnd.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.strip();
  }

  @Test
  void withoutTheCacheWritesPastTheEndAreFound() throws Exception {
    assertEquals("unseen", pastTheEnd("on"));
    assertEquals("700", pastTheEnd("off"));
  }
}
