package org.torch4j.cpu;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.expr.Expr;
import org.torch4j.expr.Fn;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;

/**
 * The compiled forms of one program, kept in it. Usually one; but exponents that are simple numbers
 * are built into the code, since a square is a product and not a power.
 */
final class Programs {
  private static final Set<Double> SIMPLE =
      Set.of(0.0, 0.5, -0.5, 1.0, -1.0, 1.5, -1.5, 2.0, -2.0, 3.0, -3.0, 4.0);

  private final PointwiseProgram program;
  private final int[] exponents;
  private final CompiledProgram general;
  private final Map<Map<Integer, Scalar>, CompiledProgram> special = new ConcurrentHashMap<>();
  private volatile @Nullable Choice last;

  private Programs(PointwiseProgram program, int scalars) {
    this.program = program;
    Set<Integer> found = new HashSet<>();
    Map<Expr, Boolean> seen = new IdentityHashMap<>();
    for (Expr body : program.bodies()) {
      exponents(body, false, found, seen);
    }
    this.exponents = found.stream().mapToInt(i -> i).sorted().toArray();
    this.general = compile(scalars, Map.of());
  }

  private CompiledProgram compile(int scalars, Map<Integer, Scalar> fixed) {
    return new CompiledProgram(program.name(), program.compute(), program.bodies(), scalars, fixed);
  }

  /** The form of {@code program} for a call with these scalars. */
  static CompiledProgram of(PointwiseProgram program, Scalar[] scalars) {
    Programs programs = (Programs) program.kernels(Device.Type.CPU);
    if (programs == null) {
      programs = new Programs(program, scalars.length);
      program.setKernels(Device.Type.CPU, programs);
    }
    return programs.exponents.length == 0 ? programs.general : programs.choose(scalars);
  }

  /** The form chosen last, because loops repeat their exponents. */
  private record Choice(double[] exponents, CompiledProgram compiled) {}

  private CompiledProgram choose(Scalar[] scalars) {
    Choice before = last;
    if (before != null && isSame(before.exponents, scalars)) {
      return before.compiled;
    }
    double[] values = new double[exponents.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = scalars[exponents[i]].doubleValue();
    }
    CompiledProgram compiled = find(scalars);
    last = new Choice(values, compiled);
    return compiled;
  }

  private boolean isSame(double[] values, Scalar[] scalars) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] != scalars[exponents[i]].doubleValue()) {
        return false;
      }
    }
    return true;
  }

  private CompiledProgram find(Scalar[] scalars) {
    Map<Integer, Scalar> fixed = new HashMap<>();
    for (int index : exponents) {
      if (SIMPLE.contains(scalars[index].doubleValue() + 0.0)) {
        fixed.put(index, scalars[index]);
      }
    }
    return fixed.isEmpty()
        ? general
        : special.computeIfAbsent(fixed, f -> compile(scalars.length, f));
  }

  private static void exponents(
      Expr e, boolean inExponent, Set<Integer> found, Map<Expr, Boolean> seen) {
    if (e instanceof Expr.ScalarInput s && inExponent) {
      found.add(s.index());
    }
    Boolean before = seen.get(e);
    if (before != null && (before || !inExponent)) {
      return;
    }
    seen.put(e, inExponent);
    List<Expr> children = e.children();
    for (int i = 0; i < children.size(); i++) {
      boolean exponent = e instanceof Expr.Apply a && a.fn() == Fn.POW && i == 1;
      exponents(children.get(i), inExponent || exponent, found, seen);
    }
  }
}
