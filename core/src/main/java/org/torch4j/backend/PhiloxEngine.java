package org.torch4j.backend;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * PyTorch's random numbers for GPUs. Nothing is drawn on the host: a launch is told the seed and
 * how far the streams of its threads were used up, and each thread makes its own words from that
 * (Philox 4x32-10). The host only counts, in words per thread.
 */
public final class PhiloxEngine implements RandomSource {
  /** Length of {@link #state()}: the seed, then the words that were used. */
  public static final int STATE_BYTES = 16;

  /** Length of a state of PyTorch's that has the seed alone. */
  private static final int SEED_BYTES = 8;

  /** Words that one round of Philox gives; what is used of a round uses all of it. */
  private static final int ROUND = 4;

  private long seed;
  private long used;

  /** An engine with the given seed. */
  public PhiloxEngine(long seed) {
    seed(seed);
  }

  /**
   * Where a launch draws from.
   *
   * @param seed of the streams
   * @param round of each thread's stream, the first one that is not used
   */
  public record Place(long seed, long round) {}

  @Override
  public synchronized void seed(long seed) {
    this.seed = seed;
    used = 0;
  }

  @Override
  public synchronized long initialSeed() {
    return seed;
  }

  /** Gives a launch the next {@code words} of each thread's stream, in whole rounds of four. */
  public synchronized Place take(long words) {
    Place place = new Place(seed, used >>> 2);
    used += Math.ceilDiv(words, ROUND) * ROUND;
    return place;
  }

  @Override
  public synchronized byte[] state() {
    return ByteBuffer.allocate(STATE_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(seed)
        .putLong(used)
        .array();
  }

  @Override
  public synchronized void setState(byte[] state) {
    if (state.length != STATE_BYTES && state.length != SEED_BYTES) {
      throw new IllegalArgumentException(
          "setState: the random state of a GPU has "
              + STATE_BYTES
              + " bytes, or "
              + SEED_BYTES
              + " for a seed alone, got "
              + state.length);
    }
    ByteBuffer b = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
    long newSeed = b.getLong();
    long newUsed = b.hasRemaining() ? b.getLong() : 0;
    if (newUsed % ROUND != 0) {
      throw new IllegalArgumentException(
          "setState: the offset of a GPU's random state must be a multiple of 4, got "
              + Long.toUnsignedString(newUsed));
    }
    seed = newSeed;
    used = newUsed;
  }
}
