package org.torch4j.data;

import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.torch4j.Generator;

/**
 * The part of a data set that one of several processes takes, {@code
 * torch.utils.data.distributed.DistributedSampler}: indices are dealt in turn, and all parts have
 * the same size. Call {@link #setEpoch} before each epoch, or all epochs have one order.
 */
public final class DistributedSampler implements Sampler<Long> {
  private final Dataset<?> dataset;
  private final int numReplicas;
  private final int rank;
  private final Options options;
  private long epoch;

  /**
   * Options of a {@link DistributedSampler}.
   *
   * @param shuffle whether the order is random, the same random one in all processes, true by
   *     default
   * @param seed what the order is drawn from, with the epoch, 0 by default
   * @param dropLast whether samples that do not fill a round are left out; else some come twice
   */
  public record Options(boolean shuffle, long seed, boolean dropLast) {
    /** These options with {@code shuffle}. */
    public Options shuffle(boolean on) {
      return new Options(on, seed, dropLast);
    }

    /** These options with {@code seed}. */
    public Options seed(long value) {
      return new Options(shuffle, value, dropLast);
    }

    /** These options with {@code dropLast}. */
    public Options dropLast(boolean on) {
      return new Options(shuffle, seed, on);
    }
  }

  /** The default options. */
  public static Options options() {
    return new Options(true, 0, false);
  }

  /** The part of process {@code rank} of {@code numReplicas}, with the default options. */
  public DistributedSampler(Dataset<?> dataset, int numReplicas, int rank) {
    this(dataset, numReplicas, rank, options());
  }

  /**
   * The part of process {@code rank} of {@code numReplicas}.
   *
   * @throws IllegalArgumentException if the rank is not in 0..numReplicas-1
   */
  public DistributedSampler(Dataset<?> dataset, int numReplicas, int rank, Options options) {
    if (rank < 0 || rank >= numReplicas) {
      throw new IllegalArgumentException(
          "DistributedSampler: rank must be in the interval [0, %d], got %d"
              .formatted(numReplicas - 1, rank));
    }
    this.dataset = dataset;
    this.numReplicas = numReplicas;
    this.rank = rank;
    this.options = options;
  }

  /** Sets the epoch, on which the order depends; the same in all processes. */
  public void setEpoch(long epoch) {
    this.epoch = epoch;
  }

  @Override
  public PrimitiveIterator.OfLong iterator() {
    int n = Math.toIntExact(dataset.size());
    long[] order =
        options.shuffle
            ? Draws.permutation(n, new Generator().manualSeed(options.seed + epoch))
            : LongStream.range(0, n).toArray();
    // Beyond the end the order starts again, as often as it takes; nothing comes of nothing.
    long count = n == 0 ? 0 : size();
    return LongStream.range(0, count)
        .map(i -> order[(int) ((rank + i * numReplicas) % n)])
        .iterator();
  }

  @Override
  public long size() {
    long n = dataset.size();
    return options.dropLast ? n / numReplicas : Math.ceilDiv(n, numReplicas);
  }
}
