package org.torch4j.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values and gradients at kinks, poles and extreme inputs against PyTorch's. */
class EdgeTest {
  private static final Expr X = Expr.input(0);
  private static final Expr Y = Expr.input(1);
  private static final Expr G = Expr.input(2);

  @Test
  void unary() {
    check(TorchEdges.UNARY, 1, 500);
  }

  @Test
  void binary() {
    check(TorchEdges.BINARY, 2, 400);
  }

  private static void check(String table, int arity, int least) {
    Fn fn = Fn.NEG;
    int entries = 0;
    List<String> wrong = new ArrayList<>();
    for (String token : table.trim().split("\\s+")) {
      if (!token.contains(",")) {
        fn = Fn.valueOf(token);
        continue;
      }
      entries++;
      String[] fields = token.split(",");
      double[] in = new double[3];
      for (int i = 0; i < arity; i++) {
        in[i] = number(fields[i]);
      }
      in[2] = 1;
      Expr body = arity == 1 ? Expr.apply(fn, X) : Expr.apply(fn, X, Y);
      compare(wrong, fn + " " + token + " value", number(fields[arity]), body, in);
      for (int i = 0; i < arity; i++) {
        Expr grad = Derive.vjp(body, i, G);
        double expected = number(fields[arity + 1 + i]);
        compare(wrong, fn + " " + token + " grad " + i + " = " + grad, expected, grad, in);
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(entries >= least, "entries read: " + entries);
  }

  private static void compare(
      List<String> wrong, String what, double expected, Expr e, double[] in) {
    double actual = Evaluate.evalDouble(e, in, new double[0]);
    // PyTorch's trigamma has ten digits only.
    double tolerance = what.startsWith("DIGAMMA") ? 1e-8 : 1e-12;
    boolean same =
        Double.compare(expected, actual) == 0
            || expected == actual
            || Math.abs(expected - actual) <= tolerance * Math.abs(expected) + 1e-300;
    if (!same) {
      wrong.add(what + ": " + actual + " instead of " + expected);
    }
  }

  private static double number(String s) {
    return switch (s) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(s);
    };
  }
}
