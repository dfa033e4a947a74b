package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.torch4j.backend.ComputeType;
import org.torch4j.cpu.Operand.Step;
import org.torch4j.expr.Expr;
import org.torch4j.type.DType;

/** Vector code that converts what it reads and writes gives the bits of plain loops. */
class VectorConversionsTest {
  private static final int[] LENGTHS = {1, 7, 16, 33, 100};

  static Stream<Arguments> conversions() {
    return Stream.of(ComputeType.values())
        .flatMap(
            compute ->
                Stream.of(TestArrays.REAL)
                    .flatMap(
                        dtype ->
                            Stream.of(true, false)
                                .flatMap(
                                    heap ->
                                        Stream.of(true, false)
                                            .map(
                                                output ->
                                                    Arguments.of(compute, dtype, heap, output)))));
  }

  @ParameterizedTest
  @MethodSource("conversions")
  void sameBitsAsPlainLoops(ComputeType compute, DType dtype, boolean heap, boolean output) {
    assumeTrue(Simd.isAvailable());
    CompiledProgram copy =
        new CompiledProgram("copy", compute, List.of(Expr.input(0)), 0, Map.of());
    Operand outside = new Operand(dtype, heap, Step.CONTIGUOUS);
    Operand inside = new Operand(Operand.nativeType(compute), true, Step.CONTIGUOUS);
    Operand[] operands = {output ? outside : inside, output ? inside : outside};
    PointwiseKernels.Variant variant = copy.variant(new long[] {1}, operands);
    Random random = new Random(dtype.ordinal());
    for (int n : LENGTHS) {
      Arena arena = Arena.ofAuto();
      Cells in = cells(operands[1], 2 * n, arena);
      for (int i = 0; i < 2 * n; i++) {
        in.setDouble(i, value(operands[1].dtype(), i, random));
      }
      Cells expected = cells(operands[0], 2 * n, arena);
      Cells got = cells(operands[0], 2 * n, arena);
      variant.scalar().run(arrays(expected, in), params(operands, expected, in, n), n, 2);
      variant.vector().run(arrays(got, in), params(operands, got, in, n), n, 2);
      for (int i = 0; i < 2 * n; i++) {
        assertEquals(
            expected.getDouble(i), got.getDouble(i), () -> compute + " " + dtype + " " + n);
      }
    }
  }

  private static double value(DType dtype, int i, Random random) {
    if (!dtype.isFloatingPoint()) {
      return random.nextInt(-200, 200);
    }
    double[] special = {0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, 3e9, -3e9, 1e-42, 0x1.01p0};
    return i < special.length ? special[i] : random.nextGaussian() * 100;
  }

  private static Cells cells(Operand o, int n, Arena arena) {
    return o.heap()
        ? Cells.of(o.dtype(), Elements.newArray(o.dtype(), n))
        : Cells.at(o.dtype(), arena.allocate((long) n * o.dtype().byteSize(), 64).address());
  }

  private static @Nullable Object[] arrays(Cells out, Cells in) {
    return new @Nullable Object[] {out.array, in.array};
  }

  private static long[] params(Operand[] operands, Cells out, Cells in, int n) {
    long[] params = new long[2 * Kernel.STEPS];
    for (int k = 0; k < 2; k++) {
      int unit = operands[k].heap() ? 1 : operands[k].dtype().byteSize();
      params[Kernel.STEPS * k] = k == 0 ? out.address : in.address;
      params[Kernel.STEPS * k + 1] = unit;
      params[Kernel.STEPS * k + 2] = (long) unit * n;
    }
    return params;
  }
}
