package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.torch4j.cuda.fakes.FakeGpu;
import org.torch4j.cuda.fakes.OnFakes;

/** What the prelude gives to kernels, and how the fakes treat kernels that are wrong. */
@OnFakes
final class PreludeTest {
  private final CudaStream stream = Buffers.stream();

  private static Kernel kernel(String name, String source) {
    return Buffers.DEVICE.compiler().kernel(name, source);
  }

  @Test
  void sixteenBitFloatsRoundToEven() {
    float[] x = {
      1, -0f, 65504, 65520, 1e-7f, 3.14159274f, Float.NaN, Float.NEGATIVE_INFINITY, 1.00390625f
    };
    try (DeviceMemory in = Buffers.upload(x);
        DeviceMemory half = Buffers.empty(2L * x.length);
        DeviceMemory brain = Buffers.empty(2L * x.length);
        DeviceMemory back = Buffers.empty(8L * x.length)) {
      kernel("convert", PreludeKernels.CONVERT)
          .launch(
              stream,
              1,
              32,
              LaunchArguments.begin()
                  .pointer(in.address())
                  .pointer(half.address())
                  .pointer(brain.address())
                  .pointer(back.address())
                  .i64(x.length));
      float[] got = Buffers.floats(back);
      for (int i = 0; i < x.length; i++) {
        assertEquals(Float.float16ToFloat(Float.floatToFloat16(x[i])), got[2 * i]);
        assertEquals(brain(x[i]), got[2 * i + 1]);
      }
    }
  }

  private static float brain(float v) {
    int bits = Float.floatToRawIntBits(v);
    return Float.isNaN(v)
        ? v
        : Float.intBitsToFloat((bits + 0x7fff + (bits >>> 16 & 1)) & 0xffff0000);
  }

