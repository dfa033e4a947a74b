package org.torch4j.optim;

import org.torch4j.nn.PythonText;

/** Bounds of options, in PyTorch's words. */
final class Checks {
  private Checks() {}

  static void atLeastZero(String what, double value) {
    if (!(value >= 0)) {
      throw new IllegalArgumentException("Invalid " + what + ": " + PythonText.of(value));
    }
  }

  static void aboveZero(String what, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException("Invalid " + what + ": " + PythonText.of(value));
    }
  }

  static void beta(int index, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "Invalid beta parameter at index " + index + ": " + PythonText.of(value));
    }
  }

  /** PyTorch's defaults of 0 are integers, and so they are saved and shown. */
  static Object zeroAsInteger(double value) {
    return value == 0 ? (Object) 0L : (Object) value;
  }
}
