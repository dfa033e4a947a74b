package org.torch4j.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The indices of another sampler in groups, {@code torch.utils.data.BatchSampler}. */
public final class BatchSampler implements Sampler<long[]> {
  private final Sampler<Long> sampler;
  private final int batchSize;
  private final boolean dropLast;

  /**
   * Groups of {@code batchSize} indices.
   *
   * @param dropLast whether a shorter group at the end is left out
   * @throws IllegalArgumentException if {@code batchSize} is not positive
   */
  public BatchSampler(Sampler<Long> sampler, int batchSize, boolean dropLast) {
    Draws.positive(batchSize, "BatchSampler: batchSize");
    this.sampler = sampler;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
  }

  @Override
  public Iterator<long[]> iterator() {
    Iterator<Long> indices = sampler.iterator();
    return new Iterator<>() {
      private long @Nullable [] batch;

      @Override
      public boolean hasNext() {
        if (batch == null) {
          batch = read();
        }
        return batch != null;
      }

      @Override
      public long[] next() {
        long[] b = hasNext() ? batch : null;
        if (b == null) {
          throw new NoSuchElementException();
        }
        batch = null;
        return b;
      }

      private long @Nullable [] read() {
        long[] b = new long[batchSize];
        int n = 0;
        while (n < batchSize && indices.hasNext()) {
          b[n++] = indices.next();
        }
        if (n == batchSize) {
          return b;
        }
        return n == 0 || dropLast ? null : Arrays.copyOf(b, n);
      }
    };
  }

  @Override
  public long size() {
    return dropLast ? sampler.size() / batchSize : Math.ceilDiv(sampler.size(), batchSize);
  }
}
