package org.torch4j.vision.transforms;

/** Checks of the sizes that transforms are given. */
final class Sizes {
  private Sizes() {}

  static long[] heightAndWidth(String name, long... size) {
    if (size.length != 1 && size.length != 2) {
      throw new IllegalArgumentException(
          name + ": one size for both sides or height and width are wanted, got " + size.length);
    }
    for (long s : size) {
      if (s < 1) {
        throw new IllegalArgumentException(
            name + ": sizes must be at least 1, got " + java.util.Arrays.toString(size));
      }
    }
    return new long[] {size[0], size[size.length - 1]};
  }

  static double probability(String name, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(name + ": p must be between 0 and 1, got " + p);
    }
    return p;
  }
}
