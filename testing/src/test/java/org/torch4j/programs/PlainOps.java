package org.torch4j.programs;

import java.util.Arrays;
import java.util.List;
import org.torch4j.type.DType;

/** Ops written element by element, with derivatives along one direction (dual numbers). */
final class PlainOps {
  private PlainOps() {}

  /** A value and its derivative. */
  record Dual(double v, double d) {
    static Dual of(double v) {
      return new Dual(v, 0);
    }
  }

  @FunctionalInterface
  interface Function {
    Dual of(Dual x);
  }

  @FunctionalInterface
  interface Binary {
    Dual of(Dual x, Dual y);
  }

  @FunctionalInterface
  interface Fold {
    Dual of(Dual[] line);
  }

  @FunctionalInterface
  interface Scan {
    Dual[] of(Dual[] line);
  }

  static Dual at(Plain p, int i) {
    return new Dual(p.value(i), p.slope(i));
  }

  private static void put(Plain p, int i, Dual x) {
    p.set(i, x.v, x.d);
  }

  static Plain map(Plain x, DType dtype, Function f) {
    Plain out = Plain.zeros(dtype, x.shape);
    for (int i = 0; i < out.numel(); i++) {
      put(out, i, f.of(at(x, i)));
    }
    return out;
  }

  static Plain zip(Plain x, Plain y, DType dtype, Binary f) {
    int[] shape = Plain.broadcast(x.shape, y.shape);
    Plain out = Plain.zeros(dtype, shape);
    Plain a = x.stretched(shape);
    Plain b = y.stretched(shape);
    for (int i = 0; i < out.numel(); i++) {
      put(out, i, f.of(at(a, i), at(b, i)));
    }
    return out;
  }

  /** Changes {@code x}; what {@code y} was before counts where they share memory. */
  static void change(Plain x, Plain y, Binary f) {
    Plain b = y.stretched(x.shape);
    Dual[] results = new Dual[x.numel()];
    for (int i = 0; i < results.length; i++) {
      results[i] = f.of(at(x, i), at(b, i));
    }
    for (int i = 0; i < results.length; i++) {
      put(x, i, results[i]);
    }
  }

  static Plain select(Plain condition, Plain x, Plain y, DType dtype) {
    int[] shape = Plain.broadcast(condition.shape, Plain.broadcast(x.shape, y.shape));
    Plain out = Plain.zeros(dtype, shape);
    Plain c = condition.stretched(shape);
    Plain a = x.stretched(shape);
    Plain b = y.stretched(shape);
    for (int i = 0; i < out.numel(); i++) {
      put(out, i, c.value(i) != 0 ? at(a, i) : at(b, i));
    }
    return out;
  }

  // ---- lines

  /** One result for each line along {@code dim}. */
  static Plain fold(Plain x, int dim, boolean keep, DType dtype, Fold f) {
    int[] left = x.shape.clone();
    left[dim] = 1;
    Plain out = Plain.zeros(dtype, left);
    for (int i = 0; i < out.numel(); i++) {
      put(out, i, f.of(line(x, Plain.indices(left, i), dim)));
    }
    return keep ? out : out.view(without(left, dim), j -> j);
  }

  static Plain scan(Plain x, int dim, DType dtype, Scan f) {
    Plain out = Plain.zeros(dtype, x.shape);
    int[] starts = x.shape.clone();
    starts[dim] = Math.min(1, starts[dim]);
    for (int i = 0; i < Plain.count(starts); i++) {
      int[] at = Plain.indices(starts, i);
      Dual[] results = f.of(line(x, at, dim));
      for (int k = 0; k < results.length; k++) {
        at[dim] = k;
        put(out, Plain.flat(x.shape, at), results[k]);
      }
    }
    return out;
  }

  private static Dual[] line(Plain x, int[] start, int dim) {
    Dual[] line = new Dual[x.shape[dim]];
    int[] at = start.clone();
    for (int k = 0; k < line.length; k++) {
      at[dim] = k;
      line[k] = at(x, Plain.flat(x.shape, at));
    }
    return line;
  }

  static int[] without(int[] shape, int dim) {
    int[] out = new int[shape.length - 1];
    for (int i = 0, at = 0; i < shape.length; i++) {
      if (i != dim) {
        out[at++] = shape[i];
      }
    }
    return out;
  }

  static Dual sum(Dual[] line) {
    double v = 0;
    double d = 0;
    for (Dual x : line) {
      v += x.v;
      d += x.d;
    }
    return new Dual(v, d);
  }

  static Dual product(Dual[] line) {
    double v = 1;
    double d = 0;
    for (Dual x : line) {
      d = d * x.v + v * x.d;
      v *= x.v;
    }
    return new Dual(v, d);
  }

