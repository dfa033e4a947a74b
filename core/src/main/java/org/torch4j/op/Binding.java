package org.torch4j.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.MemoryFormat;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/** Binds Java values to the arguments of schemas: chooses the overload, fills in defaults. */
public final class Binding {
  private Binding() {}

  /** Values that do not fit a schema, and why. */
  private static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Mismatch(String reason) {
      super(reason, null, false, false);
    }
  }

  /** Calls the overload of {@code name} that fits, see {@code Ops.call}. */
  public static Object call(
      String name,
      Function<String, List<Op>> overloads,
      List<? extends @Nullable Object> args,
      Map<String, ?> kwargs) {
    String full = name.startsWith("aten::") ? name.substring(6) : name;
    int dot = full.indexOf('.');
    String base = dot < 0 ? full : full.substring(0, dot);
    String overload = dot < 0 ? null : full.substring(dot + 1);
    List<Op> candidates = chosen(overloads.apply(base), overload);
    boolean inPlace = candidates.isEmpty() && base.endsWith("_");
    if (inPlace) {
      candidates = chosen(overloads.apply(base.substring(0, base.length() - 1)), overload);
    }
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("no op is named '" + name + "'");
    }
    Map<String, Object> named = new HashMap<>(kwargs);
    Object out = named.remove("out");
    List<String> reasons = new ArrayList<>();
    for (Op op : candidates) {
      @Nullable Object[] bound;
      try {
        bound = bind(op.schema(), args, named);
      } catch (Mismatch e) {
        reasons.add(op.schema() + ": " + e.getMessage());
        continue;
      }
      return run(op, bound, inPlace, out);
    }
    throw new IllegalArgumentException(
        full + ": the arguments fit no overload\n  " + String.join("\n  ", reasons));
  }

  private static List<Op> chosen(List<Op> all, @Nullable String overload) {
    return overload == null
        ? all
        : all.stream().filter(o -> o.schema().overload().equals(overload)).toList();
  }

  private static Object run(
      Op op, @Nullable Object[] bound, boolean inPlace, @Nullable Object out) {
    if (inPlace) {
      return op.callInPlace(bound);
    }
    if (out instanceof Tensor one) {
      return op.callOut(List.of(one), bound).get(0);
    }
    if (out != null) {
      return op.callOut(outs(op, out), bound);
    }
    Tensor[] results = op.callAll(bound);
    boolean several = op.schema().returns() > 1 || op.schema().returnsList();
    return several ? Arrays.asList(results) : results[0];
  }

  private static List<Tensor> outs(Op op, Object out) {
    if (out instanceof List<?> list && list.stream().allMatch(Tensor.class::isInstance)) {
      return list.stream().map(Tensor.class::cast).toList();
    }
    throw new IllegalArgumentException(
        op.schema().name() + ": out must be a tensor or a list of tensors, got " + out);
  }

  private static @Nullable Object[] bind(
      Schema schema, List<? extends @Nullable Object> args, Map<String, Object> kwargs) {
    @Nullable Object[] bound = new Object[schema.size()];
    boolean[] set = new boolean[schema.size()];
    int positional = 0;
    while (positional < schema.size() && !schema.argument(positional).keywordOnly()) {
      positional++;
    }
    if (args.size() > positional) {
      throw new Mismatch("takes " + positional + " positional arguments, got " + args.size());
    }
    for (int i = 0; i < args.size(); i++) {
      bound[i] = normal(schema.argument(i), args.get(i));
      set[i] = true;
    }
    for (Map.Entry<String, Object> e : kwargs.entrySet()) {
      int i = schema.find(e.getKey());
      if (i < 0 || set[i]) {
        throw new Mismatch(
            i < 0
                ? "has no argument '" + e.getKey() + "'"
                : "argument '" + e.getKey() + "' is given twice");
      }
      bound[i] = normal(schema.argument(i), e.getValue());
      set[i] = true;
    }
    for (int i = 0; i < bound.length; i++) {
      Argument a = schema.argument(i);
      if (!set[i]) {
        if (!a.hasDefault()) {
          throw new Mismatch("argument '" + a.name() + "' is missing");
        }
        bound[i] = a.defaultValue();
      }
    }
    return bound;
  }

  private static @Nullable Object normal(Argument a, @Nullable Object value) {
    if (value == null) {
      if (a.optional()) {
        return null;
      }
      throw unfit(a, "None");
    }
    return a.list() ? list(a, value) : single(a, value);
  }

  private static Mismatch unfit(Argument a, Object value) {
    String got =
        value instanceof Tensor t
            ? "a tensor of shape " + t.shape()
            : value.getClass() == String.class
                ? value.toString()
                : value + " (" + value.getClass().getSimpleName() + ")";
    return new Mismatch("argument '" + a.name() + "' must be " + a.typeText() + ", got " + got);
  }

  private static Object single(Argument a, @Nullable Object value) {
    if (value == null) {
      throw unfit(a, "None");
    }
    Object fit =
        switch (a.type()) {
          case TENSOR -> value instanceof Tensor ? value : null;
          case SCALAR ->
              value instanceof Number || value instanceof Boolean || value instanceof Scalar
                  ? Scalar.of(value)
                  : null;
          case INT -> isInteger(value) ? (Object) ((Number) value).longValue() : null;
          case FLOAT ->
              value instanceof Number n && !(n instanceof Complex)
                  ? (Object) n.doubleValue()
                  : null;
          case BOOL -> value instanceof Boolean ? value : null;
          case STRING -> value instanceof String ? value : null;
          case DTYPE -> value instanceof DType ? value : null;
          case DEVICE ->
              value instanceof String name ? device(name) : value instanceof Device ? value : null;
          case MEMORY_FORMAT -> value instanceof MemoryFormat ? value : null;
          case GENERATOR -> value instanceof Generator ? value : null;
        };
    if (fit == null) {
      throw unfit(a, value);
    }
    return fit;
  }

  /** A text that names no device fits no device. */
  private static @Nullable Device device(String name) {
    try {
      return Device.of(name);
    } catch (DeviceException _) {
      return null;
    }
  }

  private static boolean isInteger(Object value) {
    return value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte;
  }

  private static Object list(Argument a, Object value) {
    List<?> items =
        switch (value) {
          case List<?> l -> l;
          case Tensor[] t -> Arrays.asList(t);
          case Shape s -> Arrays.stream(s.toArray()).boxed().toList();
          case long[] l -> Arrays.stream(l).boxed().toList();
          case int[] l -> Arrays.stream(l).boxed().toList();
          case double[] d -> Arrays.stream(d).boxed().toList();
          default -> null;
        };
    if (items == null) {
      if (a.listSize() > 0 && a.type() == Argument.Type.INT) {
        long[] same = new long[a.listSize()];
        Arrays.fill(same, (Long) single(a, value));
        return same;
      }
      throw unfit(a, value);
    }
    return switch (a.type()) {
      case TENSOR -> tensors(a, items);
      case INT -> items.stream().mapToLong(x -> (Long) single(a, x)).toArray();
      case FLOAT -> items.stream().mapToDouble(x -> (Double) single(a, x)).toArray();
      case SCALAR -> items.stream().map(x -> (Scalar) single(a, x)).toArray(Scalar[]::new);
      case BOOL -> items.toArray();
      default -> throw unfit(a, value);
    };
  }

  private static @Nullable Tensor[] tensors(Argument a, List<?> items) {
    @Nullable Tensor[] all = new Tensor[items.size()];
    for (int i = 0; i < all.length; i++) {
      Object item = items.get(i);
      if (item != null) {
        all[i] = (Tensor) single(a, item);
      }
    }
    return all;
  }
}
