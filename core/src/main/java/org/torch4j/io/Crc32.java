package org.torch4j.io;

/** Arithmetic with the checksums of zip archives: remainders of polynomials over two elements. */
final class Crc32 {
  /** The divisor; the highest power stands in the lowest bit, as in the checksums. */
  private static final int DIVISOR = 0xedb88320;

  /** The polynomial 1. */
  private static final int ONE = 0x80000000;

  /** The polynomial x to the 8th: what one more byte multiplies by. */
  private static final int BYTE = ONE >>> 8;

  private Crc32() {}

  /**
   * The checksum of two pieces of content one after the other.
   *
   * @param first the checksum of the first
   * @param second the checksum of the second
   * @param length how many bytes the second has
   */
  static int joined(int first, int second, long length) {
    int power = BYTE;
    int shifted = first;
    for (long n = length; n > 0; n >>= 1) {
      if ((n & 1) != 0) {
        shifted = product(shifted, power);
      }
      power = product(power, power);
    }
    return shifted ^ second;
  }

  private static int product(int a, int b) {
    int sum = 0;
    int multiple = b;
    for (int bit = ONE; bit != 0; bit >>>= 1) {
      if ((a & bit) != 0) {
        sum ^= multiple;
      }
      multiple = (multiple & 1) == 0 ? multiple >>> 1 : multiple >>> 1 ^ DIVISOR;
    }
    return sum;
  }
}
