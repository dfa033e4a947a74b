package org.torch4j.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/**
 * Typed access to the elements of a storage, by element index. Single elements go through a switch
 * over the dtype; blocks pay for it once and then run a plain loop. Indices are not checked again:
 * kernels derive them from layouts, which are checked against the storage, or check them first.
 */
final class Cells {
  /** All memory: a constant of known class, so that access compiles to plain loads and stores. */
  @SuppressWarnings("restricted")
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  static final ValueLayout.OfByte I8 = ValueLayout.JAVA_BYTE;
  static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED;
  static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED;
  static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED;
  static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;
  static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  final DType dtype;
  final @Nullable Object array;
  final long address;

  private Cells(DType dtype, @Nullable Object array, long address) {
    this.dtype = dtype;
    this.array = array;
    this.address = address;
  }

  /** The elements of the array's storage. */
  static Cells of(StridedArray a) {
    Object array = a.storage().array();
    return new Cells(a.dtype(), array, array == null ? a.storage().address() : 0);
  }

  /** The elements of a Java array of the dtype's primitive type. */
  static Cells of(DType dtype, Object array) {
    return new Cells(dtype, array, 0);
  }

  /**
   * The elements to read in native memory, where inner loops are quickest: those of a small heap
   * array in a buffer of this thread, if {@code reads} are many more than they are.
   */
  static Cells toRead(StridedArray a, long reads) {
    Storage storage = a.storage();
    if (storage.array() == null || reads * a.dtype().byteSize() < 2 * storage.byteSize()) {
      return of(a);
    }
    long to = Scratch.get().address(10, storage.byteSize());
    MemorySegment.copy(storage.segment(), 0, ALL, to, storage.byteSize());
    return at(a.dtype(), to);
  }

  /** Elements of native memory from {@code address} on. */
  static Cells at(DType dtype, long address) {
    return new Cells(dtype, null, address);
  }

  /** The same memory seen as elements of another dtype that its Java array can hold. */
  Cells withDType(DType other) {
    return new Cells(other, array, address);
  }

  /** Whether this is native memory. */
  boolean isNative() {
    return array == null;
  }

  private DTypeException noNumber() {
    return new DTypeException("no CPU kernel computes this op with " + dtype);
  }

  private static float bfloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** Rounds to the nearest bfloat16, ties to even. */
  static short toBfloat(float v) {
    if (Float.isNaN(v)) {
      return 0x7FC0;
    }
    int bits = Float.floatToRawIntBits(v);
    return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
  }

  /** Element {@code i} as a double. */
  double getDouble(long i) {
    Object a = array;
    if (a == null) {
      return switch (dtype) {
        case FLOAT32 -> ALL.get(F32, address + 4 * i);
        case FLOAT64 -> ALL.get(F64, address + 8 * i);
        case INT64 -> ALL.get(I64, address + 8 * i);
        case INT32 -> ALL.get(I32, address + 4 * i);
        case INT16 -> ALL.get(I16, address + 2 * i);
        case INT8, BOOL -> ALL.get(I8, address + i);
        case UINT8 -> ALL.get(I8, address + i) & 255;
        case FLOAT16 -> Float.float16ToFloat(ALL.get(I16, address + 2 * i));
        case BFLOAT16 -> bfloat(ALL.get(I16, address + 2 * i));
        case COMPLEX32, COMPLEX64, COMPLEX128 -> throw noNumber();
      };
    }
    int j = (int) i;
    return switch (dtype) {
      case FLOAT32 -> ((float[]) a)[j];
      case FLOAT64 -> ((double[]) a)[j];
      case INT64 -> ((long[]) a)[j];
      case INT32 -> ((int[]) a)[j];
      case INT16 -> ((short[]) a)[j];
      case INT8, BOOL -> ((byte[]) a)[j];
      case UINT8 -> ((byte[]) a)[j] & 255;
      case FLOAT16 -> Float.float16ToFloat(((short[]) a)[j]);
      case BFLOAT16 -> bfloat(((short[]) a)[j]);
      case COMPLEX32, COMPLEX64, COMPLEX128 -> throw noNumber();
    };
  }

  /** Element {@code i} as a long; a floating value is truncated. */
  long getLong(long i) {
    Object a = array;
    return switch (dtype) {
      case INT64 -> a == null ? ALL.get(I64, address + 8 * i) : ((long[]) a)[(int) i];
      case INT32 -> a == null ? ALL.get(I32, address + 4 * i) : ((int[]) a)[(int) i];
      default -> (long) getDouble(i);
    };
  }

  /** Stores a double, rounded or truncated to the dtype. */
  void setDouble(long i, double v) {
    switch (dtype) {
      case FLOAT64 -> {
        if (array == null) {
          ALL.set(F64, address + 8 * i, v);
        } else {
          ((double[]) array)[(int) i] = v;
        }
      }
      case FLOAT32, FLOAT16, BFLOAT16 -> setFloat(i, (float) v);
      case BOOL -> setLong(i, v != 0 ? 1 : 0);
      default -> setLong(i, (long) v);
    }
  }

