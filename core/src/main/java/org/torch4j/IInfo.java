package org.torch4j;

import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/**
 * The limits of an integer dtype, {@code torch.iinfo}.
 *
 * @param dtype of the numbers
 * @param bits of one number
 * @param max the largest
 * @param min the smallest
 */
public record IInfo(DType dtype, int bits, long max, long min) {
  static IInfo of(DType dtype) {
    if (dtype.category() != DType.Category.INTEGRAL) {
      throw new DTypeException("iinfo: expected an integer dtype, got " + dtype);
    }
    int bits = 8 * dtype.byteSize();
    return dtype.isSigned()
        ? new IInfo(dtype, bits, -1L >>> (65 - bits), -1L << (bits - 1))
        : new IInfo(dtype, bits, (1L << bits) - 1, 0);
  }
}
