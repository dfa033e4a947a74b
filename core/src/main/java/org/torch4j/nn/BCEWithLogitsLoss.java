package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * The cross entropy of logits and targets between 0 and 1, {@code torch.nn.BCEWithLogitsLoss}:
 * {@code apply(input, target)}.
 */
public class BCEWithLogitsLoss extends Module {
  private final Options options;

  /** A weight for each element, or null. */
  public @Nullable Buffer weight;

  /** A weight for the positive part of each class, or null. */
  public @Nullable Buffer posWeight;

  /**
   * What {@link BCEWithLogitsLoss} may be told.
   *
   * @param weight a weight for each element, or null
   * @param reduction {@code none}, {@code mean} (the default) or {@code sum}
   * @param posWeight a weight for the positive part of each class, or null
   */
  public record Options(@Nullable Tensor weight, String reduction, @Nullable Tensor posWeight) {
    static final Options DEFAULT = new Options(null, "mean", null);

    /** A weight for each element, or null. */
    public Options weight(@Nullable Tensor value) {
      return new Options(value, reduction, posWeight);
    }

    /** {@code none}, {@code mean} (the default) or {@code sum}. */
    public Options reduction(String value) {
      return new Options(weight, value, posWeight);
    }

    /** A weight for the positive part of each class, or null. */
    public Options posWeight(@Nullable Tensor value) {
      return new Options(weight, reduction, value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** The mean loss. */
  public BCEWithLogitsLoss() {
    this(options());
  }

  /** With these options. */
  public BCEWithLogitsLoss(Options options) {
    this.options = options;
    weight = options.weight == null ? null : new Buffer(options.weight);
    posWeight = options.posWeight == null ? null : new Buffer(options.posWeight);
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.binaryCrossEntropyWithLogits(
        input, target, options.weight(weight).posWeight(posWeight));
  }
}
