package org.torch4j.vision.transforms;

import org.torch4j.Tensor;

/** {@code (image - mean) / std} of each channel, {@code torchvision.transforms.Normalize}. */
public final class Normalize implements Transform {
  private final double[] mean;
  private final double[] std;

  /** One mean and deviation for each channel, or one for all. */
  public Normalize(double[] mean, double[] std) {
    if (mean.length != std.length) {
      throw new IllegalArgumentException(
          "Normalize: as many means as deviations are wanted, got %d and %d"
              .formatted(mean.length, std.length));
    }
    this.mean = mean.clone();
    this.std = std.clone();
  }

  @Override
  public Tensor apply(Tensor image) {
    return Transforms.normalize(image, mean, std);
  }

  @Override
  public String toString() {
    return "Normalize(mean=%s, std=%s)"
        .formatted(java.util.Arrays.toString(mean), java.util.Arrays.toString(std));
  }
}
