package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/** Functions that look at how floating-point numbers are written: their neighbours and parts. */
final class NumberKernels {
  private NumberKernels() {}

  static void register(KernelTable table) {
    table.add("nextafter", NumberKernels::nextafter);
    table.add("frexp", NumberKernels::frexp);
  }

  /** One step of the elements' own precision from the first toward the second. */
  private static void nextafter(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray other = call.array(1);
    StridedArray out = call.output(0);
    Cells a = Cells.of(self);
    Cells b = Cells.of(other);
    Cells to = Cells.of(out);
    DType type = out.dtype();
    Walk walk = walk(out, self, other);
    walk.parallel(
        16,
        (own, count) -> {
          for (long i = 0; i < count; i++) {
            double x = a.getDouble(own.at[1]);
            double y = b.getDouble(own.at[2]);
            to.setDouble(own.at[0], next(x, y, type));
            own.next();
          }
        });
  }

  private static double next(double x, double y, DType type) {
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return Double.NaN;
    }
    if (x == y) {
      return y;
    }
    return switch (type) {
      case FLOAT64 -> Math.nextAfter(x, y);
      case FLOAT32 -> Math.nextAfter((float) x, y);
      case BFLOAT16 -> {
        short bits = (short) (Float.floatToRawIntBits((float) x) >> 16);
        yield Float.intBitsToFloat(step(bits, x, y) << 16);
      }
      case FLOAT16 -> Float.float16ToFloat(step(Float.floatToFloat16((float) x), x, y));
      default -> throw new DTypeException("nextafter: no kernel for " + type);
    };
  }

  /** The bits of the neighbour of a number of 16 bits. */
  private static short step(short bits, double x, double y) {
    if (x == 0) {
      return (short) (y > 0 ? 1 : 0x8001);
    }
    return (short) (x < y == x > 0 ? bits + 1 : bits - 1);
  }

  private static void frexp(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray mantissa = call.output(0);
    StridedArray exponent = call.output(1);
    Cells from = Cells.of(self);
    Cells parts = Cells.of(mantissa);
    Cells powers = Cells.of(exponent);
    walk(mantissa, exponent, self)
        .parallel(
            16,
            (own, count) -> {
              for (long i = 0; i < count; i++) {
                double x = from.getDouble(own.at[2]);
                int e = 0;
                if (x != 0 && !Double.isNaN(x) && !Double.isInfinite(x)) {
                  // Subnormal numbers are scaled first: their exponent field says nothing.
                  boolean small = Math.abs(x) < Double.MIN_NORMAL;
                  double y = small ? x * 0x1p54 : x;
                  e = Math.getExponent(y) + 1 - (small ? 54 : 0);
                  x = Math.scalb(y, -(Math.getExponent(y) + 1));
                }
                parts.setDouble(own.at[0], x);
                powers.setLong(own.at[1], e);
                own.next();
              }
            });
  }

  private static Walk walk(StridedArray... arrays) {
    long[][] strides = new long[arrays.length][];
    long[] base = new long[arrays.length];
    for (int i = 0; i < arrays.length; i++) {
      strides[i] = arrays[i].layout().strides();
      base[i] = arrays[i].layout().offset();
    }
    return Walk.of(arrays[0].shape().toArray(), strides, base);
  }
}
