package org.torch4j.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** The options that the kin of Adam begin with, checked. */
  static Map<String, @Nullable Object> adam(
      double lr, double beta1, double beta2, double eps, double weightDecay) {
    atLeastZero("learning rate", lr);
    atLeastZero("epsilon value", eps);
    beta(0, beta1);
    beta(1, beta2);
    atLeastZero("weight_decay value", weightDecay);
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("lr", lr);
    map.put("betas", List.of(beta1, beta2));
    map.put("eps", eps);
    map.put("weight_decay", zeroAsInteger(weightDecay));
    return map;
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
