package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.type.DType;

/**
 * Orders the elements of one line. Elements become integers of the same order, NaN above all and
 * both zeros equal; up to 32 bits, key and place share one long, so that sorting longs sorts both
 * and equal elements keep their order.
 */
final class SortKeys {
  private static final int RADIX = 2048;
  private static final int RADIX_BITS = 11;

  private SortKeys() {}

  /** Whether key and place fit one long. */
  static boolean isNarrow(DType dtype) {
    return dtype != DType.INT64 && dtype != DType.FLOAT64;
  }

  private static long key(float v) {
    int bits = Float.floatToIntBits(v + 0f);
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }

  private static long key(double v) {
    long bits = Double.doubleToLongBits(v + 0.0);
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }

  /** Key and place of each element in one long; {@code down} turns the order of the keys. */
  static void pack(Cells from, long off, long stride, int n, boolean down, long[] to) {
    long flip = down ? -1L : 0;
    if (from.dtype.isIntegral()) {
      from.load(off, stride, to, 0, n);
      for (int i = 0; i < n; i++) {
        to[i] = (to[i] ^ flip) << 32 | i;
      }
      return;
    }
    float[] values = Scratch.get().floats(4, n);
    from.load(off, stride, values, 0, n);
    for (int i = 0; i < n; i++) {
      to[i] = (key(values[i]) ^ flip) << 32 | i;
    }
  }

  /** Keys of 64 bits, without places. */
  static void wide(Cells from, long off, long stride, int n, boolean down, long[] to) {
    long flip = down ? -1L : 0;
    if (from.dtype == DType.INT64) {
      from.load(off, stride, to, 0, n);
      for (int i = 0; i < n; i++) {
        to[i] ^= flip;
      }
      return;
    }
    double[] values = Scratch.get().doubles(4, n);
    from.load(off, stride, values, 0, n);
    for (int i = 0; i < n; i++) {
      to[i] = key(values[i]) ^ flip;
    }
  }

  /** Sorts packed longs. */
  static void sort(long[] packed, int n) {
    if (n < 4 * RADIX) {
      Arrays.sort(packed, 0, n);
      return;
    }
    // Places ascend already, so only the key's bits need passes; the sign bit is turned for them.
    long[] other = Scratch.get().longs(9, n);
    long[] from = packed;
    int[] counts = new int[RADIX + 1];
    for (int shift = 32; shift < 64; shift += RADIX_BITS) {
      Arrays.fill(counts, 0);
      for (int i = 0; i < n; i++) {
        counts[digit(from[i], shift) + 1]++;
      }
      for (int d = 0; d < RADIX; d++) {
        counts[d + 1] += counts[d];
      }
      for (int i = 0; i < n; i++) {
        other[counts[digit(from[i], shift)]++] = from[i];
      }
      long[] swap = from;
      from = other;
      other = swap;
    }
    if (from != packed) {
      System.arraycopy(from, 0, packed, 0, n);
    }
  }

  private static int digit(long packed, int shift) {
    return (int) ((packed ^ Long.MIN_VALUE) >>> shift) & RADIX - 1;
  }

  /** The places of wide keys in stable ascending order, by merging. */
  static int[] order(long[] keys, int n) {
    Scratch scratch = Scratch.get();
    int[] from = scratch.ints(1, n);
    int[] to = scratch.ints(2, n);
    for (int i = 0; i < n; i++) {
      from[i] = i;
    }
    for (int width = 1; width < n; width *= 2) {
      for (int low = 0; low < n; low += 2 * width) {
        int middle = Math.min(low + width, n);
        int high = Math.min(low + 2 * width, n);
        int a = low;
        int b = middle;
        for (int k = low; k < high; k++) {
          boolean left = b >= high || a < middle && keys[from[a]] <= keys[from[b]];
          to[k] = left ? from[a++] : from[b++];
        }
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  /** Moves the {@code k} smallest longs to the front, in no order. */
  static void select(long[] a, int n, int k) {
    int low = 0;
    int high = n - 1;
    while (low < high) {
      long x = a[low];
      long y = a[low + high >>> 1];
      long z = a[high];
      long pivot = Math.max(Math.min(x, y), Math.min(Math.max(x, y), z));
      int i = low;
      int j = high;
      while (i <= j) {
        while (a[i] < pivot) {
          i++;
        }
        while (a[j] > pivot) {
          j--;
        }
        if (i <= j) {
          long t = a[i];
          a[i++] = a[j];
          a[j--] = t;
        }
      }
      if (k - 1 <= j) {
        high = j;
      } else if (k - 1 >= i) {
        low = i;
      } else {
        return;
      }
    }
  }
}
