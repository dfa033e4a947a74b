package org.torch4j.nn;

/**
 * Puts a value around {@code [N, C, L]} or the same without the batch, {@code
 * torch.nn.ConstantPad1d}.
 */
public class ConstantPad1d extends PadNd {
  /** As much on each side. */
  public ConstantPad1d(long padding, double value) {
    this(new long[] {padding}, value);
  }

  /** As much as said in the order left, right. */
  public ConstantPad1d(long[] padding, double value) {
    super(1, "constant", value, padding);
  }
}
