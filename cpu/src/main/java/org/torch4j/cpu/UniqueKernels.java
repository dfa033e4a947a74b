package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/** Membership, and the order of rows. */
final class UniqueKernels {
  private UniqueKernels() {}

  static void register(KernelTable table) {
    table.add("isin_same", UniqueKernels::isin);
    table.add("row_order", UniqueKernels::rowOrder);
  }

  /** Whether elements are among the tests, both of one dtype and one dimension. */
  private static void isin(KernelCall call) {
    StridedArray elements = call.array(0);
    StridedArray tests = call.array(1);
    StridedArray out = call.output(0);
    int n = Math.toIntExact(elements.numel());
    int m = Math.toIntExact(tests.numel());
    Cells from = Cells.of(elements);
    Cells to = Cells.of(out);
    long off = elements.layout().offset();
    long step = Walk.stride(elements, 0);
    long target = out.layout().offset();
    if (from.isInteger()) {
      long[] x = new long[m];
      Cells.of(tests).load(tests.layout().offset(), Walk.stride(tests, 0), x, 0, m);
      Arrays.sort(x);
      for (int i = 0; i < n; i++) {
        boolean found = Arrays.binarySearch(x, from.getLong(off + i * step)) >= 0;
        to.setLong(target + i, found ? 1 : 0);
      }
      return;
    }
    double[] x = new double[m];
    Cells.of(tests).load(tests.layout().offset(), Walk.stride(tests, 0), x, 0, m);
    for (int i = 0; i < m; i++) {
      x[i] += 0.0; // both zeros are one number
    }
    Arrays.sort(x);
    for (int i = 0; i < n; i++) {
      double v = from.getDouble(off + i * step) + 0.0;
      to.setLong(target + i, !Double.isNaN(v) && Arrays.binarySearch(x, v) >= 0 ? 1 : 0);
    }
  }

  /** The places of the rows of a matrix in ascending order, the first column deciding first. */
  private static void rowOrder(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    int rows = Math.toIntExact(self.layout().size(0));
    int width = Math.toIntExact(self.layout().size(1));
    Cells from = Cells.of(self);
    long off = self.layout().offset();
    long down = self.layout().stride(0);
    long step = self.layout().stride(1);
    Integer[] order = new Integer[rows];
    Arrays.setAll(order, i -> i);
    if (from.isInteger()) {
      long[][] x = new long[rows][width];
      for (int i = 0; i < rows; i++) {
        from.load(off + i * down, step, x[i], 0, width);
      }
      Arrays.sort(order, (a, b) -> Arrays.compare(x[a], x[b]));
    } else {
      double[][] x = new double[rows][width];
      for (int i = 0; i < rows; i++) {
        from.load(off + i * down, step, x[i], 0, width);
        for (int k = 0; k < width; k++) {
          x[i][k] += 0.0; // both zeros are one number
        }
      }
      Arrays.sort(order, (a, b) -> Arrays.compare(x[a], x[b]));
    }
    Cells to = Cells.of(out);
    for (int i = 0; i < rows; i++) {
      to.setLong(out.layout().offset() + i, order[i]);
    }
  }
}
