package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * The negative log likelihood of class indices {@code [N, *]} under log probabilities {@code [N, C,
 * *]}, {@code torch.nn.NLLLoss}: {@code apply(input, target)}.
 */
public class NLLLoss extends Module {
  private final Options options;

  /** A weight for each class, or null. */
  public @Nullable Buffer weight;

  /**
   * What {@link NLLLoss} may be told.
   *
   * @param weight a weight for each class, or null
   * @param ignoreIndex a class index that counts for nothing, -100 by default
   * @param reduction {@code none}, {@code mean} (the default) or {@code sum}
   */
  public record Options(@Nullable Tensor weight, long ignoreIndex, String reduction) {
    static final Options DEFAULT = new Options(null, -100, "mean");

    /** A weight for each class, or null. */
    public Options weight(@Nullable Tensor value) {
      return new Options(value, ignoreIndex, reduction);
    }

    /** A class index that counts for nothing, -100 by default. */
    public Options ignoreIndex(long value) {
      return new Options(weight, value, reduction);
    }

    /** {@code none}, {@code mean} (the default) or {@code sum}. */
    public Options reduction(String value) {
      return new Options(weight, ignoreIndex, value);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** The mean loss. */
  public NLLLoss() {
    this(options());
  }

  /** With these options. */
  public NLLLoss(Options options) {
    this.options = options;
    weight = options.weight == null ? null : new Buffer(options.weight);
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.nllLoss(input, target, options.weight(weight));
  }
}
