package org.torch4j.testing.conformance;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Messages of exceptions must say what was received. */
final class ErrorTexts {
  private ErrorTexts() {}

  /** Throws if the message has none of the received values: shapes, dtypes, numbers, texts. */
  static void requireReceived(
      String message, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {
    Set<String> words = new LinkedHashSet<>();
    args.forEach(a -> collect(a, words));
    kwargs.values().forEach(a -> collect(a, words));
    for (String w : words) {
      boolean start = Character.isLetterOrDigit(w.charAt(0));
      boolean end = Character.isLetterOrDigit(w.charAt(w.length() - 1));
      String whole = (start ? "(?<![\\w.])" : "") + Pattern.quote(w) + (end ? "(?![\\w.]\\w)" : "");
      if (Pattern.compile(whole).matcher(message).find()) {
        return;
      }
    }
    throw new CaseFailure("the message does not say what was received: " + message);
  }

  private static void number(double value, Set<String> words) {
    words.add(Double.toString(value));
    if (value == Math.rint(value)) {
      words.add(Long.toString((long) value));
    }
  }

  private static void collect(@Nullable Object value, Set<String> words) {
    switch (value) {
      case null -> words.add("None");
      case Tensor t -> {
        words.add(t.shape().toString());
        words.add(t.dtype().toString());
        words.add(t.dim() + "-D");
        words.add(t.dim() + " dimension");
        words.add(t.numel() + " element");
        for (long size : t.shape().toArray()) {
          words.add(Long.toString(size));
        }
        if (!t.dtype().isComplex() && t.numel() <= 100) {
          for (double v : TensorBytes.read(t).toDoubleArray()) {
            number(v, words);
          }
        }
      }
      case Shape s -> words.add(s.toString());
      case DType d -> words.add(d.toString());
      case String s -> {
        if (!s.isEmpty()) {
          words.add(s);
        }
      }
      case List<?> l -> {
        words.add(l.toString());
        words.add(l.size() + " ");
        l.forEach(i -> collect(i, words));
      }
      case Complex c -> words.add(c.toString());
      case Number n -> number(n.doubleValue(), words);
      default -> words.add(value.toString());
    }
  }
}
