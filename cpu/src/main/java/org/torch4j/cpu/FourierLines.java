package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.cpu.FourierPlan.Signals;
import org.torch4j.storage.StridedArray;

/**
 * Transforms the lines of arrays along one dimension: many together where their elements lie side
 * by side, or where lines are short, else one after the other. Real lines are seen as complex ones
 * of half the length.
 */
final class FourierLines {
  /** Numbers of the lines that are transformed together. */
  private static final int TOGETHER = 4096;

  /** Work that is worth a task. */
  private static final int TASK = 1 << 19;

  private static final int FEWEST = 8;
  private static final int MOST = 64;

  private FourierLines() {}

  /** What is done with {@code width} lines that are read from and written to the blocks. */
  @FunctionalInterface
  private interface Body {
    void run(FourierBlock from, FourierBlock to, int width);
  }

  /** Complex lines. */
  static void complex(
      FourierPlan plan,
      StridedArray from,
      StridedArray to,
      int dim,
      boolean forward,
      double scale) {
    int n = Walk.size(from, dim);
    run(
        from,
        to,
        dim,
        n,
        plan.standsAlone(),
        (in, out, width) -> {
          Signals x = new Signals((long) n * width);
          in.readComplex(x, n, width);
          plan.transform(x, width, forward);
          out.writeComplex(x, n, width, scale);
        });
  }

  /** Lines of reals to as many of their frequencies as there is room for. */
  static void fromReal(
      FourierPlan plan, StridedArray from, StridedArray to, int dim, double scale) {
    int n = Walk.size(from, dim);
    int kept = Walk.size(to, dim);
    Halves halves = new Halves(n);
    run(
        from,
        to,
        dim,
        n,
        plan.standsAlone(),
        (in, out, width) -> {
          Signals x = new Signals((long) Math.max(kept, n / 2 + 1) * width);
          in.readPairs(x, n, width);
          plan.transform(x, width, true);
          halves.part(x, width, kept);
          out.writeComplex(x, kept, width, scale);
        });
  }

  /** The inverse of {@link #fromReal} times the length. */
  static void toReal(FourierPlan plan, StridedArray from, StridedArray to, int dim, double scale) {
    int n = Walk.size(to, dim);
    Halves halves = new Halves(n);
    run(
        from,
        to,
        dim,
        n,
        plan.standsAlone(),
        (in, out, width) -> {
          Signals x = new Signals((long) (n / 2 + 1) * width);
          in.readComplex(x, n / 2 + 1, width);
          halves.join(x, width);
          plan.transform(x, width, false);
          out.writePairs(x, n, width, scale);
        });
  }

  private static void run(
      StridedArray from, StridedArray to, int dim, int n, boolean alone, Body body) {
    long beside = Walk.neighbours(dim, from, to);
    int together = Math.clamp(TOGETHER / n, FEWEST, MOST);
    if (beside >= FEWEST) {
      neighbours(from, to, dim, n, beside, (int) Math.min(together, beside), body);
    } else {
      oneByOne(from, to, dim, n, alone ? 1 : together, body);
    }
  }

  private static void neighbours(
      StridedArray from, StridedArray to, int dim, int n, long beside, int width, Body body) {
    long blocks = (beside + width - 1) / width;
    long[][] strides = {
      Arrays.copyOf(from.layout().strides(), dim), Arrays.copyOf(to.layout().strides(), dim)
    };
    long[] base = {from.layout().offset(), to.layout().offset()};
    Walk walk = Walk.of(Arrays.copyOf(from.shape().toArray(), dim), strides, base);
    Parallel.run(
        walk.count() * blocks,
        Math.max(1, TASK / (FftKernels.work(n) * width)),
        (begin, end, chunk) -> {
          Walk own = walk.copy();
          FourierBlock in = new FourierBlock(from, dim);
          FourierBlock out = new FourierBlock(to, dim);
          for (long u = begin; u < end; u++) {
            own.seek(u / blocks);
            long column = u % blocks * width;
            in.neighbours(own.at[0] + column);
            out.neighbours(own.at[1] + column);
            body.run(in, out, (int) Math.min(width, beside - column));
          }
        });
  }

