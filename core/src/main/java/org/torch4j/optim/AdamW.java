package org.torch4j.optim;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * Adam with decoupled weight decay, {@code torch.optim.AdamW} (Loshchilov and Hutter, 2017): {@code
 * new AdamW(model.parameters(), AdamW.options().lr(1e-3).weightDecay(0.05))}.
 */
public class AdamW extends AdamBase {
  /**
   * What {@link AdamW} may be told.
   *
   * @param lr the learning rate, 1e-3 by default
   * @param beta1 how much of the running average of the gradient is kept, 0.9 by default
   * @param beta2 how much of the running average of its square is kept, 0.999 by default
   * @param eps added to the denominator, 1e-8 by default
   * @param weightDecay the share of the parameter, times lr, that each step takes away, 0.01 by
   *     default
   * @param amsgrad whether the greatest average of squares so far counts (Reddi et al., 2018),
   *     false by default
   * @param maximize whether to climb, false by default
   */
  public record Options(
      double lr,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean amsgrad,
      boolean maximize) {
    static final Options DEFAULT = new Options(1e-3, 0.9, 0.999, 1e-8, 1e-2, false, false);

    /** The learning rate. */
    public Options lr(double value) {
      return new Options(value, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }

    /** How much of the running averages of the gradient and of its square is kept. */
    public Options betas(double first, double second) {
      return new Options(lr, first, second, eps, weightDecay, amsgrad, maximize);
    }

    /** Added to the denominator. */
    public Options eps(double value) {
      return new Options(lr, beta1, beta2, value, weightDecay, amsgrad, maximize);
    }

    /** The share of the parameter, times lr, that each step takes away. */
    public Options weightDecay(double value) {
      return new Options(lr, beta1, beta2, eps, value, amsgrad, maximize);
    }

    /** Whether the greatest average of squares so far counts (Reddi et al., 2018). */
    public Options amsgrad(boolean on) {
      return new Options(lr, beta1, beta2, eps, weightDecay, on, maximize);
    }

    /** Whether to climb. */
    public Options maximize(boolean on) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, on);
    }

    private Map<String, @Nullable Object> defaults() {
      return AdamBase.defaults(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** Over these parameters with the defaults, learning rate 1e-3. */
  public AdamW(Iterable<? extends Tensor> params) {
    this(params, options());
  }

  /** Over these parameters. */
  public AdamW(Iterable<? extends Tensor> params, Options options) {
    super(single(params), options.defaults(), true);
  }

  /** Over groups of parameters, whose missing options are {@code options}. */
  public AdamW(List<ParamGroup> groups, Options options) {
    super(groups, options.defaults(), true);
  }
}
