package org.torch4j.cuda;

import java.util.Arrays;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;

/**
 * The lines of several arrays along one dimension, as {@code t4j_lines} has them: a line for each
 * place in the other dimensions.
 */
final class Lines {
  private final long[] numbers = new long[1 + 5 * Geometry.MOST + 4];
  private long count = 1;

  private Lines() {}

  /** Lines along {@code dim} of {@code shape}, whose other sizes all arrays have at least. */
  static Lines of(int dim, Shape shape, StridedArray... arrays) {
    Lines lines = new Lines();
    Arrays.fill(lines.numbers, 1, 1 + Geometry.MOST, 1);
    int at = 0;
    for (int d = 0; d < shape.dim(); d++) {
      if (d != dim) {
        lines.numbers[1 + at] = shape.get(d);
        lines.count *= shape.get(d);
        for (int k = 0; k < arrays.length; k++) {
          lines.numbers[1 + (k + 1) * Geometry.MOST + at] = stride(arrays[k], d, dim, shape);
        }
        at++;
      }
    }
    lines.numbers[0] = at;
    for (int k = 0; k < arrays.length; k++) {
      lines.numbers[1 + 5 * Geometry.MOST + k] = stride(arrays[k], dim, dim, shape);
    }
    return lines;
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

  long[] numbers() {
    return numbers;
  }
}
