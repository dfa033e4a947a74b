package org.torch4j.data;

import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;

/**
 * Indices in random order, {@code torch.utils.data.RandomSampler}, number for number as PyTorch
 * draws them.
 *
 * <p>Without a generator each epoch draws one int64 from the default generator, which seeds the
 * epoch's own. A given generator is drawn from directly.
 */
public final class RandomSampler implements Sampler<Long> {
  /** Indices that sampling with replacement draws at a time, as PyTorch does. */
  private static final int CHUNK = 32;

  /**
   * Options of a {@link RandomSampler}.
   *
   * @param replacement whether an index may come more than once
   * @param numSamples indices of an epoch; 0 for as many as the data set has
   * @param generator where the order comes from; null for the default generator
   */
  public record Options(boolean replacement, long numSamples, @Nullable Generator generator) {
    /** These options with {@code replacement}. */
    public Options replacement(boolean replacement) {
      return new Options(replacement, numSamples, generator);
    }

    /**
     * These options with {@code numSamples}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Options numSamples(long numSamples) {
      Draws.positive(numSamples, "RandomSampler: numSamples");
      return new Options(replacement, numSamples, generator);
    }

    /** These options with {@code generator}. */
    public Options generator(@Nullable Generator generator) {
      return new Options(replacement, numSamples, generator);
    }
  }

  private final Dataset<?> dataset;
  private final Options options;

  /**
   * A permutation of the indices of {@code dataset}, a new one each epoch.
   *
   * @throws IllegalArgumentException if the data set is empty
   */
  public RandomSampler(Dataset<?> dataset) {
    this(dataset, options());
  }

  /**
   * Random indices of {@code dataset}.
   *
   * @throws IllegalArgumentException if the data set is empty
   */
  public RandomSampler(Dataset<?> dataset, Options options) {
    Draws.positive(dataset.size(), "RandomSampler: size of the data set");
    this.dataset = dataset;
    this.options = options;
  }

  /** The default options: a permutation, drawn from the default generator. */
  public static Options options() {
    return new Options(false, 0, null);
  }

  @Override
  public PrimitiveIterator.OfLong iterator() {
    return options.replacement ? new Replacing() : new Permuting();
  }

  @Override
  public long size() {
    return options.numSamples > 0 ? options.numSamples : dataset.size();
  }

  private Generator epochGenerator() {
    if (options.generator != null) {
      return options.generator;
    }
    return new Generator().manualSeed(Draws.int64(Generator.defaultGenerator()));
  }

  /**
   * Indices drawn block by block. As in PyTorch nothing is drawn before the first index is asked
   * for, and one block more than needed is drawn when the last one is used up: a generator shared
   * with other code must not run differently.
   */
  private abstract class Blocks implements PrimitiveIterator.OfLong {
    final long n = dataset.size();
    private final long fullBlocks;
    private final int rest;
    private long blocks;
    private long[] block = {};
    private int place;
    private int limit;
    private @Nullable Generator generator;

    Blocks(long blockSize) {
      this.fullBlocks = size() / blockSize;
      this.rest = (int) (size() % blockSize);
    }

    /** {@code count} indices, or more if only a whole block can be drawn. */
    abstract long[] draw(int count, Generator g);

    abstract int blockSize();

    @Override
    public boolean hasNext() {
      while (place == limit && blocks <= fullBlocks) {
        if (generator == null) {
          generator = epochGenerator();
        }
        limit = blocks < fullBlocks ? blockSize() : rest;
        block = draw(limit, generator);
        place = 0;
        blocks++;
      }
      return place < limit;
    }

    @Override
    public long nextLong() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return block[place++];
    }
  }

  private final class Permuting extends Blocks {
    Permuting() {
      super(dataset.size());
    }

    @Override
    int blockSize() {
      return Math.toIntExact(n);
    }

    @Override
    long[] draw(int count, Generator g) {
      return Draws.permutation(blockSize(), g);
    }
  }

  private final class Replacing extends Blocks {
    Replacing() {
      super(CHUNK);
    }

    @Override
    int blockSize() {
      return CHUNK;
    }

    @Override
    long[] draw(int count, Generator g) {
      return Draws.integers(count, n, g);
    }
  }
}
