package org.torch4j.testing.conformance;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/** Values in the words of a reason. */
final class ValueText {
  private ValueText() {}

  static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Tensor t -> "a tensor " + t.dtype() + t.shape();
      case String s -> "'" + s + "'";
      case List<?> l -> l.stream().map(ValueText::of).collect(Collectors.joining(", ", "[", "]"));
      default -> value.toString();
    };
  }
}
