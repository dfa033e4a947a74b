package org.torch4j.nn;

import java.util.Objects;
import org.torch4j.Tensor;

/** How losses are brought together: {@code none}, {@code mean} or {@code sum}. */
final class Reduction {
  private static final System.Logger LOG = System.getLogger("org.torch4j.nn");

  private Reduction() {}

  /** ATen's number of a reduction. */
  static long code(String op, String reduction) {
    return switch (Objects.requireNonNull(reduction, "reduction")) {
      case "none" -> 0;
      case "mean" -> 1;
      case "sum" -> 2;
      default ->
          throw new IllegalArgumentException(
              op + ": reduction is 'none', 'mean' or 'sum', got " + PythonText.of(reduction));
    };
  }

  /** Differing sizes are seldom meant: {@code [64, 1]} against {@code [64]} gives all pairs. */
  static void warnIfBroadcast(String op, Tensor input, Tensor target) {
    if (!input.shape().equals(target.shape())) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: target size {1} differs from input size {2}; they are broadcast, which is likely"
              + " not what you mean",
          op,
          target.shape(),
          input.shape());
    }
  }
}
