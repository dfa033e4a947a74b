package org.torch4j.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.torch4j.cpu.FourierLanes.Parts;
import org.torch4j.cpu.FourierLanes.Step;

/**
 * How signals of one length are transformed, in doubles: by steps of four, two and small odd
 * numbers, each of which runs through neighbours that lie side by side. Neighbours are other
 * signals, or, of one signal alone, its own parts: seen as a matrix its columns are transformed,
 * turned, and, as rows become columns, transformed again.
 */
final class FourierPlan {
  /** Longer signals would not stay in the caches this way. */
  private static final int LONGEST = 1 << 16;

  /** Shorter ones have too few parts. */
  private static final int SHORTEST_ALONE = 64;

  private static final int[] RADICES = {4, 2, 3, 5, 7};
  private static final int KEPT = 64;
  private static final int TILE = 8;

  /** The set of steps of this JVM. */
  static final FourierLanes LANES =
      Lanes.CURRENT instanceof ScalarLanes ? new FourierLanes() : VectorFourier.create();

  private static final ConcurrentMap<Integer, Optional<FourierPlan>> ALL =
      new ConcurrentHashMap<>();

  private final int n;
  private final Step[] whole;
  private final int rows;
  private final Step[] first;
  private final Step[] second;
  private final double[] wr;
  private final double[] wi;

  private FourierPlan(int n, List<Integer> radices) {
    this.n = n;
    whole = steps(radices);
    List<Integer> one = new ArrayList<>();
    List<Integer> other = new ArrayList<>();
    int a = 1;
    int b = 1;
    for (int r : radices) {
      if (a <= b) {
        one.add(r);
        a *= r;
      } else {
        other.add(r);
        b *= r;
      }
    }
    rows = a;
    boolean alone = n >= SHORTEST_ALONE;
    first = alone ? steps(one) : whole;
    second = alone ? steps(other) : whole;
    wr = new double[alone ? n : 0];
    wi = new double[alone ? n : 0];
    for (int i = 0; i < wr.length; i++) {
      long power = (long) (i / b) * (i % b);
      wr[i] = cos(power, n);
      wi[i] = -sin(power, n);
    }
  }

  /** The plan for this length, or none if it has a large prime factor or is very long. */
  static Optional<FourierPlan> of(int n) {
    if (ALL.size() > KEPT) {
      ALL.clear();
    }
    return ALL.computeIfAbsent(n, FourierPlan::make);
  }

  private static Optional<FourierPlan> make(int n) {
    List<Integer> radices = new ArrayList<>();
    int rest = n;
    for (int r : RADICES) {
      for (; rest % r == 0; rest /= r) {
        radices.add(r);
      }
    }
    return n < 1 || n > LONGEST || rest != 1
        ? Optional.empty()
        : Optional.of(new FourierPlan(n, radices));
  }

  private static Step[] steps(List<Integer> radices) {
    int m = 1;
    for (int r : radices) {
      m *= r;
    }
    Step[] steps = new Step[radices.size()];
    for (int i = 0; i < steps.length; i++) {
      int r = radices.get(i);
      int size = m;
      m /= r;
      double[] wr = new double[m * (r - 1)];
      double[] wi = new double[m * (r - 1)];
      for (int p = 0; p < m; p++) {
        for (int k = 1; k < r; k++) {
          wr[p * (r - 1) + k - 1] = cos((long) p * k, size);
          wi[p * (r - 1) + k - 1] = -sin((long) p * k, size);
        }
      }
      steps[i] = new Step(r, m, wr, wi);
    }
    return steps;
  }

  /** The cosine of {@code k} parts of a circle of {@code n}. */
  static double cos(long k, int n) {
    return Math.cos(2 * Math.PI * (k % n) / n);
  }

  /** The sine of {@code k} parts of a circle of {@code n}. */
  static double sin(long k, int n) {
    return Math.sin(2 * Math.PI * (k % n) / n);
  }

  /** Whether one signal can be transformed by itself. */
  boolean standsAlone() {
    return n >= SHORTEST_ALONE;
  }

  /** Real and imaginary parts of signals, and as much room again. */
  static final class Signals {
    double[] re;
    double[] im;
    private double[] otherRe;
    private double[] otherIm;

    Signals(long size) {
      Scratch scratch = Scratch.get();
      re = scratch.doubles(6, size);
      im = scratch.doubles(7, size);
      otherRe = scratch.doubles(8, size);
      otherIm = scratch.doubles(10, size);
    }

    private void swap() {
      double[] r = re;
      double[] i = im;
      re = otherRe;
      im = otherIm;
      otherRe = r;
      otherIm = i;
    }

    /** Exchanges real and imaginary parts, which before and after makes a transform inverse. */
    void turn() {
      double[] r = re;
      re = im;
      im = r;
    }
  }

  /** Transforms {@code width} signals; element i of signal j stands at {@code i * width + j}. */
  void transform(Signals x, int width, boolean forward) {
    if (!forward) {
      x.turn();
    }
    if (width == 1 && standsAlone()) {
      int columns = n / rows;
      run(first, x, columns);
      twist(x.re, x.im);
      flip(x.re, x.otherRe, rows, columns);
      flip(x.im, x.otherIm, rows, columns);
      x.swap();
      run(second, x, rows);
    } else {
      run(whole, x, width);
    }
    if (!forward) {
      x.turn();
    }
  }

  private static void run(Step[] steps, Signals x, int width) {
    int s = width;
    for (Step step : steps) {
      Parts parts = new Parts(x.re, x.im, x.otherRe, x.otherIm);
      switch (step.radix()) {
        case 2 -> LANES.two(parts, step, s, 0);
        case 4 -> LANES.four(parts, step, s, 0);
        default -> LANES.odd(parts, step, s);
      }
      x.swap();
      s *= step.radix();
    }
  }

  private void twist(double[] re, double[] im) {
    for (int i = 0; i < wr.length; i++) {
      double r = re[i] * wr[i] - im[i] * wi[i];
      double m = re[i] * wi[i] + im[i] * wr[i];
      re[i] = r;
      im[i] = m;
    }
  }

  /** Rows become columns, tile by tile. */
  private static void flip(double[] from, double[] to, int rows, int columns) {
    for (int r0 = 0; r0 < rows; r0 += TILE) {
      int r1 = Math.min(rows, r0 + TILE);
      for (int c = 0; c < columns; c++) {
        for (int r = r0; r < r1; r++) {
          to[c * rows + r] = from[r * columns + c];
        }
      }
    }
  }
}
