package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Makes of each square of {@code r * r} pixels as many channels, {@code [*, C, H * r, W * r]} to
 * {@code [*, C * r * r, H, W]}, {@code torch.nn.PixelUnshuffle}.
 */
public class PixelUnshuffle extends Module {
  private final long downscaleFactor;

  /** With this factor. */
  public PixelUnshuffle(long downscaleFactor) {
    this.downscaleFactor = downscaleFactor;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.pixelUnshuffle(input, downscaleFactor);
  }

  @Override
  public String extraRepr() {
    return "downscale_factor=" + downscaleFactor;
  }
}
