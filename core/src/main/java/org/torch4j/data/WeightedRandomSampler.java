package org.torch4j.data;

import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;

/**
 * Indices drawn with given weights, {@code torch.utils.data.WeightedRandomSampler}: to see rare
 * classes as often as common ones.
 */
public final class WeightedRandomSampler implements Sampler<Long> {
  private final double[] weights;
  private final int numSamples;
  private final boolean replacement;
  private final @Nullable Generator generator;

  /** {@code numSamples} indices with replacement, from the default generator. */
  public WeightedRandomSampler(double[] weights, int numSamples) {
    this(weights, numSamples, true, null);
  }

  /**
   * Random indices.
   *
   * @param weights weight of each index; they need not sum to one
   * @param numSamples indices of an epoch
   * @param replacement whether an index may come more than once
   * @param generator where they come from; null for the default generator
   * @throws IllegalArgumentException if a weight is negative or not finite, all are zero, {@code
   *     numSamples} is not positive, or more than there are weights without replacement
   */
  public WeightedRandomSampler(
      double[] weights, int numSamples, boolean replacement, @Nullable Generator generator) {
    Draws.positive(numSamples, "WeightedRandomSampler: numSamples");
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "WeightedRandomSampler: weights must be finite and not negative, weight %d is %s"
                .formatted(i, weights[i]));
      }
      sum += weights[i];
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException(
          "WeightedRandomSampler: the sum of the weights must be positive, got " + sum);
    }
    if (!replacement && numSamples > weights.length) {
      throw new IllegalArgumentException(
          "WeightedRandomSampler: %d samples without replacement need as many weights, got %d"
              .formatted(numSamples, weights.length));
    }
    this.weights = weights.clone();
    this.numSamples = numSamples;
    this.replacement = replacement;
    this.generator = generator;
  }

  @Override
  public PrimitiveIterator.OfLong iterator() {
    return Draws.lazily(
        () -> {
          Generator g = Draws.orDefault(generator);
          return LongStream.of(Draws.multinomial(weights, numSamples, replacement, g)).iterator();
        });
  }

  @Override
  public long size() {
    return numSamples;
  }
}
