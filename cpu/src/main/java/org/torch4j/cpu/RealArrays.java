package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.type.DType;

/**
 * Java arrays of float or double, as kernels keep them that are written once for both. Their loops
 * over elements are in a subclass for each type: Java has no generic code over float and double,
 * and one that asks for the type at each element is not turned into SIMD.
 */
class RealArrays {
  static final Lanes LANES = Lanes.CURRENT;

  final DType dtype;
  private final boolean doubles;

  /** Arrays for float32 or float64. */
  RealArrays(DType dtype) {
    this.dtype = dtype;
    doubles = dtype == DType.FLOAT64;
  }

  /** An array of zeros. */
  final Object array(int n) {
    return doubles ? new double[n] : new float[n];
  }

  /** Reads {@code n} neighbours. */
  final void load(Cells from, long off, Object to, int at, int n) {
    load(from, off, 1, to, at, n);
  }

  /** Reads {@code n} elements, {@code stride} apart. */
  final void load(Cells from, long off, long stride, Object to, int at, int n) {
    if (doubles) {
      from.load(off, stride, (double[]) to, at, n);
    } else {
      from.load(off, stride, (float[]) to, at, n);
    }
  }

  /** Reads {@code n} elements to places {@code step} apart. */
  final void spread(Cells from, long off, long stride, Object to, int at, int step, int n) {
    if (doubles) {
      from.spread(off, stride, (double[]) to, at, step, n);
    } else {
      from.spread(off, stride, (float[]) to, at, step, n);
    }
  }

  /** Writes {@code n} neighbours. */
  final void store(Cells to, long off, Object from, int at, int n) {
    if (doubles) {
      to.store(off, 1, (double[]) from, at, n);
    } else {
      to.store(off, 1, (float[]) from, at, n);
    }
  }

  /** Sets elements to a value. */
  final void fill(Object a, int at, int n, double value) {
    if (doubles) {
      Arrays.fill((double[]) a, at, at + n, value);
    } else {
      Arrays.fill((float[]) a, at, at + n, (float) value);
    }
  }
}
