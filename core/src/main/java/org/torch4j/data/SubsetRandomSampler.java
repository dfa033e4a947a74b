package org.torch4j.data;

import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;

/** Given indices in random order, {@code torch.utils.data.SubsetRandomSampler}. */
public final class SubsetRandomSampler implements Sampler<Long> {
  private final long[] indices;
  private final @Nullable Generator generator;

  /** {@code indices} in an order from the default generator. */
  public SubsetRandomSampler(long... indices) {
    this(indices, null);
  }

  /** {@code indices} in an order from {@code generator}; null for the default generator. */
  public SubsetRandomSampler(long[] indices, @Nullable Generator generator) {
    this.indices = indices.clone();
    this.generator = generator;
  }

  @Override
  public PrimitiveIterator.OfLong iterator() {
    return Draws.lazily(
        () -> {
          long[] order = Draws.permutation(indices.length, Draws.orDefault(generator));
          return LongStream.of(order).map(i -> indices[(int) i]).iterator();
        });
  }

  @Override
  public long size() {
    return indices.length;
  }
}
