package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.cpu.Operand.Step;

/**
 * A kernel of vector code for operands that such code cannot read or write: each has a kernel that
 * converts it into a scratch array before, or out of one behind.
 */
final class StagedKernel extends Kernel {
  private final CompiledProgram program;
  private final Operand[] operands;
  private final @Nullable Kernel[] casts;
  private final Kernel vector;

  /** {@code casts} are null where an operand needs none. */
  StagedKernel(
      CompiledProgram program, Operand[] operands, @Nullable Kernel[] casts, Kernel vector) {
    this.program = program;
    this.operands = operands;
    this.casts = casts;
    this.vector = vector;
  }

  @Override
  void run(@Nullable Object[] arrays, long[] params, int n, int rows) {
    @Nullable Object[] staging = arrays.clone();
    long[] stagingParams = params.clone();
    TileBuffers scratch = TileBuffers.current();
    int outputs = program.roots.size();
    for (int k = 0; k < operands.length; k++) {
      Kernel cast = casts[k];
      if (cast != null) {
        Object buffer = scratch.buffer(program.compute, k);
        staging[k] = buffer;
        boolean uniform = operands[k].step() == Step.UNIFORM;
        int at = STEPS * k;
        stagingParams[at] = 0;
        stagingParams[at + 2] = uniform ? 1 : n;
        if (k >= outputs) {
          long[] p = {0, 1, n, params[at], params[at + 1], params[at + 2]};
          if (uniform) {
            p[4] = params[at + 2];
            cast.run(new @Nullable Object[] {buffer, arrays[k]}, p, rows, 1);
          } else {
            cast.run(new @Nullable Object[] {buffer, arrays[k]}, p, n, rows);
          }
        }
      }
    }
    vector.run(staging, stagingParams, n, rows);
    for (int k = 0; k < outputs; k++) {
      Kernel cast = casts[k];
      if (cast != null) {
        int at = STEPS * k;
        long[] p = {params[at], params[at + 1], params[at + 2], 0, 1, n};
        cast.run(new @Nullable Object[] {arrays[k], staging[k]}, p, n, rows);
      }
    }
  }
}