  @Test
  void blockReductionsOfNumbersAndOfStructs() {
    int n = 5000;
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (i * 7919) % 1000;
    }
    for (int threads : new int[] {32, 96, 256}) {
      for (boolean reverse : new boolean[] {false, true}) {
        FakeGpu.reverse(reverse);
        try (DeviceMemory in = Buffers.upload(x);
            DeviceMemory sum = Buffers.empty(4);
            DeviceMemory most = Buffers.empty(8);
            DeviceMemory at = Buffers.empty(8)) {
          kernel("reduce", PreludeKernels.REDUCE)
              .launch(
                  stream,
                  1,
                  threads,
                  LaunchArguments.begin()
                      .pointer(in.address())
                      .pointer(sum.address())
                      .pointer(most.address())
                      .pointer(at.address())
                      .i32(n));
          double expected = 0;
          int first = -1;
          for (int i = 0; i < n; i++) {
            expected += x[i];
            first = first < 0 && x[i] == 999 ? i : first;
          }
          assertEquals(expected, Buffers.floats(sum)[0], 1);
          assertEquals(999.0, Buffers.download(most).get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0));
          assertEquals(first, Buffers.download(at).get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
        }
      }
    }
  }

  @Test
  void atomicsOfEveryType() {
    try (DeviceMemory f = Buffers.upload(0, -1);
        DeviceMemory d = Buffers.upload(MemorySegment.ofArray(new double[2]));
        DeviceMemory i = Buffers.upload(MemorySegment.ofArray(new int[1]));
        DeviceMemory l = Buffers.upload(MemorySegment.ofArray(new long[1]));
        DeviceMemory h = Buffers.upload(MemorySegment.ofArray(new short[2]));
        DeviceMemory b = Buffers.upload(MemorySegment.ofArray(new short[2]));
        DeviceMemory s = Buffers.upload(MemorySegment.ofArray(new short[2]));
        DeviceMemory c = Buffers.upload(MemorySegment.ofArray(new byte[4]));
        DeviceMemory any = Buffers.upload(MemorySegment.ofArray(new byte[1]))) {
      kernel("atomics", PreludeKernels.ATOMICS)
          .launch(
              stream,
              2,
              32,
              LaunchArguments.begin()
                  .pointer(f.address())
                  .pointer(d.address())
                  .pointer(i.address())
                  .pointer(l.address())
                  .pointer(h.address())
                  .pointer(b.address())
                  .pointer(s.address())
                  .pointer(c.address())
                  .pointer(any.address()));
      assertArrayEquals(new float[] {64, 31}, Buffers.floats(f));
      assertArrayEquals(
          new double[] {64, -31}, Buffers.download(d).toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED));
      assertEquals(64, Buffers.download(i).get(ValueLayout.JAVA_INT_UNALIGNED, 0));
      assertEquals(64, Buffers.download(l).get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
      short half = Buffers.download(h).get(ValueLayout.JAVA_SHORT_UNALIGNED, 2);
      assertEquals(64f, Float.float16ToFloat(half));
      assertEquals(0x4280, Buffers.download(b).get(ValueLayout.JAVA_SHORT_UNALIGNED, 2));
      assertEquals(64, Buffers.download(s).get(ValueLayout.JAVA_SHORT_UNALIGNED, 2));
      assertArrayEquals(
          new byte[] {0, 0, 0, 64}, Buffers.download(c).toArray(ValueLayout.JAVA_BYTE));
      assertEquals(1, Buffers.download(any).get(ValueLayout.JAVA_BYTE, 0));
    }
  }

  /** The known answers of the Philox paper's authors: all zeros, all ones, digits of pi. */
  @Test
  void philoxGivesItsKnownAnswers() {
    long[][] questions = {
      {0, 0, 0},
      {-1, -1, -1},
      {0x299f31d0a4093822L, 0x0370734413198a2eL, 0x85a308d3243f6a88L}
    };
    int[][] answers = {
      {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
      {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
      {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}
    };
    for (int i = 0; i < questions.length; i++) {
      try (DeviceMemory out = Buffers.empty(16)) {
        kernel("random", PreludeKernels.RANDOM)
            .launch(
                stream,
                1,
                1,
                LaunchArguments.begin()
                    .pointer(out.address())
                    .i64(questions[i][0])
                    .i64(questions[i][1])
                    .i64(questions[i][2]));
        assertArrayEquals(
            answers[i], Buffers.download(out).toArray(ValueLayout.JAVA_INT_UNALIGNED));
      }
    }
  }

  @Test
  void warpsAndSharedMemoryAndPointersInMemory() {
    for (boolean reverse : new boolean[] {false, true}) {
      FakeGpu.reverse(reverse);
      try (DeviceMemory out = Buffers.empty(4L * 448);
          DeviceMemory even = Buffers.empty(4L * 32);
          DeviceMemory odd = Buffers.empty(4L * 32);
          DeviceMemory pointers =
              Buffers.upload(MemorySegment.ofArray(new long[] {even.address(), odd.address()}))) {
        kernel("warps", PreludeKernels.WARPS)
            .launch(
                stream,
                1,
                1,
                1,
                64,
                1,
                1,
                256,
                LaunchArguments.begin().pointer(out.address()).pointer(pointers.address()));
        int[] got = Buffers.download(out).toArray(ValueLayout.JAVA_INT_UNALIGNED);
        for (int i = 0; i < 64; i++) {
          int lane = i & 31;
          int warp = i & 32;
          assertEquals((63 - i) * (63 - i), got[i]);
          assertEquals(lane == 0 ? i : i - 1, got[64 + i]);
          assertEquals(lane > 29 ? i : i + 2, got[128 + i]);
          assertEquals(warp + 5, got[192 + i]);
          assertEquals(11, got[256 + i]);
          assertEquals(warp == 0 ? 1 : 2, got[320 + i]);
          assertEquals(lane < 16 ? i ^ 1 : 10, got[384 + i]);
        }
        int[] odds = Buffers.download(odd).toArray(ValueLayout.JAVA_INT_UNALIGNED);
        assertEquals(63, odds[31]);
      }
    }
  }

  @Test
  void structsThatAreIndexed() {
    try (DeviceMemory x = Buffers.upload(0, 1, 2, 3, 4, 5);
        DeviceMemory y = Buffers.empty(24)) {
      kernel("strided", PreludeKernels.STRIDED)
          .launch(
              stream,
              1,
              32,
              LaunchArguments.begin()
                  .pointer(y.address())
                  .pointer(x.address())
                  .i32(6)
                  .i32(2)
                  .ints(3, 2, 1, 1, 1, 3, 0, 0));
      assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, Buffers.floats(y));
    }
  }

  private void fails(String name, String body, int threads, String expected) {
    Kernel kernel =
        kernel(name, "extern \"C\" __global__ void " + name + "(int* x) {\n" + body + "\n}\n");
    try (DeviceMemory x = Buffers.empty(4096)) {
      kernel.launch(stream, 1, threads, LaunchArguments.begin().pointer(x.address()));
      assertThrows(CudaException.class, stream::synchronize);
      assertTrue(FakeGpu.message().contains(expected), FakeGpu.message());
      FakeGpu.reset();
    }
  }

  @Test
  void differentBarriersInOneBlock() {
    fails(
        "diverging",
        "if (threadIdx.x < 32) __syncthreads(); else __syncthreads();",
        64,
        "diverging: barrier divergence: threads of a block wait at different __syncthreads");
  }

  @Test
  void threadsThatLeaveBeforeABarrier() {
    fails(
        "leaving",
        "if (threadIdx.x == 3) return; __syncthreads();",
        64,
        "leaving: barrier divergence: some threads ended before __syncthreads");
  }

  @Test
  void lanesThatMissACollective() {
    fails(
        "missing",
        "if (threadIdx.x == 3) __syncthreads(); else x[0] = __shfl_xor_sync(0xffffffffu, 1, 1);",
        32,
        "missing: deadlock: a warp's collective is not reached by all its lanes");
  }

  @Test
  void pointersInMemoryAreCheckedToo() {
    fails(
        "stale",
        "T4J_POINTER(int, 0x1234500ull)[0] = 1;",
        1,
        "stale: it read a device address outside any live block");
  }

  @Test
  void writesBesideAPieceAreFound() {
    Kernel kernel =
        kernel("beside", "extern \"C\" __global__ void beside(int* x, i64 n) { x[n] = 1; }");
    long piece = DriverMemory.allocate(64);
    kernel.launch(stream, 1, 1, LaunchArguments.begin().pointer(piece).i64(16));
    stream.synchronize();
    assertTrue(FakeGpu.fencesBroken());
    FakeGpu.reset();
    kernel.launch(stream, 1, 1, LaunchArguments.begin().pointer(piece).i64(0));
    stream.synchronize();
    DriverMemory.free(piece);
    FakeGpu.reset();
  }

  @Test
  void sourcesIncludeNothing() {
    CudaException error =
        assertThrows(
            CudaException.class,
            () ->
                kernel(
                    "headers",
                    "extern \"C\" __global__ void headers(int* x) { x[0] = (int) FLT_MAX; }"));
    assertTrue(error.getMessage().contains("FLT_MAX"), error.getMessage());
  }
}
