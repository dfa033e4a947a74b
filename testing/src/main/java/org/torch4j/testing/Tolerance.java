package org.torch4j.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far numbers may be apart: {@code |a - b| <= atol + rtol |b|}, with NaN equal to NaN and
 * infinities equal to themselves.
 *
 * @param rtol the relative part
 * @param atol the absolute part
 */
public record Tolerance(double rtol, double atol) {
  /** Equality. */
  public static final Tolerance EXACT = new Tolerance(0, 0);

  /** Whether {@code actual} is close enough to {@code expected}. */
  public boolean accepts(double actual, double expected) {
    if (Double.isNaN(expected)) {
      return Double.isNaN(actual);
    }
    return actual == expected
        || Double.isFinite(expected)
            && Math.abs(actual - expected) <= atol + rtol * Math.abs(expected);
  }

  /** A pair {@code [rtol, atol]}; null if missing. */
  static @Nullable Tolerance of(JsonNode pair) {
    return pair.isArray()
        ? new Tolerance(pair.get(0).doubleValue(), pair.get(1).doubleValue())
        : null;
  }

  static Map<String, Tolerance> byDtype(JsonNode object) {
    Map<String, Tolerance> out = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            e -> {
              Tolerance t = of(e.getValue());
              if (t != null) {
                out.put(e.getKey(), t);
              }
            });
    return out;
  }
}
