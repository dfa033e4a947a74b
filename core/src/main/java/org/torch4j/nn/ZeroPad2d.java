package org.torch4j.nn;

/**
 * Puts zeros around {@code [N, C, H, W]} or the same without the batch, {@code torch.nn.ZeroPad2d}.
 */
public class ZeroPad2d extends PadNd {
  /** As much on each side, or as much as said in the order left, right, top, bottom. */
  public ZeroPad2d(long... padding) {
    super(2, "constant", 0, padding);
  }
}
