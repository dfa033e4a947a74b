package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * The cross entropy of scores {@code [N, C, *]} and class indices {@code [N, *]} or probabilities
 * {@code [N, C, *]}, {@code torch.nn.CrossEntropyLoss}: {@code apply(input, target)}. The scores
 * are logits; the softmax is part of it. {@code [C]} with a scalar index is one sample.
 */
public class CrossEntropyLoss extends Module {
  private final Options options;

  /** A weight for each class, or null. */
  public @Nullable Buffer weight;

  /**
   * What {@link CrossEntropyLoss} may be told.
   *
   * @param weight a weight for each class, or null
   * @param ignoreIndex a class index that counts for nothing, -100 by default
   * @param reduction {@code none}, {@code mean} (the default) or {@code sum}
   * @param labelSmoothing how much of the target is spread over all classes, 0 by default
   */
  public record Options(
      @Nullable Tensor weight, long ignoreIndex, String reduction, double labelSmoothing) {
    static final Options DEFAULT = new Options(null, -100, "mean", 0);

    /** A weight for each class, or null. */
    public Options weight(@Nullable Tensor value) {
      return new Options(value, ignoreIndex, reduction, labelSmoothing);
    }

    /** A class index that counts for nothing, -100 by default. */
    public Options ignoreIndex(long value) {
      return new Options(weight, value, reduction, labelSmoothing);
    }

    /** {@code none}, {@code mean} (the default) or {@code sum}. */
    public Options reduction(String value) {
      return new Options(weight, ignoreIndex, value, labelSmoothing);
    }

    /** How much of the target is spread over all classes, 0 by default. */
    public Options labelSmoothing(double value) {
      return new Options(weight, ignoreIndex, reduction, value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** The mean loss. */
  public CrossEntropyLoss() {
    this(options());
  }

  /** With these options. */
  public CrossEntropyLoss(Options options) {
    this.options = options;
    weight = options.weight == null ? null : new Buffer(options.weight);
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.crossEntropy(input, target, options.weight(weight));
  }
}
