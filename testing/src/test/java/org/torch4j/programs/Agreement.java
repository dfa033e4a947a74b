package org.torch4j.programs;

import org.torch4j.type.DType;

/** Whether a result is what it has to be: dtype, shape and each value. */
final class Agreement {
  private Agreement() {}

  /** What one op may be off by, relative to the greatest value that it met. */
  static double tolerance(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> 1e-12;
      case FLOAT32 -> 2e-5;
      case FLOAT16 -> 4e-3;
      case BFLOAT16 -> 3e-2;
      default -> 0;
    };
  }

  /** Compares, then lets the plain values be the library's. */
  static void check(Pair pair) {
    Plain p = pair.plain();
    if (pair.tensor().dtype() != p.dtype || !pair.tensor().shape().equals(p.shape())) {
      throw new AssertionError(
          pair.name()
              + " gives "
              + pair.tensor().dtype()
              + pair.tensor().shape()
              + ", not "
              + p.dtype
              + p.shape());
    }
    double[] got = pair.tensor().detach().toDoubleArray();
    double scale = Math.max(1, p.greatest());
    for (int i = 0; i < got.length; i++) {
      double want = p.value(i);
      boolean same = Double.compare(got[i], want) == 0 || got[i] == want;
      if (!same && !(Math.abs(got[i] - want) <= tolerance(p.dtype) * scale)) {
        throw new AssertionError(
            pair.name() + ": element " + i + " is " + got[i] + ", not " + want);
      }
      p.values[p.places[i]] = got[i];
    }
  }
}
