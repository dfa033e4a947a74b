package org.torch4j.cpu;

import java.lang.foreign.MemorySegment;
import org.torch4j.backend.RandomEngine;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/**
 * Normal samples for contiguous arrays of 16 and more elements, as PyTorch makes them: uniform
 * samples first, then in blocks of 16 the method of Box and Muller on elements j and j + 8. What
 * does not fill a block is made from 16 fresh samples for the last 16 elements.
 *
 * <p>For float32 PyTorch's AVX2 kernel uses the polynomials of the Cephes library; they stand here
 * in the same order of operations, fused multiply-adds included, so that the bits agree.
 */
final class NormalBlocks {
  private static final int BLOCK = 16;
  private static final float TWO_PI = (float) (2 * Math.PI);
  private static final int SQRT_HALF = Float.floatToRawIntBits(0.70710677f);

  private NormalBlocks() {}

  /** Fills {@code out}, contiguous and at least 16 long, with samples of the distribution. */
  static void fill(RandomEngine engine, StridedArray out, double mean, double std) {
    long n = out.numel();
    long whole = n / BLOCK * BLOCK;
    Samples samples = samples(out.dtype(), (int) Math.min(RandomFill.CHUNK, whole), mean, std);
    long at = out.layout().offset();
    for (long i = 0; i < whole; i += RandomFill.CHUNK) {
      int count = (int) Math.min(RandomFill.CHUNK, whole - i);
      samples.draw(engine, count);
      samples.transform(count);
      RandomFill.scatter(samples.raw(count), count, out, at + i, 1);
    }
    if (whole < n) {
      samples.draw(engine, (int) (n - whole));
      samples.draw(engine, BLOCK);
      samples.transform(BLOCK);
      RandomFill.scatter(samples.raw(BLOCK), BLOCK, out, at + n - BLOCK, 1);
    }
    out.storage().fence();
  }

  private static Samples samples(DType dtype, int capacity, double mean, double std) {
    return switch (dtype) {
      case FLOAT32 -> new Singles(capacity, (float) mean, (float) std);
      case FLOAT64 -> new Doubles(capacity, mean, std);
      default -> new Halves(dtype, capacity, mean, std);
    };
  }

  /** A chunk of elements in one precision. */
  private sealed interface Samples {
    /** Draws {@code n} uniform samples. */
    void draw(RandomEngine engine, int n);

    /** Turns the first {@code n}, whole blocks, into normal samples. */
    void transform(int n);

    /** The first {@code n} elements in the form of their dtype. */
    MemorySegment raw(int n);
  }

  private static final class Singles implements Samples {
    private final float[] x;
    private final float[] u;
    private final float[] v;
    private final float mean;
    private final float std;

    Singles(int capacity, float mean, float std) {
      this.x = new float[capacity];
      this.u = new float[capacity / 2];
      this.v = new float[capacity / 2];
      this.mean = mean;
      this.std = std;
    }

    @Override
    public void draw(RandomEngine engine, int n) {
      engine.fill(x, n);
    }

    @Override
    public void transform(int n) {
      for (int b = 0; b < n; b += BLOCK) {
        System.arraycopy(x, b, u, b / 2, 8);
        System.arraycopy(x, b + 8, v, b / 2, 8);
      }
      radius(u, n / 2);
      rotate(u, v, n / 2, mean, std);
      for (int b = 0; b < n; b += BLOCK) {
        System.arraycopy(u, b / 2, x, b, 8);
        System.arraycopy(v, b / 2, x, b + 8, 8);
      }
    }

    @Override
    public MemorySegment raw(int n) {
      return MemorySegment.ofArray(x);
    }
  }

  /** {@code sqrt(-2 log(1 - u))} by Cephes' logf. */
  private static void radius(float[] u, int n) {
    for (int i = 0; i < n; i++) {
      int bits = Float.floatToRawIntBits(1 - u[i]);
      int mantissa = bits & 0x7fffff | 0x3f000000;
      // All ones where the mantissa is below sqrt(1/2), without a branch.
      int low = mantissa - SQRT_HALF >> 31;
      float m = Float.intBitsToFloat(mantissa);
      float e = (bits >>> 23) - 126 + low;
      float x = m - 1 + Float.intBitsToFloat(mantissa & low);
      float z = x * x;
      float y = 7.0376836292E-2f;
      y = Math.fma(y, x, -1.1514610310E-1f);
      y = Math.fma(y, x, 1.1676998740E-1f);
      y = Math.fma(y, x, -1.2420140846E-1f);
      y = Math.fma(y, x, 1.4249322787E-1f);
      y = Math.fma(y, x, -1.6668057665E-1f);
      y = Math.fma(y, x, 2.0000714765E-1f);
      y = Math.fma(y, x, -2.4999993993E-1f);
      y = Math.fma(y, x, 3.3333331174E-1f);
      y = y * x;
      y = Math.fma(y, z, e * -2.12194440e-4f);
      y = Math.fma(z, -0.5f, y);
      float log = Math.fma(e, 0.693359375f, x + y);
      u[i] = (float) Math.sqrt(-2 * log);
    }
  }

