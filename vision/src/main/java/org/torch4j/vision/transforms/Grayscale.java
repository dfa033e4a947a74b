package org.torch4j.vision.transforms;

import org.torch4j.Tensor;

/** Without colour, {@code torchvision.transforms.Grayscale}. */
public final class Grayscale implements Transform {
  private final int channels;

  /** With one channel. */
  public Grayscale() {
    this(1);
  }

  /** With one channel or three equal ones. */
  public Grayscale(int channels) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          "Grayscale: 1 or 3 channels are possible, got " + channels);
    }
    this.channels = channels;
  }

  @Override
  public Tensor apply(Tensor image) {
    return Transforms.rgbToGrayscale(image, channels);
  }

  @Override
  public String toString() {
    return "Grayscale(num_output_channels=" + channels + ")";
  }
}
