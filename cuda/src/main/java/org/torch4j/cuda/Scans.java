package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/**
 * Running totals along lines. Few long lines are cut into parts: the totals of the parts come
 * first, then each part goes on from the total of those before it. The cuts depend on the sizes
 * alone.
 */
final class Scans {
  static final int SUM = 0;
  static final int PRODUCT = 1;
  static final int LOG_SUM = 2;

  /** Elements of a block's step. */
  private static final long STEP = 2048;

  /** Parts that keep a device busy. */
  private static final long PARTS = 1024;

  private Scans() {}

  /**
   * Running totals of {@code from}, array 0 of the lines, in {@code to}, array 1.
   *
   * @param n elements of a line
   */
  static void run(Temporaries t, StridedArray from, StridedArray to, Lines lines, long n, int how) {
    long wanted = Math.max(1, PARTS / Math.max(1, lines.count()));
    long span = Math.ceilDiv(Math.ceilDiv(n, wanted), STEP) * STEP;
    long parts = Math.ceilDiv(n, span);
    DType computed = computed(to.dtype());
    String type = CudaTypes.stored(computed);
    @Nullable StridedArray before = null;
    if (parts > 1) {
      long all = lines.count() * parts;
      StridedArray totals = t.fresh(to, computed, all);
      Work.of("scan_totals", to)
          .type("S", CudaTypes.stored(from.dtype()))
          .type("A", type)
          .array(totals)
          .array(from)
          .longs(lines.count(), n, span, parts)
          .ints(how)
          .struct(lines.numbers())
          .runBlocks(all, Launches.THREADS);
      before = t.fresh(to, computed, all);
      Lines rows = Lines.along(1, 1).add(lines.count(), parts, parts);
      scan(totals, before, null, rows, parts, Math.ceilDiv(parts, STEP) * STEP, how, type);
    }
    scan(from, to, before, lines, n, span, how, type);
  }

  private static void scan(
      StridedArray from,
      StridedArray to,
      @Nullable StridedArray before,
      Lines lines,
      long n,
      long span,
      int how,
      String type) {
    long parts = Math.ceilDiv(n, span);
    Work.of(how == SUM ? "scan_sum" : how == PRODUCT ? "scan_product" : "scan_log", to)
        .type("S", CudaTypes.stored(from.dtype()))
        .type("R", CudaTypes.stored(to.dtype()))
        .type("A", type)
        .array(to)
        .array(from)
        .array(before)
        .longs(lines.count(), n, span, parts)
        .struct(lines.numbers())
        .runBlocks(lines.count() * parts, n <= STEP / 8 ? 32 : Launches.THREADS);
  }

  private static DType computed(DType dtype) {
    if (dtype.isFloatingPoint()) {
      return DType.FLOAT64;
    }
    return CudaTypes.computed(dtype).equals("i64") ? DType.INT64 : DType.INT32;
  }
}
