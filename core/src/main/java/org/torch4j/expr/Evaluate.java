package org.torch4j.expr;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.torch4j.type.DType;

/**
 * Computes expressions for one element exactly as kernels must: the oracle of generated code and
 * the fallback without it. Double programs compute in double; float programs round every step to
 * float; long and int programs wrap at 64 and 32 bits. A branch that is not taken is not computed,
 * so a division by zero in it raises nothing.
 *
 * <p>Make one for a list of expressions and use it for many elements, from any thread:
 *
 * {@snippet :
 * Evaluate silu = Evaluate.of(List.of(x.mul(x.sigmoid())));
 * silu.floats(new float[] {1.5f}, new float[0], out);
 * }
 */
public final class Evaluate {
  private static final long[] NO_LONGS = {};
  private static final double[] NO_DOUBLES = {};

  private final Expr[] parts;
  private final int[][] children;
  private final int[] roots;

  private Evaluate(List<Expr> bodies) {
    List<Expr> order = Structure.topological(bodies);
    parts = order.toArray(new Expr[0]);
    children = new int[parts.length][];
    Map<Expr, Integer> slots = new IdentityHashMap<>();
    for (int i = 0; i < parts.length; i++) {
      slots.put(parts[i], i);
      children[i] =
          parts[i].children().stream()
              .mapToInt(c -> Objects.requireNonNull(slots.get(c)))
              .toArray();
    }
    roots = bodies.stream().mapToInt(order::indexOf).toArray();
  }

  /** Prepares to compute {@code bodies} together. */
  public static Evaluate of(List<Expr> bodies) {
    return new Evaluate(bodies);
  }

  /** The value in double precision. */
  public static double evalDouble(Expr e, double[] inputs, double[] scalars) {
    double[] out = new double[1];
    of(List.of(e)).doubles(inputs, scalars, out);
    return out[0];
  }

  /** The value in single precision. */
  public static float evalFloat(Expr e, float[] inputs, float[] scalars) {
    float[] out = new float[1];
    of(List.of(e)).floats(inputs, scalars, out);
    return out[0];
  }

  /**
   * The value in 64-bit integers.
   *
   * @throws ArithmeticException for a division by zero
   */
  public static long evalLong(Expr e, long[] inputs, long[] scalars) {
    long[] out = new long[1];
    of(List.of(e)).longs(inputs, scalars, out);
    return out[0];
  }

  /**
   * The value in 32-bit integers.
   *
   * @throws ArithmeticException for a division by zero
   */
  public static int evalInt(Expr e, int[] inputs, int[] scalars) {
    int[] out = new int[1];
    of(List.of(e)).ints(inputs, scalars, out);
    return out[0];
  }

  /** Writes one value for each expression, in double precision. */
  public void doubles(double[] inputs, double[] scalars, double[] out) {
    Reals frame = new Reals(inputs, scalars, false);
    for (int i = 0; i < roots.length; i++) {
      out[i] = frame.value(roots[i]);
    }
  }

  /** Writes one value for each expression, in single precision. */
  public void floats(float[] inputs, float[] scalars, float[] out) {
    Reals frame = new Reals(widened(inputs), widened(scalars), true);
    for (int i = 0; i < roots.length; i++) {
      out[i] = (float) frame.value(roots[i]);
    }
  }

  /** Writes one value for each expression, in 64-bit integers. */
  public void longs(long[] inputs, long[] scalars, long[] out) {
    Integers frame = new Integers(inputs, scalars, false);
    for (int i = 0; i < roots.length; i++) {
      out[i] = frame.value(roots[i]);
    }
  }

  /** Writes one value for each expression, in 32-bit integers. */
  public void ints(int[] inputs, int[] scalars, int[] out) {
    Integers frame = new Integers(widened(inputs), widened(scalars), true);
    for (int i = 0; i < roots.length; i++) {
      out[i] = (int) frame.value(roots[i]);
    }
  }

