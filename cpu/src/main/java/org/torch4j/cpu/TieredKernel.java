package org.torch4j.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.cpu.Operand.Step;

/** A kernel of plain loops until its twin of vector code is warm; see {@link WarmUp}. */
final class TieredKernel extends Kernel {
  private final Supplier<Kernel> plain;
  private final Supplier<Kernel> vector;
  private final int cost;
  private final WarmUp warmUp;

  /** The suppliers are asked at each call; they make their kernel when it is first needed. */
  TieredKernel(
      CompiledProgram program,
      Operand[] operands,
      Supplier<Kernel> plain,
      Supplier<Kernel> vector) {
    this.plain = plain;
    this.vector = vector;
    this.cost = program.cost;
    Trial trial = new Trial(program, operands);
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
    private static final int LENGTH = 512;

    private final CompiledProgram program;
    private final Operand[] operands;
    private @Nullable Object[] arrays = {};
    private MemorySegment[] memory = {};

    Trial(CompiledProgram program, Operand[] operands) {
      this.program = program;
      this.operands = operands;
    }

    void run(Kernel kernel) {
      if (arrays.length == 0) {
        allocate();
      }
      int count = operands.length;
      long[] params = new long[STEPS * count + program.scalars];
      for (int k = 0; k < count; k++) {
        Operand o = operands[k];
        params[STEPS * k] = o.heap() ? 0 : memory[k].address();
        params[STEPS * k + 1] = o.step() == Step.UNIFORM ? 0 : o.heap() ? 1 : o.dtype().byteSize();
      }
      Arrays.fill(
          params,
          STEPS * count,
          params.length,
          switch (program.compute) {
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
            array == null
                ? Cells.at(o.dtype(), memory[k].address())
                : Cells.of(o.dtype(), array);
        for (int i = 0; i < LENGTH; i++) {
          cells.setDouble(i, 1);
        }
      }
    }
  }
}
