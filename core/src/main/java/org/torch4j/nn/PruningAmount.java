package org.torch4j.nn;

/**
 * How much is pruned.
 *
 * @param value a share or a number
 * @param isShare which of both
 */
record PruningAmount(double value, boolean isShare) {
  static PruningAmount share(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "prune: amount as a share should be in the range [0.0, 1.0], got "
              + PythonText.of(share));
    }
    return new PruningAmount(share, true);
  }

  static PruningAmount number(long number) {
    if (number < 0) {
      throw new IllegalArgumentException(
          "prune: amount as a number should not be negative, got " + number);
    }
    return new PruningAmount(number, false);
  }

  /** How many of {@code size}; shares are rounded, halves to the even number. */
  long of(long size) {
    long number = isShare ? (long) Math.rint(value * size) : (long) value;
    if (number > size) {
      throw new IllegalArgumentException(
          "prune: amount=" + number + " should not be greater than the " + size + " there are");
    }
    return number;
  }
}
