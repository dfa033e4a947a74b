package org.torch4j.cuda.driver;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.DeviceException;

/**
 * A convolution of one, two or three spatial dimensions: {@code y[N, K, ...] = x[N, C, ...] * w[K,
 * C/groups, ...]}, all with any strides. The number of groups is what the sizes say.
 */
public final class ConvolutionShape {
  /** The elements; sums of 16-bit floats are float32. */
  public enum Type {
    /** float32. */
    F32(0, 4),
    /** float64. */
    F64(1, 8),
    /** float16. */
    F16(2, 2),
    /** bfloat16. */
    BF16(9, 2);

    final int id;
    final int bytes;

    Type(int id, int bytes) {
      this.id = id;
      this.bytes = bytes;
    }

    /** What sums are made in: float32, or float64 of itself. */
    int compute() {
      return this == F64 ? F64.id : F32.id;
    }
  }

  final Type type;
  final boolean tf32;
  final long[] sizesX;
  final long[] stridesX;
  final long[] sizesW;
  final long[] stridesW;
  final long[] sizesY;
  final long[] stridesY;
  final long[] padding;
  final long[] stride;
  final long[] dilation;

  /**
   * A convolution.
   *
   * @param sizesX of the input: batch, channels, spatial sizes
   * @param stridesX of the input, in elements
   * @param sizesW of the weight: output channels, input channels of a group, window
   * @param stridesW of the weight, in elements
   * @param sizesY of the output: batch, channels, spatial sizes
   * @param stridesY of the output, in elements
   * @param padding at both ends of each spatial dimension
   * @param tf32 whether float32 may be rounded for the tensor cores
   */
  public ConvolutionShape(
      Type type,
      long[] sizesX,
      long[] stridesX,
      long[] sizesW,
      long[] stridesW,
      long[] sizesY,
      long[] stridesY,
      long[] padding,
      long[] stride,
      long[] dilation,
      boolean tf32) {
    int rank = sizesX.length;
    if (rank < 3 || rank > 5 || sizesW.length != rank || sizesY.length != rank) {
      throw new DeviceException(
          "convolution: input, weight and output of 3, 4 or 5 dimensions, received "
              + Arrays.toString(sizesX)
              + ", "
              + Arrays.toString(sizesW)
              + ", "
              + Arrays.toString(sizesY));
    }
    // The library knows two and three spatial dimensions: a line is an image of one row.
    boolean line = rank == 3;
    this.type = type;
    this.tf32 = tf32;
    this.sizesX = line ? insert(sizesX, 2, 1) : sizesX.clone();
    this.stridesX = line ? insert(stridesX, 2, stridesX[2] * sizesX[2]) : stridesX.clone();
    this.sizesW = line ? insert(sizesW, 2, 1) : sizesW.clone();
    this.stridesW = line ? insert(stridesW, 2, stridesW[2] * sizesW[2]) : stridesW.clone();
    this.sizesY = line ? insert(sizesY, 2, 1) : sizesY.clone();
    this.stridesY = line ? insert(stridesY, 2, stridesY[2] * sizesY[2]) : stridesY.clone();
    this.padding = line ? insert(padding, 0, 0) : padding.clone();
    this.stride = line ? insert(stride, 0, 1) : stride.clone();
    this.dilation = line ? insert(dilation, 0, 1) : dilation.clone();
  }

  private static long[] insert(long[] values, int at, long value) {
    long[] longer = new long[values.length + 1];
    System.arraycopy(values, 0, longer, 0, at);
    longer[at] = value;
    System.arraycopy(values, at, longer, at + 1, values.length - at);
    return longer;
  }

  private long[][] all() {
    return new long[][] {
      sizesX, stridesX, sizesW, stridesW, sizesY, stridesY, padding, stride, dilation
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConvolutionShape shape
        && type == shape.type
        && tf32 == shape.tf32
        && Arrays.deepEquals(all(), shape.all());
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.deepHashCode(all()) + type.hashCode() + (tf32 ? 1 : 0);
  }

  @Override
  public String toString() {
    return type
        + " x"
        + Arrays.toString(sizesX)
        + " w"
        + Arrays.toString(sizesW)
        + " y"
        + Arrays.toString(sizesY)
        + " padding "
        + Arrays.toString(padding)
        + " stride "
        + Arrays.toString(stride)
        + " dilation "
        + Arrays.toString(dilation);
  }
}
