package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Makes of channels {@code C * r * r} an image {@code r} times as high and wide, {@code [*, C * r *
 * r, H, W]} to {@code [*, C, H * r, W * r]}, {@code torch.nn.PixelShuffle}.
 */
public class PixelShuffle extends Module {
  private final long upscaleFactor;

  /** With this factor. */
  public PixelShuffle(long upscaleFactor) {
    this.upscaleFactor = upscaleFactor;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.pixelShuffle(input, upscaleFactor);
  }

  @Override
  public String extraRepr() {
    return "upscale_factor=" + upscaleFactor;
  }
}
