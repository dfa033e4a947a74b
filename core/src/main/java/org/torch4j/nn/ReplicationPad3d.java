package org.torch4j.nn;

/**
 * Repeats the border of {@code [N, C, D, H, W]} or the same without the batch, {@code
 * torch.nn.ReplicationPad3d}.
 */
public class ReplicationPad3d extends PadNd {
  /**
   * As much on each side, or as much as said in the order left, right, top, bottom, front, back.
   */
  public ReplicationPad3d(long... padding) {
    super(3, "replicate", 0, padding);
  }
}
