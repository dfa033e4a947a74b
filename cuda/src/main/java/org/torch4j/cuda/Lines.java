package org.torch4j.cuda;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;

/**
 * The lines of several arrays along one dimension, as {@code t4j_lines} has them: a line for each
 * place in the other dimensions, of which those of size 1 are left out and those are joined where
 * every array goes on without a gap.
 */
final class Lines {
  private static final int ARRAYS = 4;

  private final long[] numbers = new long[1 + 5 * Geometry.MOST + ARRAYS];
  private long count = 1;

  private Lines() {
    Arrays.fill(numbers, 1, 1 + Geometry.MOST, 1);
  }

  /** Lines along {@code dim} of {@code shape}, whose other sizes all arrays have at least. */
  static Lines of(int dim, Shape shape, StridedArray... arrays) {
    Lines lines = new Lines();
    for (int d = 0; d < shape.dim(); d++) {
      if (d != dim) {
        long[] steps = new long[ARRAYS];
        for (int k = 0; k < arrays.length; k++) {
          steps[k] = stride(arrays[k], d, dim, shape);
        }
        lines.add(shape.get(d), steps);
      }
    }
    for (int k = 0; k < arrays.length; k++) {
      lines.numbers[place(k)] = stride(arrays[k], dim, dim, shape);
    }
    return lines;
  }

  /** Lines without dimensions yet, whose elements are these steps apart. */
  static Lines along(long... inner) {
    Lines lines = new Lines();
    System.arraycopy(inner, 0, lines.numbers, place(0), inner.length);
    return lines;
  }

  private static int place(int array) {
    return 1 + 5 * Geometry.MOST + array;
  }

  private static int step(int array, int d) {
    return 1 + (array + 1) * Geometry.MOST + d;
  }

  /** Adds a dimension inside the others, with the step of each array. */
  Lines add(long size, long... steps) {
    count *= size;
    if (size == 1) {
      return this;
    }
    int at = (int) numbers[0];
    boolean joins = at > 0;
    for (int k = 0; joins && k < steps.length; k++) {
      joins = numbers[step(k, at - 1)] == size * steps[k];
    }
    int place = joins ? at - 1 : at;
    numbers[1 + place] = joins ? numbers[1 + place] * size : size;
    for (int k = 0; k < steps.length; k++) {
      numbers[step(k, place)] = steps[k];
    }
    numbers[0] = place + 1L;
    return this;
  }

  /** The step of an array, which may lack the dimension of the lines. */
  private static long stride(StridedArray a, int d, int dim, Shape shape) {
    int rank = a.layout().dim();
    if (rank < shape.dim()) {
      return d == dim || rank == 0 ? 0 : a.layout().stride(d < dim ? d : d - 1);
    }
    return rank == 0 ? 0 : a.layout().stride(d);
  }

  /** Elements of a line of {@code a}; a scalar is a line of one. */
  static long size(StridedArray a, int dim) {
    return a.layout().dim() == 0 ? 1 : a.layout().size(dim);
  }

  /** How many lines there are. */
  long count() {
    return count;
  }

  /** The step of an array from one element of a line to the next. */
  long inner(int array) {
    return numbers[place(array)];
  }

  /** Whether all lines of an array are one. */
  boolean isShared(int array) {
    for (int d = 0; d < numbers[0]; d++) {
      if (numbers[step(array, d)] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The same with the two parts of complex elements of these arrays as lines beside each other. */
  Lines parts(int... complex) {
    Lines lines = new Lines();
    System.arraycopy(numbers, 0, lines.numbers, 0, numbers.length);
    lines.count = count;
    long[] steps = new long[ARRAYS];
    for (int k : complex) {
      for (int d = 0; d < numbers[0]; d++) {
        lines.numbers[step(k, d)] *= 2;
      }
      lines.numbers[place(k)] *= 2;
      steps[k] = 1;
    }
    return lines.add(2, steps);
  }

  /**
   * The same lines where {@code width} of them that lie side by side in these arrays are one line
   * of vectors; null if they do not everywhere.
   */
  @Nullable Lines vectors(int width, int... arrays) {
    int last = (int) numbers[0] - 1;
    if (last < 0 || numbers[1 + last] % width != 0) {
      return null;
    }
    Lines lines = new Lines();
    System.arraycopy(numbers, 0, lines.numbers, 0, numbers.length);
    lines.numbers[1 + last] /= width;
    lines.count = count / width;
    for (int k : arrays) {
      boolean fits = numbers[step(k, last)] == 1 && numbers[place(k)] % width == 0;
      for (int d = 0; fits && d < last; d++) {
        fits = numbers[step(k, d)] % width == 0;
        lines.numbers[step(k, d)] /= width;
      }
      if (!fits) {
        return null;
      }
      lines.numbers[place(k)] /= width;
    }
    return lines;
  }

  long[] numbers() {
    return numbers;
  }
}
