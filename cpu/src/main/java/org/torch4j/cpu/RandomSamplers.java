package org.torch4j.cpu;

import java.lang.foreign.MemorySegment;
import org.torch4j.backend.KernelCall;
import org.torch4j.backend.RandomEngine;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/**
 * Distributions whose parameters are tensors and that are sampled by rejection: poisson, gamma,
 * dirichlet, binomial. How many numbers a sample takes depends on the numbers, so the tests and
 * their order are those of PyTorch.
 */
final class RandomSamplers {
  private static final double[] FACTORIALS = new double[21];

  static {
    FACTORIALS[0] = 1;
    for (int i = 1; i < FACTORIALS.length; i++) {
      FACTORIALS[i] = i * FACTORIALS[i - 1];
    }
  }

  private RandomSamplers() {}

  /** Adds the kernels to the backend's table. */
  static void register(KernelTable table) {
    table.add("poisson", RandomSamplers::poisson);
    table.add("_standard_gamma", RandomSamplers::standardGamma);
    table.add("_sample_dirichlet", RandomSamplers::sampleDirichlet);
    table.add("binomial", RandomSamplers::binomial);
    table.add("rrelu_with_noise", RandomSamplers::rrelu);
  }

  private static void poisson(KernelCall call) {
    RandomEngine engine = RandomKernels.engine(call);
    StridedArray rates = RandomKernels.floating("poisson", call.array(0));
    synchronized (engine) {
      RandomFill.doubles(
          call.output(0),
          new StridedArray[] {rates},
          (values, inputs, n) -> {
            for (int i = 0; i < n; i++) {
              values[i] = poisson(engine, inputs[0][i]);
            }
          });
    }
  }

