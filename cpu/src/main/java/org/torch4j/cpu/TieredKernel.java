package org.torch4j.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.ComputeType;
import org.torch4j.cpu.Operand.Step;

/** A kernel of plain loops until its twin of vector code is warm; see {@link WarmUp}. */
final class TieredKernel extends Kernel {
  private final Supplier<Kernel> plain;
  private final Supplier<Kernel> vector;
  private final int cost;
  private final WarmUp warmUp;

  /**
   * The suppliers are asked at each call; they make their kernel when it is first needed.
   *
   * @param cost work per element, in additions
   */
  TieredKernel(
      ComputeType compute,
      Operand[] operands,
      int scalars,
      int cost,
      Supplier<Kernel> plain,
      Supplier<Kernel> vector) {
    this.plain = plain;
    this.vector = vector;
    this.cost = cost;
    Trial trial = new Trial(compute, operands, scalars);
    warmUp =
        new WarmUp(
            () -> trial.run(vector.get()),
            () -> trial.run(plain.get()),
            (long) Trial.LENGTH * cost);
  }

  @Override
  void run(@Nullable Object[] arrays, long[] params, int n, int rows) {
    Kernel kernel = warmUp.isReady((long) n * rows * cost) ? vector.get() : plain.get();
    kernel.run(arrays, params, n, rows);
  }

  /** A call with a row of ones for each operand. */
  private static final class Trial {
    /** Whole vectors: rests have code of their own, of which rows have little. */
    private static final int LENGTH = 64;

    private final ComputeType compute;
    private final Operand[] operands;
    private final int scalars;
    private @Nullable Object[] arrays = {};
    private MemorySegment[] memory = {};

    Trial(ComputeType compute, Operand[] operands, int scalars) {
      this.compute = compute;
      this.operands = operands;
      this.scalars = scalars;
    }

    void run(Kernel kernel) {
      if (arrays.length == 0) {
        allocate();
      }
      int count = operands.length;
      long[] params = new long[STEPS * count + scalars];
      for (int k = 0; k < count; k++) {
        Operand o = operands[k];
        params[STEPS * k] = o.heap() ? 0 : memory[k].address();
        params[STEPS * k + 1] = o.step() == Step.UNIFORM ? 0 : o.heap() ? 1 : o.dtype().byteSize();
      }
      Arrays.fill(
          params,
          STEPS * count,
          params.length,
          switch (compute) {
            case INT, LONG -> 1;
            case FLOAT, DOUBLE -> Double.doubleToRawLongBits(1);
          });
      kernel.run(arrays, params, LENGTH, 1);
      Reference.reachabilityFence(memory);
    }

    /** Here rather than in the constructor: most kernels are never tried. */
    private void allocate() {
      arrays = new Object[operands.length];
      memory = new MemorySegment[operands.length];
      for (int k = 0; k < operands.length; k++) {
        Operand o = operands[k];
        Object array = o.heap() ? Elements.newArray(o.dtype(), LENGTH) : null;
        arrays[k] = array;
        memory[k] = Arena.ofAuto().allocate(LENGTH * (long) o.dtype().byteSize(), 64);
        Cells cells =
            array == null ? Cells.at(o.dtype(), memory[k].address()) : Cells.of(o.dtype(), array);
        for (int i = 0; i < LENGTH; i++) {
          cells.setDouble(i, 1);
        }
      }
    }
  }
}
