package org.torch4j.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.storage.Storage;
import org.torch4j.type.DType;

/**
 * Matrix products for every dtype: oneDNN for large float ones, Java's SIMD tiles for small ones,
 * float64, and wherever oneDNN is missing; plain loops for integers. Half types multiply in float.
 */
final class Gemm {
  /** Up to this many multiplications, of whole tiles, Java is faster than a call of the library. */
  private static final long SMALL = 40 * 32 * 32;

  /** Copies of up to this many elements live in a buffer of the thread. */
  private static final long SCRATCH = 1 << 14;

  /** Multiplications that are worth a task of their own. */
  private static final long TASK = 3L << 20;

  private Gemm() {}

  /** {@code c = alpha * a b + beta * c} with a of m rows and b of n columns. */
  static void multiply(
      DType dtype,
      long m,
      long n,
      long k,
      Matrix a,
      Matrix b,
      double alpha,
      double beta,
      Matrix c,
      boolean parallel) {
    if (m == 0 || n == 0) {
      return;
    }
    switch (dtype) {
      case FLOAT32, FLOAT16, BFLOAT16 -> {
        OneDnn library = m * roundUp(n, 32) * k <= SMALL ? null : OneDnn.library();
        if (library == null) {
          FloatGemm.multiply(m, n, k, a, b, (float) alpha, (float) beta, c, parallel);
        } else {
          library(library, m, n, k, a, b, (float) alpha, (float) beta, c, parallel);
        }
      }
      case FLOAT64 -> DoubleGemm.multiply(m, n, k, a, b, alpha, beta, c, parallel);
      case BOOL, UINT8, INT8, INT16, INT32, INT64 ->
          integers(m, n, k, a, b, (long) alpha, (long) beta, c, parallel);
      case COMPLEX32, COMPLEX64, COMPLEX128 ->
          complex(dtype, m, n, k, a, b, alpha, beta, c, parallel);
    }
  }

  /** A complex product as four real ones, over the parts where they lie. */
  private static void complex(
      DType dtype,
      long m,
      long n,
      long k,
      Matrix a,
      Matrix b,
      double alpha,
      double beta,
      Matrix c,
      boolean parallel) {
    DType real = dtype.toReal();
    Matrix cr = c.part(0);
    Matrix ci = c.part(1);
    multiply(real, m, n, k, a.part(0), b.part(0), alpha, beta, cr, parallel);
    multiply(real, m, n, k, a.part(1), b.part(1), -alpha, 1, cr, parallel);
    multiply(real, m, n, k, a.part(0), b.part(1), alpha, beta, ci, parallel);
    multiply(real, m, n, k, a.part(1), b.part(0), alpha, 1, ci, parallel);
  }

  /** An operand as the library takes it: address, leading dimension, whether transposed. */
  private record Factor(long address, long ld, boolean transposed, @Nullable Storage owner) {
    void release() {
      if (owner != null) {
        owner.release();
      }
    }
  }

  private static Factor factor(Matrix x, long rows, long columns, int slot) {
    Cells e = x.cells();
    if (e.dtype == DType.FLOAT32 && e.isNative()) {
      long address = e.address + 4 * x.offset();
      if (x.columnStride() == 1 && x.rowStride() >= columns) {
        return new Factor(address, x.rowStride(), false, null);
      }
      if (rows == 1 && x.columnStride() >= 1) {
        return new Factor(address, x.columnStride(), true, null);
      }
      if (x.rowStride() == 1 && x.columnStride() >= rows) {
        return new Factor(address, x.columnStride(), true, null);
      }
    }
    // A transposed source is copied along its columns, which are contiguous.
    boolean turned = x.rowStride() == 1 && x.columnStride() != 1;
    // Small copies use the thread's own buffer, which costs nothing to get.
    Storage storage = rows * columns <= SCRATCH ? null : nativeFloats(rows * columns);
    long target =
        storage == null ? Scratch.get().address(slot, 4 * rows * columns) : storage.address();
    long ld = turned ? rows : columns;
    long lines = turned ? columns : rows;
    long step = turned ? x.columnStride() : x.rowStride();
    long inner = turned ? x.rowStride() : x.columnStride();
    Cells to = Cells.at(DType.FLOAT32, target);
    float[] line = Scratch.get().floats(4, ld);
    for (long i = 0; i < lines; i++) {
      e.load(x.offset() + i * step, inner, line, 0, (int) ld);
      to.store(i * ld, 1, line, 0, (int) ld);
    }
    return new Factor(target, ld, turned, storage);
  }

  /** Pooled native memory for floats; the caller releases it. */
  static Storage nativeFloats(long n) {
    Storage storage = Storage.allocate(DType.FLOAT32, Math.max(n, Storage.HEAP_LIMIT / 4 + 1));
    storage.moveToNative();
    return storage;
  }

