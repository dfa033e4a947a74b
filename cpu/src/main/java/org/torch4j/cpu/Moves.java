package org.torch4j.cpu;

import java.lang.foreign.MemorySegment;
import org.torch4j.type.DType;

/** Moves elements of one dtype as they are, whatever the dtype; only their width matters. */
final class Moves {
  private Moves() {}

  /** The real and imaginary parts of complex elements as elements of their own. */
  static Cells parts(Cells complex) {
    return complex.withDType(complex.dtype.toReal());
  }

  /** {@code target[ot + k * st] = source[of + k * sf]} for k in 0..n. */
  static void strided(Cells source, long of, long sf, Cells target, long ot, long st, long n) {
    if (source.dtype.isComplex()) {
      Cells from = parts(source);
      Cells to = parts(target);
      strided(from, 2 * of, 2 * sf, to, 2 * ot, 2 * st, n);
      strided(from, 2 * of + 1, 2 * sf, to, 2 * ot + 1, 2 * st, n);
      return;
    }
    if (source.isNative() && target.isNative()) {
      MemorySegment all = Cells.ALL;
      int width = source.dtype.byteSize();
      if (sf == 1 && st == 1) {
        MemorySegment.copy(
            all, source.address + of * width, all, target.address + ot * width, n * width);
        return;
      }
      long p = source.address;
      long q = target.address;
      switch (width) {
        case 1 -> {
          for (long k = 0; k < n; k++) {
            all.set(Cells.I8, q + ot + k * st, all.get(Cells.I8, p + of + k * sf));
          }
        }
        case 2 -> {
          for (long k = 0; k < n; k++) {
            all.set(Cells.I16, q + 2 * (ot + k * st), all.get(Cells.I16, p + 2 * (of + k * sf)));
          }
        }
        case 4 -> {
          for (long k = 0; k < n; k++) {
            all.set(Cells.I32, q + 4 * (ot + k * st), all.get(Cells.I32, p + 4 * (of + k * sf)));
          }
        }
        default -> {
          for (long k = 0; k < n; k++) {
            all.set(Cells.I64, q + 8 * (ot + k * st), all.get(Cells.I64, p + 8 * (of + k * sf)));
          }
        }
      }
      return;
    }
    for (long k = 0; k < n; k++) {
      move(source, of + k * sf, target, ot + k * st);
    }
  }

  /** {@code target[ot + k] = value[0]} for k in 0..n, both of one dtype. */
  static void fill(Cells value, Cells target, long ot, long n) {
    if (!target.isNative() || target.dtype.isComplex()) {
      for (long k = 0; k < n; k++) {
        move(value, 0, target, ot + k);
      }
      return;
    }
    MemorySegment all = Cells.ALL;
    long q = target.address;
    switch (target.dtype) {
      case BOOL, UINT8, INT8 -> fillBytes(q + ot, n, (byte) value.getLong(0));
      case FLOAT16, BFLOAT16, INT16 -> {
        short bits = (short) value.withDType(DType.INT16).getLong(0);
        for (long k = 0; k < n; k++) {
          all.set(Cells.I16, q + 2 * (ot + k), bits);
        }
      }
      case FLOAT32 -> {
        float bits = (float) value.getDouble(0);
        for (long k = 0; k < n; k++) {
          all.set(Cells.F32, q + 4 * (ot + k), bits);
        }
      }
      case INT32 -> {
        int bits = (int) value.getLong(0);
        for (long k = 0; k < n; k++) {
          all.set(Cells.I32, q + 4 * (ot + k), bits);
        }
      }
      case FLOAT64 -> {
        double bits = value.getDouble(0);
        for (long k = 0; k < n; k++) {
          all.set(Cells.F64, q + 8 * (ot + k), bits);
        }
      }
      default -> {
        long bits = value.getLong(0);
        for (long k = 0; k < n; k++) {
          all.set(Cells.I64, q + 8 * (ot + k), bits);
        }
      }
    }
  }

  private static void fillBytes(long address, long n, byte value) {
    for (long k = 0; k < n; k++) {
      Cells.ALL.set(Cells.I8, address + k, value);
    }
  }

  /** {@code target[ot + k * st] = source[base + at[first + k]]} for k in 0..n. */
  static void gather(
      Cells source, long base, long[] at, int first, Cells target, long ot, long st, int n) {
    if (source.isNative() && target.isNative() && !source.dtype.isComplex()) {
      MemorySegment all = Cells.ALL;
      int width = source.dtype.byteSize();
      long p = source.address + base * width;
      long q = target.address + ot * width;
      if (width == 4) {
        for (int k = 0; k < n; k++) {
          all.set(Cells.I32, q + 4 * st * k, all.get(Cells.I32, p + 4 * at[first + k]));
        }
        return;
      }
      if (width == 8) {
        for (int k = 0; k < n; k++) {
          all.set(Cells.I64, q + 8 * st * k, all.get(Cells.I64, p + 8 * at[first + k]));
        }
        return;
      }
    }
    for (int k = 0; k < n; k++) {
      move(source, base + at[first + k], target, ot + k * st);
    }
  }

  /** {@code target[base + at[k]] = source[off + k * stride]}, one k of 0..n after the other. */
  static void scatter(
      Cells source, long off, long stride, Cells target, long base, long[] at, int n) {
    if (source.isNative() && target.isNative() && !source.dtype.isComplex()) {
      MemorySegment all = Cells.ALL;
      int width = source.dtype.byteSize();
      long p = source.address + off * width;
      long q = target.address + base * width;
      if (width == 4) {
        for (int k = 0; k < n; k++) {
          all.set(Cells.I32, q + 4 * at[k], all.get(Cells.I32, p + 4 * stride * k));
        }
        return;
      }
      if (width == 8) {
        for (int k = 0; k < n; k++) {
          all.set(Cells.I64, q + 8 * at[k], all.get(Cells.I64, p + 8 * stride * k));
        }
        return;
      }
    }
    for (int k = 0; k < n; k++) {
      move(source, off + k * stride, target, base + at[k]);
    }
  }

  /** {@code target[j] = source[i]}, both of one dtype. */
  static void move(Cells source, long i, Cells target, long j) {
    DType dtype = source.dtype;
    switch (dtype) {
      case COMPLEX32, COMPLEX64, COMPLEX128 -> {
        Cells from = parts(source);
        Cells to = parts(target);
        move(from, 2 * i, to, 2 * j);
        move(from, 2 * i + 1, to, 2 * j + 1);
      }
      case FLOAT64 -> target.setDouble(j, source.getDouble(i));
      case FLOAT32 -> target.setFloat(j, (float) source.getDouble(i));
      case FLOAT16, BFLOAT16 ->
          target.withDType(DType.INT16).setLong(j, source.withDType(DType.INT16).getLong(i));
      case BOOL, UINT8, INT8, INT16, INT32, INT64 -> target.setLong(j, source.getLong(i));
    }
  }
}
