package org.torch4j.nn;

/** Batch normalisation over {@code [N, C]} or {@code [N, C, L]}, {@code torch.nn.BatchNorm1d}. */
public class BatchNorm1d extends BatchNorm {
  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** For {@code numFeatures} channels. */
  public BatchNorm1d(long numFeatures) {
    this(numFeatures, options());
  }

  /** For {@code numFeatures} channels, with these options. */
  public BatchNorm1d(long numFeatures, Options options) {
    super(2, 3, numFeatures, options);
  }

  /** For a number of channels that the first input tells. */
  BatchNorm1d(Options options) {
    super(2, 3, options);
  }
}
