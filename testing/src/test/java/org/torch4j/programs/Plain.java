package org.torch4j.programs;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * What a tensor is, without any of the library's means: memory, and for each element in row-major
 * order its place there. Beside each value stands its derivative along one direction of all leaves.
 *
 * <p>Views share the memory. Values are kept as doubles and rounded as the dtype asks.
 */
final class Plain {
  final DType dtype;
  final int[] shape;
  final double[] values;
  final double[] slopes;
  final int[] places;

  private Plain(DType dtype, int[] shape, double[] values, double[] slopes, int[] places) {
    this.dtype = dtype;
    this.shape = shape;
    this.values = values;
    this.slopes = slopes;
    this.places = places;
  }

  /** Fresh memory of zeros. */
  static Plain zeros(DType dtype, int... shape) {
    int n = count(shape);
    int[] places = new int[n];
    Arrays.setAll(places, i -> i);
    return new Plain(dtype, shape.clone(), new double[n], new double[n], places);
  }

  static int count(int[] shape) {
    int n = 1;
    for (int s : shape) {
      n *= s;
    }
    return n;
  }

  /** The same memory with other sizes; element {@code i} is this one's element {@code from(i)}. */
  Plain view(int[] sizes, IntUnaryOperator from) {
    int[] at = new int[count(sizes)];
    Arrays.setAll(at, i -> places[from.applyAsInt(i)]);
    return new Plain(dtype, sizes, values, slopes, at);
  }

  int numel() {
    return places.length;
  }

  int dim() {
    return shape.length;
  }

  double value(int i) {
    return values[places[i]];
  }

  double slope(int i) {
    return slopes[places[i]];
  }

  void set(int i, double value, double slope) {
    values[places[i]] = round(dtype, value);
    slopes[places[i]] = dtype.isFloatingPoint() ? slope : 0;
  }

  /** What storing a number in a dtype leaves of it. */
  static double round(DType dtype, double v) {
    return switch (dtype) {
      case FLOAT64 -> v;
      case FLOAT32 -> (float) v;
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) v));
      case BFLOAT16 -> bfloat((float) v);
      case BOOL -> v != 0 ? 1 : 0;
      case UINT8 -> (long) v & 255;
      case INT8 -> (byte) (long) v;
      case INT16 -> (short) (long) v;
      case INT32 -> (int) (long) v;
      case INT64 -> (long) v;
      default -> throw new IllegalArgumentException(dtype.toString());
    };
  }

  private static float bfloat(float v) {
    if (Float.isNaN(v) || Float.isInfinite(v)) {
      return v;
    }
    int bits = Float.floatToRawIntBits(v);
    int odd = bits >>> 16 & 1;
    return Float.intBitsToFloat(bits + 0x7FFF + odd & 0xFFFF0000);
  }

  /** The greatest magnitude, 0 if there is no element. */
  double greatest() {
    double most = 0;
    for (int i = 0; i < numel(); i++) {
      most = Math.max(most, Math.abs(value(i)));
    }
    return most;
  }

  double least() {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < numel(); i++) {
      least = Math.min(least, value(i));
    }
    return least;
  }

  /** The indices of element {@code i} of these sizes. */
  static int[] indices(int[] shape, int i) {
    int[] at = new int[shape.length];
    int rest = i;
    for (int d = shape.length - 1; d >= 0; d--) {
      at[d] = rest % shape[d];
      rest /= shape[d];
    }
    return at;
  }

  /** Which element in row-major order has these indices. */
  static int flat(int[] shape, int[] at) {
    int i = 0;
    for (int d = 0; d < shape.length; d++) {
      i = i * shape[d] + at[d];
    }
    return i;
  }

  /** Seen with the sizes that it broadcasts to. */
  Plain stretched(int[] sizes) {
    int extra = sizes.length - shape.length;
    return view(
        sizes,
        i -> {
          int[] to = indices(sizes, i);
          int[] from = new int[shape.length];
          for (int d = 0; d < from.length; d++) {
            from[d] = shape[d] == 1 ? 0 : to[d + extra];
          }
          return flat(shape, from);
        });
  }

  /** The sizes that two broadcast to, or null. */
  static int[] broadcast(int[] a, int[] b) {
    int[] out = new int[Math.max(a.length, b.length)];
    for (int i = 1; i <= out.length; i++) {
      int x = i <= a.length ? a[a.length - i] : 1;
      int y = i <= b.length ? b[b.length - i] : 1;
      if (x != y && x != 1 && y != 1) {
        return null;
      }
      out[out.length - i] = x == 1 ? y : x;
    }
    return out;
  }

  /** The tensor with these values, in fresh memory. */
  Tensor tensor() {
    double[] all = new double[numel()];
    Arrays.setAll(all, this::value);
    return Torch.tensor(all).to(dtype).reshape(sizes(shape)).clone();
  }

  static long[] sizes(int[] shape) {
    return Arrays.stream(shape).asLongStream().toArray();
  }

  Shape shape() {
    return Shape.of(sizes(shape));
  }
}
