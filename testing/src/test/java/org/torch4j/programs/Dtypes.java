package org.torch4j.programs;

import java.util.List;
import org.torch4j.type.DType;

/** PyTorch's rules of type promotion, written as tables for the dtypes of the programs. */
final class Dtypes {
  private static final List<DType> ORDER =
      List.of(
          DType.BOOL,
          DType.UINT8,
          DType.INT8,
          DType.INT16,
          DType.INT32,
          DType.INT64,
          DType.FLOAT16,
          DType.BFLOAT16,
          DType.FLOAT32,
          DType.FLOAT64);

  private Dtypes() {}

  /** Of two dtypes alone. */
  static DType promoteTypes(DType a, DType b) {
    DType high = ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b;
    DType low = high == a ? b : a;
    if (high == DType.INT8 && low == DType.UINT8) {
      return DType.INT16;
    }
    return high == DType.BFLOAT16 && low == DType.FLOAT16 ? DType.FLOAT32 : high;
  }

  /** Of operands: one without dimensions counts only by its category. */
  static DType promote(Plain a, Plain b) {
    boolean scalarA = a.dim() == 0;
    boolean scalarB = b.dim() == 0;
    if (scalarA == scalarB) {
      return promoteTypes(a.dtype, b.dtype);
    }
    Plain big = scalarA ? b : a;
    Plain small = scalarA ? a : b;
    return category(small.dtype) > category(big.dtype)
        ? promoteTypes(small.dtype, big.dtype)
        : big.dtype;
  }

  private static int category(DType d) {
    return d == DType.BOOL ? 0 : d.isFloatingPoint() ? 2 : 1;
  }

  /** Whether a result may be written into a dtype in place. */
  static boolean fits(DType result, DType target) {
    return category(result) <= category(target);
  }
}