  private static double[] widened(float[] values) {
    if (values.length == 0) {
      return NO_DOUBLES;
    }
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static long[] widened(int[] values) {
    if (values.length == 0) {
      return NO_LONGS;
    }
    long[] wide = new long[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** Values of one element in floating point. */
  private final class Reals {
    private final double[] inputs;
    private final double[] scalars;
    private final boolean single;
    private final double[] values = new double[parts.length];
    private final boolean[] done = new boolean[parts.length];

    Reals(double[] inputs, double[] scalars, boolean single) {
      this.inputs = inputs;
      this.scalars = scalars;
      this.single = single;
    }

    double value(int slot) {
      if (!done[slot]) {
        double v = compute(slot);
        values[slot] = single ? (float) v : v;
        done[slot] = true;
      }
      return values[slot];
    }

    private double compute(int slot) {
      int[] c = children[slot];
      return switch (parts[slot]) {
        case Expr.Input in -> inputs[in.index()];
        case Expr.ScalarInput s -> scalars[s.index()];
        case Expr.Constant k -> k.value();
        case Expr.Cast cast -> cast(value(c[0]), cast.dtype());
        case Expr.Select _ -> value(c[0]) != 0 ? value(c[1]) : value(c[2]);
        case Expr.Apply a -> {
          if (c.length == 1) {
            yield a.fn().apply(value(c[0]));
          }
          if (single && a.fn() == Fn.TRUNC_DIV) {
            // The quotient is a step of its own: rounding it to float may reach the next integer.
            yield FloatFunctions.trunc((float) (value(c[0]) / value(c[1])));
          }
          yield a.fn().apply(value(c[0]), value(c[1]));
        }
      };
    }
  }

  /** Values of one element in integers. */
  private final class Integers {
    private final long[] inputs;
    private final long[] scalars;
    private final boolean narrow;
    private final long[] values = new long[parts.length];
    private final boolean[] done = new boolean[parts.length];

    Integers(long[] inputs, long[] scalars, boolean narrow) {
      this.inputs = inputs;
      this.scalars = scalars;
      this.narrow = narrow;
    }

    long value(int slot) {
      if (!done[slot]) {
        long v = compute(slot);
        values[slot] = narrow ? (int) v : v;
        done[slot] = true;
      }
      return values[slot];
    }

    private long compute(int slot) {
      int[] c = children[slot];
      return switch (parts[slot]) {
        case Expr.Input in -> inputs[in.index()];
        case Expr.ScalarInput s -> scalars[s.index()];
        case Expr.Constant k -> narrow ? (int) k.value() : (long) k.value();
        case Expr.Cast cast -> cast(value(c[0]), cast.dtype());
        case Expr.Select _ -> value(c[0]) != 0 ? value(c[1]) : value(c[2]);
        case Expr.Apply a ->
            c.length == 1 ? a.fn().apply(value(c[0])) : a.fn().apply(value(c[0]), value(c[1]));
      };
    }
  }

  /** The value that {@code dtype} would hold, as {@link Expr.Cast} in a floating-point program. */
  public static double cast(double value, DType dtype) {
    return switch (dtype) {
      case BOOL -> value != 0 ? 1 : 0;
      case UINT8 -> (int) value & 255;
      case INT8 -> (byte) (int) value;
      case INT16 -> (short) (int) value;
      case INT32 -> (int) value;
      case INT64 -> (long) value;
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
      case BFLOAT16 -> bfloat16((float) value);
      case FLOAT32 -> (float) value;
      case FLOAT64, COMPLEX32, COMPLEX64, COMPLEX128 -> value;
    };
  }

  /** The value that {@code dtype} would hold, as {@link Expr.Cast} in an integer program. */
  public static long cast(long value, DType dtype) {
    return switch (dtype) {
      case BOOL -> value != 0 ? 1 : 0;
      case UINT8 -> value & 255;
      case INT8 -> (byte) value;
      case INT16 -> (short) value;
      case INT32 -> (int) value;
      case INT64, COMPLEX32, COMPLEX64, COMPLEX128 -> value;
      case FLOAT16, BFLOAT16, FLOAT32 -> (long) cast((double) (float) value, dtype);
      case FLOAT64 -> (long) (double) value;
    };
  }

  /** Rounds to the upper half of a float, to nearest even. */
  private static float bfloat16(float value) {
    if (Float.isNaN(value)) {
      return value;
    }
    int bits = Float.floatToRawIntBits(value);
    return Float.intBitsToFloat(bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000);
  }
}
