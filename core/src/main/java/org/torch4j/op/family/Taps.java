package org.torch4j.op.family;

import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Shape;

/**
 * Which input places an output place of a resampled dimension reads, and how much of each.
 *
 * @param index int64 [outputs, taps]
 * @param weight float64 [outputs, taps]
 */
record Taps(Tensor index, Tensor weight) {

  /** The ways to resample. */
  enum Mode {
    NEAREST,
    NEAREST_EXACT,
    LINEAR,
    CUBIC,
    LINEAR_ANTIALIAS,
    CUBIC_ANTIALIAS
  }

  /** Tables that are filled output by output. */
  private static final class Table {
    final int outputs;
    final int taps;
    final long[] index;
    final double[] weight;

    Table(int outputs, int taps) {
      this.outputs = outputs;
      this.taps = taps;
      index = new long[Math.multiplyExact(outputs, taps)];
      weight = new double[index.length];
    }

    void set(int output, int tap, long place, double share) {
      index[output * taps + tap] = place;
      weight[output * taps + tap] = share;
    }

    Taps build() {
      Shape shape = Shape.of(outputs, taps);
      return new Taps(Torch.fromArray(index, shape), Torch.fromArray(weight, shape));
    }
  }

  /**
   * The taps of one dimension.
   *
   * @param in its size
   * @param out its new size
   * @param factor out / in if it was given, else 0
   * @param align whether the outermost places meet
   * @param single whether positions are computed in float, as PyTorch does for float32
   */
  static Taps of(Mode mode, long in, long out, double factor, boolean align, boolean single) {
    int n = Math.toIntExact(out);
    return switch (mode) {
      case NEAREST, NEAREST_EXACT -> nearest(in, n, factor, mode == Mode.NEAREST_EXACT);
      case LINEAR -> linear(in, n, scale(in, out, factor, align, single), align, single);
      case CUBIC -> cubic(in, n, scale(in, out, factor, align, single), align, single);
      case LINEAR_ANTIALIAS -> smooth(in, n, scale(in, out, factor, align, single), 2);
      case CUBIC_ANTIALIAS -> smooth(in, n, scale(in, out, factor, align, single), 4);
    };
  }

  private static double round(double x, boolean single) {
    return single ? (float) x : x;
  }

  /** How far neighbours of the output are apart in the input. */
  private static double scale(long in, long out, double factor, boolean align, boolean single) {
    if (align) {
      return out > 1 ? round((double) (in - 1) / (out - 1), single) : 0;
    }
    return round(factor > 0 ? 1 / factor : (double) in / out, single);
  }

  private static Taps nearest(long in, int out, double factor, boolean exact) {
    Table t = new Table(out, 1);
    // PyTorch computes these positions in float for every dtype.
    float scale = factor > 0 ? (float) (1 / factor) : (float) in / out;
    for (int o = 0; o < out; o++) {
      float position = exact ? (o + 0.5f) * scale : o * scale;
      t.set(o, 0, in == out ? o : Math.min((long) Math.floor(position), in - 1), 1);
    }
    return t.build();
  }

  private static double position(double scale, int o, boolean align, boolean single) {
    return align ? round(scale * o, single) : round(round(scale * (o + 0.5), single) - 0.5, single);
  }

  private static Taps linear(long in, int out, double scale, boolean align, boolean single) {
    Table t = new Table(out, 2);
    for (int o = 0; o < out; o++) {
      double at = in == out ? o : Math.max(0, position(scale, o, align, single));
      long first = Math.min((long) at, in - 1);
      double share = Math.clamp(round(at - first, single), 0.0, 1.0);
      t.set(o, 0, first, round(1 - share, single));
      t.set(o, 1, Math.min(first + 1, in - 1), share);
    }
    return t.build();
  }

  private static Taps cubic(long in, int out, double scale, boolean align, boolean single) {
    Table t = new Table(out, 4);
    for (int o = 0; o < out; o++) {
      double at = in == out ? o : position(scale, o, align, single);
      long first = (long) Math.floor(at);
      double share = round(at - first, single);
      for (int k = 0; k < 4; k++) {
        double distance = Math.abs(share + 1 - k);
        t.set(o, k, Math.clamp(first - 1 + k, 0, in - 1), cubicWeight(distance, -0.75));
      }
    }
    return t.build();
  }

  /** Keys' kernel; {@code a} is its slope at distance 1. */
  private static double cubicWeight(double x, double a) {
    if (x <= 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
  }

  /** A filter that is widened as far as the image shrinks. */
  private static Taps smooth(long in, int out, double scale, int size) {
    double stretch = Math.max(1, scale);
    double support = size * 0.5 * stretch;
    Table t = new Table(out, (int) Math.min(in, (long) Math.ceil(support) * 2 + 1));
    for (int o = 0; o < out; o++) {
      double center = scale * (o + 0.5);
      long first = Math.max((long) (center - support + 0.5), 0);
      int n = (int) (Math.min((long) (center + support + 0.5), in) - first);
      double total = 0;
      double[] weights = new double[Math.max(0, n)];
      for (int k = 0; k < n; k++) {
        double x = Math.abs((k + first - center + 0.5) / stretch);
        weights[k] = size == 2 ? Math.max(0, 1 - x) : cubicWeight(x, -0.5);
        total += weights[k];
      }
      for (int k = 0; k < t.taps; k++) {
        boolean used = k < n;
        t.set(o, k, used ? first + k : Math.min(first, in - 1), used ? weights[k] / total : 0);
      }
    }
    return t.build();
  }
}
