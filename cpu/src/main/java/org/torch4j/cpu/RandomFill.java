package org.torch4j.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/**
 * Brings drawn numbers to the elements of arrays, in the order in which PyTorch's streams reach
 * them: the order of memory, innermost dimension the one with the smallest stride, not the order of
 * indices. Numbers are doubles, or longs for integers, and are converted to the dtype as they are
 * stored.
 */
final class RandomFill {
  /** Elements that are drawn and stored together; a multiple of 16. */
  static final int CHUNK = 4096;

  /** Computes the values of {@code n} elements from those of the inputs. */
  @FunctionalInterface
  interface Doubles {
    /** Writes {@code values[0..n)}; {@code inputs} holds the elements of each input. */
    void fill(double[] values, double[][] inputs, int n);
  }

  /** Draws the float32 values of {@code n} elements. */
  @FunctionalInterface
  interface Floats {
    /** Writes {@code values[0..n)}. */
    void fill(float[] values, int n);
  }

  /** Draws the integers of {@code n} elements. */
  @FunctionalInterface
  interface Longs {
    /** Writes {@code values[0..n)}. */
    void fill(long[] values, int n);
  }

  private RandomFill() {}

  /** Fills {@code out} with what {@code step} makes of the inputs, which have its shape. */
  static void doubles(StridedArray out, StridedArray[] inputs, Doubles step) {
    StridedArray[] all = new StridedArray[inputs.length + 1];
    all[0] = out;
    System.arraycopy(inputs, 0, all, 1, inputs.length);
    Walk walk = new Walk(all);
    double[] values = new double[walk.longest()];
    double[][] read = new double[inputs.length][walk.longest()];
    while (walk.next()) {
      for (int i = 0; i < inputs.length; i++) {
        load(inputs[i], walk.offset(i + 1), walk.stride(i + 1), read[i], walk.count());
      }
      step.fill(values, read, walk.count());
      store(values, walk.count(), out, walk.offset(0), walk.stride(0));
    }
    for (StridedArray array : all) {
      array.storage().fence();
    }
  }

  /** Fills {@code out}, which is float32. */
  static void floats(StridedArray out, Floats step) {
    Walk walk = new Walk(out);
    float[] values = new float[walk.longest()];
    while (walk.next()) {
      step.fill(values, walk.count());
      MemorySegment raw = MemorySegment.ofArray(values);
      scatter(raw, walk.count(), out, walk.offset(0), walk.stride(0));
    }
    out.storage().fence();
  }

  /** Fills {@code out} with integers. */
  static void longs(StridedArray out, Longs step) {
    Walk walk = new Walk(out);
    long[] values = new long[walk.longest()];
    while (walk.next()) {
      step.fill(values, walk.count());
      store(values, walk.count(), out, walk.offset(0), walk.stride(0));
    }
    out.storage().fence();
  }

  /** Rounds to a floating-point dtype; half types go through float, as PyTorch's casts do. */
  static double round(DType dtype, double value) {
    return switch (dtype) {
      case FLOAT64 -> value;
      case FLOAT32 -> (float) value;
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
      case BFLOAT16 -> Float.intBitsToFloat(toBfloat16((float) value) << 16);
      default -> throw new DTypeException("random: " + dtype + " is not a floating-point dtype");
    };
  }

