package org.torch4j.nn;

/**
 * Instance normalisation over {@code [N, C, D, H, W]} or {@code [C, D, H, W]}, {@code
 * torch.nn.InstanceNorm3d}.
 */
public class InstanceNorm3d extends InstanceNorm {
  /** The defaults: no weight and bias, no running statistics. */
  public static Options options() {
    return DEFAULT;
  }

  /** For {@code numFeatures} channels. */
  public InstanceNorm3d(long numFeatures) {
    this(numFeatures, options());
  }

  /** For {@code numFeatures} channels, with these options. */
  public InstanceNorm3d(long numFeatures, Options options) {
    super(3, numFeatures, options);
  }

  /** For a number of channels that the first input tells. */
  InstanceNorm3d(Options options) {
    super(3, options);
  }
}
