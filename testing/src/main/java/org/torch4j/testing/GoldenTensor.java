package org.torch4j.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

/**
 * The elements of a tensor as a golden file stores them: row-major, little-endian. It depends on no
 * part of the library that it helps to test.
 *
 * <p>Complex tensors have the parts of a number side by side; counts and flat arrays then speak of
 * parts, and {@link #shape()} does not.
 */
public final class GoldenTensor {
  private final String dtype;
  private final List<Long> shape;
  private final byte[] bytes;

  /** A tensor; the dtype has PyTorch's name, complex32 included. */
  public GoldenTensor(String dtype, List<Long> shape, byte[] bytes) {
    this.dtype = dtype;
    this.shape = List.copyOf(shape);
    this.bytes = bytes.clone();
    long numel = 1;
    for (long size : shape) {
      numel *= size;
    }
    if (numel * elementSize() != bytes.length) {
      throw new IllegalArgumentException(
          "golden tensor " + dtype + " " + shape + " has " + bytes.length + " bytes");
    }
  }

  private int elementSize() {
    return switch (dtype) {
      case "complex128" -> 16;
      case "complex64", "float64", "int64" -> 8;
      case "complex32", "float32", "int32" -> 4;
      case "float16", "bfloat16", "int16" -> 2;
      case "bool", "uint8", "int8" -> 1;
      default -> throw new IllegalArgumentException("golden tensor: unknown dtype " + dtype);
    };
  }

  /** PyTorch's name of the element type, such as {@code float32}. */
  public String dtype() {
    return dtype;
  }

  /** The sizes. */
  public List<Long> shape() {
    return shape;
  }

  /** The sizes as an array. */
  public long[] sizes() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  /** The elements, read-only and little-endian. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A copy of the elements' bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** Whether elements are pairs of numbers. */
  public boolean isComplex() {
    return dtype.startsWith("complex");
  }

  /** The elements as doubles, exact but for large int64; parts of complex numbers one by one. */
  public double[] toDoubleArray() {
    ByteBuffer b = bytes();
    double[] out = new double[bytes.length / partSize()];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (dtype) {
            case "float64", "complex128" -> b.getDouble(8 * i);
            case "float32", "complex64" -> b.getFloat(4 * i);
            case "float16", "complex32" -> Float.float16ToFloat(b.getShort(2 * i));
            case "bfloat16" -> Float.intBitsToFloat(b.getShort(2 * i) << 16);
            default -> integer(b, i);
          };
    }
    return out;
  }

  /** The elements of an integer or bool tensor. */
  public long[] toLongArray() {
    ByteBuffer b = bytes();
    long[] out = new long[bytes.length / elementSize()];
    for (int i = 0; i < out.length; i++) {
      out[i] = integer(b, i);
    }
    return out;
  }

  private int partSize() {
    return isComplex() ? elementSize() / 2 : elementSize();
  }

  private long integer(ByteBuffer b, int i) {
    return switch (dtype) {
      case "int64" -> b.getLong(8 * i);
      case "int32" -> b.getInt(4 * i);
      case "int16" -> b.getShort(2 * i);
      case "int8" -> b.get(i);
      case "uint8", "bool" -> b.get(i) & 0xFF;
      default -> throw new IllegalArgumentException("golden tensor: " + dtype + " is no integer");
    };
  }

  /** Dtype, sizes and the first bytes. */
  @Override
  public String toString() {
    int shown = Math.min(16, bytes.length);
    return dtype + " " + shape + " " + HexFormat.of().formatHex(bytes, 0, shown);
  }
}
