package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * The negative log likelihood of counts under Poisson distributions, whose rates or their
 * logarithms are given, {@code torch.nn.PoissonNLLLoss}: {@code apply(input, target)}.
 */
public class PoissonNLLLoss extends Module {
  private final PoissonNllOptions options;

  /** The defaults. */
  public static PoissonNllOptions options() {
    return PoissonNllOptions.defaults();
  }

  /** The mean loss. */
  public PoissonNLLLoss() {
    this(options());
  }

  /** With these options. */
  public PoissonNLLLoss(PoissonNllOptions options) {
    this.options = options;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.poissonNllLoss(input, target, options);
  }
}
