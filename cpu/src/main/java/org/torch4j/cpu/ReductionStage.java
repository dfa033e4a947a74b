package org.torch4j.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.ReductionProgram;
import org.torch4j.cpu.Operand.Step;
import org.torch4j.expr.Expr;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/** One map and combination with the kernels made for it, by kind of input. */
final class ReductionStage {
  /**
   * Rows added at once, so that the accumulators are loaded and stored less often; a power of 2.
   */
  static final int TOGETHER = 4;

  /** Elements of one block of a row. */
  static final int BLOCK = 16384;

  /**
   * Elements of one call of vector code. Totals of calls are added up, so that no accumulator grows
   * so large that what is added to it loses its digits.
   */
  private static final int VECTOR_BLOCK = 2048;

  /** Elements of one call of scalar code, which has one accumulator only. */
  private static final int SCALAR_BLOCK = 1024;

  /** Row length from which vector code is worth its setup. */
  static final int VECTOR_MIN = 32;

  /** Work (elements times cost) of one parallel chunk. */
  static final long CHUNK_WORK = 1 << 17;

  final ReductionKernels owner;
  final ComputeType compute;
  final DType type;
  private final RowCodegen.Body body;
  private final boolean vectorizable;
  final CompiledProgram columns;
  final CompiledProgram manyColumns;
  private final AtomicReferenceArray<@Nullable Rows> rows = new AtomicReferenceArray<>(256);

  ReductionStage(ReductionKernels owner, ReductionProgram p, Expr map) {
    this.owner = owner;
    this.compute = p.compute();
    this.type = Operand.nativeType(compute);
    body = new RowCodegen.Body(p.name(), compute, p.init(), map, p.combine());
    vectorizable = body.isVectorizable();
    columns = new CompiledProgram(p.name(), compute, List.of(together(p, map, 1)), 0, Map.of());
    manyColumns =
        new CompiledProgram(p.name(), compute, List.of(together(p, map, TOGETHER)), 0, Map.of());
  }

  /** The accumulator with so many rows, which meet each other first, in pairs. */
  private static Expr together(ReductionProgram p, Expr map, int rows) {
    List<Expr> parts = new ArrayList<>();
    for (int row = 1; row <= rows; row++) {
      parts.add(map.withInputs(List.of(Expr.input(row))));
    }
    while (parts.size() > 1) {
      List<Expr> pairs = new ArrayList<>();
      for (int i = 0; i + 1 < parts.size(); i += 2) {
        pairs.add(p.combine().withInputs(List.of(parts.get(i), parts.get(i + 1))));
      }
      parts = pairs;
    }
    return p.combine().withInputs(List.of(Expr.input(0), parts.get(0)));
  }

  /** Adds the input to the totals. */
  void reduce(Storage totals, StridedArray input, ReductionPlan plan) {
    if (plan.inner().reduced()) {
      new RowReduction(this, totals, input, plan).run();
    } else {
      ColumnReduction.reduce(this, totals, input, plan);
    }
  }

  Rows rows(boolean heapOutput, DType dtype, boolean heap, Step step) {
    int index = (int) Operand.code(dtype, heap, step) * 2 + (heapOutput ? 1 : 0);
    Rows found = rows.get(index);
    if (found == null) {
      found = new Rows(heapOutput, new Operand(dtype, heap, step));
      rows.set(index, found);
    }
    return found;
  }

  /** The kernels that reduce rows of one kind of input. */
  final class Rows {
    private final boolean heapOutput;
    private final Operand input;
    private final boolean direct;
    private final TieredKernel tiered;
    private volatile @Nullable Kernel scalar;
    private volatile @Nullable Kernel turns;
    private volatile @Nullable Kernel vector;

    Rows(boolean heapOutput, Operand input) {
      this.heapOutput = heapOutput;
      this.input = input;
      this.direct =
          input.step() == Step.CONTIGUOUS
              && (input.dtype() == type
                  || vectorizable && VectorConversions.exists(input.dtype(), compute, false));
      tiered =
          new TieredKernel(
              compute,
              body.operands(heapOutput, dense()),
              0,
              columns.cost,
              this::turns,
              this::vector);
    }

    /** The longest piece of a row that one call takes. */
    int limit(long n) {
      if (!vectorizable || n < VECTOR_MIN) {
        return SCALAR_BLOCK;
      }
      return direct ? VECTOR_BLOCK : PointwiseKernels.TILE;
    }

    void run(@Nullable Object[] arrays, long[] params, int n, int count, boolean wide) {
      if (!wide || !vectorizable) {
        scalar().run(arrays, params, n, count);
      } else if (direct) {
        tiered.run(arrays, params, n, count);
      } else {
        runStaged(arrays, params, n, count);
      }
    }

    private void runStaged(@Nullable Object[] arrays, long[] params, int n, int count) {
      Kernel cast = PointwiseKernels.cast(compute, input, false);
      Object buffer = TileBuffers.current().buffer(compute, 0);
      int batch = Math.max(1, PointwiseKernels.TILE / n);
      @Nullable Object[] staging = {arrays[0], buffer};
      for (int at = 0; at < count; at += batch) {
        int some = Math.min(batch, count - at);
        long from = params[3] + at * params[5];
        cast.run(
            new @Nullable Object[] {buffer, arrays[1]},
            new long[] {0, 1, n, from, params[4], params[5]},
            n,
            some);
        long[] p = {params[0] + at * params[2], 0, params[2], 0, 1, n};
        tiered.run(staging, p, n, some);
      }
    }

    private Kernel scalar() {
      Kernel k = scalar;
      if (k == null) {
        k = RowCodegen.scalar(body, heapOutput, input);
        scalar = k;
      }
      return k;
    }

    private Kernel turns() {
      Kernel k = turns;
      if (k == null) {
        k = RowCodegen.turns(body, heapOutput, dense());
        turns = k;
      }
      return k;
    }

    private Kernel vector() {
      Kernel k = vector;
      if (k == null) {
        k = RowCodegen.vector(body, heapOutput, dense());
        vector = k;
      }
      return k;
    }

    /** The input as those two read it, perhaps from a scratch array. */
    private Operand dense() {
      return direct ? input : new Operand(type, true, Step.CONTIGUOUS);
    }
  }
}
