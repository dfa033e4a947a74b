package org.torch4j.cpu;

import java.util.Arrays;
import java.util.Objects;
import org.torch4j.backend.KernelCall;
import org.torch4j.backend.RandomEngine;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/**
 * Kernels that draw from a {@link RandomEngine}: one distribution each, PyTorch's streams bit for
 * bit. The last argument is the engine; a kernel holds its monitor while it draws, so that two
 * threads never share a stretch of the stream. Parameters of distributions are checked here.
 */
final class RandomKernels {
  private static final StridedArray[] NONE = {};

  private RandomKernels() {}

  /** Adds the kernels to the backend's table. */
  static void register(KernelTable table) {
    table.add("uniform_", RandomKernels::uniform);
    table.add("normal_", RandomKernels::normal);
    table.add("bernoulli_", RandomKernels::bernoulliInPlace);
    table.add("bernoulli", RandomKernels::bernoulli);
    table.add("exponential_", RandomKernels::exponential);
    table.add("cauchy_", RandomKernels::cauchy);
    table.add("log_normal_", RandomKernels::logNormal);
    table.add("geometric_", RandomKernels::geometric);
    RandomIntegers.register(table);
    RandomSamplers.register(table);
    table.add("multinomial", Multinomial::run);
  }

  /** The engine of a call, its last argument. */
  static RandomEngine engine(KernelCall call) {
    return (RandomEngine) Objects.requireNonNull(call.arg(call.size() - 1));
  }

