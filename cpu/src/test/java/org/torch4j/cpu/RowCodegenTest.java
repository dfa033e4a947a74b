package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.torch4j.backend.ComputeType;
import org.torch4j.cpu.Operand.Step;
import org.torch4j.expr.Expr;
import org.torch4j.type.DType;

/** Plain loops reduce rows in the order of vector code: to the same bits. */
class RowCodegenTest {
  private static final Map<String, Expr> COMBINE =
      Map.of(
          "sum", Expr.input(0).add(Expr.input(1)),
          "prod", Expr.input(0).mul(Expr.input(1)),
          "amax", Expr.input(0).max(Expr.input(1)));

  @ParameterizedTest
  @CsvSource({
    "sum, FLOAT, FLOAT32, 0", "sum, DOUBLE, FLOAT64, 0", "sum, LONG, INT64, 0",
    "sum, FLOAT, BFLOAT16, 0", "prod, FLOAT, FLOAT32, 1", "prod, INT, INT32, 1",
    "amax, FLOAT, FLOAT32, -Infinity", "amax, DOUBLE, FLOAT64, -Infinity"
  })
  void turns_giveTheBitsOfVectors(String name, ComputeType compute, DType dtype, double init) {
    assumeTrue(Simd.isAvailable());
    Expr combine = java.util.Objects.requireNonNull(COMBINE.get(name));
    RowCodegen.Body body = new RowCodegen.Body(name, compute, init, Expr.input(0), combine);
    Operand input = new Operand(dtype, true, Step.CONTIGUOUS);
    Kernel turns = RowCodegen.turns(body, true, input);
    Kernel vector = RowCodegen.vector(body, true, input);
    Random random = new Random(5);
    for (int n : new int[] {1, 15, 16, 17, 63, 64, 65, 200, 2048}) {
      Cells in = Cells.of(dtype, Elements.newArray(dtype, 3 * n));
      for (int i = 0; i < 3 * n; i++) {
        in.setDouble(i, random.nextGaussian() * 3);
      }
      DType total = Operand.nativeType(compute);
      Cells expected = Cells.of(total, Elements.newArray(total, 3));
      Cells got = Cells.of(total, Elements.newArray(total, 3));
      for (int i = 0; i < 3; i++) {
        expected.setDouble(i, i);
        got.setDouble(i, i);
      }
      long[] params = {0, 0, 1, 0, 1, n};
      vector.run(new @Nullable Object[] {expected.array, in.array}, params, n, 3);
      turns.run(new @Nullable Object[] {got.array, in.array}, params, n, 3);
      for (int i = 0; i < 3; i++) {
        assertEquals(expected.getDouble(i), got.getDouble(i), name + " of " + n);
      }
    }
  }
}
