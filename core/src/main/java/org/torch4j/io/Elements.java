package org.torch4j.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;

/** Single elements of strided arrays, for the few values that a reader looks at or changes. */
final class Elements {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private Elements() {}

  /** The byte where element {@code index}, counted row-major, stands. */
  private static long position(StridedArray a, long index) {
    Layout layout = a.layout();
    long at = layout.offset();
    long rest = index;
    for (int d = layout.dim() - 1; d >= 0; d--) {
      at += rest % layout.size(d) * layout.stride(d);
      rest /= layout.size(d);
    }
    return at * a.dtype().byteSize();
  }

  /** Element {@code index}, counted row-major, of an array of integers. */
  static long integer(StridedArray a, long index) {
    MemorySegment s = a.storage().segment();
    long at = position(a, index);
    return switch (a.dtype()) {
      case INT8 -> s.get(ValueLayout.JAVA_BYTE, at);
      case UINT8, BOOL -> s.get(ValueLayout.JAVA_BYTE, at) & 0xff;
      case INT16 -> s.get(SHORT, at);
      case INT32 -> s.get(INT, at);
      case INT64 -> s.get(LONG, at);
      default -> (long) real(a, index);
    };
  }

  /** Element {@code index}, counted row-major, of an array of real numbers. */
  static double real(StridedArray a, long index) {
    MemorySegment s = a.storage().segment();
    long at = position(a, index);
    return switch (a.dtype()) {
      case FLOAT16, COMPLEX32 -> Float.float16ToFloat(s.get(SHORT, at));
      case BFLOAT16 -> Float.intBitsToFloat(s.get(SHORT, at) << 16);
      case FLOAT32, COMPLEX64 -> s.get(FLOAT, at);
      case FLOAT64, COMPLEX128 -> s.get(DOUBLE, at);
      default -> (double) integer(a, index);
    };
  }

  /** Sets element {@code index} of a float32 array. */
  static void setFloat(StridedArray a, long index, float value) {
    a.storage().segment().set(FLOAT, position(a, index), value);
  }

  /** Copies {@code from} to {@code to}, changing the signs of real and imaginary parts. */
  static void copySigned(StridedArray from, StridedArray to, boolean real, boolean imaginary) {
    MemorySegment source = from.storage().segment();
    MemorySegment target = to.storage().segment();
    int size = from.dtype().byteSize();
    for (long i = 0; i < from.numel(); i++) {
      long at = position(to, i);
      MemorySegment.copy(source, position(from, i), target, at, size);
      if (from.dtype().isComplex()) {
        flip(target, at, size / 2, real);
        flip(target, at + size / 2, size / 2, imaginary);
      } else if (from.dtype().isFloatingPoint()) {
        flip(target, at, size, real);
      } else if (real) {
        negate(target, at, size);
      }
    }
  }

  private static void flip(MemorySegment s, long at, int size, boolean on) {
    if (on) {
      switch (size) {
        case 2 -> s.set(SHORT, at, (short) (s.get(SHORT, at) ^ 0x8000));
        case 4 -> s.set(INT, at, s.get(INT, at) ^ Integer.MIN_VALUE);
        default -> s.set(LONG, at, s.get(LONG, at) ^ Long.MIN_VALUE);
      }
    }
  }

  private static void negate(MemorySegment s, long at, int size) {
    switch (size) {
      case 1 -> {
        byte b = s.get(ValueLayout.JAVA_BYTE, at);
        s.set(ValueLayout.JAVA_BYTE, at, (byte) -b);
      }
      case 2 -> s.set(SHORT, at, (short) -s.get(SHORT, at));
      case 4 -> s.set(INT, at, -s.get(INT, at));
      default -> s.set(LONG, at, -s.get(LONG, at));
    }
  }
}
