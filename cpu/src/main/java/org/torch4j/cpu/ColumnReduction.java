package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.cpu.Operand.Step;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;

/** A reduction whose innermost dimension is kept: rows are combined as vectors. */
final class ColumnReduction extends ReductionWalk {
  /** Elements of one block of rows, and the fewest rows in it. */
  private static final int COLUMN_BLOCK = 65536;

  private static final int MIN_ROWS = 64;

  /** The most rows in one block: longer sums in single precision lose digits. */
  private static final int MAX_ROWS = 256;

  /** Columns below which neighbouring rows are taken for one. */
  private static final int NARROW = 32;

  /** Elements of the long rows that short ones make. */
  private static final int COLUMN_FOLD = 256;

  /** Columns done together, so that their accumulators stay in the nearest cache. */
  private static final int COLUMNS = 2048;

  ColumnReduction(ReductionStage stage, Storage totals, StridedArray input, ReductionPlan plan) {
    super(stage, totals, input, plan);
  }

  /** Adds the input to the totals. */
  static void reduce(ReductionStage stage, Storage totals, StridedArray input, ReductionPlan plan) {
    long rows = plan.foldable();
    long width = plan.inner().size();
    long fold = COLUMN_FOLD / width;
    if (width > NARROW || rows < 8 * fold) {
      new ColumnReduction(stage, totals, input, plan).run();
      return;
    }
    // Many short rows one behind the other: each "fold" of them counts as one long row, whose
    // totals are folded afterwards. The rest that fills no long row is added as it is.
    StridedArray wide = plan.folded(input, rows / fold, fold * width, 0);
    ReductionPlan widePlan = new ReductionPlan(wide, plan.foldedMarks());
    StridedArray partial = StridedArray.allocate(stage.type, Shape.of(widePlan.outputs()));
    stage.owner.initialise(partial.storage(), partial.numel());
    new ColumnReduction(stage, partial.storage(), wide, widePlan).run();
    Shape folded = Shape.of(widePlan.outputs() / (fold * width), fold, width);
    StridedArray sums = partial.with(Layout.contiguous(folded));
    ReductionPlan last = new ReductionPlan(sums, new boolean[] {false, true, false});
    new ColumnReduction(stage.owner.again, totals, sums, last).run();
    partial.storage().release();
    if (rows % fold != 0) {
      StridedArray rest = plan.folded(input, rows % fold, width, rows / fold * fold * width);
      ReductionPlan restPlan = new ReductionPlan(rest, plan.foldedMarks());
      new ColumnReduction(stage, totals, rest, restPlan).run();
    }
  }

  private void run() {
    int width = (int) Math.min(COLUMNS, inner.size());
    long across = (inner.size() + width - 1) / width;
    long group = Math.min(MAX_ROWS, Math.max(MIN_ROWS, COLUMN_BLOCK / width));
    long blocks = (outerReduced + group - 1) / group;
    StridedArray partial = blocks == 1 ? null : partial(blocks);
    Storage target = partial == null ? totals : partial.storage();
    Columns columns = new Columns(target, width);
    long unit = target.isHeap() ? 1 : stage.type.byteSize();
    long outBase = target.isHeap() ? 0 : target.address();
    long inBase = Iteration.position(input);
    long perBlock = product(keptDims, 0) * across;
    long rowWork = (long) width * Math.min(group, outerReduced) * (stage.columns.cost + 2);
    Parallel.run(
        perBlock * blocks,
        Math.max(1, ReductionStage.CHUNK_WORK / rowWork),
        (begin, end, _) -> {
          for (long u = begin; u < end; u++) {
            long column = u % across * width;
            long kept = u / across % (perBlock / across);
            long block = u / perBlock;
            long out = outBase + (block * plan.outputs() + kept * inner.size() + column) * unit;
            long in = inBase + column * inner.step() + offset(keptDims, 0, kept);
            int n = (int) Math.min(width, inner.size() - column);
            long last = Math.min(outerReduced, (block + 1) * group);
            columns.rows(out, in, block * group, last, n);
          }
        });
    target.fence();
    if (partial != null) {
      finish(partial, Shape.of(blocks, plan.outputs()), new boolean[] {true, false});
    }
  }

  /** The kernels for this input, one row or {@link ReductionStage#TOGETHER} rows at a time. */
  private final class Columns {
    private final Storage target;
    private final PointwiseKernels.Variant one;
    private final PointwiseKernels.Variant many;
    private final int callsLimit;

    Columns(Storage target, int width) {
      this.target = target;
      this.one = variant(stage.columns, 1);
      this.many = variant(stage.manyColumns, ReductionStage.TOGETHER);
      int limit = one.isStaged() ? PointwiseKernels.TILE : COLUMN_BLOCK;
      this.callsLimit = Math.max(1, limit / width);
    }

    private PointwiseKernels.Variant variant(CompiledProgram program, int inputs) {
      boolean heap = input.storage().isHeap();
      Operand acc = new Operand(stage.type, target.isHeap(), Step.CONTIGUOUS);
      Operand x = new Operand(input.dtype(), heap, step());
      long code = Operand.code(acc.dtype(), acc.heap(), acc.step());
      long key = code | code << 7;
      Operand[] operands = new Operand[2 + inputs];
      operands[0] = acc;
      operands[1] = acc;
      for (int i = 0; i < inputs; i++) {
        operands[2 + i] = x;
        key |= Operand.code(x.dtype(), x.heap(), x.step()) << 7 * (2 + i);
      }
      return program.variant(new long[] {key}, operands);
    }

    /** Adds rows {@code begin} to {@code end} of the reduced indices to the accumulators. */
    void rows(long out, long in, long begin, long end, int n) {
      if (reducedDims.length == 0) {
        call(one, 1, out, in, 0, n, 1);
        return;
      }
      long size = reducedDims[0].size();
      long rowStep = reducedDims[0].step();
      for (long r = begin; r < end; ) {
        int count = (int) Math.min(end - r, size - r % size);
        long at = in + offset(reducedDims, 0, r);
        int groups = Math.min(count / ReductionStage.TOGETHER, callsLimit);
        if (groups > 0) {
          call(many, ReductionStage.TOGETHER, out, at, rowStep, n, groups);
          r += (long) groups * ReductionStage.TOGETHER;
        } else {
          call(one, 1, out, at, rowStep, n, Math.min(count, callsLimit));
          r += Math.min(count, callsLimit);
        }
      }
    }

    private void call(
        PointwiseKernels.Variant kernels,
        int inputs,
        long out,
        long in,
        long rowStep,
        int n,
        int calls) {
      @Nullable Object[] arrays = new Object[2 + inputs];
      long[] p = new long[Kernel.STEPS * (2 + inputs)];
      arrays[0] = target.array();
      arrays[1] = arrays[0];
      p[0] = out;
      p[3] = out;
      for (int i = 0; i < inputs; i++) {
        arrays[2 + i] = input.storage().array();
        p[6 + 3 * i] = in + i * rowStep;
        p[7 + 3 * i] = inner.step();
        p[8 + 3 * i] = inputs * rowStep;
      }
      kernels.run(arrays, p, n, calls);
    }
  }
}
