package org.torch4j.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.torch4j.type.DType;

class SimplifyTest {
  private static final Expr X = Expr.input(0);
  private static final Expr Y = Expr.input(1);
  private static final double[] SCALARS = {1.5};

  private static void becomes(String expected, Expr e) {
    assertEquals(expected, Simplify.apply(e).toString());
  }

  @Test
  void neutralElementsGo() {
    becomes("x0", X.add(0));
    becomes("x0", Expr.constant(0).add(X));
    becomes("x0", X.sub(0));
    becomes("-x0", Expr.constant(0).sub(X));
    becomes("x0", X.mul(1));
    becomes("-x0", X.mul(-1));
    becomes("exp(x0)", X.exp().div(1));
    becomes("x0", X.neg().neg());
    becomes("x0 - x1", X.add(Y.neg()));
    becomes("x0 + x1", X.sub(Y.neg()));
    becomes("x1 - x0", X.sub(Y).neg());
    becomes("x0 * x1", X.neg().mul(Y.neg()));
    becomes("x0", X.min(X));
  }

  @Test
  void whatNanOrInfinityWouldShowStays() {
    becomes("0 * x0", X.mul(0));
    becomes("x0 - x0", X.sub(X));
    becomes("exp(x0) / exp(x0)", X.exp().div(X.exp()));
    becomes("not x0 < x1", X.lt(Y).not());
    becomes("x0 != x1", X.eq(Y).not());
  }

  @Test
  void powers() {
    becomes("1", X.pow(0));
    becomes("x0", X.pow(1));
    becomes("x0 * x0", X.pow(2));
    becomes("x0 * x0 * x0", X.pow(3));
    becomes("sqrt(x0)", X.pow(0.5));
    becomes("rsqrt(x0)", X.pow(-0.5));
    becomes("exp(reciprocal(x0))", X.pow(-1).exp());
    becomes("exp2(exp(x0))", Expr.constant(2).pow(X.exp()));
  }

  @Test
  void integersKeepTheirMeaning() {
    // In integers x^-1 is 0 for most x, and 2^x wraps.
    becomes("pow(x0, -1)", X.pow(-1));
    becomes("pow(2, x0)", Expr.constant(2).pow(X));
    // 3e9 saturates when an int program loads it.
    becomes("3000000000 + 1", Expr.constant(3e9).add(1));
    becomes("5", Expr.constant(2).add(3));
    // Seven halves, rounded down, are 3 in integers.
    becomes("7 // 2", Expr.constant(7).floorDiv(2));
  }

  @Test
  void truthValuesStayTruthValues() {
    Expr p = X.gt(Y);
    for (Expr e :
        new Expr[] {
          p.mul(1),
          p.add(0),
          p.pow(1),
          p.neg().neg(),
          p.min(p),
          Expr.select(p, 1, 0),
          Expr.select(Expr.constant(1).eq(1), p, X)
        }) {
      assertTrue(!Simplify.apply(e).isPredicate(), e::toString);
    }
    becomes("x0 > x1", p.and(p));
    becomes("x0 > x1", p.not().not());
    becomes("x0 > x1", p.and(Expr.constant(1)));
    becomes("x0 and x0", X.and(X));
  }

  @Test
  void choices() {
    Expr c = X.gt(0);
    becomes("x1", Expr.select(c, Y, Y));
    becomes("where(x0 > 0, 2, x1)", Expr.select(c, Expr.select(c, 2, X), Y));
    becomes("where(x0 > 0, x1, 2)", Expr.select(c.not(), 2, Y));
    becomes("x0", Expr.select(Expr.constant(1).eq(1), X, Y));
    becomes("where(x0 > 0, x0, x1)", Expr.select(c, X, 0).add(Expr.select(c, 0, Y)));
    becomes("int8(x0)", X.cast(DType.INT8).cast(DType.INT8));
  }

  @Test
  void doubleValuesStay() {
    RandomExpressions source = new RandomExpressions(1, true);
    double[] values = {0, -0.0, 1, -1, 0.5, 2, -3.7, 1e9, Double.NaN, Double.POSITIVE_INFINITY};
    int changed = 0;
    int compared = 0;
    for (int n = 0; n < 4000; n++) {
      Expr e = source.next(2 + n % 9);
      Expr simple = Simplify.apply(e);
      assertEquals(e.isPredicate(), simple.isPredicate(), e::toString);
      assertTrue(simple.size() <= e.size() + 2, e::toString);
      assertEquals(simple, Simplify.apply(simple), "a second time: " + e);
      changed += simple.equals(e) ? 0 : 1;
      boolean jumps = jumpsAtZero(e);
      for (double x : values) {
        double[] in = {x, values[n % values.length]};
        if (jumps && meetsSpecialValue(e, in)) {
          continue;
        }
        compared++;
        double expected = Evaluate.evalDouble(e, in, SCALARS);
        double actual = Evaluate.evalDouble(simple, in, SCALARS);
        boolean same =
            expected == actual
                || Double.isNaN(expected) && Double.isNaN(actual)
                || Math.abs(expected - actual) <= 1e-9 * Math.abs(expected);
        assertTrue(
            same,
            () ->
                e + " -> " + simple + " at " + in[0] + ", " + in[1] + ": " + expected + ", now "
                    + actual);
      }
    }
    assertTrue(compared > 20000, "compared: " + compared);
    assertTrue(changed > 800, "changed: " + changed);
  }

  /** Whether the sign of a zero, which simplification may change, or a root of -inf shows. */
  private static boolean jumpsAtZero(Expr e) {
    return Structure.uses(
        e,
        part ->
            part instanceof Expr.Apply a
                && switch (a.fn()) {
                  case SIGNBIT,
                      COPYSIGN,
                      ATAN2,
                      RECIPROCAL,
                      RSQRT,
                      DIV,
                      POW,
                      DIGAMMA,
                      FLOOR_DIV,
                      TRUNC_DIV ->
                      true;
                  default -> false;
                });
  }

  private static boolean meetsSpecialValue(Expr e, double[] in) {
    List<Expr> parts = Structure.topological(List.of(e));
    double[] values = new double[parts.size()];
    Evaluate.of(parts).doubles(in, SCALARS, values);
    return Arrays.stream(values).anyMatch(v -> v == 0 || !Double.isFinite(v));
  }

  @Test
  void integerValuesStay() {
    RandomExpressions source = new RandomExpressions(2, false);
    int[] values = {0, 1, -1, 2, 7, -13, 100, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE};
    int changed = 0;
    for (int n = 0; n < 4000; n++) {
      Expr e = source.next(2 + n % 9);
      Expr simple = Simplify.apply(e);
      changed += simple.equals(e) ? 0 : 1;
      int[] scalars = {3};
      for (int x : values) {
        int[] in = {x, values[(n / 3) % values.length]};
        long[] wide = {(long) in[0] << (n % 2) * 31, in[1]};
        String what = e + " -> " + simple + " at " + in[0] + ", " + in[1];
        assertEquals(Evaluate.evalInt(e, in, scalars), Evaluate.evalInt(simple, in, scalars), what);
        assertEquals(
            Evaluate.evalLong(e, wide, new long[] {3}),
            Evaluate.evalLong(simple, wide, new long[] {3}),
            what);
      }
    }
    assertTrue(changed > 800, "changed: " + changed);
  }
}
