package org.torch4j.cuda;

import org.torch4j.backend.ComputeType;
import org.torch4j.type.DType;

/** How element types are spelled in the module's CUDA C. */
final class CudaTypes {
  private CudaTypes() {}

  /** Elements in memory; of complex ones the real type. */
  static String stored(DType dtype) {
    return switch (dtype) {
      case BOOL -> "t4j_bool";
      case UINT8 -> "u8";
      case INT8 -> "i8";
      case INT16 -> "i16";
      case INT32 -> "int";
      case INT64 -> "i64";
      case FLOAT16, COMPLEX32 -> "f16";
      case BFLOAT16 -> "bf16";
      case FLOAT32, COMPLEX64 -> "float";
      case FLOAT64, COMPLEX128 -> "double";
    };
  }

  /** What is computed in. */
  static String compute(ComputeType type) {
    return switch (type) {
      case INT -> "int";
      case LONG -> "i64";
      case FLOAT -> "float";
      case DOUBLE -> "double";
    };
  }

  /** The type that elements of {@code dtype} are computed in; of complex ones that of the parts. */
  static String computed(DType dtype) {
    return compute(ComputeType.of(dtype.toReal()));
  }

  /** A type without meaning that has as many bytes as an element, to move elements by. */
  static String bytes(DType dtype) {
    return bytes(dtype.byteSize());
  }

  /** The same of this many bytes, a power of 2 up to 16. */
  static String bytes(int count) {
    return switch (count) {
      case 1 -> "u8";
      case 2 -> "u16";
      case 4 -> "u32";
      case 8 -> "u64";
      default -> "t4j_16";
    };
  }
}
