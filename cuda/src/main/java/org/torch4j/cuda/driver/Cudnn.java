package org.torch4j.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.torch4j.cuda.driver.Failures.raised;
import static org.torch4j.cuda.driver.ThreadState.out;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code libcudnn.so.9}: the backend API of graphs, whose things are descriptors with attributes.
 */
final class Cudnn {
  static final NativeLibrary LIBRARY = Libraries.of(Libraries.Kind.CUDNN);

  /** Kinds of descriptors, {@code cudnnBackendDescriptorType_t}. */
  static final int CONVOLUTION = 1;

  static final int ENGINE = 2;
  static final int ENGINE_CONFIG = 3;
  static final int HEURISTIC = 4;
  static final int PLAN = 5;
  static final int POINTWISE = 0;
  static final int CONVOLVE = 10;
  static final int CONVOLVE_FILTER_GRADIENT = 11;
  static final int CONVOLVE_DATA_GRADIENT = 12;
  static final int APPLY_POINTWISE = 13;
  static final int GRAPH = 15;
  static final int VARIANT_PACK = 16;
  static final int TENSOR = 17;

  /** Kinds of attributes, {@code cudnnBackendAttributeType_t}. */
  static final int OF_HANDLE = 0;

  static final int OF_DATA_TYPE = 1;
  static final int OF_BOOLEAN = 2;
  static final int OF_INT64 = 3;
  static final int OF_FLOAT = 4;
  static final int OF_DOUBLE = 5;
  static final int OF_ADDRESS = 6;
  static final int OF_CONVOLUTION_MODE = 7;
  static final int OF_HEURISTIC_MODE = 8;
  static final int OF_NUMERICAL_NOTE = 11;
  static final int OF_POINTWISE_MODE = 14;
  static final int OF_DESCRIPTOR = 15;

  private static final MethodHandle VERSION = LIBRARY.function("cudnnGetVersion", "J");
  private static final MethodHandle ERROR = LIBRARY.function("cudnnGetErrorString", "AI");
  private static final MethodHandle LAST_ERROR = LIBRARY.function("cudnnGetLastErrorString", "VAJ");
  private static final MethodHandle CREATE = LIBRARY.function("cudnnCreate", "IA");
  private static final MethodHandle SET_STREAM = LIBRARY.function("cudnnSetStream", "IJJ");
  private static final MethodHandle CREATE_DESCRIPTOR =
      LIBRARY.function("cudnnBackendCreateDescriptor", "IIA");
  private static final MethodHandle DESTROY_DESCRIPTOR =
      LIBRARY.function("cudnnBackendDestroyDescriptor", "IJ");
  private static final MethodHandle SET_ATTRIBUTE =
      LIBRARY.function("cudnnBackendSetAttribute", "IJIIJA");
  private static final MethodHandle GET_ATTRIBUTE =
      LIBRARY.function("cudnnBackendGetAttribute", "IJIIJAA");
  private static final MethodHandle FINALIZE = LIBRARY.function("cudnnBackendFinalize", "IJ");
  private static final MethodHandle EXECUTE = LIBRARY.function("cudnnBackendExecute", "IJJJ");

  private Cudnn() {}

  private static void check(int status, String call) {
    if (status != 0) {
      throw failure(status, call);
    }
  }

  static CudaException failure(int status, String call) {
    return new CudaException(
        status, call + ": " + text(status) + " (" + status + ")" + lastMessage());
  }

  private static String text(int status) {
    try {
      MemorySegment text = (MemorySegment) ERROR.invokeExact(status);
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** What the library says itself, since 9.0. */
  private static String lastMessage() {
    if (!LIBRARY.has("cudnnGetLastErrorString")) {
      return "";
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(512);
      LAST_ERROR.invokeExact(text, 512L);
      String message = text.getString(0);
      return message.isEmpty() ? "" : ", " + message;
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** 91900 is 9.19. */
  static long version() {
    try {
      return (long) VERSION.invokeExact();
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static long create() {
    try {
      MemorySegment out = out();
      check((int) CREATE.invokeExact(out), "cudnnCreate");
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void setStream(long handle, long stream) {
    try {
      check((int) SET_STREAM.invokeExact(handle, stream), "cudnnSetStream");
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static long createDescriptor(int kind) {
    try {
      MemorySegment out = out();
      check(
          (int) CREATE_DESCRIPTOR.invokeExact(kind, out),
          "cudnnBackendCreateDescriptor(kind=" + kind + ")");
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void destroyDescriptor(long descriptor) {
    try {
      check((int) DESTROY_DESCRIPTOR.invokeExact(descriptor), "cudnnBackendDestroyDescriptor");
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void set(long descriptor, int attribute, int type, long count, MemorySegment values) {
    try {
      int status = (int) SET_ATTRIBUTE.invokeExact(descriptor, attribute, type, count, values);
      if (status != 0) {
        throw failure(status, "cudnnBackendSetAttribute(attribute=" + attribute + ")");
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** Reads an attribute; returns how many elements there are, or minus the status. */
  static long get(long descriptor, int attribute, int type, long count, MemorySegment values) {
    try {
      MemorySegment out = out();
      int status = (int) GET_ATTRIBUTE.invokeExact(descriptor, attribute, type, count, out, values);
      return status == 0 ? out.get(JAVA_LONG, 0) : -status;
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /**
   * Makes a descriptor ready; returns the status, since a graph may be one that is not supported.
   */
  static int finish(long descriptor) {
    try {
      return (int) FINALIZE.invokeExact(descriptor);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void execute(long handle, long plan, long pack) {
    try {
      check((int) EXECUTE.invokeExact(handle, plan, pack), "cudnnBackendExecute");
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** Descriptors that live and end together. */
  static final class Descriptors implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final List<Long> made = new ArrayList<>();

    long make(int kind) {
      long descriptor = createDescriptor(kind);
      made.add(descriptor);
      return descriptor;
    }

    void integer(long descriptor, int attribute, int type, int value) {
      set(descriptor, attribute, type, 1, arena.allocateFrom(JAVA_INT, value));
    }

    void longs(long descriptor, int attribute, int type, long... values) {
      set(descriptor, attribute, type, values.length, arena.allocateFrom(JAVA_LONG, values));
    }

    void real(long descriptor, int attribute, boolean wide, double value) {
      MemorySegment cell = arena.allocate(8, 8);
      if (wide) {
        cell.set(JAVA_DOUBLE, 0, value);
      } else {
        cell.set(JAVA_FLOAT, 0, (float) value);
      }
      set(descriptor, attribute, wide ? OF_DOUBLE : OF_FLOAT, 1, cell);
    }

    void flag(long descriptor, int attribute, boolean value) {
      MemorySegment cell = arena.allocate(1);
      cell.set(JAVA_BYTE, 0, (byte) (value ? 1 : 0));
      set(descriptor, attribute, OF_BOOLEAN, 1, cell);
    }

    MemorySegment cells(long... values) {
      return arena.allocateFrom(JAVA_LONG, values);
    }

    /** Makes it ready, or tells why not. */
    long done(long descriptor, String what) {
      check(finish(descriptor), what);
      return descriptor;
    }

    @Override
    public void close() {
      made.reversed().forEach(Cudnn::destroyDescriptor);
      made.clear();
      arena.close();
    }
  }
}
