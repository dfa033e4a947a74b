package org.torch4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;

/** The functions of {@code torch.utils.data}. */
public final class Data {
  private static final ScopedValue<WorkerInfo> WORKER = ScopedValue.newInstance();

  /** How far from 1 the sum of fractions may be, relatively, as Python's {@code math.isclose}. */
  private static final double CLOSE = 1e-9;

  private Data() {}

  /**
   * Splits a data set at random into parts of {@code lengths} samples, {@code random_split}, with
   * the default generator.
   *
   * @throws IllegalArgumentException if the lengths do not add up to the size of the data set
   */
  public static <T> List<Subset<T>> randomSplit(Dataset<T> dataset, long... lengths) {
    return randomSplit(dataset, lengths, Generator.defaultGenerator());
  }

  /**
   * Splits a data set at random into parts of {@code lengths} samples, {@code random_split}.
   *
   * <pre>{@code
   * var parts = Data.randomSplit(all, new long[] {8000, 2000}, new Generator().manualSeed(42));
   * }</pre>
   *
   * @throws IllegalArgumentException if the lengths do not add up to the size of the data set
   */
  public static <T> List<Subset<T>> randomSplit(
      Dataset<T> dataset, long[] lengths, Generator generator) {
    long sum = 0;
    for (long length : lengths) {
      if (length < 0) {
        throw new IllegalArgumentException(
            "randomSplit: lengths must not be negative, got " + Arrays.toString(lengths));
      }
      sum += length;
    }
    if (sum != dataset.size()) {
      throw new IllegalArgumentException(
          "randomSplit: lengths %s add up to %d, the data set has %d samples"
              .formatted(Arrays.toString(lengths), sum, dataset.size()));
    }
    long[] order = Draws.permutation(Math.toIntExact(sum), generator);
    List<Subset<T>> parts = new ArrayList<>(lengths.length);
    int from = 0;
    for (long length : lengths) {
      int to = from + (int) length;
      parts.add(new Subset<>(dataset, Arrays.copyOfRange(order, from, to)));
      from = to;
    }
    return List.copyOf(parts);
  }

  /**
   * Splits a data set at random into parts of {@code floor(fraction * size)} samples, {@code
   * random_split}; what is left over goes to the first parts, one sample each.
   *
   * @throws IllegalArgumentException if a fraction is not in 0..1 or they do not add up to 1
   */
  public static <T> List<Subset<T>> randomSplit(
      Dataset<T> dataset, double[] fractions, Generator generator) {
    double sum = 0;
    long left = dataset.size();
    long[] lengths = new long[fractions.length];
    for (int i = 0; i < lengths.length; i++) {
      if (!(fractions[i] >= 0 && fractions[i] <= 1)) {
        throw new IllegalArgumentException(
            "randomSplit: fractions must be in 0..1, got " + Arrays.toString(fractions));
      }
      sum += fractions[i];
      lengths[i] = (long) Math.floor(dataset.size() * fractions[i]);
      left -= lengths[i];
    }
    if (!(Math.abs(sum - 1) <= CLOSE)) {
      throw new IllegalArgumentException(
          "randomSplit: fractions %s add up to %s, expected 1"
              .formatted(Arrays.toString(fractions), sum));
    }
    for (int i = 0; i < left; i++) {
      lengths[i % lengths.length]++;
    }
    return randomSplit(dataset, lengths, generator);
  }

  /**
   * Makes a batch of samples, {@code default_collate}: tensors are stacked along a new first
   * dimension; numbers, booleans and arrays of them become tensors (Integer and Long int64, Float
   * float32, Double float64); strings become a list; lists, object arrays, maps and records keep
   * their structure with batches as leaves.
   *
   * @throws IllegalArgumentException if samples differ in shape or structure, or are of a type that
   *     has no batch
   */
  public static Object defaultCollate(List<?> samples) {
    return new Collation(null).batch(samples);
  }

  /**
   * Makes tensors of the arrays of numbers or booleans in a sample, {@code default_convert}: lists,
   * maps and records keep their structure, all else stays as it is. For a loader without batches:
   * give it as the collate function of its single samples.
   *
   * @throws IllegalArgumentException if a record's component cannot hold a tensor
   */
  public static @Nullable Object defaultConvert(@Nullable Object data) {
    return Conversion.of(data);
  }

  /** What the calling worker knows about itself, or null outside of workers. */
  public static @Nullable WorkerInfo getWorkerInfo() {
    return WORKER.isBound() ? WORKER.get() : null;
  }

  /** Runs {@code body} as the worker {@code info}. */
  static <T extends @Nullable Object> T asWorker(@Nullable WorkerInfo info, Supplier<T> body) {
    return info == null ? body.get() : ScopedValue.where(WORKER, info).call(body::get);
  }
}
