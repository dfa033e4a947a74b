package org.torch4j.nn;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.Shape;

/** Values as Python's {@code repr} writes them, for texts that must read as PyTorch's do. */
public final class PythonText {
  private PythonText() {}

  /**
   * The text of a value: {@code None}, {@code True}, {@code 1e-05}, {@code 'text'}, {@code [1, 2]},
   * {@code torch.Size([2, 3])}.
   */
  public static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean b -> b ? "True" : "False";
      case Double d -> number(d);
      case Float f -> number(Double.parseDouble(f.toString()));
      case String s -> "'" + s.replace("\\", "\\\\").replace("'", "\\'") + "'";
      case Shape s -> "torch.Size(" + s + ")";
      case List<?> l -> l.stream().map(PythonText::of).collect(Collectors.joining(", ", "[", "]"));
      default -> value.toString();
    };
  }

  /** The items as a tuple: {@code (3, 3)}, {@code (3,)}. */
  public static String tuple(List<?> items) {
    String inside = items.stream().map(PythonText::of).collect(Collectors.joining(", "));
    return items.size() == 1 ? "(" + inside + ",)" : "(" + inside + ")";
  }

  /** One item bare and several as a tuple, as sizes that may be given either way are kept. */
  static String scalarOrTuple(List<?> items) {
    return items.size() == 1 ? of(items.get(0)) : tuple(items);
  }

  /** A number without a fraction as an integer, as a default like {@code beta=1} is shown. */
  static String shortest(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : number(value);
  }

  private static String number(double d) {
    if (Double.isNaN(d)) {
      return "nan";
    }
    if (Double.isInfinite(d)) {
      return d > 0 ? "inf" : "-inf";
    }
    if (d == 0) {
      return 1 / d < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(d)).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String digits = shortest.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String sign = exponent < 0 ? "-" : "+";
    int size = Math.abs(exponent);
    return (d < 0 ? "-" : "") + mantissa + "e" + sign + (size < 10 ? "0" : "") + size;
  }
}
