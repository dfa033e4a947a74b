package org.torch4j.expr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.torch4j.type.DTypeException;

class ComplexFormTest {
  private static final Expr X = Expr.input(0);
  private static final Expr Y = Expr.input(1);
  private static final boolean[] BOTH = {true, true};
  private static final boolean[] NONE = {};

  private static List<Expr> parts(Expr body, boolean... complex) {
    return ComplexForm.of(body, complex.length).parts(complex, NONE, "op: complex64");
  }

  private static double[] value(List<Expr> parts, double... inputs) {
    double[] out = new double[parts.size()];
    Evaluate.of(parts).doubles(inputs, new double[0], out);
    return out;
  }

  @Test
  void productsTakeBothParts() {
    assertArrayEquals(new double[] {-59, 2}, value(parts(X.mul(Y), true, true), 1, 4, -3, 14));
  }

  @Test
  void realInputsHaveOnePlace() {
    assertArrayEquals(new double[] {6, 8}, value(parts(X.mul(Y), false, true), 2, 3, 4));
    assertArrayEquals(new double[] {5, 4}, value(parts(X.add(Y), false, true), 2, 3, 4));
  }

  @Test
  void numbersMayBeComplex() {
    Expr body = X.mul(Expr.scalar(1)).add(Expr.scalar(0));
    List<Expr> parts =
        ComplexForm.of(body, 1)
            .parts(new boolean[] {true}, new boolean[] {true, false}, "op: complex64");
    double[] out = new double[2];
    Evaluate.of(parts).doubles(new double[] {1, 2}, new double[] {10, 20, 3}, out);
    assertArrayEquals(new double[] {13, 26}, out);
  }

  @Test
  void truthValuesAreReal() {
    assertEquals(1, parts(X.eq(Y), true, true).size());
    assertArrayEquals(new double[] {0}, value(parts(X.eq(Y), true, true), 1, 2, 1, 3));
    assertArrayEquals(new double[] {1}, value(parts(X.ne(Y), true, true), 1, 2, 1, 3));
    assertArrayEquals(new double[] {1}, value(parts(X.isnan(), true), 1, Double.NaN));
  }

  @Test
  void onlyPartwiseFunctionsAreCommon() {
    assertEquals(X.add(Y), ComplexForm.common(parts(X.add(Y), true, true), BOTH));
    assertEquals(X, ComplexForm.common(parts(X, true), new boolean[] {true}));
    Expr chosen = Expr.select(X.ne(0), Y, Y.neg());
    boolean[] second = {false, true};
    assertNotNull(ComplexForm.common(parts(chosen, false, true), second));
    assertNull(ComplexForm.common(parts(X.mul(Y), true, true), BOTH));
    assertNull(ComplexForm.common(parts(X.add(Y), false, true), second));
    assertNull(ComplexForm.common(parts(X.eq(Y), true, true), BOTH));
  }

  /** The gradient of z * z is g * conj(2 z), and of that with respect to g and to z again. */
  @Test
  void gradientsAreConjugated() {
    ComplexForm square = ComplexForm.of(X.mul(X), 1);
    Expr derived = Derive.vjp(X.mul(X), 0, Y);
    ComplexForm first = square.gradientForm(derived, 0, new int[] {0, 1});
    List<Expr> parts = first.parts(BOTH, NONE, "op: complex64");
    // z = 3 + 4i, g = 1 + 2i: (1 + 2i)(6 - 8i) = 22 + 4i.
    assertArrayEquals(new double[] {22, 4}, value(parts, 3, 4, 1, 2));
    Expr again = Derive.vjp(derived, 0, Expr.input(2));
    ComplexForm second = first.gradientForm(again, 0, new int[] {0, 1, 2});
    // h(z) = 2 g conj(z), so that c arrives at z as 2 g conj(c): c = 5 - i gives (2 + 4i)(5 + i).
    boolean[] three = {true, true, true};
    assertArrayEquals(
        new double[] {6, 22}, value(second.parts(three, NONE, "op: complex64"), 3, 4, 1, 2, 5, -1));
  }

  @Test
  void orderHasNoMeaning() {
    DTypeException e =
        assertThrows(DTypeException.class, () -> parts(Expr.select(X.lt(Y), X, Y), true, true));
    assertEquals("op: lt is not defined for complex numbers, got complex64", e.getMessage());
    assertThrows(DTypeException.class, () -> parts(X.erf(), true));
    assertThrows(DTypeException.class, () -> parts(X.sign(), true));
    assertTrue(parts(X.max(Y), false, false).size() == 1);
  }
}
