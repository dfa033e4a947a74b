package org.torch4j.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.DeviceException;

/**
 * Products of matrices on one device, by cuBLASLt. The library's choice of an algorithm is kept for
 * each shape and alignment.
 */
public final class Matmul {
  private static final long WORKSPACE_HOPPER = 32 << 20;
  private static final long WORKSPACE = 4 << 20;

  private static final int TRANSPOSE_A = 3;
  private static final int TRANSPOSE_B = 4;
  private static final int EPILOGUE = 7;
  private static final int BIAS = 8;
  private static final int BATCH_COUNT = 5;
  private static final int BATCH_STRIDE = 6;
  private static final int MAX_WORKSPACE = 1;
  private static final int ALIGNMENT_A = 5;

  /** A shape and how its addresses are aligned. */
  private record Key(MatmulShape shape, int alignA, int alignB, int alignC, int alignOut) {}

  /**
   * Descriptors and algorithm of a key. What the library calls A is our {@code b}, and the other
   * way round: a row-major matrix is a column-major one transposed.
   */
  private static final class Plan {
    final long product;
    final long first;
    final long second;
    final long result;
    final MemorySegment algorithm;
    final long workspace;

    Plan(long product, long first, long second, long result, MemorySegment algorithm) {
      this.product = product;
      this.first = first;
      this.second = second;
      this.result = result;
      this.algorithm = algorithm;
      workspace = algorithm.get(JAVA_LONG, CublasLt.RESULT_WORKSPACE);
    }
  }

  private final CudaDevice device;
  private final ConcurrentHashMap<Key, Plan> plans = new ConcurrentHashMap<>();
  private long handle;

  Matmul(CudaDevice device) {
    this.device = device;
  }

  /** Whether cuBLASLt is there. */
  public static boolean isAvailable() {
    return CublasLt.LIBRARY.isPresent();
  }

  /** Version of the library, {@code 13.1.0}. */
  public static String version() {
    long version = CublasLt.version();
    return version / 10000 + "." + version % 10000 / 100 + "." + version % 100;
  }

  /**
   * Puts {@code out = alpha a b + beta c} into a stream.
   *
   * @param c added, stored as {@code out} is; may be {@code out}; 0 with a {@code beta} of 0
   * @param bias of the epilogue, 0 without one
   * @throws DeviceException if the library has no algorithm for the shape
   */
  public void run(
      MatmulShape shape,
      double alpha,
      long a,
      long b,
      double beta,
      long c,
      long out,
      long bias,
      CudaStream stream) {
    if (shape.epilogue().hasBias() && bias == 0) {
      throw new DeviceException("matmul: the epilogue " + shape.epilogue() + " needs a bias");
    }
    device.makeCurrent();
    long added = c == 0 ? out : c;
    Plan plan =
        plans.computeIfAbsent(
            new Key(shape, alignment(a), alignment(b), alignment(added), alignment(out)),
            this::plan);
    long library = handle();
    try (DeviceMemory workspace = device.allocator().allocate(plan.workspace, stream)) {
      int status;
      // The bias stands in the descriptor, which all callers of the shape share.
      synchronized (plan) {
        if (shape.epilogue().hasBias()) {
          CublasLt.setProductAddress(plan.product, BIAS, bias);
        }
        status =
            KernelTimes.of(
                stream,
                shape,
                () -> {
                  // Last before the call: others use the thread's cells, too.
                  MemorySegment scales = ThreadState.out();
                  scale(scales, 0, shape.type(), alpha);
                  scale(scales, 16, shape.type(), beta);
                  return CublasLt.matmul(
                      library,
                      plan.product,
                      scales,
                      b,
                      plan.first,
                      a,
                      plan.second,
                      scales.asSlice(16),
                      added,
                      plan.result,
                      out,
                      plan.result,
                      plan.algorithm,
                      workspace.address(),
                      plan.workspace,
                      stream.handle());
                });
      }
      if (status != 0) {
        throw failure(status, "cublasLtMatmul", shape);
      }
    }
  }

