package org.torch4j.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.torch4j.type.DType;

class DeriveTest {
  private static final Expr X = Expr.input(0);
  private static final Expr Y = Expr.input(1);
  private static final Expr G = Expr.input(2);
  private static final Expr ZERO = Expr.constant(0);
  private static final double[] NONE = {};

  /** The open interval in which a function is smooth enough to take differences. */
  private static double[] domain(Fn fn, int argument) {
    return switch (fn) {
      case RECIPROCAL, DIV, FMOD, REMAINDER, HYPOT, ABS, COPYSIGN -> new double[] {0.4, 6};
      case SQRT, RSQRT, LOG, LOG2, LOG10, LGAMMA, DIGAMMA, TRIGAMMA, POW -> new double[] {0.4, 6};
      case K0, K1, K0_SCALED, K1_SCALED, BESSEL_Y0, BESSEL_Y1, SPHERICAL_BESSEL_J0, ENTR ->
          new double[] {0.4, 6};
      case IGAMMA, IGAMMAC -> new double[] {0.4, 6};
      case ZETA -> argument == 0 ? new double[] {1.5, 6} : new double[] {0.4, 6};
      case NDTRI -> new double[] {0.1, 0.9};
      case XLOG1PY -> argument == 0 ? new double[] {-3, 3} : new double[] {-0.6, 5};
      case XLOGY -> argument == 0 ? new double[] {-3, 3} : new double[] {0.4, 6};
      case LOG1P -> new double[] {-0.6, 5};
      case TAN -> new double[] {-1.2, 1.2};
      case ASIN, ACOS, ATANH, ERFINV -> new double[] {-0.9, 0.9};
      case ACOSH -> new double[] {1.2, 8};
      case EXP, EXP2, EXPM1, SINH, COSH -> new double[] {-5, 5};
      default -> new double[] {-3, 3};
    };
  }

  private static double between(Random random, double[] range) {
    return range[0] + (range[1] - range[0]) * random.nextDouble();
  }

