package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Rows of a table picked by indices, and the table's gradient. */
final class EmbeddingKernels {
  /** Columns that one task of the gradient sums; tasks never meet in an element. */
  private static final int COLUMNS = 128;

  /** Entries of bags in ascending order that one task sums. */
  private static final int ENTRIES = 4096;

  private EmbeddingKernels() {}

  static void register(KernelTable table) {
    table.add("embedding", EmbeddingKernels::forward);
    table.add("embedding_dense_backward", EmbeddingKernels::backward);
    table.add("embedding_bag_sum", EmbeddingKernels::bagSum);
    table.add("embedding_bag_argmax", EmbeddingKernels::bagMax);
  }

  private static void forward(KernelCall call) {
    StridedArray weight = call.array(0);
    StridedArray out = call.output(0);
    long[] rows = Places.all("embedding", call.array(1), 0, weight.layout().size(0));
    long width = weight.layout().size(1);
    StridedArray flat = out.with(Layout.contiguous(Shape.of(rows.length, width)));
    IndexKernels.pickRows(weight, 0, rows, flat);
  }

  private static void backward(KernelCall call) {
    StridedArray grad = JavaConv.packed(call.array(0));
    long size = call.longValue(2);
    long padding = call.longValue(3);
    StridedArray out = call.output(0);
    long[] rows = Places.all("embedding_dense_backward", call.array(1), 0, size);
    int width = Math.toIntExact(out.layout().size(1));
    LossKernels.zero(out);
    int[] counts = new int[call.booleanValue(4) ? Math.toIntExact(size) : 0];
    if (counts.length > 0) {
      for (long row : rows) {
        counts[(int) row]++;
      }
    }
    Cells from = Cells.of(grad);
    Cells to = Cells.of(out);
    long source = grad.layout().offset();
    long target = out.layout().offset();
    new Slices(Walk.of(new long[0], new long[1][0], new long[1]), width)
        .parallel(
            rows.length,
            64,
            (walk, begin, n) -> {
              for (int i = 0; i < rows.length; i++) {
                if (rows[i] == padding) {
                  continue;
                }
                long s = source + (long) i * width + begin;
                long t = target + rows[i] * width + begin;
                int count = counts.length == 0 ? 1 : counts[(int) rows[i]];
                if (count == 1) {
                  Combine.SUM.rows(to, t, from, s, n);
                } else {
                  addShare(to, t, from, s, n, count);
                }
              }
            });
  }

  /** Adds elements divided by the count of their row. */
  private static void addShare(Cells to, long t, Cells from, long s, int n, int count) {
    if (to.dtype == DType.FLOAT64) {
      for (int c = 0; c < n; c++) {
        to.setDouble(t + c, to.getDouble(t + c) + from.getDouble(s + c) / count);
      }
      return;
    }
    float[] x = Scratch.get().floats(4, n);
    float[] y = Scratch.get().floats(5, n);
    from.load(s, 1, x, 0, n);
    to.load(t, 1, y, 0, n);
    for (int c = 0; c < n; c++) {
      y[c] += x[c] * (1f / count);
    }
    to.store(t, 1, y, 0, n);
  }

  private static void bagSum(KernelCall call) {
    StridedArray table = JavaConv.packed(call.array(0));
    StridedArray out = call.output(0);
    long[] rows = Places.all("embedding_bag", call.array(1), 0, table.layout().size(0));
    long[] bags = Places.all("embedding_bag", call.array(2), 0, out.layout().size(0));
    StridedArray given = call.arrayOrNull(3);
    double @Nullable [] weights = given == null ? null : new double[rows.length];
    if (given != null && weights != null) {
      Cells.of(given)
          .load(given.layout().offset(), given.layout().stride(0), weights, 0, rows.length);
    }
    int width = Math.toIntExact(out.layout().size(1));
    LossKernels.zero(out);
    Gathering gathering = new Gathering(table, out, rows, bags, weights, width);
    if (ascends(bags)) {
      Parallel.run(
          rows.length,
          ENTRIES,
          (begin, end, chunk) ->
              gathering.run(border(bags, (int) begin), border(bags, (int) end), 0, width));
    } else {
      Parallel.run(
          width,
          COLUMNS,
          (begin, end, chunk) -> gathering.run(0, rows.length, (int) begin, (int) end));
    }
  }

  private static boolean ascends(long[] values) {
    for (int i = 1; i < values.length; i++) {
      if (values[i] < values[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /** The next place where a bag begins, so that no two tasks work on one bag. */
  private static int border(long[] bags, int from) {
    int i = from;
    while (i > 0 && i < bags.length && bags[i] == bags[i - 1]) {
      i++;
    }
    return i;
  }

  /** Row bags[i] of the result gathers row rows[i] of the table, times its weight. */
  private record Gathering(
      StridedArray table,
      StridedArray out,
      long[] rows,
      long[] bags,
      double @Nullable [] weights,
      int width) {
    void run(int first, int last, int begin, int end) {
      int n = end - begin;
      Cells from = Cells.of(table);
      Cells to = Cells.of(out);
      boolean wide = out.dtype() == DType.FLOAT64;
      double[] x = Scratch.get().doubles(4, wide ? n : 0);
      float[] narrow = Scratch.get().floats(4, wide ? 0 : n);
      double[] sums = Scratch.get().doubles(5, n);
      for (int i = first; i < last; i++) {
        long target = out.layout().offset() + bags[i] * width + begin;
        if (i == first || bags[i] != bags[i - 1]) {
          to.load(target, 1, sums, 0, n);
        }
        long source = table.layout().offset() + rows[i] * width + begin;
        double weight = weights == null ? 1 : weights[i];
        if (wide) {
          from.load(source, 1, x, 0, n);
          for (int c = 0; c < n; c++) {
            sums[c] += weight * x[c];
          }
        } else {
          from.load(source, 1, narrow, 0, n);
          for (int c = 0; c < n; c++) {
            sums[c] += weight * narrow[c];
          }
        }
        if (i == last - 1 || bags[i] != bags[i + 1]) {
          to.store(target, 1, sums, 0, n);
        }
      }
    }
  }

  private static void bagMax(KernelCall call) {
    StridedArray table = JavaConv.packed(call.array(0));
    StridedArray out = call.output(0);
    long[] rows = Places.all("embedding_bag", call.array(1), 0, table.layout().size(0));
    long[] bags = Places.all("embedding_bag", call.array(2), 0, out.layout().size(0));
    int width = Math.toIntExact(out.layout().size(1));
    Cells from = Cells.of(table);
    Cells to = Cells.of(out);
    for (long i = 0; i < out.numel(); i++) {
      to.setLong(out.layout().offset() + i, -1);
    }
    Parallel.run(
        width,
        COLUMNS,
        (begin, end, chunk) -> {
          for (int i = 0; i < rows.length; i++) {
            for (long c = begin; c < end; c++) {
              long target = out.layout().offset() + bags[i] * width + c;
              long best = to.getLong(target);
              double x = from.getDouble(table.layout().offset() + rows[i] * width + c);
              if (best < 0 || x > from.getDouble(table.layout().offset() + best * width + c)) {
                to.setLong(target, rows[i]);
              }
            }
          }
        });
  }
}