  /** The greatest; equal ones share the gradient, as PyTorch's amax has it. */
  static Dual greatest(Dual[] line) {
    double v = Double.NEGATIVE_INFINITY;
    for (Dual x : line) {
      v = Math.max(v, x.v);
    }
    double d = 0;
    int n = 0;
    for (Dual x : line) {
      if (x.v == v) {
        d += x.d;
        n++;
      }
    }
    return new Dual(v, d / n);
  }

  static Dual logSumExp(Dual[] line) {
    double most = greatest(line).v;
    double v = 0;
    double d = 0;
    for (Dual x : line) {
      double e = Math.exp(x.v - most);
      v += e;
      d += e * x.d;
    }
    return new Dual(most + Math.log(v), d / v);
  }

  static Dual[] softmax(Dual[] line) {
    Dual total = logSumExp(line);
    Dual[] out = new Dual[line.length];
    for (int i = 0; i < out.length; i++) {
      double y = Math.exp(line[i].v - total.v);
      out[i] = new Dual(y, y * (line[i].d - total.d));
    }
    return out;
  }

  static Dual[] running(Dual[] line) {
    Dual[] out = new Dual[line.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = sum(Arrays.copyOf(line, i + 1));
    }
    return out;
  }

  static Dual first(Dual[] line) {
    int best = 0;
    for (int i = 1; i < line.length; i++) {
      best = line[i].v > line[best].v ? i : best;
    }
    return Dual.of(best);
  }

  // ---- elements put elsewhere

  /** A copy of a view in memory of its own. */
  static Plain copy(Plain view, DType dtype) {
    return map(view, dtype, x -> x);
  }

  static Plain cat(List<Plain> parts, int dim, DType dtype) {
    int[] shape = parts.get(0).shape.clone();
    shape[dim] = parts.stream().mapToInt(p -> p.shape[dim]).sum();
    Plain out = Plain.zeros(dtype, shape);
    int start = 0;
    for (Plain p : parts) {
      for (int i = 0; i < p.numel(); i++) {
        int[] at = Plain.indices(p.shape, i);
        at[dim] += start;
        put(out, Plain.flat(shape, at), at(p, i));
      }
      start += p.shape[dim];
    }
    return out;
  }

  /** Elements along {@code dim} that the index, of as many dimensions, names. */
  static Plain gather(Plain x, int dim, Plain index) {
    Plain out = Plain.zeros(x.dtype, index.shape);
    for (int i = 0; i < out.numel(); i++) {
      int[] at = Plain.indices(index.shape, i);
      at[dim] = (int) index.value(i);
      put(out, i, at(x, Plain.flat(x.shape, at)));
    }
    return out;
  }

  /** A copy of {@code x} with the elements of {@code source} added where the index says. */
  static Plain scatterAdd(Plain x, int dim, Plain index, Plain source) {
    Plain out = copy(x, x.dtype);
    for (int i = 0; i < index.numel(); i++) {
      int[] at = Plain.indices(index.shape, i);
      Dual more = at(source, Plain.flat(source.shape, at));
      at[dim] = (int) index.value(i);
      int to = Plain.flat(x.shape, at);
      put(out, to, new Dual(out.value(to) + more.v, out.slope(to) + more.d));
    }
    return out;
  }

  /** Rows of the first dimension that a vector of indices names. */
  static Plain rows(Plain x, int dim, Plain index) {
    int[] shape = x.shape.clone();
    shape[dim] = index.numel();
    Plain out = Plain.zeros(x.dtype, shape);
    for (int i = 0; i < out.numel(); i++) {
      int[] at = Plain.indices(shape, i);
      at[dim] = (int) index.value(at[dim]);
      put(out, i, at(x, Plain.flat(x.shape, at)));
    }
    return out;
  }

  /** Products of the matrices in the last two dimensions; the others agree. */
  static Plain matmul(Plain x, Plain y) {
    int n = x.dim();
    int[] shape = x.shape.clone();
    shape[n - 1] = y.shape[n - 1];
    Plain out = Plain.zeros(x.dtype, shape);
    for (int i = 0; i < out.numel(); i++) {
      int[] left = Plain.indices(shape, i);
      int[] right = left.clone();
      double v = 0;
      double d = 0;
      for (int k = 0; k < x.shape[n - 1]; k++) {
        left[n - 1] = k;
        right[n - 2] = k;
        Dual a = at(x, Plain.flat(x.shape, left));
        Dual b = at(y, Plain.flat(y.shape, right));
        v += a.v * b.v;
        d += a.d * b.v + a.v * b.d;
      }
      put(out, i, new Dual(v, d));
    }
    return out;
  }
}
