package org.torch4j.data;

import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/** The indices 0, 1, 2, ..., {@code torch.utils.data.SequentialSampler}. */
public final class SequentialSampler implements Sampler<Long> {
  private final Dataset<?> dataset;

  /** The indices of {@code dataset}, in order. */
  public SequentialSampler(Dataset<?> dataset) {
    this.dataset = dataset;
  }

  @Override
  public PrimitiveIterator.OfLong iterator() {
    return LongStream.range(0, dataset.size()).iterator();
  }

  @Override
  public long size() {
    return dataset.size();
  }
}