  private static void scale(MemorySegment cells, long offset, MatmulShape.Type type, double value) {
    switch (type) {
      case F64 -> cells.set(JAVA_DOUBLE, offset, value);
      case C128 -> {
        cells.set(JAVA_DOUBLE, offset, value);
        cells.set(JAVA_DOUBLE, offset + 8, 0);
      }
      case C64 -> {
        cells.set(JAVA_FLOAT, offset, (float) value);
        cells.set(JAVA_FLOAT, offset + 4, 0);
      }
      case F32, F16, BF16 -> cells.set(JAVA_FLOAT, offset, (float) value);
    }
  }

  private synchronized long handle() {
    if (handle == 0) {
      handle = CublasLt.create();
    }
    return handle;
  }

  /** The largest power of two up to 256 that divides an address. */
  private static int alignment(long address) {
    return (int) Math.min(256, Long.lowestOneBit(address | 256));
  }

  private Plan plan(Key key) {
    MatmulShape shape = key.shape;
    MatmulShape.Type type = shape.type();
    long product = CublasLt.createProduct(shape.compute(), type.scale);
    long first = 0;
    long second = 0;
    long result = 0;
    Plan plan = null;
    try {
      CublasLt.setProduct(product, TRANSPOSE_A, shape.transposeB() ? 1 : 0);
      CublasLt.setProduct(product, TRANSPOSE_B, shape.transposeA() ? 1 : 0);
      CublasLt.setProduct(product, EPILOGUE, shape.epilogue().id);
      boolean b = shape.transposeB();
      boolean a = shape.transposeA();
      first = layout(shape, b ? shape.k() : shape.n(), b ? shape.n() : shape.k(), shape.rowB());
      batch(first, shape.batch(), shape.strideB());
      second = layout(shape, a ? shape.m() : shape.k(), a ? shape.k() : shape.m(), shape.rowA());
      batch(second, shape.batch(), shape.strideA());
      result = layout(shape, shape.n(), shape.m(), shape.rowOut());
      batch(result, shape.batch(), shape.strideOut());
      plan = choose(key, product, first, second, result);
      return plan;
    } finally {
      if (plan == null) {
        release(product, first, second, result);
      }
    }
  }

  private static void release(long product, long... layouts) {
    CublasLt.destroyProduct(product);
    for (long layout : layouts) {
      if (layout != 0) {
        CublasLt.destroyLayout(layout);
      }
    }
  }

  private static long layout(MatmulShape shape, long rows, long columns, long leading) {
    return CublasLt.createLayout(shape.type().id, rows, columns, leading);
  }

  private static void batch(long layout, long count, long stride) {
    if (count > 1) {
      CublasLt.setLayout(layout, BATCH_COUNT, count, 4);
      CublasLt.setLayout(layout, BATCH_STRIDE, stride, 8);
    }
  }

  private Plan choose(Key key, long product, long first, long second, long result) {
    long preference = CublasLt.createPreference();
    try {
      CublasLt.setPreference(preference, MAX_WORKSPACE, workspaceLimit(), 8);
      int[] alignments = {key.alignB, key.alignA, key.alignC, key.alignOut};
      for (int i = 0; i < alignments.length; i++) {
        CublasLt.setPreference(preference, ALIGNMENT_A + i, alignments[i], 4);
      }
      MemorySegment algorithm = Arena.ofAuto().allocate(CublasLt.RESULT_BYTES, 8);
      int status =
          CublasLt.heuristic(
              handle(), product, first, second, result, result, preference, algorithm);
      if (status != 0) {
        throw failure(status, "cublasLtMatmulAlgoGetHeuristic", key.shape);
      }
      return new Plan(product, first, second, result, algorithm);
    } finally {
      CublasLt.destroyPreference(preference);
    }
  }

  private long workspaceLimit() {
    return device.properties().major() >= 9 ? WORKSPACE_HOPPER : WORKSPACE;
  }

  private static CudaException failure(int status, String function, @Nullable Object shape) {
    return new CudaException(
        status, function + ": " + CublasLt.statusName(status) + " (" + status + ") for " + shape);
  }
}
