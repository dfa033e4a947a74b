package org.torch4j.data;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;

/**
 * Batches of a data set, {@code torch.utils.data.DataLoader}; each {@code iterator()} is one epoch.
 *
 * <pre>{@code
 * var train = new DataLoader<>(dataset, DataLoader.options().batchSize(64).shuffle(true).workers(2));
 * for (Example batch : train) {
 *   Tensor loss = F.crossEntropy(model.apply(batch.input()), batch.target());
 * }
 * }</pre>
 *
 * <p>Samples are collated by {@link Data#defaultCollate} unless a function is given. The order of
 * samples is the one that PyTorch gives for the same seed. Random numbers that a data set draws
 * from the default generator depend on the epoch's seed, the sample's place in the epoch and its
 * index: batches are the same for any number of workers, none included.
 *
 * <p>Workers are threads of this process, so the data set is not copied; see {@link Dataset} for
 * what that asks of it. They make at most {@code workers * prefetch} batches ahead and hold no
 * thread when nobody takes them: a loop may be left at any time. A failure of a data set or collate
 * function is thrown as a {@link DataLoaderException} in place of the batch it belongs to, and the
 * iterator then goes on with the next one. An iterator is for one thread at a time.
 *
 * @param <T> a batch
 */
public final class DataLoader<T> implements Iterable<T> {
  private final BatchSource<T> source;
  private final Options options;
  private final @Nullable Generator generator;
  private boolean started;
  private WeakReference<@Nullable Workers<T>> latest = new WeakReference<>(null);

  /**
   * Batches of {@code dataset} that have the type of its samples: tensors, lists, maps, records.
   *
   * @throws IllegalArgumentException if options contradict each other
   */
  public DataLoader(Dataset<T> dataset, Options options) {
    this(
        options,
        mapSource(dataset, options, options.isBatched() ? Recipe.preserving() : Recipe.single()));
  }

  /**
   * Batches of {@code dataset} that {@code collate} makes, PyTorch's {@code collate_fn}.
   *
   * @throws IllegalArgumentException if options contradict each other
   */
  public <S> DataLoader(
      Dataset<S> dataset, Function<? super List<S>, ? extends T> collate, Options options) {
    this(options, mapSource(dataset, options, Recipe.custom(collate)));
  }

  /**
   * Batches of a stream that have the type of its samples: tensors, lists, maps, records.
   *
   * @throws IllegalArgumentException if options contradict each other
   */
  public DataLoader(IterableDataset<T> dataset, Options options) {
    this(
        options,
        streamSource(
            dataset, options, options.isBatched() ? Recipe.preserving() : Recipe.single()));
  }

  /**
   * Batches of a stream that {@code collate} makes, PyTorch's {@code collate_fn}.
   *
   * @throws IllegalArgumentException if options contradict each other
   */
  public <S> DataLoader(
      IterableDataset<S> dataset, Function<? super List<S>, ? extends T> collate, Options options) {
    this(options, streamSource(dataset, options, Recipe.custom(collate)));
  }

  private DataLoader(Options options, BatchSource<T> source) {
    this.source = source;
    this.options = options;
    this.generator = options.generator;
  }

  /**
   * Batches by default collation where their type is not that of the samples: {@code
   * DataLoader.of(Dataset.of(List.of(1.5f, 2.5f)), Tensor.class, options)}.
   */
  public static <B> DataLoader<B> of(Dataset<?> dataset, Class<B> batchType, Options options) {
    return new DataLoader<>(options, mapSource(dataset, options, Recipe.typed(batchType)));
  }

  /** The same for a stream. */
  public static <B> DataLoader<B> of(
      IterableDataset<?> dataset, Class<B> batchType, Options options) {
    return new DataLoader<>(options, streamSource(dataset, options, Recipe.typed(batchType)));
  }

  /** The default options: batches of one sample, in order, without workers. */
  public static Options options() {
    return new Options(1, false, null, null, 0, false, 2, null, Duration.ZERO, null, false);
  }

  private static <S, B> BatchSource<B> mapSource(
      Dataset<S> dataset, Options options, Recipe<S, B> recipe) {
    options.check();
    Sampler<long[]> batches = options.batchSampler;
    if (batches == null) {
      Sampler<Long> sampler = options.sampler;
      if (sampler == null) {
        sampler =
            options.shuffle
                ? new RandomSampler(dataset, RandomSampler.options().generator(options.generator))
                : new SequentialSampler(dataset);
      }
      batches = new BatchSampler(sampler, Math.max(options.batchSize, 1), options.dropLast);
    }
    return new MapSource<>(dataset, batches, recipe);
  }

