package org.torch4j.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.torch4j.cuda.driver.Failures.raised;
import static org.torch4j.cuda.driver.ThreadState.out;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code libcuda.so.1}: devices, contexts, streams and events. Handles are longs. Names that the
 * header renames by macro are bound renamed, and of several versions the oldest that today's
 * drivers share. Memory is in {@link DriverMemory}, modules and launches in {@link DriverCode}.
 */
final class Driver {
  static final NativeLibrary LIBRARY = Libraries.of(Libraries.Kind.CUDA);

  /** {@code CUDA_ERROR_NOT_READY}: not an error, a query's "not yet". */
  private static final int NOT_READY = 600;

  private static final MethodHandle INIT = LIBRARY.function("cuInit", "II");
  private static final MethodHandle VERSION = LIBRARY.function("cuDriverGetVersion", "IA");
  private static final MethodHandle ERROR_NAME = LIBRARY.function("cuGetErrorName", "IIA");
  private static final MethodHandle ERROR_STRING = LIBRARY.function("cuGetErrorString", "IIA");
  private static final MethodHandle DEVICE_COUNT = LIBRARY.function("cuDeviceGetCount", "IA");
  private static final MethodHandle DEVICE = LIBRARY.function("cuDeviceGet", "IAI");
  private static final MethodHandle DEVICE_NAME = LIBRARY.function("cuDeviceGetName", "IAII");
  private static final MethodHandle ATTRIBUTE = LIBRARY.function("cuDeviceGetAttribute", "IAII");
  private static final MethodHandle TOTAL_MEMORY = LIBRARY.function("cuDeviceTotalMem_v2", "IAI");
  private static final MethodHandle CAN_ACCESS_PEER =
      LIBRARY.function("cuDeviceCanAccessPeer", "IAII");
  private static final MethodHandle RETAIN = LIBRARY.function("cuDevicePrimaryCtxRetain", "IAI");
  private static final MethodHandle SET_CURRENT = LIBRARY.function("cuCtxSetCurrent", "IJ");
  private static final MethodHandle GET_CURRENT = LIBRARY.function("cuCtxGetCurrent", "IA");
  private static final MethodHandle SYNCHRONIZE = LIBRARY.function("cuCtxSynchronize", "I");
  private static final MethodHandle PRIORITY_RANGE =
      LIBRARY.function("cuCtxGetStreamPriorityRange", "IAA");
  private static final MethodHandle STREAM_CREATE =
      LIBRARY.function("cuStreamCreateWithPriority", "IAII");
  private static final MethodHandle STREAM_DESTROY = LIBRARY.function("cuStreamDestroy_v2", "IJ");
  private static final MethodHandle STREAM_SYNCHRONIZE =
      LIBRARY.function("cuStreamSynchronize", "IJ");
  private static final MethodHandle STREAM_QUERY = LIBRARY.function("cuStreamQuery", "IJ");
  private static final MethodHandle STREAM_WAIT = LIBRARY.function("cuStreamWaitEvent", "IJJI");
  private static final MethodHandle EVENT_CREATE = LIBRARY.function("cuEventCreate", "IAI");
  private static final MethodHandle EVENT_DESTROY = LIBRARY.function("cuEventDestroy_v2", "IJ");
  private static final MethodHandle EVENT_RECORD = LIBRARY.function("cuEventRecord", "IJJ");
  private static final MethodHandle EVENT_QUERY = LIBRARY.function("cuEventQuery", "IJ");
  private static final MethodHandle EVENT_SYNCHRONIZE =
      LIBRARY.function("cuEventSynchronize", "IJ");
  private static final MethodHandle EVENT_ELAPSED = LIBRARY.function("cuEventElapsedTime", "IAJJ");

  private Driver() {}

  /** The exception for a result: function, arguments (names and values in turn), name, text. */
  static CudaException failure(int code, String function, Object... arguments) {
    String sentence =
        Failures.call(function, arguments)
            + ": "
            + errorText(ERROR_NAME, code)
            + " ("
            + code
            + "), "
            + errorText(ERROR_STRING, code);
    return new CudaException(code, Sticky.explain(code, sentence));
  }

