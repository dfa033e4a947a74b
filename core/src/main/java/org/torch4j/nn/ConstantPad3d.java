package org.torch4j.nn;

/**
 * Puts a value around {@code [N, C, D, H, W]} or the same without the batch, {@code
 * torch.nn.ConstantPad3d}.
 */
public class ConstantPad3d extends PadNd {
  /** As much on each side. */
  public ConstantPad3d(long padding, double value) {
    this(new long[] {padding}, value);
  }

  /** As much as said in the order left, right, top, bottom, front, back. */
  public ConstantPad3d(long[] padding, double value) {
    super(3, "constant", value, padding);
  }
}
