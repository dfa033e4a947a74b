package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
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

  /** Every place belongs to one task, so that writes to it keep the order of the index. */
  private static void scatter(KernelCall call, String op, Combine combine) {
    StridedArray index = call.array(2);
    if (index.numel() > 0) {
      write(call, op, combine, Places.cut(call.array(3), index.shape()));
    }
  }

  private static void scatterValue(KernelCall call) {
    StridedArray index = call.array(2);
    if (index.numel() > 0) {
      StridedArray value = StridedArray.allocate(call.output(0).dtype(), Shape.SCALAR);
      IndexKernels.set(Cells.of(value), 0, call.scalar(3));
      Layout spread = value.layout().broadcastTo(index.shape(), "scatter");
      write(call, "scatter", Combine.SET, value.with(spread));
    }
  }

  private static void write(KernelCall call, String op, Combine combine, StridedArray src) {
    StridedArray out = call.output(0);
    StridedArray index = call.array(2);
    int dim = Shape.normalizeDim(call.longValue(1), out.layout().dim(), op);
    int n = Walk.size(index, dim);
    long size = Walk.size(out, dim);
    long step = Walk.stride(out, dim);
    long indexStep = Walk.stride(index, dim);
    long srcStep = Walk.stride(src, dim);
    Cells places = Cells.of(index);
    Cells from = Cells.toRead(src, index.numel());
    Cells to = Cells.of(out);
    StridedArray cut = Places.cutExcept(out, index.shape(), dim);
    Walk lines = Walk.lines(dim, index.shape(), cut, index, src);
    int inner = Places.inner(index.shape(), dim);
    if (inner == dim) {
      lines.parallel(
          4L * n,
          (walk, count) -> {
            for (long i = 0; i < count; i++) {
              long[] at = Places.places(op, index, places, walk.at[1], indexStep, n, dim, size);
              Places.scale(at, n, step, 0);
              combine.scatter(to, walk.at[0], at, n, from, walk.at[2], srcStep);
              walk.next();
            }
          });
      return;
    }
    long along = Walk.stride(cut, inner);
    long indexAlong = Walk.stride(index, inner);
    long srcAlong = Walk.stride(src, inner);
    new Slices(lines.along(inner > dim ? inner - 1 : inner), Walk.size(index, inner))
        .parallel(
            4L * n,
            64,
            (walk, begin, m) -> {
              long base = walk.at[0] + begin * along;
              long indices = walk.at[1] + begin * indexAlong;
              long source = walk.at[2] + begin * srcAlong;
              for (int k = 0; k < n; k++) {
                long[] at =
                    Places.places(
                        op, index, places, indices + k * indexStep, indexAlong, m, dim, size);
                Places.scale(at, m, step, along);
                combine.scatter(to, base, at, m, from, source + k * srcStep, srcAlong);
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
    Cells from = Cells.toRead(src, index.numel());
    Cells to = Cells.of(out);
    long indexStep = Walk.stride(index, dim);
    boolean mean = reduce.equals("mean");
    Walk.lines(
            dim,
            index.shape(),
            Places.cutExcept(out, index.shape(), dim),
            index,
            Places.cut(src, index.shape()))
        .parallel(
            4L * n,
            (walk, count) -> {
              long[] hits = Scratch.get().longs(6, size);
              for (long i = 0; i < count; i++) {
                long[] at =
                    Places.places(
                        "scatter_reduce", index, places, walk.at[1], indexStep, n, dim, size);
                if (includeSelf && !mean) {
                  Places.scale(at, n, step, 0);
                  combine.scatter(to, walk.at[0], at, n, from, walk.at[2], srcStep);
                  walk.next();
                  continue;
                }
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
