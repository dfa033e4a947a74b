package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/** Kernels that write along one dimension where a tensor of indices says: the scatter family. */
final class ScatterKernels {
  private ScatterKernels() {}

  static void register(KernelTable table) {
    table.add("scatter", call -> scatter(call, "scatter", Combine.SET));
    table.add("scatter_value", ScatterKernels::scatterValue);
    table.add("scatter_add", call -> scatter(call, "scatter_add", Combine.SUM));
    table.add("scatter_reduce", ScatterKernels::scatterReduce);
  }

  /** Each line belongs to one task, so that writes to one place keep the order of the index. */
  private static void scatter(KernelCall call, String op, Combine combine) {
    StridedArray out = call.output(0);
    StridedArray index = call.array(2);
    StridedArray src = call.array(3);
    if (index.numel() == 0) {
      return;
    }
    int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), op);
    int n = Walk.size(index, dim);
    long size = Walk.size(out, dim);
    long step = Walk.stride(out, dim);
    long srcStep = Walk.stride(src, dim);
    Cells places = Cells.of(index);
    Cells from = Cells.of(src);
    Cells to = Cells.of(out);
    Walk.lines(
            dim,
            index.shape(),
            IndexKernels.cutExcept(out, index.shape(), dim),
            index,
            IndexKernels.cut(src, index.shape()))
        .parallel(
            4L * n,
            (walk, count) -> {
              for (long i = 0; i < count; i++) {
                long[] at =
                    IndexKernels.line(op, places, walk, 1, Walk.stride(index, dim), n, dim, size);
                for (int k = 0; k < n; k++) {
                  combine.apply(to, walk.at[0] + at[k] * step, from, walk.at[2] + k * srcStep);
                }
                walk.next();
              }
            });
  }

  private static void scatterValue(KernelCall call) {
    StridedArray out = call.output(0);
    StridedArray index = call.array(2);
    Scalar value = call.scalar(3);
    if (index.numel() == 0) {
      return;
    }
    int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), "scatter");
    int n = Walk.size(index, dim);
    long size = Walk.size(out, dim);
    long step = Walk.stride(out, dim);
    Cells places = Cells.of(index);
    Cells to = Cells.of(out);
    Walk.lines(dim, index.shape(), IndexKernels.cutExcept(out, index.shape(), dim), index)
        .parallel(
            4L * n,
            (walk, count) -> {
              for (long i = 0; i < count; i++) {
                long[] at =
                    IndexKernels.line(
                        "scatter", places, walk, 1, Walk.stride(index, dim), n, dim, size);
                for (int k = 0; k < n; k++) {
                  IndexKernels.set(to, walk.at[0] + at[k] * step, value);
                }
                walk.next();
              }
            });
  }

  private static void scatterReduce(KernelCall call) {
    StridedArray out = call.output(0);
    StridedArray index = call.array(2);
    StridedArray src = call.array(3);
    String reduce = String.valueOf(call.arg(4));
    boolean includeSelf = call.booleanValue(5);
    Combine combine =
        switch (reduce) {
          case "sum", "mean" -> Combine.SUM;
          case "prod" -> Combine.PROD;
          case "amax" -> Combine.MAX;
          case "amin" -> Combine.MIN;
          default ->
              throw new IllegalArgumentException(
                  "scatter_reduce: reduce must be sum, prod, mean, amax or amin, got " + reduce);
        };
    if (index.numel() == 0) {
      return;
    }
    int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), "scatter_reduce");
    int n = Walk.size(index, dim);
    int size = Walk.size(out, dim);
    long step = Walk.stride(out, dim);
    long srcStep = Walk.stride(src, dim);
    Cells places = Cells.of(index);
    Cells from = Cells.of(src);
    Cells to = Cells.of(out);
    boolean mean = reduce.equals("mean");
    Walk.lines(
            dim,
            index.shape(),
            IndexKernels.cutExcept(out, index.shape(), dim),
            index,
            IndexKernels.cut(src, index.shape()))
        .parallel(
            4L * n,
            (walk, count) -> {
              long[] hits = Scratch.get().longs(6, size);
              for (long i = 0; i < count; i++) {
                long[] at =
                    IndexKernels.line(
                        "scatter_reduce", places, walk, 1, Walk.stride(index, dim), n, dim, size);
                Arrays.fill(hits, 0, size, 0);
                for (int k = 0; k < n; k++) {
                  int place = (int) at[k];
                  boolean fresh = hits[place]++ == 0 && !includeSelf;
                  (fresh ? Combine.SET : combine)
                      .apply(to, walk.at[0] + place * step, from, walk.at[2] + k * srcStep);
                }
                if (mean) {
                  divide(to, walk.at[0], step, hits, size, includeSelf ? 1 : 0);
                }
                walk.next();
              }
            });
  }

  private static void divide(Cells to, long off, long step, long[] hits, int size, int own) {
    for (int p = 0; p < size; p++) {
      if (hits[p] > 0) {
        long at = off + p * step;
        if (to.isInteger()) {
          to.setLong(at, Math.floorDiv(to.getLong(at), hits[p] + own));
        } else {
          to.setDouble(at, to.getDouble(at) / (hits[p] + own));
        }
      }
    }
  }
}
