package org.torch4j.nn;

/**
 * Puts zeros around {@code [N, C, D, H, W]} or the same without the batch, {@code
 * torch.nn.ZeroPad3d}.
 */
public class ZeroPad3d extends PadNd {
  /**
   * As much on each side, or as much as said in the order left, right, top, bottom, front, back.
   */
  public ZeroPad3d(long... padding) {
    super(3, "constant", 0, padding);
  }
}
