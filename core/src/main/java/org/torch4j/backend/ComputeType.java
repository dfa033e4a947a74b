package org.torch4j.backend;

import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/**
 * The four types that generated kernels compute in. Half types compute in float, narrow integers
 * and bool in int; results are rounded or wrapped to their dtype when stored.
 */
public enum ComputeType {
  /** 32-bit integers: bool, uint8, int8, int16, int32. */
  INT,
  /** 64-bit integers. */
  LONG,
  /** Single precision: float16, bfloat16, float32. */
  FLOAT,
  /** Double precision. */
  DOUBLE;

  /** The type in which elements of {@code dtype} are computed. */
  public static ComputeType of(DType dtype) {
    return switch (dtype) {
      case BOOL, UINT8, INT8, INT16, INT32 -> INT;
      case INT64 -> LONG;
      case FLOAT16, BFLOAT16, FLOAT32 -> FLOAT;
      case FLOAT64 -> DOUBLE;
      case COMPLEX32, COMPLEX64, COMPLEX128 ->
          throw new DTypeException("no elementwise kernel computes with " + dtype);
    };
  }
}
