package org.torch4j.nn;

/**
 * Repeats the border of {@code [N, C, H, W]} or the same without the batch, {@code
 * torch.nn.ReplicationPad2d}.
 */
public class ReplicationPad2d extends PadNd {
  /** As much on each side, or as much as said in the order left, right, top, bottom. */
  public ReplicationPad2d(long... padding) {
    super(2, "replicate", 0, padding);
  }
}
