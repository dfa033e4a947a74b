package org.torch4j.nn;

/**
 * Puts a value around {@code [N, C, H, W]} or the same without the batch, {@code
 * torch.nn.ConstantPad2d}.
 */
public class ConstantPad2d extends PadNd {
  /** As much on each side. */
  public ConstantPad2d(long padding, double value) {
    this(new long[] {padding}, value);
  }

  /** As much as said in the order left, right, top, bottom. */
  public ConstantPad2d(long[] padding, double value) {
    super(2, "constant", value, padding);
  }
}
