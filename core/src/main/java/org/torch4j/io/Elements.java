package org.torch4j.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.torch4j.Tensor;
import org.torch4j.op.Placement;
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

  /** The elements of {@code t} in the processor's memory, to be written. */
  static StridedArray onCpu(Tensor t) {
    return Placement.host(t);
  }

  /** The bytes of {@code a} in row-major order as files have them; a copy only where needed. */
  static MemorySegment littleEndian(StridedArray a) {
    StridedArray rows = a;
    boolean turn = ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN;
    if (!a.isContiguous() || turn) {
      rows = StridedArray.allocate(a.dtype(), a.shape());
      if (a.numel() > 0) {
        copyRows(a, rows, 0, a.layout().offset(), 0);
      }
    }
    int size = a.dtype().byteSize();
    MemorySegment bytes =
        rows.storage().segment().asSlice(rows.layout().offset() * size, rows.numel() * size);
    if (turn) {
      StorageFill.adjust(bytes, a.dtype(), ByteOrder.LITTLE_ENDIAN);
    }
    return bytes;
  }

  /** Copies the elements from dimension {@code d} on; gives where the next one goes. */
  private static long copyRows(
      StridedArray from, StridedArray to, int d, long source, long target) {
    Layout layout = from.layout();
    int size = from.dtype().byteSize();
    long run =
        d == layout.dim() ? 1 : d == layout.dim() - 1 && layout.stride(d) == 1 ? layout.size(d) : 0;
    if (run > 0) {
      MemorySegment.copy(
          from.storage().segment(),
          source * size,
          to.storage().segment(),
          target * size,
          run * size);
      return target + run;
    }
    long next = target;
    for (long i = 0; i < layout.size(d); i++) {
      next = copyRows(from, to, d + 1, source + i * layout.stride(d), next);
    }
    return next;
  }

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
