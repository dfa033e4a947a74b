package org.torch4j.testing.conformance;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** From PyTorch's names to those of this library, by rule. */
final class Names {
  /** Methods that Python writes as operators. */
  private static final Map<String, String> OPERATORS =
      Map.ofEntries(
          Map.entry("add", "add"),
          Map.entry("sub", "sub"),
          Map.entry("mul", "mul"),
          Map.entry("div", "div"),
          Map.entry("truediv", "true_divide"),
          Map.entry("floordiv", "floor_divide"),
          Map.entry("mod", "remainder"),
          Map.entry("pow", "pow"),
          Map.entry("matmul", "matmul"),
          Map.entry("and", "bitwise_and"),
          Map.entry("or", "bitwise_or"),
          Map.entry("xor", "bitwise_xor"),
          Map.entry("lshift", "bitwise_left_shift"),
          Map.entry("rshift", "bitwise_right_shift"),
          Map.entry("eq", "eq"),
          Map.entry("ne", "ne"),
          Map.entry("lt", "lt"),
          Map.entry("le", "le"),
          Map.entry("gt", "gt"),
          Map.entry("ge", "ge"),
          Map.entry("neg", "neg"),
          Map.entry("invert", "bitwise_not"),
          Map.entry("abs", "abs"));

  private Names() {}

  /** {@code log_softmax} as {@code logSoftmax}; underscores at either end stay. */
  static String camel(String snake) {
    StringBuilder out = new StringBuilder();
    boolean upper = false;
    for (int i = 0; i < snake.length(); i++) {
      char c = snake.charAt(i);
      boolean inner = !out.isEmpty() && out.charAt(out.length() - 1) != '_' && i < last(snake);
      if (c == '_' && inner) {
        upper = true;
      } else {
        out.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return out.toString();
  }

  /** The place behind the last character that is no underscore. */
  private static int last(String snake) {
    int end = snake.length();
    while (end > 0 && snake.charAt(end - 1) == '_') {
      end--;
    }
    return end;
  }

  static String capitalized(String name) {
    return name.isEmpty()
        ? name
        : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /**
   * The names that a Java method for this Python name may have: {@code float} is {@code toFloat}.
   */
  static List<String> methods(String python) {
    String camel = camel(python);
    Set<String> all = new LinkedHashSet<>();
    all.add(camel);
    all.add("to" + capitalized(camel));
    if (python.startsWith("_")) {
      all.add(camel(python.substring(1)));
    }
    return List.copyOf(all);
  }

  /** The op behind {@code __add__} or {@code __radd__}, or null if the name is no operator. */
  static String operator(String dunder) {
    String inner = inner(dunder);
    String direct = OPERATORS.get(inner);
    return direct != null ? direct : OPERATORS.getOrDefault(inner.replaceFirst("^r", ""), "");
  }

  /** Whether the operator's operands change places. */
  static boolean isReflected(String dunder) {
    return !OPERATORS.containsKey(inner(dunder));
  }

  static boolean isDunder(String name) {
    return name.length() > 4 && name.startsWith("__") && name.endsWith("__");
  }

  private static String inner(String dunder) {
    return dunder.substring(2, dunder.length() - 2);
  }

  /** The name of the ATen op behind a public function: {@code linalg_svd}, {@code gelu}. */
  static String aten(String path) {
    String bare =
        path.replaceFirst("^torch\\.", "").replaceFirst("^(nn\\.functional|Tensor)\\.", "");
    return bare.replace('.', '_');
  }

  /** The class that holds the functions of a Python module, without its package. */
  static String functionClass(String module) {
    return switch (module) {
      case "torch" -> "Torch";
      case "torch.nn.functional" -> "F";
      default -> capitalized(camel(module.substring(module.lastIndexOf('.') + 1)));
    };
  }
}
