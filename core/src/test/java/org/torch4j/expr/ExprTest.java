package org.torch4j.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

class ExprTest {
  private static final Expr X = Expr.input(0);
  private static final Expr Y = Expr.input(1);
  private static final Expr S = Expr.scalar(0);

  @Test
  void printsAsWritten() {
    assertEquals("x0 - (x1 - s0)", X.sub(Y.sub(S)).toString());
    assertEquals("x0 - x1 - s0", X.sub(Y).sub(S).toString());
    assertEquals("(x0 + 1) * -x1", X.add(1).mul(Y.neg()).toString());
    assertEquals("x0 * x1 / (x0 * x1)", X.mul(Y).div(X.mul(Y)).toString());
    assertEquals(
        "where(x0 < 0.5 or not x1 == -2, exp(x0), int8(x1))",
        Expr.select(X.lt(0.5).or(Y.eq(-2).not()), X.exp(), Y.cast(DType.INT8)).toString());
    assertEquals(
        "log_sigmoid(x0) // pow(x1, inf)",
        X.logSigmoid().floorDiv(Y.pow(Double.POSITIVE_INFINITY)).toString());
    assertEquals("~x0 & x1 << 2", X.bitNot().bitAnd(Y.shiftLeft(2)).toString());
    assertEquals("(x0 < x1) == (x0 > x1)", X.lt(Y).eq(X.gt(Y)).toString());
    assertEquals("self + s0", X.add(S).text(_ -> "self"));
  }

  @Test
  void longTextNamesSharedParts() {
    Expr e = X.tanh();
    for (int i = 0; i < 40; i++) {
      e = e.mul(e);
    }
    String text = e.toString();
    assertTrue(text.startsWith("t0 = tanh(x0); t1 = t0 * t0; t2 = t1 * t1; "), text);
    assertTrue(text.endsWith("; t39 * t39"), text);
  }

  @Test
  void equalByStructure() {
    assertEquals(X.mul(X.sigmoid()), Expr.input(0).mul(Expr.input(0).sigmoid()));
    assertEquals(X.mul(Y).hashCode(), Expr.input(0).mul(Expr.input(1)).hashCode());
    assertNotEquals(X.mul(Y), Y.mul(X));
    assertNotEquals(X.mul(Y), X.add(Y));
    assertNotEquals(X.cast(DType.INT8), X.cast(DType.INT16));
    assertNotEquals(Expr.select(X, Y, S), Expr.select(X, S, Y));
    assertNotEquals(Expr.constant(0.0), Expr.constant(-0.0));
    assertEquals(Expr.constant(Double.NaN), Expr.constant(Double.NaN));
  }

  /** Each level uses the one below three times: 3^200 paths. */
  private static Expr deep() {
    Expr e = X.sin();
    for (int i = 0; i < 100; i++) {
      e = Expr.select(e.gt(0), e, e.neg());
      e = e.mul(e.cast(DType.FLOAT32));
    }
    return e;
  }

  @Test
  void deepSharedTreesCostNoMoreThanTheirSize() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          Expr a = deep();
          Expr b = deep();
          assertEquals(a, b);
          assertEquals(a.hashCode(), b.hashCode());
          assertEquals(5 * 100 + 3, a.size());
          assertFalse(a.usesInput(1));
          assertFalse(a.usesScalar(0));
          assertFalse(a.isPredicate());
          assertTrue(a.isFloatOnly());
          assertEquals(b, a.substitute(X, Y).substitute(Y, X));
          assertEquals(b, a.withInputs(List.of(Y)).withInputs(List.of(S, X)));
          assertTrue(a.toString().length() < 20000);
          assertTrue(Simplify.apply(a).size() <= a.size());
          assertTrue(Derive.vjp(a, 0, Expr.input(1)).size() < 20 * a.size());
          Evaluate.evalDouble(a, new double[] {0.3}, new double[0]);
        });
  }

  @Test
  void predicates() {
    assertTrue(X.lt(Y).isPredicate());
    assertTrue(X.isnan().not().isPredicate());
    assertTrue(Expr.select(X, X.lt(Y), Y.signbit()).isPredicate());
    assertFalse(Expr.select(X.lt(Y), X, Y).isPredicate());
    assertFalse(X.lt(Y).add(1).isPredicate());
    assertFalse(X.lt(Y).cast(DType.BOOL).isPredicate());
  }

  @Test
  void floatOnly() {
    assertTrue(X.div(Y).isFloatOnly());
    assertTrue(X.exp().lt(Y).isFloatOnly());
    assertTrue(X.mul(0.5).isFloatOnly());
    assertFalse(X.mul(2).floorDiv(Y).pow(3).abs().isFloatOnly());
    assertFalse(X.min(Double.POSITIVE_INFINITY).isFloatOnly());
  }

  @Test
  void partsAreReplaced() {
    Expr e = X.exp().mul(X).add(S);
    assertEquals("x5 * x0 + s0", e.substitute(X.exp(), Expr.input(5)).toString());
    assertEquals("exp(x1) * x1 + s0", e.withInputs(List.of(Y)).toString());
    assertEquals("x1 - x0", X.sub(Y).withInputs(List.of(Y, X)).toString());
    assertTrue(e.usesInput(0) && e.usesScalar(0) && !e.usesInput(1) && !e.usesScalar(1));
    assertEquals(5, e.size());
  }

  @Test
  void wrongUseIsRefused() {
    assertThrows(IndexOutOfBoundsException.class, () -> Expr.input(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> Expr.scalar(-1));
    assertThrows(IllegalArgumentException.class, () -> Expr.apply(Fn.ADD, X));
    assertThrows(DTypeException.class, () -> X.cast(DType.COMPLEX64));
    assertThrows(NullPointerException.class, () -> Expr.apply(Fn.ADD, X, null));
  }

  /** Every row has its method, named in camel case, and the method makes that row. */
  @Test
  void everyFunctionHasItsMethod() throws ReflectiveOperationException {
    for (Fn fn : Fn.values()) {
      String[] words = fn.label().split("_");
      StringBuilder name = new StringBuilder(words[0]);
      Arrays.stream(words)
          .skip(1)
          .forEach(
              w -> name.append(w.substring(0, 1).toUpperCase(Locale.ROOT)).append(w.substring(1)));
      Class<?>[] types = new Class<?>[fn.arity() - 1];
      Object[] args = new Object[fn.arity() - 1];
      Arrays.fill(types, Expr.class);
      Arrays.fill(args, Y);
      Method method = Operators.class.getMethod(name.toString(), types);
      Expr expected = fn.arity() == 1 ? Expr.apply(fn, X) : Expr.apply(fn, X, Y);
      assertEquals(expected, method.invoke(X, args));
      if (fn.arity() == 2 && fn != Fn.POLYGAMMA) {
        Method constant = Operators.class.getMethod(name.toString(), double.class);
        assertEquals(Expr.apply(fn, X, Expr.constant(3)), constant.invoke(X, 3.0));
      }
    }
  }
}
