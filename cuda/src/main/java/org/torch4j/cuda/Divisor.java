package org.torch4j.cuda;

/**
 * Numbers by which kernels divide indices below 2^31 without dividing: {@code i / size} is {@code
 * (high(i * magic) + i) >> shift}.
 */
final class Divisor {
  private Divisor() {}

  /** The power of 2 that {@code size} needs. */
  static int shift(long size) {
    return size <= 1 ? 0 : 64 - Long.numberOfLeadingZeros(size - 1);
  }

  /** The multiplier, an unsigned number of 32 bits. */
  static long magic(long size) {
    if (size < 1 || size > Integer.MAX_VALUE) {
      return 0;
    }
    long over = (1L << shift(size)) - size;
    return (int) ((over << 32) / size + 1);
  }
}
