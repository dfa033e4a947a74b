package org.torch4j.expr;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Writes expressions as people write them: {@code grad * (1 - result * result)}. */
final class Printer {
  /** Past this length parts that occur again get a name of their own. */
  private static final int NAME_SHARED_FROM = 160;

  private static final int TOP = 0;
  private static final int SUM = 8;
  private static final int PRODUCT = 9;
  private static final int SIGN = 10;

  private record Infix(String sign, int precedence) {}

  private final IntFunction<String> inputNames;
  private final IntFunction<String> scalarNames;
  private final Map<Expr, String> names = new HashMap<>();

  private Printer(IntFunction<String> inputNames, IntFunction<String> scalarNames) {
    this.inputNames = inputNames;
    this.scalarNames = scalarNames;
  }

  static String text(Expr e) {
    return text(e, i -> "x" + i);
  }

  static String text(Expr e, IntFunction<String> inputNames) {
    return text(e, inputNames, i -> "s" + i);
  }

  static String text(Expr e, IntFunction<String> inputNames, IntFunction<String> scalarNames) {
    Printer printer = new Printer(inputNames, scalarNames);
    if (length(e, new HashMap<>()) <= NAME_SHARED_FROM) {
      return printer.write(e, TOP);
    }
    Set<Expr> once = new HashSet<>();
    Set<Expr> shared = new HashSet<>();
    List<Expr> order = Structure.topological(List.of(e));
    for (Expr part : order) {
      for (Expr child : part.children()) {
        if (!once.add(child) && !child.children().isEmpty()) {
          shared.add(child);
        }
      }
    }
    StringBuilder out = new StringBuilder();
    for (Expr part : order) {
      if (shared.contains(part)) {
        String value = printer.write(part, TOP);
        String name = "t" + printer.names.size();
        printer.names.put(part, name);
        out.append(name).append(" = ").append(value).append("; ");
      }
    }
    return out + printer.write(e, TOP);
  }

  /** About how many symbols the text without names would have. */
  private static long length(Expr e, Map<Expr, Long> known) {
    Long length = known.get(e);
    if (length == null) {
      long sum = 3;
      for (Expr child : e.children()) {
        sum += length(child, known);
      }
      length = Math.min(sum, 1 << 20);
      known.put(e, length);
    }
    return length;
  }

  private String write(Expr e, int context) {
    String name = names.get(e);
    if (name != null) {
      return name;
    }
    return switch (e) {
      case Expr.Input in -> inputNames.apply(in.index());
      case Expr.ScalarInput s -> scalarNames.apply(s.index());
      case Expr.Constant c -> {
        String number = number(c.value());
        yield number.startsWith("-") ? wrap(number, SIGN, context) : number;
      }
      case Expr.Cast c -> c.dtype() + "(" + write(c.arg(), TOP) + ")";
      case Expr.Select s ->
          "where("
              + write(s.condition(), TOP)
              + ", "
              + write(s.ifTrue(), TOP)
              + ", "
              + write(s.ifFalse(), TOP)
              + ")";
      case Expr.Apply a -> write(a, context);
    };
  }

  private String write(Expr.Apply a, int context) {
    Infix infix = infix(a.fn());
    if (infix == null) {
      StringBuilder out = new StringBuilder(a.fn().label()).append('(');
      for (int i = 0; i < a.args().size(); i++) {
        out.append(i > 0 ? ", " : "").append(write(a.arg(i), TOP));
      }
      return out.append(')').toString();
    }
    if (a.fn().arity() == 1) {
      return wrap(infix.sign + write(a.arg(0), infix.precedence), infix.precedence, context);
    }
    // The right side binds tighter: a - (b - c), a / (b * c).
    boolean regroups = a.fn() == Fn.ADD || a.fn() == Fn.AND || a.fn() == Fn.OR;
    int right = regroups ? infix.precedence : infix.precedence + 1;
    int left = a.fn().family() == Fn.Family.COMPARISON ? right : infix.precedence;
    String text = write(a.arg(0), left) + " " + infix.sign + " " + write(a.arg(1), right);
    return wrap(text, infix.precedence, context);
  }

  private static String wrap(String text, int precedence, int context) {
    return precedence < context ? "(" + text + ")" : text;
  }

  private static @Nullable Infix infix(Fn fn) {
    return switch (fn) {
      case OR -> new Infix("or", 1);
      case AND -> new Infix("and", 2);
      case NOT -> new Infix("not ", 3);
      // Comparisons do not chain: both sides are wrapped if they compare.
      case EQ -> new Infix("==", 4);
      case NE -> new Infix("!=", 4);
      case LT -> new Infix("<", 4);
      case LE -> new Infix("<=", 4);
      case GT -> new Infix(">", 4);
      case GE -> new Infix(">=", 4);
      case BIT_OR -> new Infix("|", 5);
      case BIT_XOR -> new Infix("^", 5);
      case BIT_AND -> new Infix("&", 6);
      case SHIFT_LEFT -> new Infix("<<", 7);
      case SHIFT_RIGHT -> new Infix(">>", 7);
      case ADD -> new Infix("+", SUM);
      case SUB -> new Infix("-", SUM);
      case MUL -> new Infix("*", PRODUCT);
      case DIV -> new Infix("/", PRODUCT);
      case FLOOR_DIV -> new Infix("//", PRODUCT);
      case REMAINDER -> new Infix("%", PRODUCT);
      case NEG -> new Infix("-", SIGN);
      case BIT_NOT -> new Infix("~", SIGN);
      default -> null;
    };
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return Double.isNaN(value) ? "nan" : Double.toString(value);
  }
}
