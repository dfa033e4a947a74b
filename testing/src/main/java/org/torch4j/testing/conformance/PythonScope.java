package org.torch4j.testing.conformance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.type.DType;

/** The names that Python code sees, and how its operators act on the values of this library. */
final class PythonScope {
  private static final Map<String, String> MODULES =
      Map.of(
          "torch", "torch",
          "nn", "torch.nn",
          "F", "torch.nn.functional",
          "DataLoader", "torch.utils.data.DataLoader");
  private static final Map<String, String> OPERATORS =
      Map.of(
          "+",
          "add",
          "-",
          "sub",
          "*",
          "mul",
          "/",
          "true_divide",
          "//",
          "floor_divide",
          "%",
          "remainder",
          "@",
          "matmul",
          "**",
          "pow");

  private final Functions functions;
  private final @Nullable PythonScope outer;
  private final Map<String, @Nullable Object> variables = new HashMap<>();

  /** A module, class or function by its dotted path. */
  record Path(String path, Functions functions) implements PythonFunction {
    @Override
    public @Nullable Object call(
        List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {
      return functions.call(path, args, kwargs);
    }
  }

  PythonScope(Functions functions) {
    this(functions, null);
  }

  private PythonScope(Functions functions, @Nullable PythonScope outer) {
    this.functions = functions;
    this.outer = outer;
  }

  PythonScope inside() {
    return new PythonScope(functions, this);
  }

  void set(String name, @Nullable Object value) {
    variables.put(name, value);
  }

  @Nullable Object variable(String name) {
    for (PythonScope s = this; s != null; s = s.outer) {
      if (s.variables.containsKey(name)) {
        return s.variables.get(name);
      }
    }
    if (name.equals("range")) {
      return (PythonFunction)
          (List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) -> range(args);
    }
    if (name.equals("wrapper_set_seed")) { // the caller of a case seeds
      return (PythonFunction)
          (List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) ->
              call(args.get(0), args.subList(1, args.size()), kwargs);
    }
    DType dtype = dtype(name);
    if (dtype != null) {
      return dtype;
    }
    String module = MODULES.get(name);
    return new Path(module != null ? module : functions.path(name), functions);
  }

  private static List<Long> range(List<@Nullable Object> args) {
    if (args.size() == 1 && args.get(0) instanceof Long end) {
      return LongStream.range(0, end).boxed().toList();
    }
    throw CallMismatch.unfit("range: takes one integer here, got " + args, false);
  }

  private static @Nullable DType dtype(String name) {
    for (DType d : DType.values()) {
      if (d.torchName().equals(name)) {
        return d;
      }
    }
    return null;
  }

  @Nullable Object attribute(@Nullable Object owner, String name) {
    if (owner instanceof Path p) {
      DType dtype = p.path.equals("torch") && !name.equals("bool") ? dtype(name) : null;
      return dtype != null ? dtype : new Path(p.path + "." + name, functions);
    }
    return callMethod(owner, name, List.of(), Map.of());
  }

  @Nullable Object callMethod(
      @Nullable Object owner,
      String name,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs) {
    if (owner instanceof Tensor t) {
      return functions.method(t, name, args, kwargs);
    }
    if (owner instanceof Path) {
      return call(attribute(owner, name), args, kwargs);
    }
    throw CallMismatch.missing("attribute", name + " of " + owner);
  }

  @Nullable Object call(
      @Nullable Object callee, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {
    if (callee instanceof PythonFunction f) {
      return f.call(args, kwargs);
    }
    throw CallMismatch.unfit("not callable: " + callee, false);
  }

  @Nullable Object item(@Nullable Object owner, @Nullable Object index) {
    if (owner instanceof Tensor t) {
      return functions.item(t, index);
    }
    if (owner instanceof List<?> list && index instanceof Long i) {
      return list.get(Math.toIntExact(i < 0 ? i + list.size() : i));
    }
    throw CallMismatch.unfit("cannot index " + owner + " with " + index, false);
  }

  @Nullable Object negative(@Nullable Object value) {
    return switch (value) {
      case Long n -> -n;
      case Double d -> -d;
      case Tensor t -> functions.method(t, "neg", List.of(), Map.of());
      case null, default -> throw CallMismatch.unfit("cannot negate " + value, false);
    };
  }

  @Nullable Object binary(String operator, @Nullable Object left, @Nullable Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      switch (operator) {
        case "+":
          return a + b;
        case "-":
          return a - b;
        case "*":
          return a * b;
        case "**":
          return (long) StrictMath.pow(a, b);
        default:
          break;
      }
    }
    String name = OPERATORS.get(operator);
    if (name == null) {
      throw CallMismatch.missing("operator", operator);
    }
    return functions.operator(name, left, right);
  }
}
