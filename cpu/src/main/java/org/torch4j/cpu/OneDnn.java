package org.torch4j.cpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The binding of oneDNN's C interface. Every thread that calls it runs it on one OpenMP thread: the
 * kernels split work themselves at fixed boundaries, so that results do not depend on the number of
 * threads.
 */
final class OneDnn {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final ThreadLocal<Boolean> SINGLE = ThreadLocal.withInitial(() -> false);

  private static final @Nullable OneDnn INSTANCE;
  private static final String DESCRIPTION;

  static {
    OneDnn found = null;
    String text;
    try {
      OneDnnLibrary.Place place = OneDnnLibrary.find();
      if (place == null) {
        text = "switched off by " + OneDnnLibrary.PROPERTY + "; matrix products run in Java";
      } else {
        found = new OneDnn(place);
        text = found.version() + " from " + place.origin();
      }
    } catch (Exception | LinkageError e) {
      text =
          "not found ("
              + e.getMessage()
              + "); matrix products run in Java. Add org.bytedeco:dnnl:3.13-1.5.14 with the"
              + " classifier of your platform, or name libdnnl by -D"
              + OneDnnLibrary.PROPERTY
              + "=FILE";
    }
    INSTANCE = found;
    DESCRIPTION = text;
  }

  private final SymbolLookup library;
  private final @Nullable MethodHandle setThreads;
  private final MethodHandle sgemm;

  private OneDnn(OneDnnLibrary.Place place) {
    // OpenMP reads these when it is loaded: waiting threads must not spin against the kernel pool.
    environment("OMP_WAIT_POLICY", "PASSIVE");
    environment("GOMP_SPINCOUNT", "0");
    SymbolLookup openMp =
        place.openMp() == null
            ? name -> Optional.empty()
            : SymbolLookup.libraryLookup(Path.of(place.openMp()), Arena.global());
    SymbolLookup dnnl =
        place.library().contains("/") || place.library().contains("\\")
            ? SymbolLookup.libraryLookup(Path.of(place.library()), Arena.global())
            : SymbolLookup.libraryLookup(place.library(), Arena.global());
    library = name -> dnnl.find(name).or(() -> openMp.find(name));
    setThreads =
        library
            .find("omp_set_num_threads")
            .map(f -> LINKER.downcallHandle(f, FunctionDescriptor.ofVoid(JAVA_INT)))
            .orElse(null);
    if (setThreads == null && runtime() != 1) {
      throw new IllegalStateException("its threads cannot be limited: it was not built for OpenMP");
    }
    sgemm =
        function(
            "dnnl_sgemm",
            JAVA_BYTE,
            JAVA_BYTE,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_FLOAT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_FLOAT,
            JAVA_LONG,
            JAVA_LONG);
  }

  /** The library, or null where it was not found. */
  static @Nullable OneDnn library() {
    return INSTANCE;
  }

  /** The version and instruction set, or why the library is not used. */
  static String describe() {
    return DESCRIPTION;
  }

  private static void environment(String name, String value) {
    MemorySegment setenv = LINKER.defaultLookup().find("setenv").orElse(null);
    if (setenv == null) {
      return;
    }
    MethodHandle call =
        LINKER.downcallHandle(setenv, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) call.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** The function with this name, which returns a status; addresses are passed as longs. */
  MethodHandle function(String name, MemoryLayout... arguments) {
    MemorySegment address =
        library
            .find(name)
            .orElseThrow(() -> new IllegalStateException("it has no function " + name));
    return LINKER.downcallHandle(address, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  /** The function with this name, which returns a pointer or a size. */
  MethodHandle wide(String name, MemoryLayout... arguments) {
    MemorySegment address =
        library
            .find(name)
            .orElseThrow(() -> new IllegalStateException("it has no function " + name));
    return LINKER.downcallHandle(address, FunctionDescriptor.of(JAVA_LONG, arguments));
  }

  private MemorySegment versionStruct() {
    MemorySegment address =
        library
            .find("dnnl_version")
            .orElseThrow(() -> new IllegalStateException("it has no function dnnl_version"));
    try {
      MethodHandle call = LINKER.downcallHandle(address, FunctionDescriptor.of(JAVA_LONG));
      return MemorySegment.ofAddress((long) call.invokeExact()).reinterpret(32);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private int runtime() {
    return versionStruct().get(JAVA_INT, 24);
  }

  private String version() {
    MemorySegment v = versionStruct();
    int isa;
    try {
      isa = (int) function("dnnl_get_effective_cpu_isa").invokeExact();
    } catch (Throwable t) {
      throw rethrow(t);
    }
    return "oneDNN "
        + v.get(JAVA_INT, 0)
        + "."
        + v.get(JAVA_INT, 4)
        + "."
        + v.get(JAVA_INT, 8)
        + " ("
        + isaName(isa)
        + ")";
  }

  private static String isaName(int isa) {
    return switch (isa) {
      case 0x1 -> "SSE 4.1";
      case 0x3 -> "AVX";
      case 0x7 -> "AVX2";
      case 0xf -> "AVX2 with VNNI";
      case 0x1f -> "AVX2 with VNNI 2";
      case 0x27 -> "AVX-512";
      case 0x67 -> "AVX-512 with VNNI";
      case 0xe7 -> "AVX-512 with bfloat16";
      case 0x1ef -> "AVX-512 with float16";
      default -> "instruction set 0x" + Integer.toHexString(isa);
    };
  }

  /** Limits OpenMP to the calling thread; the setting belongs to the thread. */
  void single() {
    if (!SINGLE.get()) {
      SINGLE.set(true);
      MethodHandle set = setThreads;
      if (set != null) {
        try {
          set.invokeExact(1);
        } catch (Throwable t) {
          throw rethrow(t);
        }
      }
    }
  }

  /** {@code c = alpha * op(a) op(b) + beta * c}, all row-major floats in native memory. */
  void sgemm(
      boolean transA,
      boolean transB,
      long m,
      long n,
      long k,
      float alpha,
      long a,
      long lda,
      long b,
      long ldb,
      float beta,
      long c,
      long ldc) {
    single();
    int status;
    try {
      status =
          (int)
              sgemm.invokeExact(
                  (byte) (transA ? 'T' : 'N'),
                  (byte) (transB ? 'T' : 'N'),
                  m,
                  n,
                  k,
                  alpha,
                  a,
                  lda,
                  b,
                  ldb,
                  beta,
                  c,
                  ldc);
    } catch (Throwable t) {
      throw rethrow(t);
    }
    check(status, "dnnl_sgemm");
  }

  /** Turns a status into an exception. */
  static void check(int status, String function) {
    if (status != 0) {
      String meaning =
          switch (status) {
            case 1 -> "out of memory";
            case 2 -> "invalid arguments";
            case 3 -> "not implemented for these arguments";
            case 4 -> "last implementation reached";
            case 5 -> "runtime error";
            default -> "status " + status;
          };
      throw new IllegalStateException("oneDNN: " + function + ": " + meaning);
    }
  }

  /** Passes on what a method handle threw; the calls themselves throw no checked exception. */
  static RuntimeException rethrow(Throwable t) {
    if (t instanceof Error e) {
      throw e;
    }
    if (t instanceof RuntimeException e) {
      return e;
    }
    return new IllegalStateException(t);
  }
}
