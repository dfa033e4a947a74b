package org.torch4j.testing.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parameters of a Python function. */
record Signature(List<Parameter> parameters) {

  /** How a parameter takes its values. */
  enum Kind {
    POSITIONAL,
    KEYWORD_ONLY,
    REST,
    KEYWORDS
  }

  /**
   * A parameter.
   *
   * @param name its name
   * @param kind how it takes values
   * @param hasDefault whether it may be left out
   * @param value its default
   */
  record Parameter(String name, Kind kind, boolean hasDefault, @Nullable Object value) {}

  /** Whether every argument has a name. */
  boolean isPlain() {
    return parameters.stream().noneMatch(p -> p.kind == Kind.REST || p.kind == Kind.KEYWORDS);
  }

  @Nullable Parameter find(String name) {
    return parameters.stream().filter(p -> p.name.equals(name)).findFirst().orElse(null);
  }

  /**
   * The given arguments by name, in the order of the parameters; those left out are not in it.
   * Arguments that do not fit are a {@link CallMismatch}.
   */
  Map<String, @Nullable Object> bind(
      String function, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {
    Map<String, @Nullable Object> bound = new LinkedHashMap<>();
    Map<String, @Nullable Object> named = new LinkedHashMap<>(kwargs);
    int at = 0;
    for (Parameter p : parameters) {
      switch (p.kind) {
        case REST -> {
          bound.put(p.name, List.copyOf(args.subList(Math.min(at, args.size()), args.size())));
          at = args.size();
        }
        case KEYWORDS -> {
          bound.put(p.name, new LinkedHashMap<>(named));
          named.clear();
        }
        case POSITIONAL, KEYWORD_ONLY -> {
          if (p.kind == Kind.POSITIONAL && at < args.size()) {
            bound.put(p.name, args.get(at++));
          } else if (named.containsKey(p.name)) {
            bound.put(p.name, named.remove(p.name));
          } else if (!p.hasDefault) {
            throw CallMismatch.unfit(function + ": argument '" + p.name + "' is missing", false);
          }
        }
      }
    }
    if (at < args.size() || !named.isEmpty()) {
      throw CallMismatch.unfit(
          function
              + (at < args.size()
                  ? ": takes " + at + " positional arguments, got " + args.size()
                  : ": has no arguments " + named.keySet()),
          false);
    }
    return bound;
  }

  /** Whether {@code value} is what the parameter has anyway. */
  boolean isDefault(String name, @Nullable Object value) {
    Parameter p = find(name);
    return p != null && p.hasDefault && Objects.equals(p.value, value);
  }
}
