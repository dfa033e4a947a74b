package org.torch4j.backend;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * PyTorch's random number generator for the CPU: the Mersenne Twister MT19937 with PyTorch's ways
 * of making floating-point numbers from its bits, so that equal seeds give equal streams.
 *
 * <p>Kernels draw from it while they hold its monitor, for the whole of one kernel: {@code
 * synchronized (engine) { ... }}. Single methods do not lock, so that drawing stays cheap; two
 * threads that share an engine without the monitor corrupt it.
 */
public final class RandomEngine implements RandomSource {
  /** Length of {@link #state()}, the same as that of {@code torch.get_rng_state()}. */
  public static final int STATE_BYTES = 5056;

  private static final int LEGACY_STATE_BYTES = 5048;
  private static final int N = 624;
  private static final int M = 397;
  private static final int MATRIX = 0x9908b0df;
  private static final int WORDS_AT = 24;
  private static final int NORMAL_X_AT = WORDS_AT + 8 * N;
  private static final int NORMAL_Y_AT = NORMAL_X_AT + 8;
  private static final int NORMAL_RHO_AT = NORMAL_X_AT + 16;
  private static final int NORMAL_VALID_AT = NORMAL_X_AT + 24;
  private static final int FLOAT_NORMAL_AT = LEGACY_STATE_BYTES;

  private final int[] words = new int[N];
  // The words as random() returns them, made together because that runs as SIMD code.
  private final int[] draws = new int[N];
  private long seed;
  private int left;
  private int next;
  private double cachedNormal;
  private boolean hasCachedNormal;
  // No kernel here makes float normals one by one, but a state from PyTorch may carry one.
  private float cachedFloatNormal;
  private boolean hasCachedFloatNormal;

  /** An engine with the given seed. */
  public RandomEngine(long seed) {
    seed(seed);
  }

  /** Starts the stream of {@code seed}, of which the low 32 bits count, and drops cached values. */
  @Override
  public void seed(long seed) {
    this.seed = seed;
    words[0] = (int) seed;
    for (int i = 1; i < N; i++) {
      int previous = words[i - 1];
      words[i] = 1812433253 * (previous ^ previous >>> 30) + i;
    }
    left = 1;
    next = 0;
    hasCachedNormal = false;
    hasCachedFloatNormal = false;
  }

  /** The seed that was set last. */
  @Override
  public long initialSeed() {
    return seed;
  }

  /** The next 32 random bits, as an unsigned number in an int. */
  public int random() {
    if (--left == 0) {
      twist();
      left = N;
    }
    return draws[next++];
  }

  /** The next 64 random bits: two draws, the first one in the upper half. */
  public long random64() {
    long high = random();
    return high << 32 | random() & 0xFFFFFFFFL;
  }

  /** A float32 from [0, 1): 24 bits of one draw. */
  public float uniformFloat() {
    return (random() & 0xFFFFFF) * 0x1p-24f;
  }

  /** A float64 from [0, 1): 53 bits of two draws. */
  public double uniformDouble() {
    return (random64() & (1L << 53) - 1) * 0x1p-53;
  }

  /**
   * A sample of the standard normal distribution. Samples are made in pairs by the method of Box
   * and Muller; the second of a pair waits for the next call.
   */
  public double normal() {
    if (hasCachedNormal) {
      hasCachedNormal = false;
      return cachedNormal;
    }
    double u1 = uniformDouble();
    double u2 = uniformDouble();
    double r = Math.sqrt(-2.0 * Math.log(1 - u2));
    double theta = 2.0 * Math.PI * u1;
    cachedNormal = r * Math.sin(theta);
    hasCachedNormal = true;
    return r * Math.cos(theta);
  }

  /** A sample of the exponential distribution of rate 1. */
  public double exponential() {
    return -Math.log(1 - uniformDouble());
  }

  /** Fills {@code into[0..count)} with the next draws of {@link #random}. */
  public void fill(int[] into, int count) {
    int done = 0;
    while (done < count) {
      int n = Math.min(count - done, available());
      System.arraycopy(draws, next, into, done, n);
      consume(n);
      done += n;
    }
  }

  /** Fills {@code into[0..count)} with the next draws of {@link #uniformFloat}. */
  public void fill(float[] into, int count) {
    int done = 0;
    while (done < count) {
      int n = Math.min(count - done, available());
      for (int i = 0; i < n; i++) {
        into[done + i] = (draws[next + i] & 0xFFFFFF) * 0x1p-24f;
      }
      consume(n);
      done += n;
    }
  }

  /** Fills {@code into[0..count)} with the next draws of {@link #uniformDouble}. */
  public void fill(double[] into, int count) {
    int done = 0;
    while (done < count) {
      int n = Math.min(count - done, available() / 2);
      for (int i = 0; i < n; i++) {
        long high = draws[next + 2 * i] & 0x1FFFFFL;
        long low = draws[next + 2 * i + 1] & 0xFFFFFFFFL;
        into[done + i] = (high << 32 | low) * 0x1p-53;
      }
      consume(2 * n);
      done += n;
      if (n == 0) {
        into[done++] = uniformDouble();
      }
    }
  }