  private static String errorText(MethodHandle function, int code) {
    try {
      // A cell of its own: the caller may still hold a result in the thread's.
      MemorySegment cell = out().asSlice(56, 8);
      int result = (int) function.invokeExact(code, cell);
      return result == 0
          ? cell.get(ADDRESS, 0).reinterpret(Long.MAX_VALUE).getString(0)
          : "unknown error";
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void init() {
    try {
      int result = (int) INIT.invokeExact(0);
      if (result != 0) {
        throw failure(result, "cuInit");
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** 13010 is 13.1. */
  static int version() {
    try {
      MemorySegment out = out();
      int result = (int) VERSION.invokeExact(out);
      if (result != 0) {
        throw failure(result, "cuDriverGetVersion");
      }
      return out.get(JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static int deviceCount() {
    try {
      MemorySegment out = out();
      int result = (int) DEVICE_COUNT.invokeExact(out);
      if (result != 0) {
        throw failure(result, "cuDeviceGetCount");
      }
      return out.get(JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static int device(int index) {
    try {
      MemorySegment out = out();
      int result = (int) DEVICE.invokeExact(out, index);
      if (result != 0) {
        throw failure(result, "cuDeviceGet", "ordinal", index);
      }
      return out.get(JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static String deviceName(int device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(256);
      int result = (int) DEVICE_NAME.invokeExact(name, 256, device);
      if (result != 0) {
        throw failure(result, "cuDeviceGetName", "device", device);
      }
      return name.getString(0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static int attribute(int attribute, int device) {
    try {
      MemorySegment out = out();
      int result = (int) ATTRIBUTE.invokeExact(out, attribute, device);
      if (result != 0) {
        throw failure(result, "cuDeviceGetAttribute", "attribute", attribute, "device", device);
      }
      return out.get(JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static long totalMemory(int device) {
    try {
      MemorySegment out = out();
      int result = (int) TOTAL_MEMORY.invokeExact(out, device);
      if (result != 0) {
        throw failure(result, "cuDeviceTotalMem", "device", device);
      }
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static boolean canAccessPeer(int device, int peer) {
    try {
      MemorySegment out = out();
      int result = (int) CAN_ACCESS_PEER.invokeExact(out, device, peer);
      if (result != 0) {
        throw failure(result, "cuDeviceCanAccessPeer", "device", device, "peer", peer);
      }
      return out.get(JAVA_INT, 0) != 0;
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static long retainPrimaryContext(int device) {
    try {
      MemorySegment out = out();
      int result = (int) RETAIN.invokeExact(out, device);
      if (result != 0) {
        throw failure(result, "cuDevicePrimaryCtxRetain", "device", device);
      }
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void setCurrent(long context) {
    try {
      int result = (int) SET_CURRENT.invokeExact(context);
      if (result != 0) {
        throw failure(result, "cuCtxSetCurrent", "context", context);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** The context that the driver has for this thread; 0 if none. */
  static long currentContext() {
    try {
      MemorySegment out = out();
      int result = (int) GET_CURRENT.invokeExact(out);
      if (result != 0) {
        throw failure(result, "cuCtxGetCurrent");
      }
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void synchronize() {
    try {
      int result = (int) SYNCHRONIZE.invokeExact();
      if (result != 0) {
        throw failure(result, "cuCtxSynchronize");
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** The highest priority that a stream may have: the lowest number. */
  static int greatestPriority() {
    try {
      MemorySegment out = out();
      int result = (int) PRIORITY_RANGE.invokeExact(out, out.asSlice(8));
      if (result != 0) {
        throw failure(result, "cuCtxGetStreamPriorityRange");
      }
      return out.get(JAVA_INT, 8);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** A stream that does not wait for the legacy default stream. */
  static long createStream(int priority) {
    try {
      MemorySegment out = out();
      int nonBlocking = 1;
      int result = (int) STREAM_CREATE.invokeExact(out, nonBlocking, priority);
      if (result != 0) {
        throw failure(result, "cuStreamCreateWithPriority", "priority", priority);
      }
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void destroyStream(long stream) {
    try {
      int result = (int) STREAM_DESTROY.invokeExact(stream);
      if (result != 0) {
        throw failure(result, "cuStreamDestroy", "stream", stream);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void synchronizeStream(long stream) {
    try {
      int result = (int) STREAM_SYNCHRONIZE.invokeExact(stream);
      if (result != 0) {
        throw failure(result, "cuStreamSynchronize", "stream", stream);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** Whether all the work of a stream is done. */
  static boolean queryStream(long stream) {
    try {
      int result = (int) STREAM_QUERY.invokeExact(stream);
      if (result != 0 && result != NOT_READY) {
        throw failure(result, "cuStreamQuery", "stream", stream);
      }
      return result == 0;
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void waitEvent(long stream, long event) {
    try {
      int result = (int) STREAM_WAIT.invokeExact(stream, event, 0);
      if (result != 0) {
        throw failure(result, "cuStreamWaitEvent", "stream", stream, "event", event);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static long createEvent(boolean timing) {
    try {
      MemorySegment out = out();
      int flags = timing ? 0 : 2;
      int result = (int) EVENT_CREATE.invokeExact(out, flags);
      if (result != 0) {
        throw failure(result, "cuEventCreate", "flags", flags);
      }
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void destroyEvent(long event) {
    try {
      int result = (int) EVENT_DESTROY.invokeExact(event);
      if (result != 0) {
        throw failure(result, "cuEventDestroy", "event", event);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void recordEvent(long event, long stream) {
    try {
      int result = (int) EVENT_RECORD.invokeExact(event, stream);
      if (result != 0) {
        throw failure(result, "cuEventRecord", "event", event, "stream", stream);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** Whether the work before the event's last record is done. */
  static boolean queryEvent(long event) {
    try {
      int result = (int) EVENT_QUERY.invokeExact(event);
      if (result != 0 && result != NOT_READY) {
        throw failure(result, "cuEventQuery", "event", event);
      }
      return result == 0;
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void synchronizeEvent(long event) {
    try {
      int result = (int) EVENT_SYNCHRONIZE.invokeExact(event);
      if (result != 0) {
        throw failure(result, "cuEventSynchronize", "event", event);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static float elapsedMillis(long start, long end) {
    try {
      MemorySegment out = out();
      int result = (int) EVENT_ELAPSED.invokeExact(out, start, end);
      if (result != 0) {
        throw failure(result, "cuEventElapsedTime", "start", start, "end", end);
      }
      return out.get(JAVA_FLOAT, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }
}
