package org.torch4j.data;

/** Checks of indices. */
final class Ranges {
  private Ranges() {}

  /** {@code index} if it is in 0..size-1. */
  static long check(long index, long size, String what) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          what + ": index " + index + " is out of range for " + size + " samples");
    }
    return index;
  }

  /** The same for a size that an int can hold. */
  static int index(long index, int size, String what) {
    return (int) check(index, size, what);
  }
}
