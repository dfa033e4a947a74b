package org.torch4j.op.family;

import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/** Which dtypes an op takes or makes, where promotion does not say it. */
final class DTypeRules {
  private DTypeRules() {}

  /** Refuses a dtype that is not of the {@code kind} that the op wants. */
  static void expect(String op, boolean fits, String kind, DType dtype) {
    if (!fits) {
      throw new DTypeException(op + ": expected " + kind + " dtype, got " + dtype);
    }
  }

  static void expectNumbers(String op, DType dtype) {
    expect(op, dtype != DType.BOOL, "a number's", dtype);
  }

  static void expectReal(String op, DType dtype) {
    expect(op, dtype != DType.BOOL && !dtype.isComplex(), "a real number's", dtype);
  }
}
