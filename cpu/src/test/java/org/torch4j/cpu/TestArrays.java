package org.torch4j.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.torch4j.backend.ComputeType;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Arrays of every layout and dtype, and single elements of them, for tests of kernels. */
final class TestArrays {
  static final DType[] REAL = {
    DType.BOOL,
    DType.UINT8,
    DType.INT8,
    DType.INT16,
    DType.INT32,
    DType.INT64,
    DType.FLOAT16,
    DType.BFLOAT16,
    DType.FLOAT32,
    DType.FLOAT64
  };

  private TestArrays() {}

  /** An array that callers may write: contiguous, permuted, or every second element of a larger. */
  static StridedArray writable(DType dtype, Shape shape, Random random) {
    int kind = random.nextInt(3);
    StridedArray a;
    if (kind == 0 || shape.dim() == 0) {
      a = StridedArray.allocate(dtype, shape);
    } else if (kind == 1) {
      a = permuted(dtype, shape, random);
    } else {
      a = sliced(dtype, shape, random);
    }
    if (random.nextBoolean()) {
      a.storage().moveToNative();
    }
    return a;
  }

  /** Any array of the shape, also one that repeats elements. */
  static StridedArray any(DType dtype, Shape shape, Random random) {
    if (shape.dim() == 0 || random.nextInt(3) > 0) {
      return writable(dtype, shape, random);
    }
    long[] sizes = shape.toArray();
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] > 0 && random.nextBoolean()) {
        sizes[i] = 1;
      }
    }
    StridedArray small = writable(dtype, Shape.of(sizes), random);
    return small.with(small.layout().broadcastTo(shape, "test"));
  }

  private static StridedArray permuted(DType dtype, Shape shape, Random random) {
    int rank = shape.dim();
    int a = random.nextInt(rank);
    int b = random.nextInt(rank);
    StridedArray other =
        StridedArray.allocate(dtype, Layout.contiguous(shape).transpose(a, b).shape());
    return other.with(other.layout().transpose(a, b));
  }

  private static StridedArray sliced(DType dtype, Shape shape, Random random) {
    int dim = random.nextInt(shape.dim());
    long[] sizes = shape.toArray();
    sizes[dim] = 2 * sizes[dim] + 1;
    StridedArray larger = StridedArray.allocate(dtype, Shape.of(sizes));
    return larger.with(larger.layout().slice(dim, 1, shape.get(dim), 2));
  }

  /** The storage element of linear index {@code i} in row-major order. */
  static long place(StridedArray a, long i) {
    long at = a.layout().offset();
    for (int d = a.layout().dim() - 1; d >= 0; d--) {
      at += i % a.layout().size(d) * a.layout().stride(d);
      i /= a.layout().size(d);
    }
    return at;
  }

  /** Element {@code i} in row-major order, exactly unless it is a large integer. */
  static double get(StridedArray a, long i) {
    return a.dtype() == DType.INT64 ? getLong(a, i) : read(a, place(a, i));
  }

  static long getLong(StridedArray a, long i) {
    if (a.dtype() != DType.INT64) {
      return (long) read(a, place(a, i));
    }
    return a.storage().segment().getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, place(a, i));
  }

  private static double read(StridedArray a, long at) {
    MemorySegment m = a.storage().segment();
    return switch (a.dtype()) {
      case BOOL, INT8 -> m.get(ValueLayout.JAVA_BYTE, at);
      case UINT8 -> m.get(ValueLayout.JAVA_BYTE, at) & 255;
      case INT16 -> m.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, at);
      case INT32 -> m.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, at);
      case INT64 -> m.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, at);
      case FLOAT16 -> Float.float16ToFloat(m.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, at));
      case BFLOAT16 ->
          Float.intBitsToFloat(m.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, at) << 16);
      case FLOAT32 -> m.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, at);
      case FLOAT64 -> m.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, at);
      case COMPLEX32, COMPLEX64, COMPLEX128 -> throw new IllegalStateException();
    };
  }

  /** Sets element {@code i} to a value that the dtype holds. */
  static void set(StridedArray a, long i, double value) {
    MemorySegment m = a.storage().segment();
    long at = place(a, i);
    switch (a.dtype()) {
      case BOOL, INT8, UINT8 -> m.set(ValueLayout.JAVA_BYTE, at, (byte) (int) value);
      case INT16 -> m.setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) (int) value);
      case INT32 -> m.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, at, (int) value);
      case INT64 -> m.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, at, (long) value);
      case FLOAT16 ->
          m.setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, at, Float.floatToFloat16((float) value));
      case BFLOAT16 -> m.setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, at, bfloat16(value));
      case FLOAT32 -> m.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, at, (float) value);
      case FLOAT64 -> m.setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, at, value);
      case COMPLEX32, COMPLEX64, COMPLEX128 -> throw new IllegalStateException();
    }
  }

  /** The nearest bfloat16 found by looking at the two neighbours, ties to even. */
  private static short bfloat16(double value) {
    float x = (float) value;
    int down = Float.floatToRawIntBits(x) & 0xFFFF0000;
    int up = down + 0x10000;
    if (Float.isNaN(x) || Float.isInfinite(x) || Float.floatToRawIntBits(x) == down) {
      return (short) (down >> 16 | (Float.isNaN(x) ? 0x40 : 0));
    }
    double below = Math.abs((double) x - Float.intBitsToFloat(down));
    double above = Math.abs(beyond(up) - x);
    boolean even = (down >> 16 & 1) == 0;
    return (short) ((below < above || below == above && even ? down : up) >> 16);
  }

  private static double beyond(int bits) {
    float f = Float.intBitsToFloat(bits);
    return Float.isInfinite(f) ? Math.copySign(0x1p128, f) : f;
  }

  /** Fills with values that stress the dtype; {@code plain} keeps out NaN and infinities. */
  static void fill(StridedArray a, Random random, boolean plain) {
    for (long i = 0; i < a.numel(); i++) {
      set(a, i, value(a.dtype(), random, plain));
    }
  }

  private static double value(DType dtype, Random random, boolean plain) {
    return switch (dtype) {
      case BOOL -> random.nextInt(2);
      case UINT8 -> random.nextInt(256);
      case INT8 -> random.nextInt(256) - 128;
      case INT16 -> random.nextInt(1 << 16) - (1 << 15);
      case INT32, INT64 -> random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(21) - 10;
      default -> {
        int kind = plain ? 9 : random.nextInt(20);
        yield switch (kind) {
          case 0 -> Double.NaN;
          case 1 -> Double.POSITIVE_INFINITY;
          case 2 -> Double.NEGATIVE_INFINITY;
          case 3 -> -0.0;
          case 4 -> 0;
          case 5 -> random.nextInt(9) - 4.5;
          case 6, 7, 8 -> random.nextInt(9) - 4;
          default -> random.nextGaussian() * 3;
        };
      }
    };
  }

  /** What element {@code i} becomes when {@code value}, of the compute type, is stored there. */
  static double stored(DType dtype, ComputeType compute, double value, long integer) {
    boolean floating = compute == ComputeType.FLOAT || compute == ComputeType.DOUBLE;
    long whole = floating ? (dtype == DType.INT64 ? (long) value : (int) value) : integer;
    double number = floating ? value : integer;
    return switch (dtype) {
      case BOOL -> floating ? (value != 0 ? 1 : 0) : (integer != 0 ? 1 : 0);
      case UINT8 -> (int) whole & 255;
      case INT8 -> (byte) whole;
      case INT16 -> (short) whole;
      case INT32 -> (int) whole;
      case INT64 -> whole;
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16(single(compute, number, integer)));
      case BFLOAT16 -> Float.intBitsToFloat(bfloat16(single(compute, number, integer)) << 16);
      case FLOAT32 -> single(compute, number, integer);
      default -> number;
    };
  }

  private static float single(ComputeType compute, double number, long integer) {
    return switch (compute) {
      case INT, LONG -> integer;
      case FLOAT, DOUBLE -> (float) number;
    };
  }
}
