package org.torch4j.expr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

class EvaluateTest {
  private static final Expr X = Expr.input(0);
  private static final Expr Y = Expr.input(1);

  private static double real(Expr e, double... in) {
    return Evaluate.evalDouble(e, in, new double[0]);
  }

  private static float single(Expr e, float... in) {
    return Evaluate.evalFloat(e, in, new float[0]);
  }

  private static int integer(Expr e, int... in) {
    return Evaluate.evalInt(e, in, new int[0]);
  }

  private static long wide(Expr e, long... in) {
    return Evaluate.evalLong(e, in, new long[0]);
  }

  @Test
  void floatProgramsRoundEveryStep() {
    // In double (x + 1) - x is 1; in float the 1 is lost.
    assertEquals(1, real(X.add(1).sub(X), 1e9));
    assertEquals(0, single(X.add(1).sub(X), 1e9f));
    assertEquals(0.1f + 0.2f, single(Expr.constant(0.1).add(0.2)));
    assertEquals((float) Math.exp(1.1f), single(X.exp(), 1.1f));
    assertEquals(Float.POSITIVE_INFINITY, single(X.mul(X), 1e30f));
    // 1/3 in float times 3 reaches 1 before it is truncated.
    assertEquals((int) (0.3f / 0.1f), single(X.truncDiv(Y), 0.3f, 0.1f));
    assertEquals(0.7f, Evaluate.evalFloat(Expr.scalar(0), new float[0], new float[] {0.7f}));
  }

  @Test
  void integersWrap() {
    assertEquals(Integer.MIN_VALUE, integer(X.add(1), Integer.MAX_VALUE));
    assertEquals(1L << 31, wide(X.add(1), Integer.MAX_VALUE));
    assertEquals(Integer.MIN_VALUE, integer(X.abs(), Integer.MIN_VALUE));
    assertEquals(Integer.MIN_VALUE, integer(X.floorDiv(-1), Integer.MIN_VALUE));
    assertEquals(0, integer(X.pow(2), 1 << 16));
    assertEquals(1L << 32, wide(X.pow(2), 1 << 16));
    assertEquals(689956897, integer(X.pow(40), 3));
    assertArrayEquals(
        new int[] {0, -1, 1, 1, 1, 0},
        new int[] {
          integer(X.pow(-1), 2), integer(X.pow(-1), -1), integer(X.pow(-2), -1),
          integer(X.pow(-5), 1), integer(X.pow(0), 0), integer(X.pow(-1), 0)
        });
  }

  @Test
  void divisionRoundsAsNamed() {
    int[][] table = {
      {7, 2, 3, 1, 3, 1}, {-7, 2, -4, 1, -3, -1}, {7, -2, -4, -1, -3, 1}, {-7, -2, 3, -1, 3, -1}
    };
    for (int[] t : table) {
      List<Expr> all = List.of(X.floorDiv(Y), X.remainder(Y), X.truncDiv(Y), X.fmod(Y));
      for (int i = 0; i < 4; i++) {
        assertEquals(t[2 + i], integer(all.get(i), t[0], t[1]));
        assertEquals(t[2 + i], wide(all.get(i), t[0], t[1]));
        assertEquals(t[2 + i], real(all.get(i), t[0], t[1]));
        assertEquals(t[2 + i], single(all.get(i), t[0], t[1]));
      }
    }
  }

  @Test
  void integerDivisionByZeroIsRaisedOnlyWhereTaken() {
    for (Expr e : List.of(X.floorDiv(Y), X.remainder(Y), X.truncDiv(Y), X.fmod(Y))) {
      ArithmeticException error = assertThrows(ArithmeticException.class, () -> integer(e, 1, 0));
      assertEquals("integer division by zero", error.getMessage());
      assertThrows(ArithmeticException.class, () -> wide(e, 1, 0));
      assertEquals(-5, integer(Expr.select(Y.ne(0), e, -5), 1, 0));
    }
    assertEquals(Double.POSITIVE_INFINITY, real(X.floorDiv(Y), 1, 0));
    assertEquals(Double.NaN, real(X.remainder(Y), 1, 0));
  }