  private static void library(
      OneDnn library,
      long m,
      long n,
      long k,
      Matrix a,
      Matrix b,
      float alpha,
      float beta,
      Matrix c,
      boolean parallel) {
    Factor left = factor(a, m, k, 6);
    Factor right = factor(b, k, n, 7);
    boolean direct =
        c.cells().dtype == DType.FLOAT32
            && c.cells().isNative()
            && c.columnStride() == 1
            && c.rowStride() >= n;
    Storage own = direct || m * n <= SCRATCH ? null : nativeFloats(m * n);
    try {
      Matrix target = c;
      if (!direct) {
        long address = own == null ? Scratch.get().address(8, 4 * m * n) : own.address();
        target = Matrix.ofFloats(address, n);
      }
      if (!direct && beta != 0) {
        copy(c, target, m, n);
      }
      tasks(library, m, n, k, left, right, alpha, beta, target, parallel);
      if (!direct) {
        copy(target, c, m, n);
      }
    } finally {
      left.release();
      right.release();
      if (own != null) {
        own.release();
      }
    }
  }

  private static void copy(Matrix from, Matrix to, long rows, long columns) {
    float[] line = Scratch.get().floats(4, columns);
    for (long i = 0; i < rows; i++) {
      from.cells().load(from.at(i, 0), from.columnStride(), line, 0, (int) columns);
      to.cells().store(to.at(i, 0), to.columnStride(), line, 0, (int) columns);
    }
  }

  /** Cuts c into a grid that depends on the sizes only. */
  private static void tasks(
      OneDnn library,
      long m,
      long n,
      long k,
      Factor a,
      Factor b,
      float alpha,
      float beta,
      Matrix c,
      boolean parallel) {
    long wanted = parallel ? Math.clamp(m * n * k / TASK, 1, 32) : 1;
    long down = Math.clamp(Math.round(Math.sqrt((double) wanted * m / n)), 1, wanted);
    long across = Math.max(1, wanted / down);
    long rows = roundUp((m + down - 1) / down, 16);
    long columns = roundUp((n + across - 1) / across, 64);
    long rowBlocks = (m + rows - 1) / rows;
    long columnBlocks = (n + columns - 1) / columns;
    long base = c.cells().address + 4 * c.offset();
    Parallel.run(
        rowBlocks * columnBlocks,
        1,
        (begin, end, chunk) -> {
          for (long t = begin; t < end; t++) {
            long i = t / columnBlocks * rows;
            long j = t % columnBlocks * columns;
            library.sgemm(
                a.transposed,
                b.transposed,
                Math.min(rows, m - i),
                Math.min(columns, n - j),
                k,
                alpha,
                a.address + 4 * (a.transposed ? i : i * a.ld),
                a.ld,
                b.address + 4 * (b.transposed ? j * b.ld : j),
                b.ld,
                beta,
                base + 4 * (i * c.rowStride() + j),
                c.rowStride());
          }
        });
  }

  private static long roundUp(long n, long unit) {
    return (n + unit - 1) / unit * unit;
  }

  private static void integers(
      long m,
      long n,
      long k,
      Matrix a,
      Matrix b,
      long alpha,
      long beta,
      Matrix c,
      boolean parallel) {
    int width = Math.toIntExact(n);
    int depth = Math.toIntExact(k);
    long[] right = new long[Math.toIntExact(n * k)];
    for (int p = 0; p < depth; p++) {
      b.cells().load(b.at(p, 0), b.columnStride(), right, p * width, width);
    }
    Parallel.Range body =
        (begin, end, chunk) -> {
          long[] left = Scratch.get().longs(0, depth);
          long[] sums = Scratch.get().longs(1, width);
          for (long i = begin; i < end; i++) {
            if (depth > 0) {
              a.cells().load(a.at(i, 0), a.columnStride(), left, 0, depth);
            }
            Arrays.fill(sums, 0, width, 0);
            for (int p = 0; p < depth; p++) {
              long x = left[p];
              int at = p * width;
              for (int j = 0; j < width; j++) {
                sums[j] += x * right[at + j];
              }
            }
            for (int j = 0; j < width; j++) {
              long old = beta == 0 ? 0 : beta * c.cells().getLong(c.at(i, j));
              sums[j] = alpha * sums[j] + old;
            }
            c.cells().store(c.at(i, 0), c.columnStride(), sums, 0, width);
          }
        };
    if (parallel) {
      Parallel.run(m, Math.max(1, (1 << 16) / Math.max(1, (long) width * depth)), body);
    } else {
      body.run(0, m, 0);
    }
  }
}