  private static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) 0x7fc0;
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  /** Rounds {@code n} values to the bits of float16 or bfloat16. */
  static void toHalves(DType dtype, double[] values, short[] into, int n) {
    for (int i = 0; i < n; i++) {
      float f = (float) values[i];
      into[i] = dtype == DType.FLOAT16 ? Float.floatToFloat16(f) : toBfloat16(f);
    }
  }

  /** Reads {@code n} floating-point elements that stand {@code stride} apart. */
  static void load(StridedArray from, long offset, long stride, double[] into, int n) {
    MemorySegment s = from.storage().segment();
    switch (from.dtype()) {
      case FLOAT32 -> {
        float[] raw = new float[n];
        gather(s, offset, stride, MemorySegment.ofArray(raw), n, Float.BYTES);
        for (int i = 0; i < n; i++) {
          into[i] = raw[i];
        }
      }
      case FLOAT64 -> gather(s, offset, stride, MemorySegment.ofArray(into), n, Double.BYTES);
      case FLOAT16, BFLOAT16 -> {
        boolean half = from.dtype() == DType.FLOAT16;
        short[] raw = new short[n];
        gather(s, offset, stride, MemorySegment.ofArray(raw), n, Short.BYTES);
        for (int i = 0; i < n; i++) {
          into[i] = half ? Float.float16ToFloat(raw[i]) : Float.intBitsToFloat(raw[i] << 16);
        }
      }
      default ->
          throw new DTypeException("random: expected floating-point input, got " + from.dtype());
    }
  }

  private static void store(double[] values, int n, StridedArray out, long offset, long stride) {
    DType dtype = out.dtype();
    switch (dtype) {
      case FLOAT32 -> {
        float[] raw = new float[n];
        for (int i = 0; i < n; i++) {
          raw[i] = (float) values[i];
        }
        scatter(MemorySegment.ofArray(raw), n, out, offset, stride);
      }
      case FLOAT64 -> scatter(MemorySegment.ofArray(values), n, out, offset, stride);
      case FLOAT16, BFLOAT16 -> {
        short[] raw = new short[n];
        toHalves(dtype, values, raw, n);
        scatter(MemorySegment.ofArray(raw), n, out, offset, stride);
      }
      default -> {
        long[] integers = new long[n];
        for (int i = 0; i < n; i++) {
          integers[i] = (long) values[i];
        }
        store(integers, n, out, offset, stride);
      }
    }
  }

  private static void store(long[] values, int n, StridedArray out, long offset, long stride) {
    MemorySegment raw =
        switch (out.dtype()) {
          case INT64 -> MemorySegment.ofArray(values);
          case INT32 -> {
            int[] a = new int[n];
            Arrays.setAll(a, i -> (int) values[i]);
            yield MemorySegment.ofArray(a);
          }
          case INT16, FLOAT16, BFLOAT16 -> MemorySegment.ofArray(shorts(values, n, out.dtype()));
          case BOOL, INT8, UINT8 -> {
            boolean truth = out.dtype() == DType.BOOL;
            byte[] a = new byte[n];
            for (int i = 0; i < n; i++) {
              a[i] = truth ? (byte) (values[i] != 0 ? 1 : 0) : (byte) values[i];
            }
            yield MemorySegment.ofArray(a);
          }
          case FLOAT32 -> {
            float[] a = new float[n];
            for (int i = 0; i < n; i++) {
              a[i] = (float) values[i];
            }
            yield MemorySegment.ofArray(a);
          }
          case FLOAT64 -> {
            double[] a = new double[n];
            Arrays.setAll(a, i -> (double) values[i]);
            yield MemorySegment.ofArray(a);
          }
          case COMPLEX32, COMPLEX64, COMPLEX128 ->
              throw new DTypeException("random: no integers are drawn for " + out.dtype());
        };
    scatter(raw, n, out, offset, stride);
  }

  private static short[] shorts(long[] values, int n, DType dtype) {
    short[] a = new short[n];
    for (int i = 0; i < n; i++) {
      a[i] =
          switch (dtype) {
            case FLOAT16 -> Float.floatToFloat16((float) values[i]);
            case BFLOAT16 -> toBfloat16((float) values[i]);
            default -> (short) values[i];
          };
    }
    return a;
  }

  /** Copies the elements at the front of {@code raw}, of the dtype of {@code out}, into it. */
  static void scatter(MemorySegment raw, int n, StridedArray out, long offset, long stride) {
    MemorySegment s = out.storage().segment();
    long size = out.dtype().byteSize();
    if (stride == 1) {
      MemorySegment.copy(raw, 0, s, offset * size, n * size);
      return;
    }
    for (int i = 0; i < n; i++) {
      copyOne(raw, i * size, s, (offset + i * stride) * size, size);
    }
  }

  private static void gather(
      MemorySegment s, long offset, long stride, MemorySegment raw, int n, long size) {
    if (stride == 1) {
      MemorySegment.copy(s, offset * size, raw, 0, n * size);
      return;
    }
    for (int i = 0; i < n; i++) {
      copyOne(s, (offset + i * stride) * size, raw, i * size, size);
    }
  }

  private static void copyOne(MemorySegment from, long at, MemorySegment to, long to0, long size) {
    switch ((int) size) {
      case 1 -> to.set(ValueLayout.JAVA_BYTE, to0, from.get(ValueLayout.JAVA_BYTE, at));
      case 2 ->
          to.set(
              ValueLayout.JAVA_SHORT_UNALIGNED,
              to0,
              from.get(ValueLayout.JAVA_SHORT_UNALIGNED, at));
      case 4 ->
          to.set(ValueLayout.JAVA_INT_UNALIGNED, to0, from.get(ValueLayout.JAVA_INT_UNALIGNED, at));
      default ->
          to.set(
              ValueLayout.JAVA_LONG_UNALIGNED, to0, from.get(ValueLayout.JAVA_LONG_UNALIGNED, at));
    }
  }

  /** Runs of elements, at most {@link #CHUNK} long, in the memory order of the first array. */
  private static final class Walk {
    private final long[] sizes;
    private final long[][] strides;
    private final long[] offsets;
    private final long[] index;
    private final int dims;
    private long remaining;
    private int count;

    Walk(StridedArray... arrays) {
      Layout first = arrays[0].layout();
      Integer[] order = new Integer[first.dim()];
      Arrays.setAll(order, i -> first.dim() - 1 - i);
      Arrays.sort(order, (a, b) -> Long.compare(first.stride(a), first.stride(b)));
      sizes = new long[Math.max(1, order.length)];
      strides = new long[arrays.length][sizes.length];
      offsets = new long[arrays.length];
      sizes[0] = 1;
      int n = 0;
      for (int dim : order) {
        long size = first.size(dim);
        if (size == 1) {
          continue;
        }
        if (n > 0 && continues(arrays, dim, n - 1)) {
          sizes[n - 1] *= size;
        } else {
          sizes[n] = size;
          for (int a = 0; a < arrays.length; a++) {
            strides[a][n] = arrays[a].layout().stride(dim);
          }
          n++;
        }
      }
      for (int a = 0; a < arrays.length; a++) {
        offsets[a] = arrays[a].layout().offset();
        if (n == 0) {
          strides[a][0] = 1;
        }
      }
      dims = Math.max(1, n);
      index = new long[dims];
      remaining = first.numel();
    }

    private boolean continues(StridedArray[] arrays, int dim, int inner) {
      for (int a = 0; a < arrays.length; a++) {
        if (arrays[a].layout().stride(dim) != strides[a][inner] * sizes[inner]) {
          return false;
        }
      }
      return true;
    }

    int longest() {
      return (int) Math.min(CHUNK, Math.min(remaining, sizes[0]));
    }

    /** Goes to the next run; false at the end. */
    boolean next() {
      advance();
      remaining -= count;
      count = 0;
      if (remaining <= 0) {
        return false;
      }
      count = (int) Math.min(CHUNK, sizes[0] - index[0]);
      return true;
    }

    private void advance() {
      long moved = count;
      for (int d = 0; d < dims && moved > 0; d++) {
        index[d] += moved;
        for (int a = 0; a < offsets.length; a++) {
          offsets[a] += moved * strides[a][d];
        }
        moved = 0;
        if (index[d] == sizes[d]) {
          for (int a = 0; a < offsets.length; a++) {
            offsets[a] -= sizes[d] * strides[a][d];
          }
          index[d] = 0;
          moved = 1;
        }
      }
    }

    int count() {
      return count;
    }

    long offset(int array) {
      return offsets[array];
    }

    long stride(int array) {
      return strides[array][0];
    }
  }
}
