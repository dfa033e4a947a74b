package org.torch4j.programs;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/** A view, of the library and plainly: which element of the source each of its own is. */
record ViewStep(String name, UnaryOperator<Tensor> library, int[] sizes, IntUnaryOperator from) {

  Tensor of(Tensor t) {
    return library.apply(t);
  }

  Plain of(Plain p) {
    return p.view(sizes, from);
  }

  /** One that fits, or null. */
  static @Nullable ViewStep of(Random random, Plain p) {
    int[] shape = p.shape;
    int n = shape.length;
    if (n == 0) {
      return new ViewStep("unsqueeze", t -> t.unsqueeze(0), new int[] {1}, i -> i);
    }
    int d = random.nextInt(n);
    int e = random.nextInt(n);
    return switch (random.nextInt(8)) {
      case 0 -> transpose(shape, d, e);
      case 1 -> shape[d] == 0 ? null : select(shape, d, random.nextInt(shape[d]));
      case 2 -> slice(shape, d, random.nextInt(3), 1 + random.nextInt(2));
      case 3 -> {
        int[] sizes = new int[n + 1];
        System.arraycopy(shape, 0, sizes, 0, d);
        sizes[d] = 1;
        System.arraycopy(shape, d, sizes, d + 1, n - d);
        yield new ViewStep("unsqueeze " + d, t -> t.unsqueeze(d), sizes, i -> i);
      }
      case 4 -> shape[d] == 1 ? expand(shape, d, 2 + random.nextInt(2)) : null;
      case 5 -> d == e ? null : diagonal(shape, d, e);
      case 6 -> flatten(p);
      default -> shape[d] < 2 ? null : unfold(shape, d);
    };
  }

  private static ViewStep transpose(int[] shape, int d, int e) {
    int[] sizes = shape.clone();
    sizes[d] = shape[e];
    sizes[e] = shape[d];
    return new ViewStep(
        "transpose " + d + ", " + e,
        t -> t.transpose(d, e),
        sizes,
        i -> {
          int[] at = Plain.indices(sizes, i);
          int x = at[d];
          at[d] = at[e];
          at[e] = x;
          return Plain.flat(shape, at);
        });
  }

  private static ViewStep select(int[] shape, int d, int index) {
    int[] sizes = PlainOps.without(shape, d);
    return new ViewStep(
        "select " + d + ", " + index,
        t -> t.select(d, index),
        sizes,
        i -> {
          int[] at = Plain.indices(sizes, i);
          int[] from = new int[shape.length];
          System.arraycopy(at, 0, from, 0, d);
          from[d] = index;
          System.arraycopy(at, d, from, d + 1, at.length - d);
          return Plain.flat(shape, from);
        });
  }

  private static ViewStep slice(int[] shape, int d, int start, int step) {
    int first = Math.min(start, shape[d]);
    int[] sizes = shape.clone();
    sizes[d] = (shape[d] - first + step - 1) / step;
    return new ViewStep(
        "slice " + d + " from " + start + " by " + step,
        t -> t.slice(d, (long) start, null, step),
        sizes,
        i -> {
          int[] at = Plain.indices(sizes, i);
          at[d] = first + at[d] * step;
          return Plain.flat(shape, at);
        });
  }

  private static ViewStep expand(int[] shape, int d, int size) {
    int[] sizes = shape.clone();
    sizes[d] = size;
    return new ViewStep(
        "expand " + Arrays.toString(sizes),
        t -> t.expand(Plain.sizes(sizes)),
        sizes,
        i -> {
          int[] at = Plain.indices(sizes, i);
          at[d] = 0;
          return Plain.flat(shape, at);
        });
  }

  private static ViewStep diagonal(int[] shape, int d, int e) {
    int[] rest = PlainOps.without(PlainOps.without(shape, Math.max(d, e)), Math.min(d, e));
    int[] sizes = Arrays.copyOf(rest, rest.length + 1);
    sizes[rest.length] = Math.min(shape[d], shape[e]);
    return new ViewStep(
        "diagonal " + d + ", " + e,
        t -> t.diagonal(0, d, e),
        sizes,
        i -> {
          int[] at = Plain.indices(sizes, i);
          int[] from = new int[shape.length];
          for (int k = 0, next = 0; k < from.length; k++) {
            from[k] = k == d || k == e ? at[rest.length] : at[next++];
          }
          return Plain.flat(shape, from);
        });
  }

  /** A copy where strides cannot say it; then a view of nothing else. */
  private static @Nullable ViewStep flatten(Plain p) {
    for (int i = 1; i < p.places.length; i++) {
      if (p.places[i] != p.places[i - 1] + 1) {
        return null;
      }
    }
    return new ViewStep("view -1", t -> t.view(-1), new int[] {p.numel()}, i -> i);
  }

  private static ViewStep unfold(int[] shape, int d) {
    int[] sizes = Arrays.copyOf(shape, shape.length + 1);
    sizes[d] = shape[d] - 1;
    sizes[shape.length] = 2;
    return new ViewStep(
        "unfold " + d,
        t -> t.unfold(d, 2, 1),
        sizes,
        i -> {
          int[] at = Plain.indices(sizes, i);
          int[] from = Arrays.copyOf(at, shape.length);
          from[d] += at[shape.length];
          return Plain.flat(shape, from);
        });
  }
}
