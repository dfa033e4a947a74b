package org.torch4j.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.torch4j.cuda.driver.Failures.raised;
import static org.torch4j.cuda.driver.ThreadState.out;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code libcublasLt}: descriptors of products and the product itself. */
final class CublasLt {
  static final NativeLibrary LIBRARY = Libraries.of(Libraries.Kind.CUBLASLT);

  /** Bytes of a heuristic's result: 64 of the algorithm, then the size of its workspace. */
  static final int RESULT_BYTES = 96;

  /** Where in the result the size of the workspace stands. */
  static final int RESULT_WORKSPACE = 64;

  private static final MethodHandle CREATE = LIBRARY.function("cublasLtCreate", "IA");
  private static final MethodHandle VERSION = LIBRARY.function("cublasLtGetVersion", "J");
  private static final MethodHandle STATUS = LIBRARY.function("cublasLtGetStatusName", "AI");
  private static final MethodHandle DESC_CREATE =
      LIBRARY.function("cublasLtMatmulDescCreate", "IAII");
  private static final MethodHandle DESC_DESTROY =
      LIBRARY.function("cublasLtMatmulDescDestroy", "IJ");
  private static final MethodHandle DESC_SET =
      LIBRARY.function("cublasLtMatmulDescSetAttribute", "IJIAJ");
  private static final MethodHandle LAYOUT_CREATE =
      LIBRARY.function("cublasLtMatrixLayoutCreate", "IAIJJJ");
  private static final MethodHandle LAYOUT_DESTROY =
      LIBRARY.function("cublasLtMatrixLayoutDestroy", "IJ");
  private static final MethodHandle LAYOUT_SET =
      LIBRARY.function("cublasLtMatrixLayoutSetAttribute", "IJIAJ");
  private static final MethodHandle PREFERENCE_CREATE =
      LIBRARY.function("cublasLtMatmulPreferenceCreate", "IA");
  private static final MethodHandle PREFERENCE_DESTROY =
      LIBRARY.function("cublasLtMatmulPreferenceDestroy", "IJ");
  private static final MethodHandle PREFERENCE_SET =
      LIBRARY.function("cublasLtMatmulPreferenceSetAttribute", "IJIAJ");
  private static final MethodHandle HEURISTIC =
      LIBRARY.function("cublasLtMatmulAlgoGetHeuristic", "IJJJJJJJIAA");
  private static final MethodHandle MATMUL =
      LIBRARY.function("cublasLtMatmul", "IJJAJJJJAJJJJAJJJ");

  private CublasLt() {}

  private static void check(int status, String call) {
    if (status != 0) {
      throw new CudaException(status, call + ": " + statusName(status) + " (" + status + ")");
    }
  }

  static String statusName(int status) {
    try {
      MemorySegment name = (MemorySegment) STATUS.invokeExact(status);
      return name.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** 130100 is 13.1. */
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
      check((int) CREATE.invokeExact(out), "cublasLtCreate()");
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static long createProduct(int compute, int scale) {
    try {
      MemorySegment out = out();
      check((int) DESC_CREATE.invokeExact(out, compute, scale), "cublasLtMatmulDescCreate");
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void destroyProduct(long product) {
    try {
      check((int) DESC_DESTROY.invokeExact(product), "cublasLtMatmulDescDestroy");
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void setProduct(long product, int attribute, int value) {
    try {
      MemorySegment cell = out();
      cell.set(JAVA_INT, 0, value);
      check(
          (int) DESC_SET.invokeExact(product, attribute, cell, 4L),
          "cublasLtMatmulDescSetAttribute(attribute=" + attribute + ", value=" + value + ")");
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void setProductAddress(long product, int attribute, long address) {
    try {
      MemorySegment cell = out();
      cell.set(JAVA_LONG, 0, address);
      int status = (int) DESC_SET.invokeExact(product, attribute, cell, 8L);
      if (status != 0) {
        check(status, "cublasLtMatmulDescSetAttribute(attribute=" + attribute + ", address)");
      }
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static long createLayout(int type, long rows, long columns, long leading) {
    try {
      MemorySegment out = out();
      check(
          (int) LAYOUT_CREATE.invokeExact(out, type, rows, columns, leading),
          Failures.call(
              "cublasLtMatrixLayoutCreate",
              "type",
              type,
              "rows",
              rows,
              "cols",
              columns,
              "ld",
              leading));
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void destroyLayout(long layout) {
    try {
      check((int) LAYOUT_DESTROY.invokeExact(layout), "cublasLtMatrixLayoutDestroy");
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void setLayout(long layout, int attribute, long value, long bytes) {
    try {
      MemorySegment cell = out();
      cell.set(JAVA_LONG, 0, value);
      check(
          (int) LAYOUT_SET.invokeExact(layout, attribute, cell, bytes),
          "cublasLtMatrixLayoutSetAttribute(attribute=" + attribute + ", value=" + value + ")");
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static long createPreference() {
    try {
      MemorySegment out = out();
      check((int) PREFERENCE_CREATE.invokeExact(out), "cublasLtMatmulPreferenceCreate");
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void destroyPreference(long preference) {
    try {
      check((int) PREFERENCE_DESTROY.invokeExact(preference), "cublasLtMatmulPreferenceDestroy");
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void setPreference(long preference, int attribute, long value, long bytes) {
    try {
      MemorySegment cell = out();
      cell.set(JAVA_LONG, 0, value);
      check(
          (int) PREFERENCE_SET.invokeExact(preference, attribute, cell, bytes),
          "cublasLtMatmulPreferenceSetAttribute(attribute=" + attribute + ")");
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /**
   * Asks for the best algorithm.
   *
   * @param result of {@link #RESULT_BYTES}, filled if there is one
   * @return 0, or the status that says why there is none
   */
  static int heuristic(
      long handle,
      long product,
      long a,
      long b,
      long c,
      long d,
      long preference,
      MemorySegment result) {
    try {
      MemorySegment found = out();
      found.set(JAVA_INT, 0, 0);
      int status =
          (int) HEURISTIC.invokeExact(handle, product, a, b, c, d, preference, 1, result, found);
      int unsupported = 15;
      return status == 0 && found.get(JAVA_INT, 0) == 0 ? unsupported : status;
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** {@code D = alpha op(A) op(B) + beta C}; returns the status. */
  static int matmul(
      long handle,
      long product,
      MemorySegment alpha,
      long a,
      long layoutA,
      long b,
      long layoutB,
      MemorySegment beta,
      long c,
      long layoutC,
      long d,
      long layoutD,
      MemorySegment algorithm,
      long workspace,
      long workspaceBytes,
      long stream) {
    try {
      return (int)
          MATMUL.invokeExact(
              handle,
              product,
              alpha,
              a,
              layoutA,
              b,
              layoutB,
              beta,
              c,
              layoutC,
              d,
              layoutD,
              algorithm,
              workspace,
              workspaceBytes,
              stream);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }
}
