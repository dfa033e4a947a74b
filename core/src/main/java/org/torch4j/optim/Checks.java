package org.torch4j.optim;

import org.jspecify.annotations.Nullable;
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

  static void fraction(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("Invalid " + what + ": " + PythonText.of(value));
    }
  }

  static void require(boolean holds, String what, @Nullable Object value) {
    if (!holds) {
      throw new IllegalArgumentException(what + PythonText.of(value));
    }
  }

  /** One value for each group of the optimizer. */
  static void perGroup(Optimizer optimizer, String what, int given) {
    int groups = optimizer.paramGroups().size();
    if (given != groups) {
      throw new IllegalArgumentException("expected " + groups + " " + what + ", got " + given);
    }
  }

  static void etas(double minus, double plus) {
    if (!(minus > 0 && minus < 1 && plus > 1)) {
      throw new IllegalArgumentException(
          "Invalid eta values: " + PythonText.of(minus) + ", " + PythonText.of(plus));
    }
  }

  /** A learning rate whose default is an integer in PyTorch. */
  static Object integerIfWhole(double value) {
    return value == Math.rint(value) ? (Object) (long) value : (Object) value;
  }

  /** PyTorch's defaults of 0 are integers, and so they are saved and shown. */
  static Object zeroAsInteger(double value) {
    return value == 0 ? (Object) 0L : (Object) value;
  }
}
