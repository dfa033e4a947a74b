package org.torch4j.nn;

/**
 * Puts reflections of the inside around {@code [N, C, L]} or the same without the batch, {@code
 * torch.nn.ReflectionPad1d}.
 */
public class ReflectionPad1d extends PadNd {
  /** As much on each side, or as much as said in the order left, right. */
  public ReflectionPad1d(long... padding) {
    super(1, "reflect", 0, padding);
  }
}
