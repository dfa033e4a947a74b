package org.torch4j.vision.transforms;

import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * Images of another size. With antialiasing a pixel of the result is a mean of all pixels that it
 * covers, weighted by the filter stretched over them; bytes are computed as Python's imaging
 * library (Pillow) computes them, so that models see in Java the very pixels they were trained on.
 */
final class Resampling {
  /** Bits after the point in a weight of the 8-bit path, and half a unit of it. */
  private static final int BITS = 22;

  private static final int HALF = 1 << (BITS - 1);

  private Resampling() {}

  /**
   * The weights of one dimension.
   *
   * @param first the first pixel that counts, for each pixel of the result
   * @param weights of it and the next ones; they sum to 1
   */
  private record Taps(int[] first, double[][] weights) {
    static Taps of(int from, int to, Interpolation mode, boolean antialias) {
      double scale = (double) from / to;
      double stretch = antialias ? Math.max(1, scale) : 1;
      double support = mode.support() * stretch;
      int[] first = new int[to];
      double[][] weights = new double[to][];
      for (int i = 0; i < to; i++) {
        double center = (i + 0.5) * scale;
        int low = Math.max(0, (int) (center - support + 0.5));
        int high = Math.min(from, (int) (center + support + 0.5));
        double[] w = new double[high - low];
        double sum = 0;
        for (int k = 0; k < w.length; k++) {
          w[k] = mode.weight((k + low - center + 0.5) / stretch);
          sum += w[k];
        }
        for (int k = 0; k < w.length && sum != 0; k++) {
          w[k] /= sum;
        }
        first[i] = low;
        weights[i] = w;
      }
      return new Taps(first, weights);
    }

    int[] fixedPoint(int i) {
      double[] w = weights[i];
      int[] fixed = new int[w.length];
      for (int k = 0; k < w.length; k++) {
        fixed[k] = (int) (w[k] * (1 << BITS) + (w[k] < 0 ? -0.5 : 0.5));
      }
      return fixed;
    }

    /** As a matrix {@code [to, from]} to multiply with. */
    Tensor matrix(int from, DType dtype) {
      double[] m = new double[first.length * from];
      for (int i = 0; i < first.length; i++) {
        System.arraycopy(weights[i], 0, m, i * from + first[i], weights[i].length);
      }
      return Torch.tensor(m).view(first.length, from).to(dtype);
    }
  }

  static Tensor resize(Tensor image, int height, int width, Interpolation mode, boolean antialias) {
    int h = Math.toIntExact(image.size(-2));
    int w = Math.toIntExact(image.size(-1));
    if (h == height && w == width) {
      return image;
    }
    if (mode == Interpolation.NEAREST) {
      return nearest(image, height, width);
    }
    if (image.dtype() == DType.UINT8) {
      return bytes(image, Taps.of(w, width, mode, antialias), Taps.of(h, height, mode, antialias));
    }
    Tensor across = Taps.of(w, width, mode, antialias).matrix(w, image.dtype());
    Tensor down = Taps.of(h, height, mode, antialias).matrix(h, image.dtype());
    return down.matmul(image.matmul(across.t()));
  }

  private static Tensor nearest(Tensor image, int height, int width) {
    return image
        .indexSelect(-2, places(image.size(-2), height))
        .indexSelect(-1, places(image.size(-1), width));
  }

  private static Tensor places(long from, int to) {
    long[] all = new long[to];
    for (int i = 0; i < to; i++) {
      all[i] = Math.min(from - 1, (long) ((i + 0.5) * from / to));
    }
    return Torch.tensor(all);
  }

  /** Rows first, then columns, each rounded to bytes. */
  private static Tensor bytes(Tensor image, Taps across, Taps down) {
    int h = Math.toIntExact(image.size(-2));
    int w = Math.toIntExact(image.size(-1));
    int height = down.first.length;
    int width = across.first.length;
    int planes = Math.toIntExact(image.numel() / Math.max(1, (long) h * w));
    byte[] rows =
        w == width ? image.toByteArray() : rows(image.toByteArray(), planes * h, w, across);
    byte[] out = h == height ? rows : columns(rows, planes, h, width, down);
    long[] sizes = image.shape().toArray();
    sizes[sizes.length - 2] = height;
    sizes[sizes.length - 1] = width;
    return Torch.fromArray(out, Shape.of(sizes), DType.UINT8);
  }

  private static byte[] rows(byte[] in, int count, int w, Taps taps) {
    int width = taps.first.length;
    byte[] out = new byte[count * width];
    for (int x = 0; x < width; x++) {
      int[] weights = taps.fixedPoint(x);
      for (int row = 0; row < count; row++) {
        int from = row * w + taps.first[x];
        int sum = HALF;
        for (int k = 0; k < weights.length; k++) {
          sum += (in[from + k] & 0xff) * weights[k];
        }
        out[row * width + x] = clip(sum);
      }
    }
    return out;
  }

  private static byte[] columns(byte[] in, int planes, int h, int w, Taps taps) {
    int height = taps.first.length;
    byte[] out = new byte[planes * height * w];
    int[] sums = new int[w];
    for (int y = 0; y < height; y++) {
      int[] weights = taps.fixedPoint(y);
      for (int p = 0; p < planes; p++) {
        java.util.Arrays.fill(sums, HALF);
        for (int k = 0; k < weights.length; k++) {
          int from = (p * h + taps.first[y] + k) * w;
          for (int x = 0; x < w; x++) {
            sums[x] += (in[from + x] & 0xff) * weights[k];
          }
        }
        int to = (p * height + y) * w;
        for (int x = 0; x < w; x++) {
          out[to + x] = clip(sums[x]);
        }
      }
    }
    return out;
  }

  private static byte clip(int sum) {
    return (byte) Math.clamp(sum >> BITS, 0, 255);
  }
}