  /** Fourth-order difference with a step that balances truncation against rounding. */
  private static double slope(Expr e, double[] at, int input) {
    double h = 1e-3;
    double[] weights = {1, -8, 8, -1};
    double[] steps = {-2, -1, 1, 2};
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      double[] moved = at.clone();
      moved[input] += steps[i] * h;
      sum += weights[i] * Evaluate.evalDouble(e, moved, NONE);
    }
    return sum / (12 * h);
  }

  private static void agrees(Expr body, int input, double[] at, double tolerance) {
    double expected = at[2] * slope(body, at, input);
    Expr gradient = Derive.vjp(body, input, G);
    double actual = Evaluate.evalDouble(gradient, at, NONE);
    assertEquals(
        expected,
        actual,
        tolerance * (1 + Math.abs(expected)),
        () -> "d(" + body + ")/dx" + input + " = " + gradient + " at " + at[0] + ", " + at[1]);
  }

  /** First to third derivatives of every row against differences of one order less. */
  @Test
  void everyFunction() {
    Random random = new Random(3);
    int checked = 0;
    for (Fn fn : Fn.values()) {
      for (int input = 0; input < fn.arity(); input++) {
        if (!fn.hasGradient(input)) {
          assertEquals(ZERO, Derive.vjp(apply(fn), input, G), fn::toString);
          continue;
        }
        for (int n = 0; n < 40; n++) {
          double[] at = {between(random, domain(fn, 0)), between(random, domain(fn, 1)), 0.7};
          if (fn == Fn.POLYGAMMA) {
            at = new double[] {n % 4, 0.4 + 5 * random.nextDouble(), 0.7};
          }
          if (isNearKink(fn, at)) {
            continue;
          }
          Expr body = apply(fn);
          agrees(body, input, at, 2e-7);
          Expr first = Derive.vjp(body, input, Expr.constant(1));
          agrees(first, input, at, 2e-6);
          if (fn.arity() == 2 && fn.hasGradient(1 - input)) {
            agrees(first, 1 - input, at, 2e-6);
          }
          agrees(Derive.vjp(first, input, Expr.constant(1)), input, at, 2e-5);
          checked++;
        }
      }
    }
    assertTrue(checked > 1500, "checked: " + checked);
  }

  private static Expr apply(Fn fn) {
    return fn.arity() == 1 ? Expr.apply(fn, X) : Expr.apply(fn, X, Y);
  }

  private static boolean isNearKink(Fn fn, double[] at) {
    return switch (fn) {
      case MIN, MAX, FMIN, FMAX -> Math.abs(at[0] - at[1]) < 0.01;
      case FMOD, REMAINDER -> {
        double ratio = at[0] / at[1];
        yield Math.abs(ratio - Math.rint(ratio)) < 0.05;
      }
      default -> false;
    };
  }

  @Test
  void compositions() {
    Expr normal = X.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5);
    List<Expr> bodies =
        List.of(
            X.mul(X.sigmoid()),
            X.mul(normal),
            X.mul(X.softplus().tanh()),
            X.mul(Y).add(X.sin()).div(X.mul(X).add(Y.mul(Y)).add(1)),
            Expr.select(X.gt(0), X, X.expm1().mul(1.3)),
            X.pow(3).sub(Y.mul(X).exp()).cast(DType.FLOAT64),
            X.mul(X).mul(X).mul(X).hypot(Y.exp()));
    Random random = new Random(4);
    double[] range = {-2, 2};
    for (Expr body : bodies) {
      for (int n = 0; n < 50; n++) {
        double[] at = {between(random, range), between(random, range), between(random, range)};
        if (Math.abs(at[0]) < 0.01) {
          continue;
        }
        for (int input = 0; input < 2; input++) {
          agrees(body, input, at, 1e-7);
          Expr first = Derive.vjp(body, input, G);
          for (int second = 0; second < 3; second++) {
            double[] unit = {at[0], at[1], at[2]};
            double expected = slope(first, unit, second);
            double actual = Evaluate.evalDouble(Derive.vjp(first, second, ONE), unit, NONE);
            assertEquals(expected, actual, 1e-5 * (1 + Math.abs(expected)), body::toString);
          }
        }
      }
    }
  }

  private static final Expr ONE = Expr.constant(1);

  @Test
  void gradientsReadWell() {
    assertEquals("x2 * (1 - tanh(x0) * tanh(x0))", Derive.vjp(X.tanh(), 0, G).toString());
    Expr body = X.tanh();
    Expr saved = Derive.vjp(body, 0, G).substitute(body, Expr.input(3));
    String text = saved.text(i -> i == 2 ? "grad" : i == 3 ? "result" : "self");
    assertEquals("grad * (1 - result * result)", text);
    assertEquals("2 * (x2 * x0)", Derive.vjp(X.pow(2), 0, G).toString());
    assertEquals("x2", Derive.vjp(X.add(Y), 1, G).toString());
    assertEquals("x2", Derive.vjp(X.add(Y).cast(DType.FLOAT16), 1, G).toString());
    assertEquals("x2 * x1", Derive.vjp(X.mul(Y), 0, G).toString());
  }

  @Test
  void whatDoesNotDependGivesZero() {
    assertEquals(ZERO, Derive.vjp(Y.exp(), 0, G));
    assertEquals(ZERO, Derive.vjp(X.floor().mul(Y), 0, G));
    assertEquals(ZERO, Derive.vjp(X.gt(Y), 0, G));
    assertEquals(ZERO, Derive.vjp(X.cast(DType.INT32), 0, G));
    assertEquals(ZERO, Derive.vjp(Expr.select(X.gt(0), Y, 1), 0, G));
    assertThrows(IndexOutOfBoundsException.class, () -> Derive.vjp(X, Integer.MAX_VALUE, G));
  }

  /** The saved result is found in the gradient whatever simplification does to the body. */
  @Test
  void resultIsFoundInUnsimplifiedBodies() {
    Expr body = X.mul(1).add(0).exp();
    Expr gradient = Derive.vjp(body, 0, G).substitute(body, Expr.input(3));
    assertEquals("x2 * x3", gradient.toString());
  }

  @Test
  void noNanFromTheSideNotTaken() {
    double[] at = {0, 0, 1};
    Expr safeLog = Expr.select(X.gt(0), X.log().mul(X), 0);
    Expr safeRoot = Expr.select(X.gt(0), X.sqrt().mul(X.sqrt().add(1)), X);
    for (Expr body : List.of(safeLog, safeRoot)) {
      Expr first = Derive.vjp(body, 0, G);
      Expr second = Derive.vjp(first, 0, ONE);
      Expr third = Derive.vjp(second, 0, ONE);
      assertEquals(body == safeRoot ? 1 : 0, Evaluate.evalDouble(first, at, NONE), first::toString);
      assertEquals(0, Evaluate.evalDouble(second, at, NONE), second::toString);
      assertEquals(0, Evaluate.evalDouble(third, at, NONE), third::toString);
    }
  }

  @Test
  void saturatingFunctionsStayFiniteInAllOrders() {
    List<Fn> saturating =
        List.of(Fn.SIGMOID, Fn.LOG_SIGMOID, Fn.SOFTPLUS, Fn.TANH, Fn.ERF, Fn.ERFC, Fn.ATAN);
    for (Fn fn : saturating) {
      for (double x : new double[] {-1e30, -1e4, -100, -0.0, 0, 100, 1e4, 1e30}) {
        Expr e = Expr.apply(fn, X);
        for (int order = 1; order <= 3; order++) {
          e = Derive.vjp(e, 0, ONE);
          float value = Evaluate.evalFloat(e, new float[] {(float) x}, new float[0]);
          assertTrue(Float.isFinite(value), fn + " order " + order + " at " + x + ": " + value);
        }
      }
    }
  }

  @Test
  void powersOfZero() {
    double[][] points = {{0, 0, 1}, {0, 1, 1}, {0, 2, 1}, {0, 3, 1}, {0, 2.5, 1}};
    for (double[] at : points) {
      Expr first = Derive.vjp(X.pow(Y), 0, G);
      Expr second = Derive.vjp(first, 0, ONE);
      assertEquals(at[1] == 1 ? 1 : 0, Evaluate.evalDouble(first, at, NONE));
      assertEquals(at[1] == 2 ? 2 : 0, Evaluate.evalDouble(second, at, NONE), second::toString);
    }
  }

  /** Sharing keeps the work of high orders in hand: an unshared tree would double every time. */
  @Test
  void highOrdersStaySmall() {
    Expr e = X.mul(X.softplus().tanh());
    for (int order = 1; order <= 4; order++) {
      e = Derive.vjp(e, 0, ONE);
      assertTrue(e.size() < 60 * order * order, "order " + order + ": " + e.size());
    }
    assertFalse(e.toString().isEmpty());
  }

  @Test
  void sharedPartsAreOneObject() {
    Expr e = X.sigmoid();
    Expr body = e.mul(X.sigmoid()).add(X.sigmoid().exp());
    Expr gradient = Derive.vjp(body, 0, G);
    long sigmoids =
        Structure.topological(List.of(gradient)).stream()
            .filter(part -> part instanceof Expr.Apply a && a.fn() == Fn.SIGMOID)
            .count();
    assertEquals(1, sigmoids, gradient::toString);
  }
}
