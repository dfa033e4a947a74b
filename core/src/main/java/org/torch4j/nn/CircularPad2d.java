package org.torch4j.nn;

/**
 * Puts the other end around {@code [N, C, H, W]} or the same without the batch, {@code
 * torch.nn.CircularPad2d}.
 */
public class CircularPad2d extends PadNd {
  /** As much on each side, or as much as said in the order left, right, top, bottom. */
  public CircularPad2d(long... padding) {
    super(2, "circular", 0, padding);
  }
}