  /** Stores a float, rounded or truncated to the dtype. */
  void setFloat(long i, float v) {
    Object a = array;
    switch (dtype) {
      case FLOAT32 -> {
        if (a == null) {
          ALL.set(F32, address + 4 * i, v);
        } else {
          ((float[]) a)[(int) i] = v;
        }
      }
      case FLOAT16, BFLOAT16 -> {
        short bits = dtype == DType.FLOAT16 ? Float.floatToFloat16(v) : toBfloat(v);
        if (a == null) {
          ALL.set(I16, address + 2 * i, bits);
        } else {
          ((short[]) a)[(int) i] = bits;
        }
      }
      default -> setDouble(i, v);
    }
  }

  /** Stores a long, wrapped or rounded to the dtype. */
  void setLong(long i, long v) {
    Object a = array;
    int j = (int) i;
    switch (dtype) {
      case FLOAT64 -> setDouble(i, v);
      case FLOAT32, FLOAT16, BFLOAT16 -> setFloat(i, v);
      case COMPLEX32, COMPLEX64, COMPLEX128 -> throw noNumber();
      case INT64 -> {
        if (a == null) {
          ALL.set(I64, address + 8 * i, v);
        } else {
          ((long[]) a)[j] = v;
        }
      }
      case INT32 -> {
        if (a == null) {
          ALL.set(I32, address + 4 * i, (int) v);
        } else {
          ((int[]) a)[j] = (int) v;
        }
      }
      case INT16 -> {
        if (a == null) {
          ALL.set(I16, address + 2 * i, (short) v);
        } else {
          ((short[]) a)[j] = (short) v;
        }
      }
      case INT8, UINT8, BOOL -> {
        byte b = dtype == DType.BOOL ? (byte) (v != 0 ? 1 : 0) : (byte) v;
        if (a == null) {
          ALL.set(I8, address + i, b);
        } else {
          ((byte[]) a)[j] = b;
        }
      }
    }
  }

  /** Whether exact arithmetic on this dtype needs a long and not a double. */
  boolean isInteger() {
    return dtype.isIntegral();
  }

  // Blocks. Element k of the block is element off + k * stride of the storage.

  /** Reads {@code n} elements into {@code to[at..]}. */
  void load(long off, long stride, float[] to, int at, int n) {
    if (dtype == DType.FLOAT32) {
      if (array instanceof float[] a) {
        if (stride == 1) {
          System.arraycopy(a, (int) off, to, at, n);
        } else {
          for (int k = 0; k < n; k++) {
            to[at + k] = a[(int) (off + k * stride)];
          }
        }
      } else if (stride == 1) {
        MemorySegment.copy(ALL, F32, address + 4 * off, to, at, n);
      } else {
        long p = address + 4 * off;
        for (int k = 0; k < n; k++) {
          to[at + k] = ALL.get(F32, p + 4 * stride * k);
        }
      }
      return;
    }
    if (array == null && (dtype == DType.BFLOAT16 || dtype == DType.FLOAT16)) {
      halves(address + 2 * off, 2 * stride, to, at, n);
      return;
    }
    for (int k = 0; k < n; k++) {
      to[at + k] = (float) getDouble(off + k * stride);
    }
  }

  private void halves(long p, long step, float[] to, int at, int n) {
    if (dtype == DType.BFLOAT16) {
      for (int k = 0; k < n; k++) {
        to[at + k] = bfloat(ALL.get(I16, p + step * k));
      }
    } else {
      for (int k = 0; k < n; k++) {
        to[at + k] = Float.float16ToFloat(ALL.get(I16, p + step * k));
      }
    }
  }

  /** Reads {@code n} elements into {@code to[at]}, {@code to[at + step]}, ... */
  void spread(long off, long stride, float[] to, int at, int step, int n) {
    if (dtype == DType.FLOAT32) {
      if (array instanceof float[] a) {
        for (int k = 0; k < n; k++) {
          to[at + k * step] = a[(int) (off + k * stride)];
        }
      } else {
        long p = address + 4 * off;
        for (int k = 0; k < n; k++) {
          to[at + k * step] = ALL.get(F32, p + 4 * stride * k);
        }
      }
      return;
    }
    for (int k = 0; k < n; k++) {
      to[at + k * step] = (float) getDouble(off + k * stride);
    }
  }

  /** Reads {@code n} elements into {@code to[at]}, {@code to[at + step]}, ... */
  void spread(long off, long stride, double[] to, int at, int step, int n) {
    for (int k = 0; k < n; k++) {
      to[at + k * step] = getDouble(off + k * stride);
    }
  }

