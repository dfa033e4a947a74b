package org.torch4j.cpu;

import java.util.Locale;
import org.torch4j.type.DTypeException;

/** How a written element meets the one that is there. */
enum Combine {
  SET,
  SUM,
  PROD,
  MAX,
  MIN;

  double of(double old, double v) {
    return switch (this) {
      case SET -> v;
      case SUM -> old + v;
      case PROD -> old * v;
      case MAX -> Math.max(old, v);
      case MIN -> Math.min(old, v);
    };
  }

  long of(long old, long v) {
    return switch (this) {
      case SET -> v;
      case SUM -> old + v;
      case PROD -> old * v;
      case MAX -> Math.max(old, v);
      case MIN -> Math.min(old, v);
    };
  }

  /** Combines element {@code i} of {@code to} with element {@code j} of {@code from}. */
  void apply(Cells to, long i, Cells from, long j) {
    if (this == SET) {
      Moves.move(from, j, to, i);
    } else if (to.dtype.isComplex()) {
      complex(to, i, from, j);
    } else if (to.isInteger()) {
      to.setLong(i, of(to.getLong(i), from.getLong(j)));
    } else {
      to.setDouble(i, of(to.getDouble(i), from.getDouble(j)));
    }
  }

  private void complex(Cells to, long i, Cells from, long j) {
    if (this != SUM) {
      throw new DTypeException(
          "scatter_reduce: no " + name().toLowerCase(Locale.ROOT) + " of " + to.dtype);
    }
    Cells sums = Moves.parts(to);
    Cells parts = Moves.parts(from);
    apply(sums, 2 * i, parts, 2 * j);
    apply(sums, 2 * i + 1, parts, 2 * j + 1);
  }
}
