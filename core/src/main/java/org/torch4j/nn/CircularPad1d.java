package org.torch4j.nn;

/**
 * Puts the other end around {@code [N, C, L]} or the same without the batch, {@code
 * torch.nn.CircularPad1d}.
 */
public class CircularPad1d extends PadNd {
  /** As much on each side, or as much as said in the order left, right. */
  public CircularPad1d(long... padding) {
    super(1, "circular", 0, padding);
  }
}
