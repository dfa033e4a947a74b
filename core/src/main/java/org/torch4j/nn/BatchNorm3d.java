package org.torch4j.nn;

/** Batch normalisation over {@code [N, C, D, H, W]}, {@code torch.nn.BatchNorm3d}. */
public class BatchNorm3d extends BatchNorm {
  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** For {@code numFeatures} channels. */
  public BatchNorm3d(long numFeatures) {
    this(numFeatures, options());
  }

  /** For {@code numFeatures} channels, with these options. */
  public BatchNorm3d(long numFeatures, Options options) {
    super(5, 5, numFeatures, options);
  }

  /** For a number of channels that the first input tells. */
  BatchNorm3d(Options options) {
    super(5, 5, options);
  }
}
