package org.torch4j.testing.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Ops;
import org.torch4j.op.Argument;
import org.torch4j.op.Op;
import org.torch4j.op.Schema;

/** Calls ops by their ATen schemas. */
final class AtenCalls {
  /** The names that schemas have for what Python functions call otherwise. */
  private static final Map<String, String> RENAMED =
      Map.of("input", "self", "tensor", "self", "training", "train");

  private static final List<String> REDUCTIONS = List.of("none", "mean", "sum");

  private AtenCalls() {}

  static boolean exists(String name) {
    return !overloads(name).isEmpty();
  }

  private static List<Op> overloads(String name) {
    List<Op> all = Ops.overloads(name);
    return all.isEmpty() && name.endsWith("_")
        ? Ops.overloads(name.substring(0, name.length() - 1))
        : all;
  }

  /** Calls an op; a {@link CallMismatch} if no overload takes the arguments. */
  static @Nullable Object call(String name, Arguments arguments) {
    if (arguments.signature() != null) {
      return callNamed(name, arguments);
    }
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    arguments.named().forEach((k, v) -> named.put(k.equals("input") ? "self" : k, v));
    Arguments gathered = arguments.gathered();
    CallMismatch mismatch;
    try {
      return run(name, arguments.positional(), named);
    } catch (CallMismatch e) {
      mismatch = e;
    }
    if (gathered != null) {
      try {
        return run(name, gathered.positional(), named);
      } catch (CallMismatch _) {
        throw mismatch;
      }
    }
    throw mismatch;
  }

  private static @Nullable Object callNamed(String name, Arguments arguments) {
    List<String> reasons = new ArrayList<>();
    for (Op op : overloads(name)) {
      Map<String, @Nullable Object> named = fitted(op.schema(), arguments, reasons);
      if (named != null) {
        String overload = op.schema().overload();
        try {
          return run(overload.isEmpty() ? name : name + "." + overload, List.of(), named);
        } catch (CallMismatch e) {
          reasons.add(Objects.requireNonNull(e.getMessage()));
        }
      }
    }
    throw CallMismatch.unfit(String.join("; ", reasons), true);
  }

  /** The arguments by the names of the schema, or null if one has no place there. */
  private static @Nullable Map<String, @Nullable Object> fitted(
      Schema schema, Arguments arguments, List<String> reasons) {
    Map<String, @Nullable Object> fit = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> e : arguments.named().entrySet()) {
      String key = place(schema, e.getKey());
      if (key != null) {
        Argument place = schema.argument(schema.find(key));
        fit.put(key, reduction(place, e.getValue()));
      } else if (e.getKey().equals("out")) {
        fit.put("out", e.getValue());
      } else if (!arguments.isDefault(e.getKey())) {
        reasons.add(schema.fullName() + ": has no argument '" + e.getKey() + "'");
        return null;
      }
    }
    Signature signature = Objects.requireNonNull(arguments.signature());
    for (Signature.Parameter p : signature.parameters()) {
      String key = place(schema, p.name());
      if (key != null
          && !fit.containsKey(key)
          && !schema.argument(schema.find(key)).hasDefault()
          && p.hasDefault()) {
        fit.put(key, reduction(schema.argument(schema.find(key)), p.value()));
      }
    }
    return fit;
  }

  private static @Nullable String place(Schema schema, String name) {
    if (schema.find(name) >= 0) {
      return name;
    }
    String other = RENAMED.get(name);
    return other != null && schema.find(other) >= 0 ? other : null;
  }

  /** Schemas count {@code none}, {@code mean} and {@code sum}. */
  private static @Nullable Object reduction(Argument place, @Nullable Object value) {
    return place.name().equals("reduction")
            && place.type() == Argument.Type.INT
            && value instanceof String text
            && REDUCTIONS.contains(text)
        ? (Object) (long) REDUCTIONS.indexOf(text)
        : value;
  }

  private static @Nullable Object run(
      String name, List<@Nullable Object> args, Map<String, @Nullable Object> named) {
    try {
      return Ops.call(name, args, named);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains(": the arguments fit no overload\n")
          || message.startsWith("no op is named")) {
        throw CallMismatch.unfit(message, true);
      }
      throw e;
    }
  }
}
