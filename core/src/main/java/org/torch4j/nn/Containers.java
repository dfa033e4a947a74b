package org.torch4j.nn;

/** Places in lists of modules and parameters. */
final class Containers {
  private Containers() {}

  /** The place from 0 that {@code index} means; negative counts from the end. */
  static int place(int index, int size) {
    if (index < -size || index >= size) {
      throw new IndexOutOfBoundsException(
          "index " + index + " is out of range for " + size + " elements");
    }
    return index < 0 ? index + size : index;
  }
}