  /** {@code (r cos 2 pi v, r sin 2 pi v) * std + mean} by Cephes' sinf and cosf. */
  private static void rotate(float[] r, float[] v, int n, float mean, float std) {
    for (int i = 0; i < n; i++) {
      float t = TWO_PI * v[i];
      int octant = (int) (t * 1.27323954473516f) + 1 & ~1;
      float o = octant;
      float x = Math.fma(o, -0.78515625f, t);
      x = Math.fma(o, -2.4187564849853515625e-4f, x);
      x = Math.fma(o, -3.77489497744594108e-8f, x);
      float z = x * x;
      float c = 2.443315711809948E-005f;
      c = Math.fma(c, z, -1.388731625493765E-003f);
      c = Math.fma(c, z, 4.166664568298827E-002f);
      c = c * z;
      c = Math.fma(c, z, z * -0.5f);
      c = c + 1;
      float s = -1.9515295891E-4f;
      s = Math.fma(s, z, 8.3321608736E-3f);
      s = Math.fma(s, z, -1.6666654611E-1f);
      s = s * z;
      s = Math.fma(s, x, x);
      int cosBits = Float.floatToRawIntBits(c);
      int sinBits = Float.floatToRawIntBits(s);
      int swap = -(octant >> 1 & 1) & (cosBits ^ sinBits);
      cosBits ^= swap ^ (~(octant - 2) & 4) << 29;
      sinBits ^= swap ^ (octant & 4) << 29;
      float radius = r[i];
      r[i] = Math.fma(radius * Float.intBitsToFloat(cosBits), std, mean);
      v[i] = Math.fma(radius * Float.intBitsToFloat(sinBits), std, mean);
    }
  }

  private static final class Doubles implements Samples {
    private final double[] x;
    private final double mean;
    private final double std;

    Doubles(int capacity, double mean, double std) {
      this.x = new double[capacity];
      this.mean = mean;
      this.std = std;
    }

    @Override
    public void draw(RandomEngine engine, int n) {
      engine.fill(x, n);
    }

    @Override
    public void transform(int n) {
      for (int b = 0; b < n; b += BLOCK) {
        for (int j = b; j < b + 8; j++) {
          double radius = Math.sqrt(-2 * Math.log(1 - x[j]));
          double theta = 2 * Math.PI * x[j + 8];
          x[j] = Math.fma(radius * Math.cos(theta), std, mean);
          x[j + 8] = Math.fma(radius * Math.sin(theta), std, mean);
        }
      }
    }

    @Override
    public MemorySegment raw(int n) {
      return MemorySegment.ofArray(x);
    }
  }

  /** float16 and bfloat16, rounded as often as PyTorch's half arithmetic does it. */
  private static final class Halves implements Samples {
    private final DType dtype;
    private final double[] x;
    private final int mask;
    private final double mean;
    private final double std;

    Halves(DType dtype, int capacity, double mean, double std) {
      this.dtype = dtype;
      this.x = new double[capacity];
      this.mask = RandomKernels.mantissaMask(dtype);
      this.mean = r(mean);
      this.std = r(std);
    }

    private double r(double value) {
      return RandomFill.round(dtype, value);
    }

    /** Rounds what PyTorch leaves in float32 for float16 but not for bfloat16. */
    private double h(double value) {
      return dtype == DType.BFLOAT16 ? r(value) : (float) value;
    }

    @Override
    public void draw(RandomEngine engine, int n) {
      for (int i = 0; i < n; i++) {
        x[i] = (double) (engine.random() & mask) / (mask + 1);
      }
    }

    @Override
    public void transform(int n) {
      for (int b = 0; b < n; b += BLOCK) {
        for (int j = b; j < b + 8; j++) {
          double radius = r(Math.sqrt(h(-2 * h(Math.log(r(1 - x[j]))))));
          double theta = r(2 * Math.PI * x[j + 8]);
          x[j] = scaled(h(radius * h(Math.cos(theta))));
          x[j + 8] = scaled(h(radius * h(Math.sin(theta))));
        }
      }
    }

    private double scaled(double sample) {
      return dtype == DType.BFLOAT16
          ? r(r(sample * std) + mean)
          : r(Math.fma((float) sample, (float) std, (float) mean));
    }

    @Override
    public MemorySegment raw(int n) {
      short[] raw = new short[n];
      RandomFill.toHalves(dtype, x, raw, n);
      return MemorySegment.ofArray(raw);
    }
  }
}
