package org.torch4j.vision.transforms;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/**
 * Brightness, contrast, saturation and hue changed at random, in a random order, {@code
 * torchvision.transforms.ColorJitter}.
 */
public final class ColorJitter implements Transform {
  private final @Nullable Range brightness;
  private final @Nullable Range contrast;
  private final @Nullable Range saturation;
  private final @Nullable Range hue;

  /** Where a factor is drawn from. */
  private record Range(double min, double max) {
    double draw() {
      return Torch.empty(1).uniform_(min, max).item();
    }

    @Override
    public String toString() {
      return "[" + min + ", " + max + "]";
    }
  }

  /**
   * Factors are drawn from {@code [max(0, 1 - x), 1 + x]}, that of the hue from {@code [-x, x]}; 0
   * leaves as it is.
   *
   * @param hue at most 0.5
   */
  public ColorJitter(double brightness, double contrast, double saturation, double hue) {
    this.brightness = around("brightness", brightness);
    this.contrast = around("contrast", contrast);
    this.saturation = around("saturation", saturation);
    if (!(hue >= 0 && hue <= 0.5)) {
      throw new IllegalArgumentException("ColorJitter: hue must be in [0, 0.5], got " + hue);
    }
    this.hue = hue == 0 ? null : new Range(-hue, hue);
  }

  private static @Nullable Range around(String name, double x) {
    if (!(x >= 0)) {
      throw new IllegalArgumentException(
          "ColorJitter: " + name + " must not be negative, got " + x);
    }
    return x == 0 ? null : new Range(Math.max(0, 1 - x), 1 + x);
  }

  @Override
  public Tensor apply(Tensor image) {
    long[] order = Torch.randperm(4).toLongArray();
    @Nullable Double[] factors = {draw(brightness), draw(contrast), draw(saturation), draw(hue)};
    Tensor x = image;
    for (long which : order) {
      Double factor = factors[(int) which];
      if (factor != null) {
        x =
            switch ((int) which) {
              case 0 -> Transforms.adjustBrightness(x, factor);
              case 1 -> Transforms.adjustContrast(x, factor);
              case 2 -> Transforms.adjustSaturation(x, factor);
              default -> Transforms.adjustHue(x, factor);
            };
      }
    }
    return x;
  }

  private static @Nullable Double draw(@Nullable Range range) {
    return range == null ? null : range.draw();
  }

  @Override
  public String toString() {
    return "ColorJitter(brightness=%s, contrast=%s, saturation=%s, hue=%s)"
        .formatted(none(brightness), none(contrast), none(saturation), none(hue));
  }

  private static Object none(@Nullable Range range) {
    return range == null ? "None" : range;
  }
}
