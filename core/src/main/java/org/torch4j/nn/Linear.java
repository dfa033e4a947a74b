package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/**
 * {@code y = x A^T + b}, {@code torch.nn.Linear}: from {@code [*, inFeatures]} to {@code [*,
 * outFeatures]}.
 *
 * <p>{@code weight} is {@code [outFeatures, inFeatures]}; weight and bias start uniform within
 * {@code 1 / sqrt(inFeatures)}.
 */
public class Linear extends Module {
  private long inFeatures;
  private final long outFeatures;
  private boolean open;

  /** The matrix, {@code [outFeatures, inFeatures]}. */
  public Parameter weight;

  /** What is added, {@code [outFeatures]}, or null. */
  public @Nullable Parameter bias;

  /**
   * What {@link Linear} may be told besides its sizes.
   *
   * @param bias whether something is added, true by default
   */
  public record Options(boolean bias) {
    /** With or without a bias. */
    public Options bias(boolean on) {
      return new Options(on);
    }
  }

  /** The defaults. */
  public static Options options() {
    return new Options(true);
  }

  /** A layer with a bias. */
  public Linear(long inFeatures, long outFeatures) {
    this(inFeatures, outFeatures, options());
  }

  /** A layer with or without a bias. */
  public Linear(long inFeatures, long outFeatures, boolean bias) {
    this(inFeatures, outFeatures, options().bias(bias));
  }

  /** A layer with these options. */
  public Linear(long inFeatures, long outFeatures, Options options) {
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    weight = new Parameter(Torch.empty(outFeatures, inFeatures));
    bias = options.bias ? new Parameter(Torch.empty(outFeatures)) : null;
    Init.resetLikeLinear(weight, bias);
  }

  /** A layer that learns the number of inputs from the first. */
  Linear(long outFeatures, Options options) {
    this.outFeatures = outFeatures;
    open = true;
    weight = new UninitializedParameter();
    bias = options.bias ? new UninitializedParameter() : null;
  }

  final boolean isOpen() {
    return open;
  }

  private void settle(long features) {
    open = false;
    inFeatures = features;
    if (Uninitialized.isOpen(weight)) {
      Uninitialized.settle(weight, outFeatures, features);
      Uninitialized.settle(bias, outFeatures);
      resetParameters();
    }
  }

  /** Draws weight and bias anew. */
  public void resetParameters() {
    Init.resetLikeLinear(weight, bias);
  }

  @Override
  public Tensor forward(Tensor input) {
    if (open) {
      settle(input.size(-1));
    }
    return F.linear(input, weight, bias);
  }

  @Override
  public String extraRepr() {
    return "in_features="
        + inFeatures
        + ", out_features="
        + outFeatures
        + ", bias="
        + PythonText.of(bias != null);
  }
}
