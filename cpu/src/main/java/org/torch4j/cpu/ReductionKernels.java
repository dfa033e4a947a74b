package org.torch4j.cpu;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.ReductionProgram;
import org.torch4j.expr.Expr;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/**
 * Runs reductions: totals in the compute type first, in blocks whose borders depend on the sizes
 * alone and whose results are reduced again, so that sums are accurate and the same for any number
 * of threads; then the finishing expression as an elementwise program.
 *
 * <p>If the innermost dimension is reduced, each row becomes one value. Otherwise rows are added up
 * as vectors, which is an elementwise program too.
 */
final class ReductionKernels {
  private static final Scalar[] NO_SCALARS = {};

  private final ComputeType compute;
  private final DType type;
  private final double init;
  private final ReductionStage first;
  final ReductionStage again;
  private final CompiledProgram fill;
  private final CompiledProgram finish;
  private final boolean finishes;

  private ReductionKernels(ReductionProgram p) {
    this.compute = p.compute();
    this.type = Operand.nativeType(compute);
    this.init = p.init();
    this.first = new ReductionStage(this, p, p.map());
    this.again = p.map() instanceof Expr.Input ? first : new ReductionStage(this, p, Expr.input(0));
    this.fill = new CompiledProgram("fill", compute, List.of(Expr.constant(p.init())), 0, Map.of());
    this.finish = new CompiledProgram(p.name(), compute, List.of(p.finish()), 1, Map.of());
    this.finishes = !(p.finish() instanceof Expr.Input);
  }

  /** Computes the reduction; {@code output} has size 1 where {@code marks} says so. */
  static void run(
      ReductionProgram program, StridedArray output, StridedArray input, boolean[] marks) {
    if (output.numel() == 0) {
      return;
    }
    ReductionKernels kernels = (ReductionKernels) program.kernels(Device.Type.CPU);
    if (kernels == null) {
      kernels = new ReductionKernels(program);
      program.setKernels(Device.Type.CPU, kernels);
    }
    kernels.reduce(output, input, marks);
  }

  private void reduce(StridedArray output, StridedArray input, boolean[] marks) {
    Shape shape = output.shape();
    ReductionPlan plan = new ReductionPlan(input, marks);
    boolean inPlace =
        !finishes
            && output.dtype() == type
            && output.isContiguous()
            && output.layout().offset() == 0
            && plan.isRowMajor(shape);
    StridedArray totals = inPlace ? output : StridedArray.allocate(type, shape);
    initialise(totals.storage(), output.numel());
    if (input.numel() > 0) {
      first.reduce(totals.storage(), input, plan);
      input.storage().fence();
    }
    if (!inPlace) {
      StridedArray[] in = {totals.with(plan.totals(shape))};
      Scalar[] count = {Scalar.of(input.numel() == 0 ? 0L : plan.reduced())};
      PointwiseKernels.run(finish, new StridedArray[] {output}, in, count, output.numel());
      totals.storage().release();
    }
  }

  /** Puts the neutral element everywhere. */
  void initialise(Storage storage, long n) {
    Object array = storage.array();
    if (array != null) {
      switch (array) {
        case int[] a -> Arrays.fill(a, 0, (int) n, (int) init);
        case long[] a -> Arrays.fill(a, 0, (int) n, (long) init);
        case float[] a -> Arrays.fill(a, 0, (int) n, (float) init);
        default -> Arrays.fill((double[]) array, 0, (int) n, init);
      }
      return;
    }
    StridedArray all = new StridedArray(storage, type, Layout.contiguous(Shape.of(n)));
    PointwiseKernels.run(fill, new StridedArray[] {all}, new StridedArray[0], NO_SCALARS, n);
  }
}
