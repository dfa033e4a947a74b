package org.torch4j.cpu;

import org.torch4j.backend.ComputeType;
import org.torch4j.type.DType;

/** {@link StepArrays} of doubles; {@link RealArrays} says why there are two. */
final class DoubleStepArrays extends StepArrays {
  DoubleStepArrays() {
    super(DType.FLOAT64, ComputeType.DOUBLE, LANES.doubleColumns());
  }

  @Override
  void interleave(Object a, int first, int rows, int k, Object tiles) {
    double[] left = (double[]) a;
    double[] to = (double[]) tiles;
    for (int i = 0; i < rows; i++) {
      int from = (first + i) * k;
      for (int p = 0; p < k; p++) {
        to[first * k + p * ROWS + i] = left[from + p];
      }
    }
  }

  @Override
  void tile(int k, Object a, int ao, Object b, int bo, Object c, int co, int ldc) {
    LANES.tile(k, (double[]) a, ao, (double[]) b, bo, (double[]) c, co, ldc);
  }

  @Override
  void row(int k, Object a, int ao, Object b, int bo, Object c, int co) {
    LANES.row(k, (double[]) a, ao, (double[]) b, bo, (double[]) c, co);
  }
}
