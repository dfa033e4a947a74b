package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * {@code max(0, margin - x[right] + x[other])^p} averaged over the other classes, of scores {@code
 * [N, C]} and right classes {@code [N]}, {@code torch.nn.MultiMarginLoss}: {@code apply(input,
 * target)}.
 */
public class MultiMarginLoss extends Module {
  private final MultiMarginOptions options;

  /** A weight for each class, or null. */
  public @Nullable Buffer weight;

  /** The defaults. */
  public static MultiMarginOptions options() {
    return MultiMarginOptions.defaults();
  }

  /** The mean loss. */
  public MultiMarginLoss() {
    this(options());
  }

  /** With these options. */
  public MultiMarginLoss(MultiMarginOptions options) {
    this.options = options;
    weight = options.weight() == null ? null : new Buffer(options.weight());
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.multiMarginLoss(input, target, options.weight(weight));
  }
}
