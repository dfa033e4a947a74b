package org.torch4j.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.Scalar;

/**
 * The contract of an op, read from its ATen declaration: {@code "addmm(Tensor self, Tensor mat1,
 * Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor"}. Argument names are part of the
 * interface.
 */
public final class Schema {
  private final String text;
  private final String name;
  private final String overload;
  private final Argument[] arguments;
  private final int returns;
  private final boolean returnsList;

  private Schema(
      String text,
      String name,
      String overload,
      Argument[] arguments,
      int returns,
      boolean returnsList) {
    this.text = text;
    this.name = name;
    this.overload = overload;
    this.arguments = arguments;
    this.returns = returns;
    this.returnsList = returnsList;
  }

  /** Reads a declaration; a malformed one is a programming error. */
  public static Schema parse(String text) {
    int open = text.indexOf('(');
    int arrow = text.lastIndexOf("->");
    int close = text.lastIndexOf(')', arrow);
    if (open < 1 || close < open) {
      throw new IllegalArgumentException(
          "schema '" + text + "': expected name(arguments) -> result");
    }
    String full = text.substring(0, open);
    int dot = full.indexOf('.');
    List<Argument> arguments = new ArrayList<>();
    boolean keywordOnly = false;
    for (String part : split(text.substring(open + 1, close))) {
      if (part.equals("*")) {
        keywordOnly = true;
      } else {
        arguments.add(argument(part, keywordOnly, text));
      }
    }
    String result = text.substring(arrow + 2).strip();
    int returns =
        result.startsWith("(") ? split(result.substring(1, result.length() - 1)).size() : 1;
    return new Schema(
        text,
        dot < 0 ? full : full.substring(0, dot),
        dot < 0 ? "" : full.substring(dot + 1),
        arguments.toArray(new Argument[0]),
        returns,
        result.endsWith("[]"));
  }

  private static List<String> split(String list) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i <= list.length(); i++) {
      char c = i == list.length() ? ',' : list.charAt(i);
      depth += c == '[' || c == '(' ? 1 : c == ']' || c == ')' ? -1 : 0;
      if (c == ',' && (depth == 0 || i == list.length())) {
        String part = list.substring(from, i).strip();
        if (!part.isEmpty()) {
          parts.add(part);
        }
        from = i + 1;
      }
    }
    return parts;
  }

  private static Argument argument(String part, boolean keywordOnly, String schema) {
    int space = part.indexOf(' ');
    String type = part.substring(0, space);
    String rest = part.substring(space + 1);
    int equals = rest.indexOf('=');
    String name = equals < 0 ? rest : rest.substring(0, equals);
    boolean optional = type.endsWith("?");
    if (optional) {
      type = type.substring(0, type.length() - 1);
    }
    boolean written = type.contains("!");
    type = type.replaceAll("\\([a-z]!?\\)", "");
    boolean list = type.endsWith("]");
    int listSize = 0;
    if (list) {
      int bracket = type.indexOf('[');
      String size = type.substring(bracket + 1, type.length() - 1);
      listSize = size.isEmpty() ? 0 : Integer.parseInt(size);
      type = type.substring(0, bracket);
    }
    boolean optionalItems = list && type.endsWith("?");
    type = optionalItems ? type.substring(0, type.length() - 1) : type;
    Argument.Type t = Argument.Type.of(type, schema);
    Object value = equals < 0 ? null : defaultValue(rest.substring(equals + 1), t, list, listSize);
    return new Argument(
        name, t, optional, list, optionalItems, listSize, keywordOnly, written, equals >= 0, value);
  }

  private static @Nullable Object defaultValue(
      String text, Argument.Type type, boolean list, int listSize) {
    if (text.equals("None")) {
      return null;
    }
    if (list) {
      return longs(text, listSize);
    }
    return switch (type) {
      case SCALAR -> number(text);
      case INT -> Long.parseLong(text);
      case FLOAT -> Double.parseDouble(text);
      case BOOL -> text.equals("True");
      case STRING -> text.replaceAll("[\"']", "");
      case TENSOR, DTYPE, DEVICE, MEMORY_FORMAT, GENERATOR ->
          throw new IllegalArgumentException("no default '" + text + "' for a " + type);
    };
  }

  private static Scalar number(String text) {
    return text.matches("-?\\d+")
        ? Scalar.of(Long.parseLong(text))
        : Scalar.of(Double.parseDouble(text));
  }

  private static long[] longs(String text, int listSize) {
    if (!text.startsWith("[")) {
      long[] same = new long[Math.max(1, listSize)];
      java.util.Arrays.fill(same, Long.parseLong(text));
      return same;
    }
    return split(text.substring(1, text.length() - 1)).stream()
        .mapToLong(Long::parseLong)
        .toArray();
  }

  /** The name without overload: {@code add}. */
  public String name() {
    return name;
  }

  /** The overload, empty if none: {@code Tensor}. */
  public String overload() {
    return overload;
  }

  /** Name and overload: {@code add.Tensor}. */
  public String fullName() {
    return overload.isEmpty() ? name : name + "." + overload;
  }

  /** Number of arguments. */
  public int size() {
    return arguments.length;
  }

  /** Argument {@code i}. */
  public Argument argument(int i) {
    return arguments[i];
  }

  /** The place of the argument named {@code argumentName}, or -1. */
  public int find(String argumentName) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].name().equals(argumentName)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The place of the argument named {@code argumentName}; an unknown name is a programming error.
   */
  public int indexOf(String argumentName) {
    int i = find(argumentName);
    if (i < 0) {
      throw new IllegalArgumentException(name + " has no argument named '" + argumentName + "'");
    }
    return i;
  }

  /** Number of tensors that it returns; 1 for a list. */
  public int returns() {
    return returns;
  }

  /** Whether it returns a list of tensors. */
  public boolean returnsList() {
    return returnsList;
  }

  /** Whether its first argument is written to. */
  public boolean isInPlace() {
    return arguments.length > 0 && arguments[0].written();
  }

  /** Whether it returns its first argument seen in another way, {@code -> Tensor(a)}. */
  public boolean returnsView() {
    return text.endsWith("-> Tensor(a)");
  }

  /** The declaration. */
  @Override
  public String toString() {
    return text;
  }
}
