package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.cpu.ReductionPlan.Dim;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;

/** A reduction whose innermost dimension is reduced: every row becomes one value. */
final class RowReduction extends ReductionWalk {
  private final boolean wide;
  private final long n;

  RowReduction(ReductionStage stage, Storage totals, StridedArray input, ReductionPlan plan) {
    super(stage, totals, input, plan);
    this.n = inner.size();
    this.wide = n >= ReductionStage.VECTOR_MIN;
  }

  void run() {
    long pieces = (n + ReductionStage.BLOCK - 1) / ReductionStage.BLOCK;
    long group = pieces > 1 ? 1 : Math.max(1, ReductionStage.BLOCK / n);
    long blocks = pieces > 1 ? outerReduced * pieces : (outerReduced + group - 1) / group;
    if (blocks == 1 && outerReduced == 1 && keptDims.length > 0) {
      runBatches();
      return;
    }
    StridedArray partial = blocks == 1 ? null : partial(blocks);
    Storage target = partial == null ? totals : partial.storage();
    ReductionStage.Rows rows =
        stage.rows(target.isHeap(), input.dtype(), input.storage().isHeap(), step());
    long unit = target.isHeap() ? 1 : stage.type.byteSize();
    @Nullable Object[] arrays = {target.array(), input.storage().array()};
    long outBase = target.isHeap() ? 0 : target.address();
    long inBase = Iteration.position(input);
    long work = plan.outputs() * blocks;
    Parallel.run(
        work,
        Math.max(
            1,
            ReductionStage.CHUNK_WORK
                / ((stage.columns.cost + 1) * Math.min(ReductionStage.BLOCK, n * group))),
        (begin, end, _) -> {
          long[] p = {0, 0, 0, 0, inner.step(), 0};
          for (long u = begin; u < end; u++) {
            long o = u / blocks;
            long b = u % blocks;
            p[0] = outBase + u * unit;
            long in = inBase + offset(keptDims, 0, o);
            if (pieces > 1) {
              long start = b % pieces * ReductionStage.BLOCK;
              p[5] = 0;
              p[3] = in + offset(reducedDims, 0, b / pieces) + start * inner.step();
              row(rows, arrays, p, Math.min(ReductionStage.BLOCK, n - start), 1);
            } else {
              rowsOf(rows, arrays, p, in, b * group, Math.min(outerReduced, (b + 1) * group));
            }
          }
        });
    target.fence();
    if (partial != null) {
      finish(partial, Shape.of(plan.outputs(), blocks), new boolean[] {false, true});
    }
  }

  /** Outer reduced indices from {@code begin} to {@code end} into one result. */
  private void rowsOf(
      ReductionStage.Rows rows,
      @Nullable Object[] arrays,
      long[] p,
      long in,
      long begin,
      long end) {
    if (reducedDims.length == 0) {
      p[3] = in;
      row(rows, arrays, p, n, 1);
      return;
    }
    long width = reducedDims[0].size();
    for (long r = begin; r < end; ) {
      int count = (int) Math.min(end - r, width - r % width);
      p[3] = in + offset(reducedDims, 0, r);
      p[5] = reducedDims[0].step();
      row(rows, arrays, p, n, count);
      r += count;
    }
  }

  private void row(
      ReductionStage.Rows rows, @Nullable Object[] arrays, long[] p, long length, int count) {
    int limit = rows.limit(n);
    if (length <= limit) {
      rows.run(arrays, p, (int) length, count, wide);
      return;
    }
    long[] q = p.clone();
    for (long at = 0; at < length; at += limit) {
      q[3] = p[3] + at * inner.step();
      rows.run(arrays, q, (int) Math.min(limit, length - at), count, wide);
    }
  }

  /** One result per row: many short rows in one call. */
  private void runBatches() {
    ReductionStage.Rows rows =
        stage.rows(totals.isHeap(), input.dtype(), input.storage().isHeap(), step());
    Dim down = keptDims[0];
    long batch = Math.max(1, PointwiseKernels.TILE / n);
    long batches = (down.size() + batch - 1) / batch;
    @Nullable Object[] arrays = {totals.array(), input.storage().array()};
    long outBase = totals.isHeap() ? 0 : totals.address();
    long inBase = Iteration.position(input);
    Parallel.run(
        batches * product(keptDims, 1),
        Math.max(
            1,
            ReductionStage.CHUNK_WORK
                / ((stage.columns.cost + 1) * n * Math.min(batch, down.size()))),
        (begin, end, _) -> {
          long[] p = {0, 0, totalUnit, 0, inner.step(), down.step()};
          for (long u = begin; u < end; u++) {
            long start = u % batches * batch;
            long other = u / batches;
            p[0] = outBase + (start + other * down.size()) * totalUnit;
            p[3] = inBase + start * down.step() + offset(keptDims, 1, other);
            row(rows, arrays, p, n, (int) Math.min(batch, down.size() - start));
          }
        });
    totals.fence();
  }
}