  /** How many words wait; twists if there are none, so at least 1. */
  private int available() {
    if (left == 1) {
      twist();
      // One more than random() would leave, since nothing of this block has been taken yet.
      left = N + 1;
    }
    return left - 1;
  }

  private void consume(int n) {
    left -= n;
    next += n;
  }

  private void twist() {
    int[] w = words;
    for (int i = 0; i < N - M; i++) {
      w[i] = w[i + M] ^ mix(w[i], w[i + 1]);
    }
    for (int i = N - M; i < N - 1; i++) {
      w[i] = w[i + M - N] ^ mix(w[i], w[i + 1]);
    }
    w[N - 1] = w[M - 1] ^ mix(w[N - 1], w[0]);
    next = 0;
    temper();
  }

  private static int mix(int u, int v) {
    return ((u & 0x80000000 | v & 0x7fffffff) >>> 1) ^ (-(v & 1) & MATRIX);
  }

  private void temper() {
    for (int i = 0; i < N; i++) {
      int y = words[i];
      y ^= y >>> 11;
      y ^= y << 7 & 0x9d2c5680;
      y ^= y << 15 & 0xefc60000;
      draws[i] = y ^ y >>> 18;
    }
  }

  /**
   * Everything that decides what is drawn next, in the layout of {@code torch.get_rng_state()}:
   * seed, words left, position, the words as 64-bit numbers, the cached normals; little-endian.
   */
  @Override
  public byte[] state() {
    ByteBuffer b = ByteBuffer.allocate(STATE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    b.putLong(seed).putInt(left).putInt(1).putLong(next);
    for (int w : words) {
      b.putLong(w & 0xFFFFFFFFL);
    }
    if (hasCachedNormal) {
      b.putDouble(NORMAL_Y_AT, cachedNormal);
      b.putInt(NORMAL_VALID_AT, 1);
    }
    if (hasCachedFloatNormal) {
      b.putFloat(FLOAT_NORMAL_AT, cachedFloatNormal);
      b.put(FLOAT_NORMAL_AT + 4, (byte) 1);
    }
    return b.array();
  }

  /**
   * Continues from a state that {@link #state} or PyTorch wrote; the shorter form of PyTorch before
   * 1.6 is understood too.
   *
   * @throws IllegalArgumentException if the length or the position in it is not that of a state
   */
  @Override
  public void setState(byte[] state) {
    if (state.length != STATE_BYTES && state.length != LEGACY_STATE_BYTES) {
      throw new IllegalArgumentException(
          "setState: a random state has "
              + STATE_BYTES
              + " bytes, or "
              + LEGACY_STATE_BYTES
              + " in its older form, got "
              + state.length);
    }
    ByteBuffer b = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
    int newLeft = b.getInt(8);
    long newNext = b.getLong(16);
    boolean inside = newLeft == 1 || newNext + newLeft - 1 <= N;
    if (b.getInt(12) != 1 || newLeft < 1 || newLeft > N || newNext < 0 || newNext > N || !inside) {
      throw new IllegalArgumentException(
          "setState: not a state of the Mersenne Twister: seeded "
              + b.getInt(12)
              + ", left "
              + newLeft
              + ", next "
              + newNext);
    }
    seed = b.getLong(0);
    left = newLeft;
    next = (int) newNext;
    for (int i = 0; i < N; i++) {
      words[i] = (int) b.getLong(WORDS_AT + 8 * i);
    }
    temper();
    readCachedNormals(b, state.length == LEGACY_STATE_BYTES);
  }

  private void readCachedNormals(ByteBuffer b, boolean legacy) {
    hasCachedNormal = b.getInt(NORMAL_VALID_AT) != 0;
    if (!hasCachedNormal) {
      cachedNormal = 0;
    } else if (legacy) {
      // The older form keeps what the second normal of the pair is made of.
      double theta = 2.0 * Math.PI * b.getDouble(NORMAL_X_AT);
      cachedNormal = b.getDouble(NORMAL_RHO_AT) * Math.sin(theta);
    } else {
      cachedNormal = b.getDouble(NORMAL_Y_AT);
    }
    hasCachedFloatNormal = !legacy && b.get(FLOAT_NORMAL_AT + 4) != 0;
    cachedFloatNormal = hasCachedFloatNormal ? b.getFloat(FLOAT_NORMAL_AT) : 0;
  }

  /** An engine that goes on as this one would, independently. */
  public RandomEngine copy() {
    RandomEngine copy = new RandomEngine(seed);
    copy.setState(state());
    return copy;
  }
}
