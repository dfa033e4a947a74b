package org.torch4j.nn;

/**
 * Puts zeros around {@code [N, C, L]} or the same without the batch, {@code torch.nn.ZeroPad1d}.
 */
public class ZeroPad1d extends PadNd {
  /** As much on each side, or as much as said in the order left, right. */
  public ZeroPad1d(long... padding) {
    super(1, "constant", 0, padding);
  }
}