  @Test
  void bits() {
    assertEquals(0, integer(X.shiftLeft(-1), 1));
    assertEquals(0, integer(X.shiftLeft(32), 1));
    assertEquals(1L << 32, wide(X.shiftLeft(32), 1));
    assertEquals(0, wide(X.shiftLeft(64), 1));
    assertEquals(-1, integer(X.shiftRight(40), -8));
    assertEquals(-1, integer(X.shiftRight(-1), -8));
    assertEquals(-4, integer(X.shiftRight(1), -8));
    assertEquals(0b0110, integer(X.bitXor(Y), 0b0011, 0b0101));
    assertEquals(~5, integer(X.bitNot(), 5));
    assertEquals(2, integer(X.gcd(Y), -4, 6));
    assertEquals(0, integer(X.gcd(Y), 0, 0));
    assertEquals(Integer.MIN_VALUE, integer(X.gcd(0), Integer.MIN_VALUE));
  }

  @Test
  void truthValuesAreOneAndZero() {
    assertEquals(2, real(X.gt(0).add(X.lt(2)), 1));
    assertEquals(1, real(X.and(Y), Double.NaN, -0.5));
    assertEquals(0, integer(X.xor(Y), 5, 7));
    assertEquals(1, real(X.not(), -0.0));
    assertEquals(3, real(Expr.select(X, 3, 4), Double.NaN));
    assertEquals(0, integer(X.isnan().or(X.isinf()), 5));
    assertEquals(1, integer(X.isfinite().and(X.signbit()), -5));
    assertEquals(1, real(X.signbit(), -0.0));
    assertEquals(0, real(X.eq(X), Double.NaN));
    assertEquals(1, real(X.ne(X), Double.NaN));
  }

  @Test
  void constantsConvertAsJavaCasts() {
    assertEquals(Integer.MAX_VALUE, integer(X.min(Double.POSITIVE_INFINITY), Integer.MAX_VALUE));
    assertEquals(Long.MIN_VALUE, wide(X.max(Double.NEGATIVE_INFINITY), Long.MIN_VALUE));
  }

  @Test
  void casts() {
    assertEquals(44, real(X.cast(DType.UINT8), 300.7));
    assertEquals(44, integer(X.cast(DType.INT8), 300));
    assertEquals(-56, integer(X.cast(DType.INT8), 200));
    assertEquals(-3, real(X.cast(DType.INT64), -3.9));
    assertEquals(1, real(X.cast(DType.BOOL), Double.NaN));
    assertEquals(2048, real(X.cast(DType.FLOAT16), 2049));
    assertEquals(2052, real(X.cast(DType.FLOAT16), 2051));
    assertEquals(256, real(X.cast(DType.BFLOAT16), 257));
    assertEquals(260, real(X.cast(DType.BFLOAT16), 259));
    assertEquals(Double.POSITIVE_INFINITY, real(X.cast(DType.BFLOAT16), 3.4e38));
    assertTrue(Double.isNaN(real(X.cast(DType.BFLOAT16), Double.NaN)));
    assertEquals((double) 0.1f, real(X.cast(DType.FLOAT32), 0.1));
    assertEquals(16777216, wide(X.cast(DType.FLOAT32), 16777217));
    assertEquals(32768, integer(X.cast(DType.INT16).neg(), 32768));
  }

  @Test
  void whereAFunctionIsNotDefinedIsSaid() {
    DTypeException bits = assertThrows(DTypeException.class, () -> real(X.bitAnd(Y), 1, 2));
    assertTrue(bits.getMessage().startsWith("bit_and: "), bits::getMessage);
    DTypeException exp = assertThrows(DTypeException.class, () -> integer(X.exp(), 1));
    assertTrue(exp.getMessage().startsWith("exp: "), exp::getMessage);
  }

  @Test
  void severalExpressionsTogether() {
    Evaluate both = Evaluate.of(List.of(X.add(Y), X.mul(Y), X));
    double[] out = new double[3];
    both.doubles(new double[] {3, 4}, new double[0], out);
    assertArrayEquals(new double[] {7, 12, 3}, out);
    int[] ints = new int[3];
    both.ints(new int[] {3, 4}, new int[0], ints);
    assertArrayEquals(new int[] {7, 12, 3}, ints);
  }

  @Test
  void everyRowHasAtLeastOneScalarFunction() {
    for (Fn fn : Fn.values()) {
      if (!fn.isIntegerOnly()) {
        double value = fn.arity() == 1 ? fn.apply(0.5) : fn.apply(2.0, 0.5);
        assertTrue(!Double.isNaN(value) || fn == Fn.ACOSH, fn::toString);
      }
      if (!fn.isFloatOnly()) {
        long value = fn.arity() == 1 ? fn.apply(5L) : fn.apply(6L, 4L);
        double same =
            fn.isIntegerOnly() ? value : fn.arity() == 1 ? fn.apply(5.0) : fn.apply(6.0, 4.0);
        assertEquals(same, value, fn::toString);
      }
    }
  }
}
