package org.torch4j;

import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/**
 * The limits of a floating-point dtype, {@code torch.finfo}; of a complex one, those of its parts.
 *
 * @param dtype of the numbers
 * @param bits of one number
 * @param eps the step from 1 to the next number
 * @param max the largest finite number
 * @param min the smallest, {@code -max}
 * @param tiny the least positive number of full precision
 * @param resolution ten to the power of minus the digits that are kept
 */
public record FInfo(
    DType dtype, int bits, double eps, double max, double min, double tiny, double resolution) {
  static FInfo of(DType dtype) {
    return switch (dtype.toReal()) {
      case FLOAT64 -> of(DType.FLOAT64, 0x1p-52, Double.MAX_VALUE, Double.MIN_NORMAL, 1e-15);
      case FLOAT32 -> of(DType.FLOAT32, 0x1p-23, Float.MAX_VALUE, Float.MIN_NORMAL, 1e-6);
      case FLOAT16 -> of(DType.FLOAT16, 0x1p-10, 65504, 0x1p-14, 1e-3);
      case BFLOAT16 -> of(DType.BFLOAT16, 0x1p-7, 0x1.fep127, Float.MIN_NORMAL, 1e-2);
      default -> throw new DTypeException("finfo: expected a floating-point dtype, got " + dtype);
    };
  }

  private static FInfo of(DType dtype, double eps, double max, double tiny, double resolution) {
    return new FInfo(dtype, 8 * dtype.byteSize(), eps, max, -max, tiny, resolution);
  }

  /** {@link #tiny}, under NumPy's newer name. */
  public double smallestNormal() {
    return tiny;
  }
}