  /** Knuth's product of uniforms for small rates, Hörmann's transformed rejection PTRS (1993). */
  private static double poisson(RandomEngine engine, double rate) {
    if (!(rate >= 0)) {
      throw new IllegalArgumentException("poisson: rates must not be negative, got " + rate);
    }
    if (rate == 0) {
      return 0;
    }
    if (rate < 10) {
      double limit = Math.exp(-rate);
      double product = 1;
      for (long k = 0; ; k++) {
        product *= engine.uniformDouble();
        if (!(product > limit)) {
          return k;
        }
      }
    }
    double logRate = Math.log(rate);
    double b = 0.931 + 2.53 * Math.sqrt(rate);
    double a = -0.059 + 0.02483 * b;
    double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    double vr = 0.9277 - 3.6224 / (b - 2);
    while (true) {
      double u = engine.uniformDouble() - 0.5;
      double v = engine.uniformDouble();
      double us = 0.5 - Math.abs(u);
      double k = Math.floor((2 * a / us + b) * u + rate + 0.43);
      if (us >= 0.07 && v <= vr) {
        return k;
      }
      if (k < 0 || us < 0.013 && v > us) {
        continue;
      }
      double height = Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (us * us) + b);
      if (height <= -rate + k * logRate - logFactorial(k)) {
        return k;
      }
    }
  }

  /** {@code log(k!)}: exact products while they are exact, then Stirling's series. */
  private static double logFactorial(double k) {
    if (k < FACTORIALS.length) {
      return Math.log(FACTORIALS[(int) k]);
    }
    double x = k + 1;
    double xx = x * x;
    double series = (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - 1 / (1680 * xx)) / xx) / xx) / x;
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
  }

  private static void standardGamma(KernelCall call) {
    RandomEngine engine = RandomKernels.engine(call);
    StridedArray alphas = RandomKernels.floating("_standard_gamma", call.array(0));
    DType dtype = alphas.dtype();
    double least = leastNormal(dtype);
    synchronized (engine) {
      RandomFill.doubles(
          call.output(0),
          new StridedArray[] {alphas},
          (values, inputs, n) -> {
            for (int i = 0; i < n; i++) {
              double sample = gamma(engine, inputs[0][i], dtype);
              values[i] = Math.max(least, RandomFill.round(dtype, sample));
            }
          });
    }
  }

  private static double leastNormal(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> Double.MIN_NORMAL;
      case FLOAT16 -> 0x1p-14;
      default -> Float.MIN_NORMAL;
    };
  }

  /**
   * Marsaglia and Tsang's method (2000). Shapes below 1 are raised by 1 and the sample scaled by a
   * power of a uniform; constants are float32 ones, which shows in the last bits.
   */
  private static double gamma(RandomEngine engine, double shape, DType dtype) {
    double scale = 1;
    double alpha = shape;
    if (alpha < 1) {
      if (alpha == 0) {
        return 0;
      }
      scale = Math.pow(1 - engine.uniformDouble(), RandomFill.round(dtype, 1 / alpha));
      alpha = RandomFill.round(dtype, alpha + 1);
    }
    double d = RandomFill.round(dtype, alpha - 1.0f / 3.0f);
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x;
      double y;
      do {
        x = engine.normal();
        y = 1 + c * x;
      } while (y <= 0);
      double v = y * y * y;
      double u = 1 - engine.uniformDouble();
      double xx = x * x;
      if (u < 1 - 0.0331f * xx * xx || Math.log(u) < 0.5 * xx + d * (1 - v + Math.log(v))) {
        return scale * d * v;
      }
    }
  }

  private static void sampleDirichlet(KernelCall call) {
    RandomEngine engine = RandomKernels.engine(call);
    StridedArray alphas = RandomKernels.floating("_sample_dirichlet", call.array(0));
    StridedArray out = call.output(0);
    StridedArray gammas = StridedArray.allocate(DType.FLOAT64, alphas.shape());
    synchronized (engine) {
      RandomFill.doubles(
          gammas,
          new StridedArray[] {alphas},
          (values, inputs, n) -> {
            for (int i = 0; i < n; i++) {
              double sample = gamma(engine, inputs[0][i], DType.FLOAT64);
              values[i] = Math.max(Double.MIN_NORMAL, sample);
            }
          });
    }
    int last = alphas.layout().dim() - 1;
    int k = Math.toIntExact(last < 0 ? 1 : alphas.layout().size(last));
    double least = leastNormal(out.dtype());
    double most = out.dtype() == DType.FLOAT64 ? Math.nextDown(1.0) : Math.nextDown(1f);
    double[] row = new double[k];
    for (long r = 0; r < gammas.numel() / Math.max(1, k); r++) {
      RandomFill.load(gammas, r * k, 1, row, k);
      double sum = 0;
      for (double g : row) {
        sum += g;
      }
      for (int i = 0; i < k; i++) {
        double share = RandomFill.round(out.dtype(), row[i] / sum);
        row[i] = Math.min(most, Math.max(least, share));
      }
      RandomFill.scatter(MemorySegment.ofArray(row), k, gammas, r * k, 1);
    }
    RandomFill.doubles(
        out,
        new StridedArray[] {gammas},
        (values, inputs, n) -> System.arraycopy(inputs[0], 0, values, 0, n));
  }

  /**
   * {@code (self, noise, lower, upper, training, generator)}. When training, the noise is a uniform
   * slope where self is not positive, drawn for these elements alone, and 1 elsewhere. It is
   * written to the argument, or to output 1 if the op has two results.
   */
  private static void rrelu(KernelCall call) {
    StridedArray self = RandomKernels.floating("rrelu", call.array(0));
    double lower = call.doubleValue(2);
    double upper = call.doubleValue(3);
    if (!(lower <= upper)) {
      throw new IllegalArgumentException(
          "rrelu: lower must not exceed upper, got " + lower + " and " + upper);
    }
    if (!call.booleanValue(4)) {
      double slope = (lower + upper) / 2;
      RandomFill.doubles(
          call.output(0),
          new StridedArray[] {self},
          (values, inputs, n) -> {
            for (int i = 0; i < n; i++) {
              double x = inputs[0][i];
              values[i] = x <= 0 ? x * slope : x;
            }
          });
      return;
    }
    double from = RandomFill.round(self.dtype(), lower);
    double range = RandomFill.round(self.dtype(), upper) - from;
    StridedArray noise = call.outputs() > 1 ? call.output(1) : call.array(1);
    RandomEngine engine = RandomKernels.engine(call);
    synchronized (engine) {
      RandomFill.doubles(
          noise,
          new StridedArray[] {self},
          (values, inputs, n) -> {
            for (int i = 0; i < n; i++) {
              values[i] = inputs[0][i] <= 0 ? engine.uniformDouble() * range + from : 1;
            }
          });
    }
    RandomFill.doubles(
        call.output(0),
        new StridedArray[] {self, noise},
        (values, inputs, n) -> {
          for (int i = 0; i < n; i++) {
            values[i] = inputs[0][i] * inputs[1][i];
          }
        });
  }

  private static void binomial(KernelCall call) {
    RandomEngine engine = RandomKernels.engine(call);
    StridedArray out = call.output(0);
    StridedArray counts = RandomKernels.floating("binomial", call.array(0));
    StridedArray probs = RandomKernels.floating("binomial", call.array(1));
    StridedArray[] inputs = {
      counts.with(counts.layout().broadcastTo(out.shape(), "binomial")),
      probs.with(probs.layout().broadcastTo(out.shape(), "binomial"))
    };
    synchronized (engine) {
      RandomFill.doubles(
          out,
          inputs,
          (values, in, n) -> {
            for (int i = 0; i < n; i++) {
              values[i] = binomial(engine, in[0][i], in[1][i], out.dtype());
            }
          });
    }
  }

  private static double binomial(RandomEngine engine, double count, double p, DType dtype) {
    if (count <= 0 || p <= 0) {
      return 0;
    }
    if (p >= 1) {
      return count;
    }
    if (Double.isNaN(p)) {
      return Double.NaN;
    }
    // The rarer outcome is counted.
    boolean turned = p > 0.5;
    double q = turned ? RandomFill.round(dtype, 1 - p) : p;
    double k =
        RandomFill.round(dtype, count * q) >= 10
            ? binomialByRejection(engine, count, q)
            : binomialByWaiting(engine, count, q);
    return turned ? count - k : k;
  }

  /** Adds up the geometric waiting times between successes. */
  private static double binomialByWaiting(RandomEngine engine, double count, double p) {
    double logFailure = Math.log1p(-p);
    double trials = 0;
    for (double successes = 0; ; successes++) {
      trials += Math.ceil(Math.log(engine.uniformDouble()) / logFailure);
      if (trials > count) {
        return successes;
      }
    }
  }

  /** Hörmann's transformed rejection BTRS (1993), with the acceptance test that PyTorch uses. */
  private static double binomialByRejection(RandomEngine engine, double count, double p) {
    double deviation = Math.sqrt(count * p * (1 - p));
    double b = 1.15 + 2.53 * deviation;
    double a = -0.0873 + 0.0248 * b + 0.01 * p;
    double c = count * p + 0.5;
    double vr = 0.92 - 4.2 / b;
    double r = p / (1 - p);
    double alpha = (2.83 + 5.1 / b) * deviation;
    double mode = Math.floor((count + 1) * p);
    while (true) {
      double u = engine.uniformDouble() - 0.5;
      double v = engine.uniformDouble();
      double us = 0.5 - Math.abs(u);
      double k = Math.floor((2 * a / us + b) * u + c);
      if (us >= 0.07 && v <= vr) {
        return k;
      }
      if (k < 0 || k > count) {
        continue;
      }
      double bound =
          (mode + 0.5) * Math.log((mode + 1) / (r * (count - mode + 1)))
              + (count + 1) * Math.log((count - mode + 1) / (count - k + 1))
              + (k + 0.5) * Math.log(r * (count - k + 1) / (k + 1))
              + stirlingTail(mode)
              + stirlingTail(count - mode)
              - stirlingTail(k)
              - stirlingTail(count - k);
      if (Math.log(v * alpha / (a / (us * us) + b)) <= bound) {
        return k;
      }
    }
  }

  /** What Stirling's formula with k + 1 leaves out of {@code log(k!)}. */
  private static double stirlingTail(double k) {
    if (k <= 9) {
      double x = k + 1;
      return Math.log(FACTORIALS[(int) k])
          - (0.5 * Math.log(2 * Math.PI) + (k + 0.5) * Math.log(x) - x);
    }
    double xx = (k + 1) * (k + 1);
    return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / xx) / xx) / (k + 1);
  }
}
