package org.torch4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.torch4j.expr.Fn;

/** Lanes that vector code leaves to plain Java. Loaded only with the vector module. */
final class LaneFunctions {
  private static final Fn[] FUNCTIONS = Fn.values();

  private LaneFunctions() {}

  /** The values, with those under the mask replaced by the function of the arguments. */
  static FloatVector repair(
      FloatVector values, FloatVector arguments, VectorMask<Float> mask, int function) {
    float[] result = values.toArray();
    for (int i = 0; i < result.length; i++) {
      if (mask.laneIsSet(i)) {
        double x = arguments.lane(i);
        result[i] =
            switch (FUNCTIONS[function]) {
              case SIN -> (float) Math.sin(x);
              case COS -> (float) Math.cos(x);
              default -> throw new IllegalStateException(FUNCTIONS[function].name());
            };
      }
    }
    return FloatVector.fromArray(FloatVector.SPECIES_PREFERRED, result, 0);
  }
}
