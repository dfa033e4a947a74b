package org.torch4j.nn;

/**
 * Batch normalisation over {@code [N, C, *]} whose statistics are those of all processes, {@code
 * torch.nn.SyncBatchNorm}. One process trains here, so they are those of its batch, on any device.
 */
public class SyncBatchNorm extends BatchNorm {
  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** For {@code numFeatures} channels. */
  public SyncBatchNorm(long numFeatures) {
    this(numFeatures, options());
  }

  /** For {@code numFeatures} channels, with these options. */
  public SyncBatchNorm(long numFeatures, Options options) {
    super(2, Integer.MAX_VALUE, numFeatures, options);
  }
}
