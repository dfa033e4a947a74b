package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * The p-norm of each window over {@code [N, C, H, W]} or {@code [C, H, W]}, {@code
 * torch.nn.LPPool2d}: infinite p is max pooling, 1 a sum.
 */
public class LPPool2d extends LPPool {
  /** With a window of this size that moves by its size. */
  public LPPool2d(double normType, long kernelSize) {
    this(normType, new long[] {kernelSize}, null, false);
  }

  /**
   * With a window of a size for each dimension.
   *
   * @param normType the p of the norm
   * @param stride how far the window moves, null for its size
   * @param ceilMode whether windows that reach past the end count
   */
  public LPPool2d(double normType, long[] kernelSize, long @Nullable [] stride, boolean ceilMode) {
    super(normType, kernelSize, stride, ceilMode);
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.lpPool2d(input, normType, kernelSize, stride, ceilMode);
  }
}
