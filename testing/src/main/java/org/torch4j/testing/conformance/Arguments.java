package org.torch4j.testing.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.Device;
import org.torch4j.type.MemoryFormat;

/**
 * What Python passes to a function: by name if the function's signature is known, else as it is
 * written.
 *
 * @param function the name, for messages
 * @param signature the parameters, or null if they are not known
 * @param positional the arguments without a name; none if the signature is known
 * @param named those with a name
 */
record Arguments(
    String function,
    @Nullable Signature signature,
    List<@Nullable Object> positional,
    Map<String, @Nullable Object> named) {

  /** The layout that a call asks for. */
  record Layout(String name) {}

  static Arguments of(
      String function,
      @Nullable Signature signature,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>(kwargs);
    named.entrySet().removeIf(e -> isNeutral(e.getKey(), e.getValue()));
    if (signature == null || !signature.isPlain()) {
      return new Arguments(function, null, args, named);
    }
    Map<String, @Nullable Object> bound = signature.bind(function, args, named);
    legacyReduction(signature, bound);
    return new Arguments(function, signature, List.of(), bound);
  }

  /** Whether an argument of factory functions says what is so anyway. */
  private static boolean isNeutral(String name, @Nullable Object value) {
    return switch (name) {
      case "device" -> value == null || value instanceof Device || "cpu".equals(value);
      case "layout" -> value instanceof Layout l && l.name.equals("strided");
      case "memory_format" -> value instanceof MemoryFormat f && f.dims() == 0;
      case "pin_memory", "requires_grad", "inplace", "as_tuple" -> Boolean.FALSE.equals(value);
      case "generator", "out" -> value == null;
      default -> name.startsWith("return_") && Boolean.FALSE.equals(value);
    };
  }

  /** What losses were told before {@code reduction} was. */
  private static void legacyReduction(Signature signature, Map<String, @Nullable Object> bound) {
    if (signature.find("size_average") == null || signature.find("reduce") == null) {
      return;
    }
    Object average = bound.remove("size_average");
    Object reduce = bound.remove("reduce");
    if (average != null || reduce != null) {
      boolean none = Boolean.FALSE.equals(reduce);
      boolean sum = Boolean.FALSE.equals(average);
      bound.put("reduction", none ? "none" : sum ? "sum" : "mean");
    }
  }

  /** Whether an argument may be left out because it says what is so anyway. */
  boolean isDefault(String name) {
    return signature != null && signature.isDefault(name, named.get(name));
  }

  /** The name of the one argument {@code return_...=True}, or null. */
  @Nullable String returnFlag() {
    List<String> flags =
        named.entrySet().stream()
            .filter(e -> e.getKey().startsWith("return_") && Boolean.TRUE.equals(e.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    return flags.size() == 1 ? flags.get(0) : null;
  }

  Arguments without(String name) {
    Map<String, @Nullable Object> rest = new LinkedHashMap<>(named);
    rest.remove(name);
    return new Arguments(function, signature, positional, rest);
  }

  /** The same call on the first argument as the receiver, or null if that is not known. */
  @Nullable Arguments afterReceiver() {
    if (!positional.isEmpty()) {
      return new Arguments(function, signature, positional.subList(1, positional.size()), named);
    }
    String first = named.isEmpty() ? null : named.keySet().iterator().next();
    return first == null ? null : without(first);
  }

  /** The first argument, null if there is none. */
  @Nullable Object first() {
    if (!positional.isEmpty()) {
      return positional.get(0);
    }
    return named.isEmpty() ? null : named.values().iterator().next();
  }

  /** The same with integers at the end put together into one list, or null if there are none. */
  @Nullable Arguments gathered() {
    int from = positional.size();
    while (from > 0 && positional.get(from - 1) instanceof Long) {
      from--;
    }
    if (from == positional.size()) {
      return null;
    }
    List<@Nullable Object> all = new ArrayList<>(positional.subList(0, from));
    all.add(List.copyOf(positional.subList(from, positional.size())));
    return new Arguments(function, signature, all, named);
  }
}
