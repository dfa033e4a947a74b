package org.torch4j.nn;

/**
 * Instance normalisation over {@code [N, C, H, W]} or {@code [C, H, W]}, {@code
 * torch.nn.InstanceNorm2d}.
 */
public class InstanceNorm2d extends InstanceNorm {
  /** The defaults: no weight and bias, no running statistics. */
  public static Options options() {
    return DEFAULT;
  }

  /** For {@code numFeatures} channels. */
  public InstanceNorm2d(long numFeatures) {
    this(numFeatures, options());
  }

  /** For {@code numFeatures} channels, with these options. */
  public InstanceNorm2d(long numFeatures, Options options) {
    super(2, numFeatures, options);
  }

  /** For a number of channels that the first input tells. */
  InstanceNorm2d(Options options) {
    super(2, options);
  }
}
