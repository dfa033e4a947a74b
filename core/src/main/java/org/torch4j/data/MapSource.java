package org.torch4j.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;

/**
 * Batches of samples that are fetched by index.
 *
 * @param <S> a sample
 * @param <B> a batch
 */
final class MapSource<S, B> implements BatchSource<B> {
  private final Dataset<S> dataset;
  private final Sampler<long[]> batches;
  private final Recipe<S, B> recipe;

  MapSource(Dataset<S> dataset, Sampler<long[]> batches, Recipe<S, B> recipe) {
    this.dataset = dataset;
    this.batches = batches;
    this.recipe = recipe;
  }

  @Override
  public Plan<B> plan(long baseSeed, int lanes) {
    Iterator<long[]> order = batches.iterator();
    long[] position = {0};
    long[] number = {0};
    return _ -> {
      if (!order.hasNext()) {
        return null;
      }
      Fetch fetch = new Fetch(order.next(), number[0]++, position[0], baseSeed);
      position[0] += fetch.indices.length;
      return fetch::run;
    };
  }

  @Override
  public long size() {
    return batches.size();
  }

  @Override
  public Object dataset() {
    return dataset;
  }

  /** The making of batch {@code number}, whose first sample is the {@code position}-th drawn. */
  private final class Fetch {
    final long[] indices;
    final long number;
    final long position;
    final long baseSeed;

    Fetch(long[] indices, long number, long position, long baseSeed) {
      this.indices = indices;
      this.number = number;
      this.position = position;
      this.baseSeed = baseSeed;
    }

    B run(int worker) {
      Generator generator = new Generator();
      String place = "batch " + number;
      if (dataset instanceof BatchDataset<S> whole
          && whole.batched()
          && recipe.takesWhole()
          && indices.length > 0) {
        return guard(
            place,
            -1,
            worker,
            () -> seeded(generator, 0, () -> recipe.whole(whole.getBatch(indices))));
      }
      List<S> samples = new ArrayList<>(indices.length);
      for (int i = 0; i < indices.length; i++) {
        int k = i;
        samples.add(
            guard(
                "sample " + indices[i],
                indices[i],
                worker,
                () -> seeded(generator, k, () -> dataset.get(indices[k]))));
      }
      return guard(
          place, -1, worker, () -> seeded(generator, -1, () -> recipe.batch(samples, indices)));
    }

    /** Runs {@code body} with a default generator that depends on the k-th sample alone. */
    private <T> T seeded(Generator generator, int k, Supplier<T> body) {
      long index = k < 0 ? -1 : indices[k];
      generator.manualSeed(Draws.sampleSeed(baseSeed, position + k, index));
      return Generator.withDefault(generator, body);
    }
  }

  /** Runs {@code body}; a failure says where it happened. */
  static <T extends @Nullable Object> T guard(
      String place, long sample, int worker, Supplier<T> body) {
    try {
      return body.get();
    } catch (RuntimeException e) {
      throw new DataLoaderException(place, sample, worker, e);
    } catch (Error e) {
      e.addSuppressed(new DataLoaderException(place, sample, worker, e));
      throw e;
    }
  }
}