  private static void oneByOne(
      StridedArray from, StridedArray to, int dim, int n, int width, Body body) {
    Walk lines = Walk.lines(dim, from.shape(), from, to);
    long groups = (lines.count() + width - 1) / width;
    Parallel.run(
        groups,
        Math.max(1, TASK / (FftKernels.work(n) * width)),
        (begin, end, chunk) -> {
          if (begin >= end) {
            return;
          }
          Walk own = lines.copy();
          own.seek(begin * width);
          FourierBlock in = new FourierBlock(from, dim);
          FourierBlock out = new FourierBlock(to, dim);
          long[] starts = new long[width];
          long[] results = new long[width];
          for (long g = begin; g < end; g++) {
            int count = (int) Math.min(width, lines.count() - g * width);
            for (int i = 0; i < count; i++) {
              starts[i] = own.at[0];
              results[i] = own.at[1];
              own.next();
            }
            in.lines(starts);
            out.lines(results);
            body.run(in, out, count);
          }
        });
  }

  /** The step between real signals and complex ones of half their length. */
  private static final class Halves {
    private final int half;
    private final double[] cos;
    private final double[] sin;

    Halves(int n) {
      half = n / 2;
      cos = new double[half + 1];
      sin = new double[half + 1];
      for (int k = 0; k <= half; k++) {
        cos[k] = FourierPlan.cos(k, n);
        sin[k] = FourierPlan.sin(k, n);
      }
    }

    /** Frequencies of the reals from those of the pairs: even and odd places are told apart. */
    void part(Signals x, int width, int kept) {
      double[] re = x.re;
      double[] im = x.im;
      System.arraycopy(re, 0, re, half * width, width);
      System.arraycopy(im, 0, im, half * width, width);
      for (int k = 0; 2 * k <= half; k++) {
        part(re, im, k * width, (half - k) * width, cos[k], sin[k], width);
      }
      for (int k = half + 1; k < kept; k++) {
        for (int q = 0; q < width; q++) {
          re[k * width + q] = re[(2 * half - k) * width + q];
          im[k * width + q] = -im[(2 * half - k) * width + q];
        }
      }
    }

    /** Frequencies a and b, which mirror one another. */
    private static void part(
        double[] re, double[] im, int a, int b, double c, double s, int width) {
      for (int q = 0; q < width; q++) {
        double er = 0.5 * (re[a + q] + re[b + q]);
        double ei = 0.5 * (im[a + q] - im[b + q]);
        double or = 0.5 * (im[a + q] + im[b + q]);
        double oi = 0.5 * (re[b + q] - re[a + q]);
        double tr = or * c + oi * s;
        double ti = oi * c - or * s;
        re[a + q] = er + tr;
        im[a + q] = ei + ti;
        re[b + q] = er - tr;
        im[b + q] = ti - ei;
      }
    }

    /** The inverse of {@link #part}, doubled; what should be real is taken for it. */
    void join(Signals x, int width) {
      double[] re = x.re;
      double[] im = x.im;
      Arrays.fill(im, 0, width, 0.0);
      Arrays.fill(im, half * width, (half + 1) * width, 0.0);
      for (int k = 0; 2 * k <= half; k++) {
        join(re, im, k * width, (half - k) * width, cos[k], sin[k], width);
      }
    }

    private static void join(
        double[] re, double[] im, int a, int b, double c, double s, int width) {
      for (int q = 0; q < width; q++) {
        double er = re[a + q] + re[b + q];
        double ei = im[a + q] - im[b + q];
        double dr = re[a + q] - re[b + q];
        double di = im[a + q] + im[b + q];
        double or = dr * c - di * s;
        double oi = di * c + dr * s;
        re[a + q] = er - oi;
        im[a + q] = ei + or;
        re[b + q] = er + oi;
        im[b + q] = or - ei;
      }
    }
  }
}
