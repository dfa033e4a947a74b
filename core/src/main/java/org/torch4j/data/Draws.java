package org.torch4j.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PrimitiveIterator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;
import org.torch4j.backend.RandomEngine;

/**
 * Random integers as PyTorch's CPU generator gives them, drawn straight into Java arrays: orders
 * stay on the host whatever the default device is.
 */
final class Draws {
  private Draws() {}

  static Generator orDefault(@Nullable Generator generator) {
    return generator == null ? Generator.defaultGenerator() : generator;
  }

  /** {@code torch.empty((), dtype=int64).random_().item()}. */
  static long int64(Generator g) {
    RandomEngine engine = g.engine();
    synchronized (engine) {
      return engine.random64() & Long.MAX_VALUE;
    }
  }

  /** {@code torch.randperm(n)}. */
  static long[] permutation(int n, Generator g) {
    RandomEngine engine = g.engine();
    long[] r = new long[n];
    Arrays.setAll(r, i -> i);
    // From this size on PyTorch draws 64 bits, against the bias of a small remainder.
    boolean wide = n >= 0xffff_ffffL / 20;
    synchronized (engine) {
      for (int i = 0; i < n - 1; i++) {
        int j = i + (int) below(n - i, wide, engine);
        long swapped = r[i];
        r[i] = r[j];
        r[j] = swapped;
      }
    }
    return r;
  }

  /** {@code torch.randint(range, (count,))}. */
  static long[] integers(int count, long range, Generator g) {
    RandomEngine engine = g.engine();
    long[] r = new long[count];
    boolean wide = range >= 1L << 32;
    synchronized (engine) {
      Arrays.setAll(r, _ -> below(range, wide, engine));
    }
    return r;
  }

  /** {@code torch.multinomial(weights, count, replacement)} of float64 weights. */
  static long[] multinomial(double[] weights, int count, boolean replacement, Generator g) {
    RandomEngine engine = g.engine();
    synchronized (engine) {
      // A single sample is never repeated; PyTorch then takes the way without replacement.
      return replacement && count > 1
          ? repeating(weights, count, engine)
          : distinct(weights, count, engine);
    }
  }

  private static long[] repeating(double[] weights, int count, RandomEngine engine) {
    int n = weights.length;
    double[] cumulative = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += weights[i];
      cumulative[i] = sum;
    }
    for (int i = 0; i < n; i++) {
      cumulative[i] /= sum;
    }
    cumulative[n - 1] = 1;
    long[] r = new long[count];
    for (int k = 0; k < count; k++) {
      double u = engine.uniformDouble();
      int left = 0;
      int right = n;
      while (left < right) {
        int mid = (left + right) >>> 1;
        if (cumulative[mid] < u) {
          left = mid + 1;
        } else {
          right = mid;
        }
      }
      r[k] = left;
    }
    return r;
  }

  /** The largest of weight / Exp(1): a weighted order without repetition. */
  private static long[] distinct(double[] weights, int count, RandomEngine engine) {
    double[] key = new double[weights.length];
    for (int i = 0; i < key.length; i++) {
      key[i] = weights[i] / -Math.log1p(-engine.uniformDouble());
    }
    return IntStream.range(0, key.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> key[i]).reversed())
        .limit(count)
        .mapToLong(i -> i)
        .toArray();
  }

  /**
   * The seed of the sample that is drawn {@code position}-th in an epoch: a hash, so that nothing
   * but the epoch's base seed, the place and the index decides it.
   */
  static long sampleSeed(long baseSeed, long position, long index) {
    return mix(mix(mix(baseSeed) + position) + index) & Long.MAX_VALUE;
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014) after one step of its counter. */
  private static long mix(long z) {
    z += 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** An iterator that is made, and so draws, when its first element is asked for. */
  static PrimitiveIterator.OfLong lazily(Supplier<PrimitiveIterator.OfLong> source) {
    return new PrimitiveIterator.OfLong() {
      private PrimitiveIterator.@Nullable OfLong made;

      private PrimitiveIterator.OfLong made() {
        if (made == null) {
          made = source.get();
        }
        return made;
      }

      @Override
      public boolean hasNext() {
        return made().hasNext();
      }

      @Override
      public long nextLong() {
        return made().nextLong();
      }
    };
  }

  static void positive(long value, String what) {
    if (value <= 0) {
      throw new IllegalArgumentException(what + " must be positive, got " + value);
    }
  }

  private static long below(long range, boolean wide, RandomEngine engine) {
    return wide
        ? Long.remainderUnsigned(engine.random64(), range)
        : Integer.toUnsignedLong(engine.random()) % range;
  }
}
