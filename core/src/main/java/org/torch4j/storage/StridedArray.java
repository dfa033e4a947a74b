package org.torch4j.storage;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * Elements of one type in a storage, seen through a layout: what kernels and backends work on. It
 * knows nothing of autograd.
 *
 * @param storage where the elements are
 * @param dtype their type
 * @param layout how indices map to them
 */
public record StridedArray(Storage storage, DType dtype, Layout layout) {
  // Unaligned, because heap segments of byte arrays promise no alignment.
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /** Checks that every index stays inside the storage: the one guard between layouts and memory. */
  public StridedArray {
    if (layout.numel() != 0
        && (layout.begin() < 0 || layout.end() > storage.byteSize() / dtype.byteSize())) {
      throw new ShapeException(
          "layout with "
              + layout
              + " reaches outside a storage of "
              + storage.byteSize() / dtype.byteSize()
              + " "
              + dtype
              + " elements");
    }
  }

  /** Fresh uninitialised elements on the CPU, row-major. */
  public static StridedArray allocate(DType dtype, Shape shape) {
    return new StridedArray(
        Storage.allocate(dtype, shape.numel()), dtype, Layout.contiguous(shape));
  }

  /** The sizes. */
  public Shape shape() {
    return layout.shape();
  }

  /** Number of elements. */
  public long numel() {
    return layout.numel();
  }

  /** Whether it is row-major without gaps. */
  public boolean isContiguous() {
    return layout.isContiguous();
  }

  /**
   * The real ({@code which} 0) or the imaginary (1) parts of a complex array, as an array over the
   * same memory.
   */
  public StridedArray part(int which) {
    long[] strides = layout.strides();
    for (int i = 0; i < strides.length; i++) {
      strides[i] *= 2;
    }
    return new StridedArray(
        storage, dtype.toReal(), Layout.of(shape(), strides, 2 * layout.offset() + which));
  }

  /** The same elements through another layout. */
  public StridedArray with(Layout other) {
    return new StridedArray(storage, dtype, other);
  }

  /**
   * The element at {@code place}, counted in elements from the start of the storage, as a double;
   * of a complex one the real part.
   */
  public double doubleAt(long place) {
    MemorySegment m = storage.segment();
    return switch (dtype) {
      case BOOL, INT8 -> m.get(ValueLayout.JAVA_BYTE, place);
      case UINT8 -> m.get(ValueLayout.JAVA_BYTE, place) & 0xFF;
      case INT16 -> m.getAtIndex(SHORT, place);
      case INT32 -> m.getAtIndex(INT, place);
      case INT64 -> m.getAtIndex(LONG, place);
      case FLOAT16 -> Float.float16ToFloat(m.getAtIndex(SHORT, place));
      case BFLOAT16 -> Float.intBitsToFloat(m.getAtIndex(SHORT, place) << 16);
      case FLOAT32 -> m.getAtIndex(FLOAT, place);
      case FLOAT64 -> m.getAtIndex(DOUBLE, place);
      case COMPLEX32 -> Float.float16ToFloat(m.getAtIndex(SHORT, 2 * place));
      case COMPLEX64 -> m.getAtIndex(FLOAT, 2 * place);
      case COMPLEX128 -> m.getAtIndex(DOUBLE, 2 * place);
    };
  }

  /** The imaginary part of the element at {@code place}; 0 for real dtypes. */
  public double imaginaryAt(long place) {
    return switch (dtype) {
      case COMPLEX32 -> Float.float16ToFloat(storage.segment().getAtIndex(SHORT, 2 * place + 1));
      case COMPLEX64 -> storage.segment().getAtIndex(FLOAT, 2 * place + 1);
      case COMPLEX128 -> storage.segment().getAtIndex(DOUBLE, 2 * place + 1);
      default -> 0;
    };
  }

  /** The element at {@code place} as a long; fractions are cut off. */
  public long longAt(long place) {
    return dtype == DType.INT64
        ? storage.segment().getAtIndex(LONG, place)
        : (long) doubleAt(place);
  }

  /** The elements of a contiguous array as a fresh Java array of the dtype's primitive type. */
  public Object copyToArray() {
    long size = dtype.byteSize();
    long from = numel() == 0 ? 0 : layout.offset() * size;
    MemorySegment part = storage.segment().asSlice(from, numel() * size);
    Object copy =
        switch (dtype) {
          case BOOL, INT8, UINT8 -> part.toArray(ValueLayout.JAVA_BYTE);
          case INT16, FLOAT16, BFLOAT16, COMPLEX32 -> part.toArray(SHORT);
          case INT32 -> part.toArray(INT);
          case INT64 -> part.toArray(LONG);
          case FLOAT32, COMPLEX64 -> part.toArray(FLOAT);
          case FLOAT64, COMPLEX128 -> part.toArray(DOUBLE);
        };
    storage.fence();
    return copy;
  }
}
