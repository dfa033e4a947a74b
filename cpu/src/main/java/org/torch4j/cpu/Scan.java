package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/** A fold of one array into another along a dimension. */
record Scan(Running fold, Cells from, Cells to, int n, long step, long outStep, boolean rounds) {
  static final int BLOCK = 1024;

  /** Lines that are folded at once. */
  private static final int SIDE = 4;

  Scan(Running fold, StridedArray self, StridedArray out, int dim) {
    this(
        fold,
        Cells.of(self),
        Cells.of(out),
        Walk.size(out, dim),
        Walk.stride(self, dim),
        Walk.stride(out, dim),
        self.dtype() != out.dtype() && out.dtype() != DType.FLOAT64);
  }

  /** Folds of neighbours go beside each other, one row after the other. */
  void rows(Walk walk, long begin, int width) {
    long source = walk.at[0] + begin;
    long target = walk.at[1] + begin;
    if (to.isInteger()) {
      long[] all = Scratch.get().longs(4, width);
      long[] x = Scratch.get().longs(12, width);
      Arrays.fill(all, 0, width, (long) fold.start());
      for (int k = 0; k < n; k++) {
        from.load(source + k * step, 1, x, 0, width);
        fold.step(all, x, width);
        to.store(target + k * outStep, 1, all, 0, width);
      }
      return;
    }
    double[] all = Scratch.get().doubles(4, width);
    double[] x = Scratch.get().doubles(12, width);
    Arrays.fill(all, 0, width, fold.start());
    for (int k = 0; k < n; k++) {
      load(source + k * step, x, width);
      fold.step(all, x, width);
      to.store(target + k * outStep, 1, all, 0, width);
    }
  }

  void lines(Walk walk, long lines) {
    if (to.isInteger()) {
      for (long i = 0; i < lines; i++) {
        wholes(walk.at[0], walk.at[1]);
        walk.next();
      }
      return;
    }
    if (to.dtype == DType.FLOAT64) {
      for (long i = 0; i < lines; i++) {
        doubles(walk.at[0], walk.at[1]);
        walk.next();
      }
      return;
    }
    long[] sources = new long[SIDE];
    long[] targets = new long[SIDE];
    for (long i = 0; i < lines; i += SIDE) {
      int many = (int) Math.min(SIDE, lines - i);
      for (int j = 0; j < many; j++) {
        sources[j] = walk.at[0];
        targets[j] = walk.at[1];
        walk.next();
      }
      floats(sources, targets, many);
    }
  }

  private void wholes(long source, long target) {
    long[] x = Scratch.get().longs(4, BLOCK);
    long all = (long) fold.start();
    for (int at = 0; at < n; at += BLOCK) {
      int m = Math.min(BLOCK, n - at);
      from.load(source + at * step, step, x, 0, m);
      all = fold.run(x, m, all);
      to.store(target + at * outStep, outStep, x, 0, m);
    }
  }

  private void doubles(long source, long target) {
    double[] x = Scratch.get().doubles(4, BLOCK);
    double all = fold.start();
    for (int at = 0; at < n; at += BLOCK) {
      int m = Math.min(BLOCK, n - at);
      from.load(source + at * step, step, x, 0, m);
      all = fold.run(x, 0, m, all);
      to.store(target + at * outStep, outStep, x, 0, m);
    }
  }

  /** Up to four lines at once. */
  private void floats(long[] sources, long[] targets, int many) {
    float[] x = Scratch.get().floats(4, SIDE * BLOCK);
    double[] all = new double[SIDE];
    Arrays.fill(all, fold.start());
    for (int at = 0; at < n; at += BLOCK) {
      int m = Math.min(BLOCK, n - at);
      for (int j = 0; j < many; j++) {
        from.load(sources[j] + at * step, step, x, j * BLOCK, m);
      }
      if (many == SIDE && fold != Running.LOGCUMSUMEXP) {
        fold.four(x, m, all);
      } else {
        for (int j = 0; j < many; j++) {
          all[j] = fold.run(x, j * BLOCK, m, all[j]);
        }
      }
      for (int j = 0; j < many; j++) {
        to.store(targets[j] + at * outStep, outStep, x, j * BLOCK, m);
      }
    }
  }

  /** The input counts in the result's dtype. */
  private void load(long off, double[] x, int m) {
    from.load(off, 1, x, 0, m);
    if (rounds) {
      for (int i = 0; i < m; i++) {
        x[i] = (float) x[i];
      }
    }
  }
}