  private static <S, B> BatchSource<B> streamSource(
      IterableDataset<S> dataset, Options options, Recipe<S, B> recipe) {
    options.check();
    if (options.shuffle || options.sampler != null || options.batchSampler != null) {
      throw new IllegalArgumentException(
          "DataLoader: an IterableDataset has its own order; shuffle, sampler and batchSampler do"
              + " not apply");
    }
    return new StreamSource<>(dataset, Math.max(options.batchSize, 1), options.dropLast, recipe);
  }

  /**
   * A new epoch. Draws its base seed from the generator; the order is drawn when the first batch is
   * asked for, with workers at once. Workers of an earlier epoch that was not finished rest until
   * its iterator is used again.
   */
  @Override
  public Iterator<T> iterator() {
    long baseSeed = Draws.int64(Draws.orDefault(generator));
    BatchSource.Plan<T> plan = source.plan(baseSeed, Math.max(options.workers, 1));
    if (options.workers == 0) {
      return Epoch.inline(plan);
    }
    List<WorkerInfo> infos = new ArrayList<>(options.workers);
    for (int i = 0; i < options.workers; i++) {
      infos.add(new WorkerInfo(i, options.workers, baseSeed + i, source.dataset()));
    }
    synchronized (this) {
      Workers<T> earlier = latest.get();
      if (earlier != null) {
        earlier.pause();
      }
      IntConsumer init = options.persistentWorkers && started ? null : options.workerInitFn;
      started = true;
      Workers<T> workers = new Workers<>(plan, infos, options.prefetch, options.timeout, init);
      latest = new WeakReference<>(workers);
      return new Epoch<>(workers);
    }
  }

  /**
   * Number of batches of an epoch, {@code len(loader)}.
   *
   * @throws IllegalStateException if it reads a stream of unknown size
   */
  public long size() {
    if (source.size() < 0) {
      throw new IllegalStateException(
          "DataLoader: the IterableDataset does not know its size, so neither does the loader");
    }
    return source.size();
  }

  /**
   * The data set, {@code loader.dataset}.
   *
   * @throws IllegalStateException if it reads a stream
   */
  public Dataset<?> dataset() {
    if (source.dataset() instanceof Dataset<?> dataset) {
      return dataset;
    }
    throw new IllegalStateException("DataLoader: reads an IterableDataset, which has no places");
  }

