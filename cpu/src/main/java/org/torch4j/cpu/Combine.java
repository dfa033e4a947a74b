package org.torch4j.cpu;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/** How a written element meets the one that is there. */
enum Combine {
  SET,
  SUM,
  PROD,
  MAX,
  MIN;

  private static final int BLOCK = 1024;

  double of(double old, double v) {
    return switch (this) {
      case SET -> v;
      case SUM -> old + v;
      case PROD -> old * v;
      case MAX -> Math.max(old, v);
      case MIN -> Math.min(old, v);
    };
  }

  long of(long old, long v) {
    return switch (this) {
      case SET -> v;
      case SUM -> old + v;
      case PROD -> old * v;
      case MAX -> Math.max(old, v);
      case MIN -> Math.min(old, v);
    };
  }

  /** Combines element {@code i} of {@code to} with element {@code j} of {@code from}. */
  void apply(Cells to, long i, Cells from, long j) {
    if (this == SET) {
      Moves.move(from, j, to, i);
    } else if (to.dtype.isComplex()) {
      checkComplex(to);
      Cells sums = Moves.parts(to);
      Cells parts = Moves.parts(from);
      apply(sums, 2 * i, parts, 2 * j);
      apply(sums, 2 * i + 1, parts, 2 * j + 1);
    } else if (to.isInteger()) {
      to.setLong(i, of(to.getLong(i), from.getLong(j)));
    } else {
      to.setDouble(i, of(to.getDouble(i), from.getDouble(j)));
    }
  }

  private void checkComplex(Cells to) {
    if (this != SUM) {
      throw new DTypeException(
          "scatter_reduce: no " + name().toLowerCase(Locale.ROOT) + " of " + to.dtype);
    }
  }

  /** Combines {@code n} neighbours from {@code i} on with as many from {@code j} on. */
  void rows(Cells to, long i, Cells from, long j, int n) {
    if (this == SET) {
      Moves.strided(from, j, 1, to, i, 1, n);
      return;
    }
    if (to.dtype.isComplex()) {
      checkComplex(to);
      rows(Moves.parts(to), 2 * i, Moves.parts(from), 2 * j, 2 * n);
      return;
    }
    for (int at = 0; at < n; at += BLOCK) {
      int m = Math.min(BLOCK, n - at);
      if (to.isInteger()) {
        longs(to, i + at, from, j + at, m);
      } else if (to.dtype == DType.FLOAT64) {
        doubles(to, i + at, from, j + at, m);
      } else {
        floats(to, i + at, from, j + at, m);
      }
    }
  }

  private void longs(Cells to, long i, Cells from, long j, int n) {
    long[] old = Scratch.get().longs(10, BLOCK);
    long[] v = Scratch.get().longs(11, BLOCK);
    to.load(i, 1, old, 0, n);
    from.load(j, 1, v, 0, n);
    for (int k = 0; k < n; k++) {
      old[k] = of(old[k], v[k]);
    }
    to.store(i, 1, old, 0, n);
  }

  private void doubles(Cells to, long i, Cells from, long j, int n) {
    double[] old = Scratch.get().doubles(10, BLOCK);
    double[] v = Scratch.get().doubles(11, BLOCK);
    to.load(i, 1, old, 0, n);
    from.load(j, 1, v, 0, n);
    for (int k = 0; k < n; k++) {
      old[k] = of(old[k], v[k]);
    }
    to.store(i, 1, old, 0, n);
  }

  /** Sums of narrow numbers rounded from float are those rounded from double. */
  private void floats(Cells to, long i, Cells from, long j, int n) {
    float[] old = Scratch.get().floats(10, BLOCK);
    float[] v = Scratch.get().floats(11, BLOCK);
    to.load(i, 1, old, 0, n);
    from.load(j, 1, v, 0, n);
    if (this == SUM) {
      for (int k = 0; k < n; k++) {
        old[k] += v[k];
      }
    } else {
      for (int k = 0; k < n; k++) {
        old[k] = (float) of(old[k], v[k]);
      }
    }
    to.store(i, 1, old, 0, n);
  }

  /**
   * Combines element {@code base + at[k]} of {@code to} with element {@code off + k * stride} of
   * {@code from}, one {@code k} after the other.
   */
  void scatter(Cells to, long base, long[] at, int n, Cells from, long off, long stride) {
    if (this == SET) {
      Moves.scatter(from, off, stride, to, base, at, n);
      return;
    }
    if (to.isNative() && from.isNative()) {
      switch (to.dtype) {
        case FLOAT32 -> {
          floats(to.address + 4 * base, at, n, from.address + 4 * off, 4 * stride);
          return;
        }
        case FLOAT64 -> {
          doubles(to.address + 8 * base, at, n, from.address + 8 * off, 8 * stride);
          return;
        }
        case INT64 -> {
          longs(to.address + 8 * base, at, n, from.address + 8 * off, 8 * stride);
          return;
        }
        default -> {}
      }
    }
    if (from.isNative() && inArray(to, (int) base, at, n, from.address, off, stride)) {
      return;
    }
    for (int k = 0; k < n; k++) {
      apply(to, base + at[k], from, off + k * stride);
    }
  }

  /** Small targets are Java arrays; returns whether this is one of a known dtype. */
  private boolean inArray(Cells to, int base, long[] at, int n, long from, long off, long stride) {
    MemorySegment all = Cells.ALL;
    if (to.array instanceof float[] a && to.dtype == DType.FLOAT32) {
      for (int k = 0; k < n; k++) {
        int i = base + (int) at[k];
        a[i] = (float) of(a[i], (double) all.get(Cells.F32, from + 4 * (off + k * stride)));
      }
    } else if (to.array instanceof double[] a && to.dtype == DType.FLOAT64) {
      for (int k = 0; k < n; k++) {
        int i = base + (int) at[k];
        a[i] = of(a[i], all.get(Cells.F64, from + 8 * (off + k * stride)));
      }
    } else if (to.array instanceof long[] a) {
      for (int k = 0; k < n; k++) {
        int i = base + (int) at[k];
        a[i] = of(a[i], all.get(Cells.I64, from + 8 * (off + k * stride)));
      }
    } else {
      return false;
    }
    return true;
  }

  private void floats(long to, long[] at, int n, long from, long step) {
    MemorySegment all = Cells.ALL;
    if (this == SUM) {
      for (int k = 0; k < n; k++) {
        long p = to + 4 * at[k];
        all.set(Cells.F32, p, all.get(Cells.F32, p) + all.get(Cells.F32, from + k * step));
      }
      return;
    }
    for (int k = 0; k < n; k++) {
      long p = to + 4 * at[k];
      double v = of(all.get(Cells.F32, p), (double) all.get(Cells.F32, from + k * step));
      all.set(Cells.F32, p, (float) v);
    }
  }

  private void doubles(long to, long[] at, int n, long from, long step) {
    MemorySegment all = Cells.ALL;
    for (int k = 0; k < n; k++) {
      long p = to + 8 * at[k];
      all.set(Cells.F64, p, of(all.get(Cells.F64, p), all.get(Cells.F64, from + k * step)));
    }
  }

  private void longs(long to, long[] at, int n, long from, long step) {
    MemorySegment all = Cells.ALL;
    for (int k = 0; k < n; k++) {
      long p = to + 8 * at[k];
      all.set(Cells.I64, p, of(all.get(Cells.I64, p), all.get(Cells.I64, from + k * step)));
    }
  }
}