  /** Reads {@code n} elements into {@code to[at..]}. */
  void load(long off, long stride, double[] to, int at, int n) {
    if (dtype == DType.FLOAT64 && array == null) {
      if (stride == 1) {
        MemorySegment.copy(ALL, F64, address + 8 * off, to, at, n);
        return;
      }
      long p = address + 8 * off;
      for (int k = 0; k < n; k++) {
        to[at + k] = ALL.get(F64, p + 8 * stride * k);
      }
    } else if (array instanceof double[] a && stride == 1) {
      System.arraycopy(a, (int) off, to, at, n);
    } else if (dtype == DType.FLOAT32 && array == null) {
      long p = address + 4 * off;
      for (int k = 0; k < n; k++) {
        to[at + k] = ALL.get(F32, p + 4 * stride * k);
      }
    } else {
      for (int k = 0; k < n; k++) {
        to[at + k] = getDouble(off + k * stride);
      }
    }
  }

  /** Reads {@code n} elements into {@code to[at..]}. */
  void load(long off, long stride, long[] to, int at, int n) {
    if (n == 0) {
      return; // the offset of an empty view may lie behind its memory
    }
    if (dtype == DType.INT64 && stride == 1) {
      if (array instanceof long[] a) {
        System.arraycopy(a, (int) off, to, at, n);
      } else {
        MemorySegment.copy(ALL, I64, address + 8 * off, to, at, n);
      }
      return;
    }
    if (array == null) {
      switch (dtype) {
        case BOOL -> {
          for (int k = 0; k < n; k++) {
            to[at + k] = ALL.get(I8, address + off + k * stride);
          }
          return;
        }
        case INT64 -> {
          for (int k = 0; k < n; k++) {
            to[at + k] = ALL.get(I64, address + 8 * (off + k * stride));
          }
          return;
        }
        case INT32 -> {
          for (int k = 0; k < n; k++) {
            to[at + k] = ALL.get(I32, address + 4 * (off + k * stride));
          }
          return;
        }
        default -> {}
      }
    }
    for (int k = 0; k < n; k++) {
      to[at + k] = getLong(off + k * stride);
    }
  }

  /** Reads {@code n} elements of a native INT32 into {@code to[at..]}. */
  void load(long off, long stride, int[] to, int at, int n) {
    if (stride == 1) {
      MemorySegment.copy(ALL, I32, address + 4 * off, to, at, n);
      return;
    }
    long p = address + 4 * off;
    for (int k = 0; k < n; k++) {
      to[at + k] = ALL.get(I32, p + 4 * stride * k);
    }
  }

  /** Reads {@code n} neighbours of a dtype of one byte. */
  void loadBytes(long off, byte[] to, int at, int n) {
    if (array instanceof byte[] a) {
      System.arraycopy(a, (int) off, to, at, n);
    } else {
      MemorySegment.copy(ALL, I8, address + off, to, at, n);
    }
  }

  /** Writes {@code n} elements from {@code from[at..]}. */
  void store(long off, long stride, float[] from, int at, int n) {
    if (dtype == DType.FLOAT32) {
      if (array instanceof float[] a) {
        if (stride == 1) {
          System.arraycopy(from, at, a, (int) off, n);
        } else {
          for (int k = 0; k < n; k++) {
            a[(int) (off + k * stride)] = from[at + k];
          }
        }
      } else if (stride == 1) {
        MemorySegment.copy(from, at, ALL, F32, address + 4 * off, n);
      } else {
        long p = address + 4 * off;
        for (int k = 0; k < n; k++) {
          ALL.set(F32, p + 4 * stride * k, from[at + k]);
        }
      }
      return;
    }
    for (int k = 0; k < n; k++) {
      setFloat(off + k * stride, from[at + k]);
    }
  }

  /** Writes {@code n} elements from {@code from[at..]}. */
  void store(long off, long stride, double[] from, int at, int n) {
    if (dtype == DType.FLOAT64 && stride == 1) {
      if (array instanceof double[] a) {
        System.arraycopy(from, at, a, (int) off, n);
      } else {
        MemorySegment.copy(from, at, ALL, F64, address + 8 * off, n);
      }
      return;
    }
    if (dtype == DType.FLOAT32 && array == null) {
      long p = address + 4 * off;
      for (int k = 0; k < n; k++) {
        ALL.set(F32, p + 4 * stride * k, (float) from[at + k]);
      }
      return;
    }
    for (int k = 0; k < n; k++) {
      setDouble(off + k * stride, from[at + k]);
    }
  }

  /** Writes {@code n} elements from {@code from[at..]}. */
  void store(long off, long stride, long[] from, int at, int n) {
    if (dtype == DType.INT64 && stride == 1) {
      if (array instanceof long[] a) {
        System.arraycopy(from, at, a, (int) off, n);
      } else {
        MemorySegment.copy(from, at, ALL, I64, address + 8 * off, n);
      }
      return;
    }
    if (dtype == DType.INT64 && array == null) {
      long p = address + 8 * off;
      for (int k = 0; k < n; k++) {
        ALL.set(I64, p + 8 * stride * k, from[at + k]);
      }
      return;
    }
    for (int k = 0; k < n; k++) {
      setLong(off + k * stride, from[at + k]);
    }
  }

  /** Sets {@code n} elements to a number. */
  void fill(long off, long stride, int n, double v) {
    for (int k = 0; k < n; k++) {
      setDouble(off + k * stride, v);
    }
  }
}
