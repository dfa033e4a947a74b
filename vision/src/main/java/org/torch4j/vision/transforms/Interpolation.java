package org.torch4j.vision.transforms;

/** How an image gets another size, {@code torchvision.transforms.InterpolationMode}. */
public enum Interpolation {
  /** The nearest pixel. */
  NEAREST(0) {
    @Override
    double weight(double x) {
      return x >= -0.5 && x < 0.5 ? 1 : 0;
    }
  },
  /** A triangle over the two nearest pixels. */
  BILINEAR(1) {
    @Override
    double weight(double x) {
      return Math.max(0, 1 - Math.abs(x));
    }
  },
  /** Keys' cubic over the four nearest pixels, with a = -0.5. */
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double a = -0.5;
      double d = Math.abs(x);
      if (d < 1) {
        return ((a + 2) * d - (a + 3)) * d * d + 1;
      }
      return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
    }
  };

  private final double support;

  Interpolation(double support) {
    this.support = support;
  }

  /** How far the weight reaches, in pixels. */
  double support() {
    return support;
  }

  /** The weight of a pixel at distance {@code x}, in pixels. */
  abstract double weight(double x);
}
