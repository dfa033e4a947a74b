package org.torch4j.nn;

/**
 * Puts reflections of the inside around {@code [N, C, D, H, W]} or the same without the batch,
 * {@code torch.nn.ReflectionPad3d}.
 */
public class ReflectionPad3d extends PadNd {
  /**
   * As much on each side, or as much as said in the order left, right, top, bottom, front, back.
   */
  public ReflectionPad3d(long... padding) {
    super(3, "reflect", 0, padding);
  }
}
