package org.torch4j.cpu;

import java.util.List;
import java.util.Map;
import org.torch4j.backend.ComputeType;
import org.torch4j.expr.Expr;

/** An elementwise program over rows of Java arrays: outputs first, then inputs. */
final class StepProgram {
  private final PointwiseKernels.Variant variant;
  private final int operands;

  private StepProgram(PointwiseKernels.Variant variant, int operands) {
    this.variant = variant;
    this.operands = operands;
  }

  static StepProgram of(String name, StepArrays arrays, int inputs, List<Expr> bodies) {
    ComputeType compute = arrays.compute;
    CompiledProgram program = new CompiledProgram(name, compute, bodies, 0, Map.of());
    Operand[] all = new Operand[bodies.size() + inputs];
    java.util.Arrays.fill(all, new Operand(arrays.dtype, true, Operand.Step.CONTIGUOUS));
    return new StepProgram(program.variant(new long[] {1}, all), all.length);
  }

  /** How many arrays it reads and writes. */
  int operands() {
    return operands;
  }

  /** A call that can be repeated: where each operand starts and how far its rows are apart. */
  final class Call {
    private final Object[] arrays = new Object[operands];
    private final long[] params = new long[Kernel.STEPS * operands];
    private int next;

    /** Adds an operand. */
    Call add(Object array, int at, int rowStep) {
      arrays[next] = array;
      params[Kernel.STEPS * next] = at;
      params[Kernel.STEPS * next + 1] = 1;
      params[Kernel.STEPS * next + 2] = rowStep;
      next++;
      return this;
    }

    /** Adds {@code count} operands that lie side by side in the rows of one array. */
    Call addEach(Object array, int count, int width, int rowStep) {
      for (int i = 0; i < count; i++) {
        add(array, i * width, rowStep);
      }
      return this;
    }

    /** Computes {@code rows} rows of {@code n} elements. */
    void run(int n, int rows) {
      variant.run(arrays, params.clone(), n, rows);
    }
  }

  /** A call without operands yet. */
  Call call() {
    return new Call();
  }
}
