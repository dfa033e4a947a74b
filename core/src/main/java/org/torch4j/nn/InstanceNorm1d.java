package org.torch4j.nn;

/**
 * Instance normalisation over {@code [N, C, L]} or {@code [C, L]}, {@code torch.nn.InstanceNorm1d}.
 */
public class InstanceNorm1d extends InstanceNorm {
  /** The defaults: no weight and bias, no running statistics. */
  public static Options options() {
    return DEFAULT;
  }

  /** For {@code numFeatures} channels. */
  public InstanceNorm1d(long numFeatures) {
    this(numFeatures, options());
  }

  /** For {@code numFeatures} channels, with these options. */
  public InstanceNorm1d(long numFeatures, Options options) {
    super(1, numFeatures, options);
  }

  /** For a number of channels that the first input tells. */
  InstanceNorm1d(Options options) {
    super(1, options);
  }
}
