package org.torch4j.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.torch4j.cuda.driver.Driver.LIBRARY;
import static org.torch4j.cuda.driver.Driver.failure;
import static org.torch4j.cuda.driver.Failures.raised;
import static org.torch4j.cuda.driver.ThreadState.out;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@code libcuda.so.1}: modules, functions and launches. */
final class DriverCode {
  private static final MethodHandle LOAD = LIBRARY.function("cuModuleLoadDataEx", "IAAIAA");
  private static final MethodHandle UNLOAD = LIBRARY.function("cuModuleUnload", "IJ");
  private static final MethodHandle FUNCTION = LIBRARY.function("cuModuleGetFunction", "IAJA");
  private static final MethodHandle GET_ATTRIBUTE = LIBRARY.function("cuFuncGetAttribute", "IAIJ");
  private static final MethodHandle SET_ATTRIBUTE = LIBRARY.function("cuFuncSetAttribute", "IJII");
  private static final MethodHandle PARAMETER = LIBRARY.function("cuFuncGetParamInfo", "IJJAA");
  private static final MethodHandle OCCUPANCY =
      LIBRARY.function("cuOccupancyMaxActiveBlocksPerMultiprocessor", "IAJIJ");
  private static final MethodHandle LAUNCH = LIBRARY.function("cuLaunchKernel", "IJIIIIIIIJJJ");

  private DriverCode() {}

  static long load(byte[] image) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = out();
      // A zero at the end: PTX is text.
      MemorySegment bytes = arena.allocate(image.length + 1L, 16);
      MemorySegment.copy(image, 0, bytes, JAVA_BYTE, 0, image.length);
      int result = (int) LOAD.invokeExact(out, bytes, 0, MemorySegment.NULL, MemorySegment.NULL);
      if (result != 0) {
        throw failure(result, "cuModuleLoadDataEx", "bytes", image.length);
      }
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void unload(long module) {
    try {
      int result = (int) UNLOAD.invokeExact(module);
      if (result != 0) {
        throw failure(result, "cuModuleUnload", "module", module);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static long function(long module, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = out();
      int result = (int) FUNCTION.invokeExact(out, module, arena.allocateFrom(name));
      if (result != 0) {
        throw failure(result, "cuModuleGetFunction", "name", name);
      }
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static int attribute(int attribute, long function) {
    try {
      MemorySegment out = out();
      int result = (int) GET_ATTRIBUTE.invokeExact(out, attribute, function);
      if (result != 0) {
        throw failure(result, "cuFuncGetAttribute", "attribute", attribute);
      }
      return out.get(JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void setAttribute(long function, int attribute, int value) {
    try {
      int result = (int) SET_ATTRIBUTE.invokeExact(function, attribute, value);
      if (result != 0) {
        throw failure(result, "cuFuncSetAttribute", "attribute", attribute, "value", value);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** The sizes of a function's parameters in bytes; null where the driver cannot tell (12.3). */
  static int @Nullable [] parameterSizes(long function) {
    if (!LIBRARY.has("cuFuncGetParamInfo")) {
      return null;
    }
    int[] sizes = new int[LaunchArguments.MOST];
    try {
      MemorySegment out = out();
      for (int i = 0; i < sizes.length; i++) {
        long index = i;
        int result = (int) PARAMETER.invokeExact(function, index, out, out.asSlice(8));
        if (result != 0) {
          return Arrays.copyOf(sizes, i);
        }
        sizes[i] = (int) out.get(JAVA_LONG, 8);
      }
      return sizes;
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** How many blocks of a function one multiprocessor holds at a time. */
  static int occupancy(long function, int threads, long sharedBytes) {
    try {
      MemorySegment out = out();
      int result = (int) OCCUPANCY.invokeExact(out, function, threads, sharedBytes);
      if (result != 0) {
        throw failure(result, "cuOccupancyMaxActiveBlocksPerMultiprocessor", "threads", threads);
      }
      return out.get(JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** The result of {@code cuLaunchKernel}, for the caller to tell with the kernel's name. */
  static int launch(
      long function,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int sharedBytes,
      long stream,
      long parameters) {
    try {
      return (int)
          LAUNCH.invokeExact(
              function,
              gridX,
              gridY,
              gridZ,
              blockX,
              blockY,
              blockZ,
              sharedBytes,
              stream,
              parameters,
              0L);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }
}
