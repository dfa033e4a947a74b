package org.torch4j.testing.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.io.Tuple;

/** A piece of Python, and what it is worth. */
sealed interface PythonNode {
  /** Its value where these names stand for these values. */
  @Nullable Object value(PythonScope scope);

  /** A constant. */
  record Literal(@Nullable Object value) implements PythonNode {
    @Override
    public @Nullable Object value(PythonScope scope) {
      return value;
    }
  }

  /** A variable, a module or a function. */
  record Name(String name) implements PythonNode {
    @Override
    public @Nullable Object value(PythonScope scope) {
      return scope.variable(name);
    }
  }

  /** A list or a tuple. */
  record Items(List<PythonNode> items, boolean tuple) implements PythonNode {
    @Override
    public Object value(PythonScope scope) {
      List<@Nullable Object> values = new ArrayList<>();
      items.forEach(i -> values.add(i.value(scope)));
      return tuple ? Tuple.of(values.toArray()) : values;
    }
  }

  /** {@code owner.name}. */
  record Attribute(PythonNode owner, String name) implements PythonNode {
    @Override
    public @Nullable Object value(PythonScope scope) {
      return scope.attribute(owner.value(scope), name);
    }
  }

  /** {@code owner[index]}. */
  record Subscript(PythonNode owner, PythonNode index) implements PythonNode {
    @Override
    public @Nullable Object value(PythonScope scope) {
      return scope.item(owner.value(scope), index.value(scope));
    }
  }

  /** {@code -operand}. */
  record Negative(PythonNode operand) implements PythonNode {
    @Override
    public @Nullable Object value(PythonScope scope) {
      return scope.negative(operand.value(scope));
    }
  }

  /** {@code left operator right}. */
  record Binary(String operator, PythonNode left, PythonNode right) implements PythonNode {
    @Override
    public @Nullable Object value(PythonScope scope) {
      return scope.binary(operator, left.value(scope), right.value(scope));
    }
  }

  /** {@code name = value}. */
  record Assign(String name, PythonNode node) implements PythonNode {
    @Override
    public @Nullable Object value(PythonScope scope) {
      Object v = node.value(scope);
      scope.set(name, v);
      return v;
    }
  }

  /** Statements; the last one is the value. */
  record Block(List<PythonNode> statements) implements PythonNode {
    @Override
    public @Nullable Object value(PythonScope scope) {
      Object last = null;
      for (PythonNode s : statements) {
        last = s.value(scope);
      }
      return last;
    }
  }

  /** {@code lambda parameters: body}. */
  record Lambda(Signature parameters, PythonNode body) implements PythonNode {
    @Override
    public PythonFunction value(PythonScope scope) {
      return (List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) -> {
        PythonScope inner = scope.inside();
        parameters.parameters().stream()
            .filter(Signature.Parameter::hasDefault)
            .forEach(p -> inner.set(p.name(), p.value()));
        parameters.bind("lambda", args, kwargs).forEach(inner::set);
        return body.value(inner);
      };
    }
  }

  /**
   * An argument of a call.
   *
   * @param stars {@code *}, {@code **} or empty
   * @param name the keyword, or null
   * @param value the value
   */
  record Argument(String stars, @Nullable String name, PythonNode value) {}

  /** {@code callee(arguments)}. */
  record Call(PythonNode callee, List<Argument> arguments) implements PythonNode {
    @Override
    public @Nullable Object value(PythonScope scope) {
      List<@Nullable Object> args = new ArrayList<>();
      Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
      for (Argument a : arguments) {
        Object v = a.value.value(scope);
        if (a.stars.equals("*") && v instanceof List<?> list) {
          args.addAll(list);
        } else if (a.stars.equals("**") && v instanceof Map<?, ?> map) {
          map.forEach((k, x) -> kwargs.put((String) k, x));
        } else if (a.name != null) {
          kwargs.put(a.name, v);
        } else {
          args.add(v);
        }
      }
      return callee instanceof Attribute(PythonNode owner, String name)
          ? scope.callMethod(owner.value(scope), name, args, kwargs)
          : scope.call(callee.value(scope), args, kwargs);
    }
  }
}
