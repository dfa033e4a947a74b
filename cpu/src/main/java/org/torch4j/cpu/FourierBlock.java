package org.torch4j.cpu;

import org.torch4j.cpu.FourierPlan.Signals;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/** Some lines of an array: neighbours, or lines that begin anywhere. */
final class FourierBlock {
  private final Cells cells;
  private final boolean complex;
  private final boolean single;
  private final long step;
  private boolean adjacent;
  private long at;
  private long[] starts = {};

  FourierBlock(StridedArray a, int dim) {
    complex = a.dtype().isComplex();
    cells = complex ? Moves.parts(Cells.of(a)) : Cells.of(a);
    single = cells.dtype == DType.FLOAT32;
    step = Walk.stride(a, dim);
  }

  void neighbours(long first) {
    adjacent = true;
    at = first;
  }

  void lines(long[] first) {
    adjacent = false;
    starts = first;
  }

  void readComplex(Signals x, int n, int width) {
    if (adjacent) {
      for (int i = 0; i < n; i++) {
        complexes(at + i * step, 1, x.re, x.im, i * width, 1, width);
      }
    } else {
      for (int j = 0; j < width; j++) {
        complexes(starts[j], step, x.re, x.im, j, width, n);
      }
    }
  }

  /** Elements 2 i are taken for real parts, 2 i + 1 for imaginary ones. */
  void readPairs(Signals x, int n, int width) {
    if (adjacent) {
      for (int i = 0; i < n; i++) {
        reals(at + i * step, 1, i % 2 == 0 ? x.re : x.im, i / 2 * width, 1, width);
      }
    } else {
      for (int j = 0; j < width; j++) {
        if (step == 1) {
          pairs(starts[j], x.re, x.im, j, width, n / 2);
        } else {
          reals(starts[j], 2 * step, x.re, j, width, n / 2);
          reals(starts[j] + step, 2 * step, x.im, j, width, n / 2);
        }
      }
    }
  }

  void writeComplex(Signals x, int n, int width, double scale) {
    if (adjacent) {
      for (int i = 0; i < n; i++) {
        storeComplexes(x.re, x.im, i * width, 1, at + i * step, 1, width, scale);
      }
    } else {
      for (int j = 0; j < width; j++) {
        storeComplexes(x.re, x.im, j, width, starts[j], step, n, scale);
      }
    }
  }

  void writePairs(Signals x, int n, int width, double scale) {
    if (adjacent) {
      for (int i = 0; i < n; i++) {
        store(i % 2 == 0 ? x.re : x.im, i / 2 * width, 1, at + i * step, 1, width, scale);
      }
    } else {
      for (int j = 0; j < width; j++) {
        if (step == 1) {
          storePairs(x.re, x.im, j, width, starts[j], n / 2, scale);
        } else {
          store(x.re, j, width, starts[j], 2 * step, n / 2, scale);
          store(x.im, j, width, starts[j] + step, 2 * step, n / 2, scale);
        }
      }
    }
  }

  private void complexes(long from, long by, double[] re, double[] im, int to, int every, int n) {
    if (by == 1) {
      pairs(2 * from, re, im, to, every, n);
    } else {
      reals(2 * from, 2 * by, re, to, every, n);
      reals(2 * from + 1, 2 * by, im, to, every, n);
    }
  }

  private void storeComplexes(
      double[] re, double[] im, int from, int every, long to, long by, int n, double scale) {
    if (by == 1) {
      storePairs(re, im, from, every, 2 * to, n, scale);
    } else {
      store(re, from, every, 2 * to, 2 * by, n, scale);
      store(im, from, every, 2 * to + 1, 2 * by, n, scale);
    }
  }

  private void pairs(long from, double[] re, double[] im, int to, int every, int n) {
    if (single) {
      float[] x = Scratch.get().floats(8, 2L * n);
      cells.load(from, 1, x, 0, 2 * n);
      if (every == 1) {
        split(x, re, im, to, n);
        return;
      }
      for (int i = 0; i < n; i++) {
        re[to + i * every] = x[2 * i];
        im[to + i * every] = x[2 * i + 1];
      }
    } else {
      double[] x = Scratch.get().doubles(11, 2L * n);
      cells.load(from, 1, x, 0, 2 * n);
      for (int i = 0; i < n; i++) {
        re[to + i * every] = x[2 * i];
        im[to + i * every] = x[2 * i + 1];
      }
    }
  }

  private static void split(float[] x, double[] re, double[] im, int to, int n) {
    for (int i = 0; i < n; i++) {
      re[to + i] = x[2 * i];
      im[to + i] = x[2 * i + 1];
    }
  }

  private static void merge(double[] re, double[] im, int from, float[] x, int n, double scale) {
    for (int i = 0; i < n; i++) {
      x[2 * i] = (float) (scale * re[from + i]);
      x[2 * i + 1] = (float) (scale * im[from + i]);
    }
  }

  private void reals(long from, long by, double[] x, int to, int every, int n) {
    if (single) {
      float[] y = Scratch.get().floats(8, n);
      cells.load(from, by, y, 0, n);
      for (int i = 0; i < n; i++) {
        x[to + i * every] = y[i];
      }
    } else {
      cells.spread(from, by, x, to, every, n);
    }
  }

  private void storePairs(
      double[] re, double[] im, int from, int every, long to, int n, double scale) {
    if (single) {
      float[] x = Scratch.get().floats(8, 2L * n);
      if (every == 1) {
        merge(re, im, from, x, n, scale);
      } else {
        for (int i = 0; i < n; i++) {
          x[2 * i] = (float) (scale * re[from + i * every]);
          x[2 * i + 1] = (float) (scale * im[from + i * every]);
        }
      }
      cells.store(to, 1, x, 0, 2 * n);
    } else {
      double[] x = Scratch.get().doubles(11, 2L * n);
      for (int i = 0; i < n; i++) {
        x[2 * i] = scale * re[from + i * every];
        x[2 * i + 1] = scale * im[from + i * every];
      }
      cells.store(to, 1, x, 0, 2 * n);
    }
  }

  private void store(double[] x, int from, int every, long to, long by, int n, double scale) {
    if (single) {
      float[] y = Scratch.get().floats(8, n);
      for (int i = 0; i < n; i++) {
        y[i] = (float) (scale * x[from + i * every]);
      }
      cells.store(to, by, y, 0, n);
    } else {
      double[] y = Scratch.get().doubles(11, n);
      for (int i = 0; i < n; i++) {
        y[i] = scale * x[from + i * every];
      }
      cells.store(to, by, y, 0, n);
    }
  }
}
