package org.torch4j.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.torch4j.cuda.driver.Driver.LIBRARY;
import static org.torch4j.cuda.driver.Driver.failure;
import static org.torch4j.cuda.driver.Failures.raised;
import static org.torch4j.cuda.driver.ThreadState.out;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code libcuda.so.1}: memory of devices, pinned memory of the host, copies and fills. */
final class DriverMemory {
  private static final int DEVICE = 2;

  private static final MethodHandle INFO = LIBRARY.function("cuMemGetInfo_v2", "IAA");
  private static final MethodHandle ALLOCATE = LIBRARY.function("cuMemAlloc_v2", "IAJ");
  private static final MethodHandle FREE = LIBRARY.function("cuMemFree_v2", "IJ");
  private static final MethodHandle ALLOCATE_HOST = LIBRARY.function("cuMemHostAlloc", "IAJI");
  private static final MethodHandle FREE_HOST = LIBRARY.function("cuMemFreeHost", "IJ");
  private static final MethodHandle TO_DEVICE = LIBRARY.function("cuMemcpyHtoDAsync_v2", "IJJJJ");
  private static final MethodHandle TO_HOST = LIBRARY.function("cuMemcpyDtoHAsync_v2", "IJJJJ");
  private static final MethodHandle ON_DEVICE = LIBRARY.function("cuMemcpyDtoDAsync_v2", "IJJJJ");
  private static final MethodHandle TO_PEER = LIBRARY.function("cuMemcpyPeerAsync", "IJJJJJJ");
  private static final MethodHandle COPY_2D = LIBRARY.function("cuMemcpy2DAsync_v2", "IAJ");
  private static final MethodHandle FILL_8 = LIBRARY.function("cuMemsetD8Async", "IJIJJ");
  private static final MethodHandle FILL_16 = LIBRARY.function("cuMemsetD16Async", "IJIJJ");
  private static final MethodHandle FILL_32 = LIBRARY.function("cuMemsetD32Async", "IJIJJ");

  private DriverMemory() {}

  /** Free and total bytes of the current device. */
  record Info(long free, long total) {}

  static Info info() {
    try {
      MemorySegment out = out();
      int result = (int) INFO.invokeExact(out, out.asSlice(8));
      if (result != 0) {
        throw failure(result, "cuMemGetInfo");
      }
      return new Info(out.get(JAVA_LONG, 0), out.get(JAVA_LONG, 8));
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static long allocate(long bytes) {
    try {
      MemorySegment out = out();
      int result = (int) ALLOCATE.invokeExact(out, bytes);
      if (result != 0) {
        throw failure(result, "cuMemAlloc", "bytes", bytes);
      }
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void free(long address) {
    try {
      int result = (int) FREE.invokeExact(address);
      if (result != 0) {
        throw failure(result, "cuMemFree", "address", address);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** Pinned memory that every device may read. */
  static MemorySegment allocateHost(long bytes) {
    try {
      MemorySegment out = out();
      int portable = 1;
      int result = (int) ALLOCATE_HOST.invokeExact(out, bytes, portable);
      if (result != 0) {
        throw failure(result, "cuMemHostAlloc", "bytes", bytes);
      }
      return MemorySegment.ofAddress(out.get(JAVA_LONG, 0)).reinterpret(bytes);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void freeHost(long address) {
    try {
      int result = (int) FREE_HOST.invokeExact(address);
      if (result != 0) {
        throw failure(result, "cuMemFreeHost", "address", address);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void toDevice(long device, long host, long bytes, long stream) {
    try {
      int result = (int) TO_DEVICE.invokeExact(device, host, bytes, stream);
      if (result != 0) {
        throw failure(result, "cuMemcpyHtoDAsync", "device", device, "host", host, "bytes", bytes);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void toHost(long host, long device, long bytes, long stream) {
    try {
      int result = (int) TO_HOST.invokeExact(host, device, bytes, stream);
      if (result != 0) {
        throw failure(result, "cuMemcpyDtoHAsync", "host", host, "device", device, "bytes", bytes);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void onDevice(long to, long from, long bytes, long stream) {
    try {
      int result = (int) ON_DEVICE.invokeExact(to, from, bytes, stream);
      if (result != 0) {
        throw failure(result, "cuMemcpyDtoDAsync", "to", to, "from", from, "bytes", bytes);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void toPeer(
      long to, long toContext, long from, long fromContext, long bytes, long stream) {
    try {
      int result = (int) TO_PEER.invokeExact(to, toContext, from, fromContext, bytes, stream);
      if (result != 0) {
        throw failure(result, "cuMemcpyPeerAsync", "to", to, "from", from, "bytes", bytes);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /**
   * Copies {@code rows} rows of {@code width} bytes between two places of one device.
   *
   * @param toPitch bytes from row to row
   * @param fromPitch bytes from row to row
   */
  static void onDevice2d(
      long to, long toPitch, long from, long fromPitch, long width, long rows, long stream) {
    try (Arena arena = Arena.ofConfined()) {
      // CUDA_MEMCPY2D: for source, then destination: x, y, memory type, host, device, array, pitch.
      MemorySegment copy = arena.allocate(128, 8);
      place(copy, 0, from, fromPitch);
      place(copy, 56, to, toPitch);
      copy.set(JAVA_LONG, 112, width);
      copy.set(JAVA_LONG, 120, rows);
      int result = (int) COPY_2D.invokeExact(copy, stream);
      if (result != 0) {
        throw failure(
            result, "cuMemcpy2DAsync", "to", to, "from", from, "width", width, "rows", rows);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  private static void place(MemorySegment copy, long offset, long address, long pitch) {
    copy.set(JAVA_INT, offset + 16, DEVICE);
    copy.set(JAVA_LONG, offset + 32, address);
    copy.set(JAVA_LONG, offset + 48, pitch);
  }

  static void fill8(long address, byte value, long count, long stream) {
    try {
      int result = (int) FILL_8.invokeExact(address, value & 0xff, count, stream);
      if (result != 0) {
        throw failure(result, "cuMemsetD8Async", "address", address, "count", count);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void fill16(long address, short value, long count, long stream) {
    try {
      int result = (int) FILL_16.invokeExact(address, value & 0xffff, count, stream);
      if (result != 0) {
        throw failure(result, "cuMemsetD16Async", "address", address, "count", count);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void fill32(long address, int value, long count, long stream) {
    try {
      int result = (int) FILL_32.invokeExact(address, value, count, stream);
      if (result != 0) {
        throw failure(result, "cuMemsetD32Async", "address", address, "count", count);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }
}
