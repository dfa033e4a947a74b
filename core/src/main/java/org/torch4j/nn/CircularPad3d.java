package org.torch4j.nn;

/**
 * Puts the other end around {@code [N, C, D, H, W]} or the same without the batch, {@code
 * torch.nn.CircularPad3d}.
 */
public class CircularPad3d extends PadNd {
  /**
   * As much on each side, or as much as said in the order left, right, top, bottom, front, back.
   */
  public CircularPad3d(long... padding) {
    super(3, "circular", 0, padding);
  }
}
