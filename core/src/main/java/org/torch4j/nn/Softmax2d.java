package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.type.ShapeException;

/**
 * The softmax over the channels at each place of {@code [N, C, H, W]} or {@code [C, H, W]}, {@code
 * torch.nn.Softmax2d}.
 */
public class Softmax2d extends Module {
  /** A function without settings. */
  public Softmax2d() {}

  @Override
  public Tensor forward(Tensor input) {
    if (input.dim() != 3 && input.dim() != 4) {
      throw new ShapeException(
          "softmax2d: expected [N, C, H, W] or [C, H, W], got " + input.shape());
    }
    return F.softmax(input, -3);
  }
}
