package org.torch4j.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.torch4j.storage.SystemMemory;

/**
 * Buffers of the current thread, kept from call to call. A slot belongs to one place in the code:
 * its content is undefined at first, and stays until the same slot is asked for again.
 */
final class Scratch {
  private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);
  private static final int SLOTS = 16;

  private final float[][] floats = new float[SLOTS][];
  private final double[][] doubles = new double[SLOTS][];
  private final long[][] longs = new long[SLOTS][];
  private final int[][] ints = new int[SLOTS][];
  private final @Nullable MemorySegment[] natives = new MemorySegment[SLOTS];

  private Scratch() {}

  /** The buffers of this thread. */
  static Scratch get() {
    return CURRENT.get();
  }

  private static int grown(long n) {
    if (n > Integer.MAX_VALUE - 16) {
      throw new OutOfMemoryError("a kernel needs a work array of " + n + " elements");
    }
    return (int) Math.min(Integer.MAX_VALUE - 16, Math.max(64, n + (n >> 2)));
  }

  /** At least {@code n} floats. */
  float[] floats(int slot, long n) {
    float[] a = floats[slot];
    if (a == null || a.length < n) {
      a = new float[grown(n)];
      floats[slot] = a;
    }
    return a;
  }

  /**
   * A copy of {@code n} floats. Loops over arrays from their beginning become SIMD; with an offset
   * of its own in each array the JIT compiler can't tell that they don't overlap.
   */
  float[] copy(int slot, float[] from, int at, int n) {
    float[] copy = floats(slot, n);
    System.arraycopy(from, at, copy, 0, n);
    return copy;
  }

  /** At least {@code n} doubles. */
  double[] doubles(int slot, long n) {
    double[] a = doubles[slot];
    if (a == null || a.length < n) {
      a = new double[grown(n)];
      doubles[slot] = a;
    }
    return a;
  }

  /** At least {@code n} longs. */
  long[] longs(int slot, long n) {
    long[] a = longs[slot];
    if (a == null || a.length < n) {
      a = new long[grown(n)];
      longs[slot] = a;
    }
    return a;
  }

  /** At least {@code n} ints. */
  int[] ints(int slot, long n) {
    int[] a = ints[slot];
    if (a == null || a.length < n) {
      a = new int[grown(n)];
      ints[slot] = a;
    }
    return a;
  }

  /** The address of at least {@code bytes} of native memory, aligned to 64. */
  long address(int slot, long bytes) {
    MemorySegment s = natives[slot];
    if (s == null || s.byteSize() < bytes) {
      s = SystemMemory.map(Math.max(4096, bytes + (bytes >> 2)), Arena.ofAuto());
      natives[slot] = s;
    }
    return s.address();
  }
}
