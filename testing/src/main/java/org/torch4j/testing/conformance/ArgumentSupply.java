package org.torch4j.testing.conformance;

import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;

/** The arguments of a call, handed out to Java parameters one by one. */
final class ArgumentSupply {
  private final Arguments arguments;
  private final Set<String> parameterNames = new HashSet<>();
  private final Map<String, @Nullable Object> named;
  private int at;

  ArgumentSupply(Arguments arguments, Parameter... parameters) {
    this.arguments = arguments;
    this.named = new LinkedHashMap<>(arguments.named());
    Arrays.stream(parameters).forEach(p -> parameterNames.add(p.getName()));
  }

  /**
   * The value for a parameter.
   *
   * @param place how many parameters are before it
   * @param rest whether it takes all that is left
   */
  Conversion take(Parameter parameter, int place, boolean rest) {
    String key = key(parameter.getName());
    if (key != null) {
      return convert(named.remove(key), parameter);
    }
    if (parameter.getType() == Generator.class) { // never required
      return new Conversion(null, 0);
    }
    if (arguments.signature() == null) {
      return fromPositional(parameter, rest);
    }
    Signature.Parameter known = known(parameter.getName());
    if (known != null && known.hasDefault()) {
      return convert(known.value(), parameter);
    }
    if (arguments.function().equals("forward")) { // layers name their inputs freely
      if (rest) {
        return restOfNamed(parameter);
      }
      String next = nextUnclaimed();
      if (next != null) {
        return convert(named.remove(next), parameter);
      }
    }
    String same = requiredAt(place);
    if (same != null) {
      return convert(named.remove(same), parameter);
    }
    throw mismatch(parameter, "is missing");
  }

  /** The required argument at this place, if no Java parameter has its name; else null. */
  private @Nullable String requiredAt(int place) {
    Signature signature = arguments.signature();
    if (signature == null || place >= signature.parameters().size()) {
      return null;
    }
    Signature.Parameter p = signature.parameters().get(place);
    boolean free = named.containsKey(p.name()) && !p.hasDefault() && isUnclaimed(p.name());
    return free ? p.name() : null;
  }

  private boolean isUnclaimed(String name) {
    return parameterNames.stream().noneMatch(p -> same(name, p));
  }

  private Conversion fromPositional(Parameter parameter, boolean rest) {
    List<@Nullable Object> given = arguments.positional();
    if (rest) {
      List<@Nullable Object> left = given.subList(Math.min(at, given.size()), given.size());
      at = given.size();
      if (left.size() == 1) {
        Conversion whole =
            Conversion.of(left.get(0), parameter.getType(), parameter.getParameterizedType());
        if (whole != null && left.get(0) != null) {
          return whole;
        }
      }
      return convert(new ArrayList<>(left), parameter);
    }
    if (at < given.size()) {
      return convert(given.get(at++), parameter);
    }
    throw mismatch(parameter, "is missing");
  }

  /** All tensors that are left, for a parameter such as {@code inputs}. */
  private Conversion restOfNamed(Parameter parameter) {
    List<@Nullable Object> left = new ArrayList<>();
    for (String name = nextUnclaimed(); name != null; name = nextUnclaimed()) {
      left.add(named.remove(name));
    }
    return left.size() == 1 ? convert(left.get(0), parameter) : convert(left, parameter);
  }

  private Conversion convert(@Nullable Object value, Parameter parameter) {
    Conversion c = Conversion.of(value, parameter.getType(), parameter.getParameterizedType());
    if (c == null) {
      throw mismatch(parameter, "cannot be " + ValueText.of(value));
    }
    return c;
  }

  private CallMismatch mismatch(Parameter parameter, String what) {
    return CallMismatch.unfit(
        "argument " + parameter.getType().getSimpleName() + " " + parameter.getName() + " " + what,
        false);
  }

  private @Nullable String key(String javaName) {
    for (String key : named.keySet()) {
      if (same(key, javaName)) {
        return key;
      }
    }
    return null;
  }

  private Signature.@Nullable Parameter known(String javaName) {
    Signature signature = arguments.signature();
    return signature == null
        ? null
        : signature.parameters().stream()
            .filter(p -> same(p.name(), javaName))
            .findFirst()
            .orElse(null);
  }

  private static boolean same(String python, String javaName) {
    return Names.camel(python).equals(javaName)
        || javaName.equals("self") && (python.equals("input") || python.equals("tensor"));
  }

  /** The next named argument that no parameter has the name of. */
  private @Nullable String nextUnclaimed() {
    return named.keySet().stream().filter(this::isUnclaimed).findFirst().orElse(null);
  }

  /** What is left with a name; removing from it takes it. */
  Map<String, @Nullable Object> named() {
    return named;
  }

  /** The next argument without a name, which must be there. */
  @Nullable Object next() {
    return arguments.positional().get(at++);
  }

  boolean hasNext() {
    return at < arguments.positional().size();
  }

  boolean isDefault(String name) {
    return arguments.isDefault(name);
  }

  /** Refuses arguments that found no place and are not what is so anyway. */
  void requireEmpty() {
    if (hasNext()) {
      throw CallMismatch.unfit(
          "takes " + at + " arguments, got " + arguments.positional().size(), false);
    }
    List<String> left = named.keySet().stream().filter(k -> !isDefault(k)).toList();
    if (!left.isEmpty()) {
      throw CallMismatch.unfit("has no arguments " + left, false);
    }
  }
}
