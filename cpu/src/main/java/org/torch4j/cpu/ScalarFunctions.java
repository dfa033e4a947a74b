package org.torch4j.cpu;

/** Small conversions that generated code calls. */
final class ScalarFunctions {
  private ScalarFunctions() {}

  /** The upper half of a float, rounded to nearest even; NaN stays NaN. */
  static short toBfloat16(float x) {
    int bits = Float.floatToRawIntBits(x);
    if (Float.isNaN(x)) {
      return (short) (bits >> 16 | 0x40);
    }
    return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >> 16);
  }

  static boolean isTrue(int x) {
    return x != 0;
  }

  static boolean isTrue(long x) {
    return x != 0;
  }

  static boolean isTrue(float x) {
    return x != 0;
  }

  static boolean isTrue(double x) {
    return x != 0;
  }
}
