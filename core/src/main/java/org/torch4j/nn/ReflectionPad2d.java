package org.torch4j.nn;

/**
 * Puts reflections of the inside around {@code [N, C, H, W]} or the same without the batch, {@code
 * torch.nn.ReflectionPad2d}.
 */
public class ReflectionPad2d extends PadNd {
  /** As much on each side, or as much as said in the order left, right, top, bottom. */
  public ReflectionPad2d(long... padding) {
    super(2, "reflect", 0, padding);
  }
}
