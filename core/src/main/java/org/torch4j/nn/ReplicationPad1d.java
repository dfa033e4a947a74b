package org.torch4j.nn;

/**
 * Repeats the border of {@code [N, C, L]} or the same without the batch, {@code
 * torch.nn.ReplicationPad1d}.
 */
public class ReplicationPad1d extends PadNd {
  /** As much on each side, or as much as said in the order left, right. */
  public ReplicationPad1d(long... padding) {
    super(1, "replicate", 0, padding);
  }
}
