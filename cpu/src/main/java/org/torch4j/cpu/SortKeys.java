package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.type.DType;

/**
 * Elements of one line as integers of the same order, NaN above all and both zeros equal. Up to 32
 * bits, key and place share one long, so that sorting longs sorts both and equal elements keep
 * their order; wider keys have their places beside them.
 */
final class SortKeys {
  private static final int INFINITY = 0x7F800000;

  /** Lines from this length on are sorted digit by digit. */
  private static final int RADIX = 512;

  /** Lines from this length on have digits of {@link #WIDE} bits, shorter ones of 8. */
  private static final int LONG = 8192;

  private static final int WIDE = 11;

  private SortKeys() {}

  /** Whether key and place fit one long. */
  static boolean isNarrow(DType dtype) {
    return dtype != DType.INT64 && dtype != DType.FLOAT64;
  }

  /** Keys of 32 bits; {@code down} turns their order. Places in {@code to} begin at 0. */
  static void narrow(Cells from, long off, long stride, int n, boolean down, int[] to) {
    int flip = down ? -1 : 0;
    if (from.dtype.isIntegral()) {
      long[] values = Scratch.get().longs(12, n);
      from.load(off, stride, values, 0, n);
      for (int i = 0; i < n; i++) {
        to[i] = (int) values[i] ^ flip;
      }
      return;
    }
    if (from.dtype == DType.FLOAT32 && from.isNative()) {
      from.withDType(DType.INT32).load(off, stride, to, 0, n);
    } else {
      float[] values = Scratch.get().floats(12, n);
      from.load(off, stride, values, 0, n);
      for (int i = 0; i < n; i++) {
        to[i] = Float.floatToRawIntBits(values[i]);
      }
    }
    for (int i = 0; i < n; i++) {
      // Masks in the place of branches: all bits where the number is NaN, none where it is 0.
      int size = to[i] & Integer.MAX_VALUE;
      int nan = INFINITY - size >> 31;
      int nonzero = -size >> 31;
      int key = to[i] ^ to[i] >> 31 & Integer.MAX_VALUE;
      to[i] = (key & nonzero & ~nan | Integer.MAX_VALUE & nan) ^ flip;
    }
  }

  private static long key(double v) {
    long bits = Double.doubleToLongBits(v + 0.0);
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }

  /** Keys of 64 bits. */
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

  /** Key and place of each element in one long. */
  static void pack(int[] keys, int n, long[] to) {
    for (int i = 0; i < n; i++) {
      to[i] = (long) keys[i] << 32 | i;
    }
  }

  /** Sorts packed longs; keys alone count where {@code ordered} says that places ascend. */
  static void sort(long[] packed, int n, boolean ordered) {
    if (n < RADIX) {
      Arrays.sort(packed, 0, n);
    } else {
      radix(packed, new int[0], n, ordered ? Integer.SIZE : 0);
    }
  }

  /** Sorts wide keys and gives their places in stable order. */
  static int[] sorted(long[] keys, int n) {
    int[] places = Scratch.get().ints(1, n);
    for (int i = 0; i < n; i++) {
      places[i] = i;
    }
    if (n < RADIX) {
      return order(keys, places, n);
    }
    radix(keys, places, n, 0);
    return places;
  }

  /** Sorts by the bits from {@code low} on; places go along if there are some. */
  private static void radix(long[] keys, int[] places, int n, int low) {
    int bits = n < LONG ? 8 : WIDE;
    int passes = (Long.SIZE - low + bits - 1) / bits;
    int[] counts = counts(keys, n, low, bits, passes);
    long[] from = keys;
    long[] to = Scratch.get().longs(9, n);
    int[] own = places;
    int[] others = Scratch.get().ints(2, places.length);
    for (int pass = 0; pass < passes; pass++) {
      int shift = low + pass * bits;
      int base = pass << bits;
      if (counts[base + digit(from[0], shift, bits)] == n) {
        continue; // one digit for all
      }
      int sum = 0;
      for (int d = base; d < base + (1 << bits); d++) {
        int count = counts[d];
        counts[d] = sum;
        sum += count;
      }
      if (places.length == 0) {
        for (int i = 0; i < n; i++) {
          to[counts[base + digit(from[i], shift, bits)]++] = from[i];
        }
      } else {
        for (int i = 0; i < n; i++) {
          int at = counts[base + digit(from[i], shift, bits)]++;
          to[at] = from[i];
          others[at] = own[i];
        }
      }
      long[] swap = from;
      from = to;
      to = swap;
      int[] turn = own;
      own = others;
      others = turn;
    }
    if (from != keys) {
      System.arraycopy(from, 0, keys, 0, n);
      System.arraycopy(own, 0, places, 0, Math.min(n, places.length));
    }
  }

  /** How often each digit of each pass occurs. */
  private static int[] counts(long[] keys, int n, int low, int bits, int passes) {
    int[] counts = Scratch.get().ints(4, (long) passes << bits);
    Arrays.fill(counts, 0, passes << bits, 0);
    for (int pass = 0; pass < passes; pass++) {
      int shift = low + pass * bits;
      int base = pass << bits;
      for (int i = 0; i < n; i++) {
        counts[base + digit(keys[i], shift, bits)]++;
      }
    }
    return counts;
  }

  /** The sign bit is turned, so that digits ascend as the keys do. */
  private static int digit(long key, int shift, int bits) {
    return (int) ((key ^ Long.MIN_VALUE) >>> shift) & (1 << bits) - 1;
  }

  /** The places of wide keys in stable ascending order, by merging. */
  private static int[] order(long[] keys, int[] places, int n) {
    int[] from = places;
    int[] to = Scratch.get().ints(2, n);
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

  /** Moves the {@code k} smallest longs to the front, in no order but that the k-th is the last. */
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