  /**
   * Options of a {@link DataLoader}.
   *
   * @param batchSize samples of a batch; 0 for {@link #unbatched}
   * @param shuffle whether each epoch has a new random order
   * @param sampler the order, instead of {@code shuffle}
   * @param batchSampler the batches, instead of {@code batchSize}, {@code shuffle}, {@code sampler}
   *     and {@code dropLast}
   * @param workers threads that make batches ahead, {@code num_workers}; 0 for none
   * @param dropLast whether a shorter batch at the end is left out
   * @param prefetch batches that each worker makes ahead, {@code prefetch_factor}
   * @param generator where order and seeds come from; null for the default generator
   * @param timeout how long to wait for a batch of a worker; zero for ever
   * @param workerInitFn called with its number by each worker before it makes its first batch of an
   *     epoch, {@code worker_init_fn}; null for nothing
   * @param persistentWorkers whether workers live from epoch to epoch, {@code persistent_workers},
   *     so that {@code workerInitFn} is called in the first one only; threads are kept for a while
   *     in any case
   */
  public record Options(
      int batchSize,
      boolean shuffle,
      @Nullable Sampler<Long> sampler,
      @Nullable Sampler<long[]> batchSampler,
      int workers,
      boolean dropLast,
      int prefetch,
      @Nullable Generator generator,
      Duration timeout,
      @Nullable IntConsumer workerInitFn,
      boolean persistentWorkers) {

    /**
     * These options with {@code batchSize}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Options batchSize(int batchSize) {
      Draws.positive(batchSize, "DataLoader: batchSize");
      return new Options(
          batchSize,
          shuffle,
          sampler,
          batchSampler,
          workers,
          dropLast,
          prefetch,
          generator,
          timeout,
          workerInitFn,
          persistentWorkers);
    }

    /** These options without batching: each sample as the data set gives it. */
    public Options unbatched() {
      return new Options(
          0,
          shuffle,
          sampler,
          batchSampler,
          workers,
          dropLast,
          prefetch,
          generator,
          timeout,
          workerInitFn,
          persistentWorkers);
    }

    /** These options with {@code shuffle}. */
    public Options shuffle(boolean shuffle) {
      return new Options(
          batchSize,
          shuffle,
          sampler,
          batchSampler,
          workers,
          dropLast,
          prefetch,
          generator,
          timeout,
          workerInitFn,
          persistentWorkers);
    }

    /** These options with {@code sampler}. */
    public Options sampler(@Nullable Sampler<Long> sampler) {
      return new Options(
          batchSize,
          shuffle,
          sampler,
          batchSampler,
          workers,
          dropLast,
          prefetch,
          generator,
          timeout,
          workerInitFn,
          persistentWorkers);
    }

    /** These options with {@code batchSampler}. */
    public Options batchSampler(@Nullable Sampler<long[]> batchSampler) {
      return new Options(
          batchSize,
          shuffle,
          sampler,
          batchSampler,
          workers,
          dropLast,
          prefetch,
          generator,
          timeout,
          workerInitFn,
          persistentWorkers);
    }

    /**
     * These options with {@code workers}.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Options workers(int workers) {
      if (workers < 0) {
        throw new IllegalArgumentException(
            "DataLoader: workers must not be negative, got " + workers);
      }
      return new Options(
          batchSize,
          shuffle,
          sampler,
          batchSampler,
          workers,
          dropLast,
          prefetch,
          generator,
          timeout,
          workerInitFn,
          persistentWorkers);
    }

    /** These options with {@code dropLast}. */
    public Options dropLast(boolean dropLast) {
      return new Options(
          batchSize,
          shuffle,
          sampler,
          batchSampler,
          workers,
          dropLast,
          prefetch,
          generator,
          timeout,
          workerInitFn,
          persistentWorkers);
    }

    /**
     * These options with {@code prefetch}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Options prefetch(int prefetch) {
      Draws.positive(prefetch, "DataLoader: prefetch");
      return new Options(
          batchSize,
          shuffle,
          sampler,
          batchSampler,
          workers,
          dropLast,
          prefetch,
          generator,
          timeout,
          workerInitFn,
          persistentWorkers);
    }

    /** These options with {@code generator}. */
    public Options generator(@Nullable Generator generator) {
      return new Options(
          batchSize,
          shuffle,
          sampler,
          batchSampler,
          workers,
          dropLast,
          prefetch,
          generator,
          timeout,
          workerInitFn,
          persistentWorkers);
    }

    /** These options with a new generator of this seed. */
    public Options seed(long seed) {
      return generator(new Generator().manualSeed(seed));
    }

    /**
     * These options with {@code timeout}.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Options timeout(Duration timeout) {
      if (timeout.isNegative()) {
        throw new IllegalArgumentException(
            "DataLoader: timeout must not be negative, got " + timeout);
      }
      return new Options(
          batchSize,
          shuffle,
          sampler,
          batchSampler,
          workers,
          dropLast,
          prefetch,
          generator,
          timeout,
          workerInitFn,
          persistentWorkers);
    }

    /** These options with {@code workerInitFn}. */
    public Options workerInitFn(@Nullable IntConsumer workerInitFn) {
      return new Options(
          batchSize,
          shuffle,
          sampler,
          batchSampler,
          workers,
          dropLast,
          prefetch,
          generator,
          timeout,
          workerInitFn,
          persistentWorkers);
    }

    /** These options with {@code persistentWorkers}. */
    public Options persistentWorkers(boolean persistentWorkers) {
      return new Options(
          batchSize,
          shuffle,
          sampler,
          batchSampler,
          workers,
          dropLast,
          prefetch,
          generator,
          timeout,
          workerInitFn,
          persistentWorkers);
    }

    boolean isBatched() {
      return batchSize > 0 || batchSampler != null;
    }

    /** Refuses options that contradict each other. */
    void check() {
      if (sampler != null && shuffle) {
        throw new IllegalArgumentException("DataLoader: sampler and shuffle exclude each other");
      }
      if (batchSampler != null && (batchSize != 1 || shuffle || sampler != null || dropLast)) {
        throw new IllegalArgumentException(
            "DataLoader: batchSampler excludes batchSize, shuffle, sampler and dropLast");
      }
      if (persistentWorkers && workers == 0) {
        throw new IllegalArgumentException("DataLoader: persistentWorkers needs workers > 0");
      }
      if (batchSize == 0 && dropLast) {
        throw new IllegalArgumentException("DataLoader: unbatched and dropLast exclude each other");
      }
    }
  }
}