  /** The low bits of a draw that become the mantissa of a uniform sample of a narrow dtype. */
  static int mantissaMask(DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> 0x7ff;
      case BFLOAT16 -> 0xff;
      default -> 0xffffff;
    };
  }

  private static void uniform(KernelCall call) {
    StridedArray out = floating("uniform_", call.output(0));
    double from = RandomFill.round(out.dtype(), call.doubleValue(1));
    double to = RandomFill.round(out.dtype(), call.doubleValue(2));
    if (!(from <= to)) {
      throw new IllegalArgumentException(
          "uniform_: from must not exceed to, got from=" + from + " and to=" + to);
    }
    double range = RandomFill.round(out.dtype(), to - from);
    if (Double.isInfinite(range)) {
      throw new IllegalArgumentException(
          "uniform_: to - from must be finite in " + out.dtype() + ", got " + from + " to " + to);
    }
    RandomEngine engine = engine(call);
    synchronized (engine) {
      switch (out.dtype()) {
        case FLOAT64 ->
            RandomFill.doubles(
                out,
                NONE,
                (values, _, n) -> {
                  engine.fill(values, n);
                  for (int i = 0; i < n; i++) {
                    values[i] = Math.fma(values[i], range, from);
                  }
                });
        case FLOAT32 -> uniformFloats(engine, out, (float) from, (float) range);
        default -> {
          int mask = mantissaMask(out.dtype());
          RandomFill.doubles(
              out,
              NONE,
              (values, _, n) -> {
                for (int i = 0; i < n; i++) {
                  float u = (float) (engine.random() & mask) / (mask + 1);
                  values[i] = Math.fma(u, (float) range, (float) from);
                }
              });
        }
      }
    }
  }

  private static void uniformFloats(RandomEngine e, StridedArray out, float from, float range) {
    RandomFill.floats(
        out,
        (values, n) -> {
          e.fill(values, n);
          if (from != 0 || range != 1) {
            for (int i = 0; i < n; i++) {
              values[i] = Math.fma(values[i], range, from);
            }
          }
        });
  }

  private static void normal(KernelCall call) {
    StridedArray out = call.output(0);
    double mean = call.doubleValue(1);
    double std = call.doubleValue(2);
    if (!(std >= 0)) {
      throw new IllegalArgumentException("normal_: std must not be negative, got " + std);
    }
    if (out.dtype().isComplex()) {
      // The variance is shared by the real and the imaginary part.
      out = parts(out);
      std /= Math.sqrt(2);
    }
    floating("normal_", out);
    RandomEngine engine = engine(call);
    synchronized (engine) {
      if (out.numel() >= 16 && out.isContiguous()) {
        NormalBlocks.fill(engine, out, mean, std);
      } else {
        double scale = std;
        RandomFill.doubles(
            out,
            NONE,
            (values, _, n) -> {
              for (int i = 0; i < n; i++) {
                values[i] = Math.fma(engine.normal(), scale, mean);
              }
            });
      }
    }
  }

  /** A complex array as a real one with a last dimension of 2. */
  private static StridedArray parts(StridedArray array) {
    Layout layout = array.layout();
    int dims = layout.dim();
    long[] sizes = Arrays.copyOf(layout.shape().toArray(), dims + 1);
    long[] strides = Arrays.copyOf(layout.strides(), dims + 1);
    for (int i = 0; i < dims; i++) {
      strides[i] *= 2;
    }
    sizes[dims] = 2;
    strides[dims] = 1;
    return new StridedArray(
        array.storage(),
        array.dtype().toReal(),
        Layout.of(Shape.of(sizes), strides, 2 * layout.offset()));
  }

  private static void bernoulliInPlace(KernelCall call) {
    if (call.arg(1) instanceof StridedArray p) {
      bernoulli(call.output(0), p, engine(call), "bernoulli_");
    } else {
      bernoulli(call.output(0), call.doubleValue(1), engine(call), "bernoulli_");
    }
  }

  private static void bernoulli(KernelCall call) {
    if (call.size() == 3) {
      bernoulli(call.output(0), call.doubleValue(1), engine(call), "bernoulli");
    } else {
      bernoulli(call.output(0), call.array(0), engine(call), "bernoulli");
    }
  }

  private static void bernoulli(StridedArray out, double p, RandomEngine engine, String op) {
    checkProbability(op, p);
    real(op, out);
    // A float64 sample is an integer times 2^-53: comparing the integers needs no branch.
    long threshold = (long) Math.ceil(p * 0x1p53);
    int[] bits = new int[2 * (int) Math.min(RandomFill.CHUNK, out.numel())];
    synchronized (engine) {
      RandomFill.longs(
          out,
          (values, n) -> {
            engine.fill(bits, 2 * n);
            for (int i = 0; i < n; i++) {
              long u = (bits[2 * i] & 0x1FFFFFL) << 32 | bits[2 * i + 1] & 0xFFFFFFFFL;
              values[i] = u - threshold >>> 63;
            }
          });
    }
  }

  private static void bernoulli(StridedArray out, StridedArray p, RandomEngine engine, String op) {
    real(op, out);
    floating(op, p);
    StridedArray spread = p.with(p.layout().broadcastTo(out.shape(), op));
    boolean wide = p.dtype() == DType.FLOAT64;
    synchronized (engine) {
      RandomFill.doubles(
          out,
          new StridedArray[] {spread},
          (values, inputs, n) -> {
            double[] probability = inputs[0];
            for (int i = 0; i < n; i++) {
              checkProbability(op, probability[i]);
              double u = wide ? engine.uniformDouble() : engine.uniformFloat();
              // The sign of the difference, since a branch would be mispredicted.
              values[i] = Double.doubleToRawLongBits(u - probability[i]) >>> 63;
            }
          });
    }
  }

  private static void checkProbability(String op, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(op + ": probabilities must be from 0 to 1, got " + p);
    }
  }

  private static void exponential(KernelCall call) {
    StridedArray out = floating("exponential_", call.output(0));
    double lambda = call.doubleValue(1);
    if (!(lambda > 0)) {
      throw new IllegalArgumentException("exponential_: lambd must be positive, got " + lambda);
    }
    RandomEngine engine = engine(call);
    synchronized (engine) {
      exponential(engine, out, lambda);
    }
  }

  /** Fills an array with samples of rate {@code lambda}; the caller holds the engine's monitor. */
  static void exponential(RandomEngine engine, StridedArray out, double lambda) {
    RandomFill.doubles(
        out,
        NONE,
        (values, _, n) -> {
          for (int i = 0; i < n; i++) {
            values[i] = 1 / lambda * engine.exponential();
          }
        });
  }

  private static void cauchy(KernelCall call) {
    StridedArray out = floating("cauchy_", call.output(0));
    double median = call.doubleValue(1);
    double sigma = call.doubleValue(2);
    if (!(sigma > 0)) {
      throw new IllegalArgumentException("cauchy_: sigma must be positive, got " + sigma);
    }
    RandomEngine engine = engine(call);
    synchronized (engine) {
      RandomFill.doubles(
          out,
          NONE,
          (values, _, n) -> {
            engine.fill(values, n);
            for (int i = 0; i < n; i++) {
              values[i] = Math.fma(sigma, Math.tan(Math.PI * (values[i] - 0.5)), median);
            }
          });
    }
  }

  private static void logNormal(KernelCall call) {
    StridedArray out = floating("log_normal_", call.output(0));
    double mean = call.doubleValue(1);
    double std = call.doubleValue(2);
    if (!(std > 0)) {
      throw new IllegalArgumentException("log_normal_: std must be positive, got " + std);
    }
    RandomEngine engine = engine(call);
    synchronized (engine) {
      RandomFill.doubles(
          out,
          NONE,
          (values, _, n) -> {
            for (int i = 0; i < n; i++) {
              values[i] = Math.exp(Math.fma(engine.normal(), std, mean));
            }
          });
    }
  }

  private static void geometric(KernelCall call) {
    StridedArray out = call.output(0);
    real("geometric_", out);
    double p = call.doubleValue(1);
    if (!(p > 0 && p < 1)) {
      throw new IllegalArgumentException(
          "geometric_: p must be between 0 and 1, both excluded, got " + p);
    }
    RandomEngine engine = engine(call);
    double logFailure = Math.log1p(-p);
    synchronized (engine) {
      RandomFill.doubles(
          out,
          NONE,
          (values, _, n) -> {
            engine.fill(values, n);
            for (int i = 0; i < n; i++) {
              values[i] = Math.ceil(Math.log(values[i]) / logFailure);
            }
          });
    }
  }

  /** The array, if its dtype is a real floating-point one. */
  static StridedArray floating(String op, StridedArray array) {
    if (!array.dtype().isFloatingPoint()) {
      throw new DTypeException(op + ": expected a floating-point dtype, got " + array.dtype());
    }
    return array;
  }

  private static void real(String op, StridedArray array) {
    if (array.dtype().isComplex()) {
      throw new DTypeException(op + ": expected a real dtype, got " + array.dtype());
    }
  }
}
