package org.torch4j.cpu;

import java.lang.constant.ClassDesc;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import org.torch4j.backend.ComputeType;

/** The vectors of the machine: lanes per compute type. Loaded only with the vector module. */
final class VectorTypes {
  static final ClassDesc CD_VECTOR = ClassDesc.of("jdk.incubator.vector.Vector");
  static final ClassDesc CD_MASK = ClassDesc.of("jdk.incubator.vector.VectorMask");
  static final ClassDesc CD_SPECIES = ClassDesc.of("jdk.incubator.vector.VectorSpecies");

  private VectorTypes() {}

  /** Width of the preferred vectors in bits. */
  static int bits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  /** Elements per vector. */
  static int lanes(ComputeType compute) {
    return switch (compute) {
      case INT -> IntVector.SPECIES_PREFERRED.length();
      case LONG -> LongVector.SPECIES_PREFERRED.length();
      case FLOAT -> FloatVector.SPECIES_PREFERRED.length();
      case DOUBLE -> DoubleVector.SPECIES_PREFERRED.length();
    };
  }

  /** Class of vectors of the compute type. */
  static ClassDesc vector(ComputeType compute) {
    return ClassDesc.of(
        "jdk.incubator.vector."
            + switch (compute) {
              case INT -> "IntVector";
              case LONG -> "LongVector";
              case FLOAT -> "FloatVector";
              case DOUBLE -> "DoubleVector";
            });
  }
}
