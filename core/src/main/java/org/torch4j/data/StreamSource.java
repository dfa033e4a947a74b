package org.torch4j.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;

/**
 * Batches of the samples of a stream; each lane has a stream of its own.
 *
 * @param <S> a sample
 * @param <B> a batch
 */
final class StreamSource<S, B> implements BatchSource<B> {
  private final IterableDataset<S> dataset;
  private final int batchSize;
  private final boolean dropLast;
  private final Recipe<S, B> recipe;

  StreamSource(IterableDataset<S> dataset, int batchSize, boolean dropLast, Recipe<S, B> recipe) {
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
    this.recipe = recipe;
  }

  @Override
  public Plan<B> plan(long baseSeed, int lanes) {
    List<BatchSource.Task<B>> streams = new ArrayList<>(lanes);
    for (int i = 0; i < lanes; i++) {
      streams.add(new Stream(Draws.sampleSeed(baseSeed, i, -1))::next);
    }
    return streams::get;
  }

  @Override
  public long size() {
    long n = dataset.size();
    return n < 0 ? -1 : dropLast ? n / batchSize : Math.ceilDiv(n, batchSize);
  }

  @Override
  public Object dataset() {
    return dataset;
  }

  /** One pass over the data set. A lane runs its tasks one after another, so this needs no lock. */
  private final class Stream {
    private final Generator generator = new Generator();
    private @Nullable Iterator<S> samples;
    private long number;
    private boolean ended;

    Stream(long seed) {
      generator.manualSeed(seed);
    }

    @Nullable B next(int worker) {
      if (ended) {
        return null;
      }
      String place = "batch " + number++ + " of the stream";
      return MapSource.guard(place, -1, worker, () -> Generator.withDefault(generator, this::read));
    }

    private @Nullable B read() {
      List<S> batch = new ArrayList<>(batchSize);
      try {
        if (samples == null) {
          samples = dataset.iterator();
        }
        while (batch.size() < batchSize && samples.hasNext()) {
          batch.add(samples.next());
        }
      } catch (RuntimeException | Error e) {
        ended = true; // a broken stream has no next sample
        throw e;
      }
      ended = batch.size() < batchSize;
      return batch.isEmpty() || (ended && dropLast) ? null : recipe.batch(batch, null);
    }
  }
}
