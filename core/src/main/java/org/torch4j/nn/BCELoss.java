package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * The cross entropy of probabilities and targets between 0 and 1, {@code torch.nn.BCELoss}: {@code
 * apply(input, target)}. {@link BCEWithLogitsLoss} is the safer one.
 */
public class BCELoss extends Module {
  private final Options options;

  /** A weight for each element, or null. */
  public @Nullable Buffer weight;

  /**
   * What {@link BCELoss} may be told.
   *
   * @param weight a weight for each element, or null
   * @param reduction {@code none}, {@code mean} (the default) or {@code sum}
   */
  public record Options(@Nullable Tensor weight, String reduction) {
    static final Options DEFAULT = new Options(null, "mean");

    /** A weight for each element, or null. */
    public Options weight(@Nullable Tensor value) {
      return new Options(value, reduction);
    }

    /** {@code none}, {@code mean} (the default) or {@code sum}. */
    public Options reduction(String value) {
      return new Options(weight, value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** The mean loss. */
  public BCELoss() {
    this(options());
  }

  /** With these options. */
  public BCELoss(Options options) {
    this.options = options;
    weight = options.weight == null ? null : new Buffer(options.weight);
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.binaryCrossEntropy(input, target, options.weight(weight));
  }
}
