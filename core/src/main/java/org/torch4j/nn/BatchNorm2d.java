package org.torch4j.nn;

/** Batch normalisation over {@code [N, C, H, W]}, {@code torch.nn.BatchNorm2d}. */
public class BatchNorm2d extends BatchNorm {
  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** For {@code numFeatures} channels. */
  public BatchNorm2d(long numFeatures) {
    this(numFeatures, options());
  }

  /** For {@code numFeatures} channels, with these options. */
  public BatchNorm2d(long numFeatures, Options options) {
    super(4, 4, numFeatures, options);
  }

  /** For a number of channels that the first input tells. */
  BatchNorm2d(Options options) {
    super(4, 4, options);
  }
}
