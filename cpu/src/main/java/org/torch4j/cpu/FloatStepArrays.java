package org.torch4j.cpu;

import org.torch4j.backend.ComputeType;
import org.torch4j.type.DType;

/** {@link StepArrays} of floats; {@link RealArrays} says why there are two. */
final class FloatStepArrays extends StepArrays {
  FloatStepArrays() {
    super(DType.FLOAT32, ComputeType.FLOAT, LANES.floatColumns());
  }

  @Override
  void interleave(Object a, int first, int rows, int k, Object tiles) {
    float[] left = (float[]) a;
    float[] to = (float[]) tiles;
    for (int i = 0; i < rows; i++) {
      int from = (first + i) * k;
      for (int p = 0; p < k; p++) {
        to[first * k + p * ROWS + i] = left[from + p];
      }
    }
  }

  @Override
  void tile(int k, Object a, int ao, Object b, int bo, Object c, int co, int ldc) {
    LANES.tile(k, (float[]) a, ao, (float[]) b, bo, (float[]) c, co, ldc);
  }

  @Override
  void row(int k, Object a, int ao, Object b, int bo, Object c, int co) {
    LANES.row(k, (float[]) a, ao, (float[]) b, bo, (float[]) c, co);
  }
}
