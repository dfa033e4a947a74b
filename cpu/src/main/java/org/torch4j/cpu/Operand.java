package org.torch4j.cpu;

import org.torch4j.backend.ComputeType;
import org.torch4j.type.DType;

/**
 * What generated code must know of one array.
 *
 * @param dtype type of its elements
 * @param heap whether they are in a Java array
 * @param step how it moves along a row
 */
record Operand(DType dtype, boolean heap, Step step) {
  /** How an array moves along a row. */
  enum Step {
    /** To the next element. */
    CONTIGUOUS,
    /** Not at all: one value for the row. */
    UNIFORM,
    /** By a step given at run time. */
    STRIDED
  }

  /** A number from 1 to 255 that tells operands apart. */
  static long code(DType dtype, boolean heap, Step step) {
    return 1 + dtype.ordinal() * 6L + (heap ? 3 : 0) + step.ordinal();
  }

  /** The dtype whose elements need no conversion in programs of this type. */
  static DType nativeType(ComputeType compute) {
    return switch (compute) {
      case INT -> DType.INT32;
      case LONG -> DType.INT64;
      case FLOAT -> DType.FLOAT32;
      case DOUBLE -> DType.FLOAT64;
    };
  }
}
