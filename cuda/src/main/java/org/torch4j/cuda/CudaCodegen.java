package org.torch4j.cuda;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.torch4j.backend.ComputeType;
import org.torch4j.expr.Expr;

/**
 * Writes expressions as CUDA C: one statement for each different part, in the compute type, with
 * the meaning that {@link org.torch4j.expr.Evaluate} gives them.
 */
final class CudaCodegen {
  private final ComputeType compute;
  private final Map<Expr, String> names = new HashMap<>();
  private final StringBuilder code = new StringBuilder();

  CudaCodegen(ComputeType compute) {
    this.compute = compute;
  }

  /**
   * A device function that computes {@code bodies}: {@code NAME(T x0, ..., T s0, ..., T& y0, ...)}.
   */
  static String function(
      String name, List<Expr> bodies, int inputs, int scalars, ComputeType compute) {
    String t = CudaTypes.compute(compute);
    StringBuilder text = new StringBuilder("static __device__ inline void ").append(name);
    String between = "(";
    for (int i = 0; i < inputs; i++) {
      text.append(between).append(t).append(" x").append(i);
      between = ", ";
    }
    for (int i = 0; i < scalars; i++) {
      text.append(between).append(t).append(" s").append(i);
      between = ", ";
    }
    for (int i = 0; i < bodies.size(); i++) {
      text.append(between).append(t).append("& y").append(i);
      between = ", ";
    }
    CudaCodegen codegen = new CudaCodegen(compute);
    String[] results = new String[bodies.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = codegen.name(bodies.get(i));
    }
    text.append(") {\n").append(codegen.code);
    for (int i = 0; i < results.length; i++) {
      text.append("  y").append(i).append(" = ").append(results[i]).append(";\n");
    }
    return text.append("}\n").toString();
  }

  private String name(Expr e) {
    String known = names.get(e);
    if (known != null) {
      return known;
    }
    String value =
        switch (e) {
          case Expr.Input in -> "x" + in.index();
          case Expr.ScalarInput s -> "s" + s.index();
          case Expr.Constant c -> constant(c.value());
          case Expr.Apply a -> statement(applied(a));
          case Expr.Select s -> {
            String condition = name(s.condition());
            yield statement(condition + " != 0 ? " + name(s.ifTrue()) + " : " + name(s.ifFalse()));
          }
          case Expr.Cast c ->
              statement("t4j_cast<" + CudaTypes.stored(c.dtype()) + ">(" + name(c.arg()) + ")");
        };
    names.put(e, value);
    return value;
  }

  private String statement(String value) {
    String name = "v" + names.size();
    code.append("  ").append(CudaTypes.compute(compute)).append(' ').append(name);
    code.append(" = ").append(value).append(";\n");
    return name;
  }

  private String applied(Expr.Apply a) {
    String text = a.fn().cuda().replace("T(", CudaTypes.compute(compute) + "(");
    for (int i = 0; i < a.args().size(); i++) {
      text = text.replace("$" + i, name(a.arg(i)));
    }
    return text;
  }

  /** A constant of the compute type; of integers what a Java cast gives. */
  private String constant(double value) {
    return switch (compute) {
      case INT -> integer((int) value, "(-2147483647 - 1)", Integer.MIN_VALUE, "");
      case LONG -> integer((long) value, "(-9223372036854775807LL - 1)", Long.MIN_VALUE, "LL");
      case FLOAT -> "((float)" + real(value) + ")";
      case DOUBLE -> real(value);
    };
  }

  private static String integer(long value, String least, long min, String suffix) {
    return value == min ? least : "(" + value + suffix + ")";
  }

  private static String real(double value) {
    if (Double.isNaN(value)) {
      return "T4J_NAN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "T4J_INF" : "(-T4J_INF)";
    }
    return "(" + value + ")";
  }
}
