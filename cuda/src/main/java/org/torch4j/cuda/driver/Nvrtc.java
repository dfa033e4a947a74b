package org.torch4j.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.torch4j.cuda.driver.Failures.raised;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** {@code libnvrtc}: compiles CUDA C at run time. Needs no device. */
final class Nvrtc {
  static final NativeLibrary LIBRARY = Libraries.of(Libraries.Kind.NVRTC);

  private static final MethodHandle VERSION = LIBRARY.function("nvrtcVersion", "IAA");
  private static final MethodHandle ERROR = LIBRARY.function("nvrtcGetErrorString", "AI");
  private static final MethodHandle ARCHS_COUNT =
      LIBRARY.function("nvrtcGetNumSupportedArchs", "IA");
  private static final MethodHandle ARCHS = LIBRARY.function("nvrtcGetSupportedArchs", "IA");
  private static final MethodHandle CREATE = LIBRARY.function("nvrtcCreateProgram", "IAAAIAA");
  private static final MethodHandle DESTROY = LIBRARY.function("nvrtcDestroyProgram", "IA");
  private static final MethodHandle COMPILE = LIBRARY.function("nvrtcCompileProgram", "IJIA");
  private static final MethodHandle LOG_SIZE = LIBRARY.function("nvrtcGetProgramLogSize", "IJA");
  private static final MethodHandle LOG = LIBRARY.function("nvrtcGetProgramLog", "IJA");
  private static final MethodHandle CUBIN_SIZE = LIBRARY.function("nvrtcGetCUBINSize", "IJA");
  private static final MethodHandle CUBIN = LIBRARY.function("nvrtcGetCUBIN", "IJA");
  private static final MethodHandle PTX_SIZE = LIBRARY.function("nvrtcGetPTXSize", "IJA");
  private static final MethodHandle PTX = LIBRARY.function("nvrtcGetPTX", "IJA");

  private static final int COMPILATION = 6;

  private Nvrtc() {}

  /** {@code 13.1}. */
  static String version() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cells = arena.allocate(8, 4);
      check((int) VERSION.invokeExact(cells, cells.asSlice(4)), "nvrtcVersion");
      return cells.get(JAVA_INT, 0) + "." + cells.get(JAVA_INT, 4);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** The compute capabilities that it makes code for, ascending: 90 is 9.0. */
  static int[] architectures() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      check((int) ARCHS_COUNT.invokeExact(count), "nvrtcGetNumSupportedArchs");
      MemorySegment list = arena.allocate(JAVA_INT, count.get(JAVA_INT, 0));
      check((int) ARCHS.invokeExact(list), "nvrtcGetSupportedArchs");
      return list.toArray(JAVA_INT);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /**
   * Compiles a source.
   *
   * @param file its name in messages
   * @param ptx whether PTX is wanted instead of code for a real architecture
   * @throws CudaException with the compiler's log if it has errors
   */
  static byte[] compile(String file, String source, List<String> options, boolean ptx) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(JAVA_LONG);
      check(
          (int)
              CREATE.invokeExact(
                  handle,
                  arena.allocateFrom(source),
                  arena.allocateFrom(file),
                  0,
                  MemorySegment.NULL,
                  MemorySegment.NULL),
          "nvrtcCreateProgram");
      long program = handle.get(JAVA_LONG, 0);
      try {
        MemorySegment list = arena.allocate(ADDRESS, Math.max(1, options.size()));
        for (int i = 0; i < options.size(); i++) {
          list.setAtIndex(ADDRESS, i, arena.allocateFrom(options.get(i)));
        }
        int result = (int) COMPILE.invokeExact(program, options.size(), list);
        if (result == COMPILATION) {
          throw new CudaException(result, log(arena, program, file));
        }
        check(result, "nvrtcCompileProgram(" + file + ", " + String.join(" ", options) + ")");
        return ptx
            ? bytes(arena, program, PTX_SIZE, PTX, "nvrtcGetPTX")
            : bytes(arena, program, CUBIN_SIZE, CUBIN, "nvrtcGetCUBIN");
      } finally {
        int ignored = (int) DESTROY.invokeExact(handle);
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  private static String log(Arena arena, long program, String file) throws Throwable {
    MemorySegment size = arena.allocate(JAVA_LONG);
    check((int) LOG_SIZE.invokeExact(program, size), "nvrtcGetProgramLogSize");
    MemorySegment text = arena.allocate(size.get(JAVA_LONG, 0) + 1);
    check((int) LOG.invokeExact(program, text), "nvrtcGetProgramLog");
    return file + " does not compile:\n" + text.getString(0).strip();
  }

  private static byte[] bytes(
      Arena arena, long program, MethodHandle sizeOf, MethodHandle of, String name)
      throws Throwable {
    MemorySegment size = arena.allocate(JAVA_LONG);
    check((int) sizeOf.invokeExact(program, size), name + "Size");
    MemorySegment image = arena.allocate(size.get(JAVA_LONG, 0));
    check((int) of.invokeExact(program, image), name);
    return image.toArray(JAVA_BYTE);
  }

  private static void check(int result, String call) {
    if (result != 0) {
      throw new CudaException(result, call + ": " + errorText(result) + " (" + result + ")");
    }
  }

  private static String errorText(int result) {
    try {
      MemorySegment text = (MemorySegment) ERROR.invokeExact(result);
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }
}
