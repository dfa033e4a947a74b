package org.torch4j.vision.transforms;

import org.torch4j.Tensor;
import org.torch4j.Torch;

/**
 * A random part of the image brought to one size, {@code torchvision.transforms.RandomResizedCrop}:
 * what networks for ImageNet are trained with.
 */
public final class RandomResizedCrop implements Transform {
  private static final int TRIES = 10;

  private final long[] size;
  private final Options options;

  /**
   * Options of {@link RandomResizedCrop}.
   *
   * @param minScale the least part of the image's area, 0.08 by default
   * @param maxScale the greatest, 1 by default
   * @param minRatio the least width for a height of 1, 3/4 by default
   * @param maxRatio the greatest, 4/3 by default
   * @param interpolation how it is resized, bilinear by default
   * @param antialias whether pixels are means of all that they cover, true by default
   */
  public record Options(
      double minScale,
      double maxScale,
      double minRatio,
      double maxRatio,
      Interpolation interpolation,
      boolean antialias) {
    /** Checks the ranges. */
    public Options {
      if (!(0 < minScale && minScale <= maxScale && 0 < minRatio && minRatio <= maxRatio)) {
        throw new IllegalArgumentException(
            "RandomResizedCrop: ranges must be positive and ascending, got scale (%s, %s), ratio (%s, %s)"
                .formatted(minScale, maxScale, minRatio, maxRatio));
      }
    }

    /** The least and the greatest part of the image's area. */
    public Options scale(double min, double max) {
      return new Options(min, max, minRatio, maxRatio, interpolation, antialias);
    }

    /** The least and the greatest width for a height of 1. */
    public Options ratio(double min, double max) {
      return new Options(minScale, maxScale, min, max, interpolation, antialias);
    }

    /** How it is resized. */
    public Options interpolation(Interpolation mode) {
      return new Options(minScale, maxScale, minRatio, maxRatio, mode, antialias);
    }

    /** Whether pixels are means of all that they cover. */
    public Options antialias(boolean on) {
      return new Options(minScale, maxScale, minRatio, maxRatio, interpolation, on);
    }
  }

  /** The defaults. */
  public static Options options() {
    return new Options(0.08, 1, 3.0 / 4, 4.0 / 3, Interpolation.BILINEAR, true);
  }

  private record Box(long top, long left, long height, long width) {}

  /** To a square of this size. */
  public RandomResizedCrop(long size) {
    this(new long[] {size}, options());
  }

  /** To a square of this size, with these options. */
  public RandomResizedCrop(long size, Options options) {
    this(new long[] {size}, options);
  }

  /** To this height and width, with these options. */
  public RandomResizedCrop(long[] size, Options options) {
    this.size = Sizes.heightAndWidth("RandomResizedCrop", size);
    this.options = options;
  }

  @Override
  public Tensor apply(Tensor image) {
    Transforms.check("RandomResizedCrop", image);
    Box box = box(image.size(-2), image.size(-1));
    Tensor part = Transforms.crop(image, box.top, box.left, box.height, box.width);
    return Transforms.resize(part, size[0], size[1], options.interpolation, options.antialias);
  }

  private Box box(long height, long width) {
    double area = (double) height * width;
    // Logarithms in float32, as torchvision draws them.
    double least = (float) Math.log((float) options.minRatio);
    double most = (float) Math.log((float) options.maxRatio);
    for (int i = 0; i < TRIES; i++) {
      double target = area * uniform(options.minScale, options.maxScale);
      double ratio = (float) Math.exp(uniform(least, most));
      long w = (long) Math.rint(Math.sqrt(target * ratio));
      long h = (long) Math.rint(Math.sqrt(target / ratio));
      if (0 < w && w <= width && 0 < h && h <= height) {
        long top = Torch.randint(0, height - h + 1, 1).itemLong();
        long left = Torch.randint(0, width - w + 1, 1).itemLong();
        return new Box(top, left, h, w);
      }
    }
    // The middle of the image, as large as the ratio allows.
    double ratio = (double) width / height;
    long w = ratio > options.maxRatio ? (long) Math.rint(height * options.maxRatio) : width;
    long h = ratio < options.minRatio ? (long) Math.rint(width / options.minRatio) : height;
    return new Box((height - h) / 2, (width - w) / 2, h, w);
  }

  private static double uniform(double from, double to) {
    return Torch.empty(1).uniform_(from, to).item();
  }

  @Override
  public String toString() {
    return "RandomResizedCrop(size=(%d, %d), scale=(%s, %s), ratio=(%.4f, %.4f), interpolation=%s)"
        .formatted(
            size[0],
            size[1],
            options.minScale,
            options.maxScale,
            options.minRatio,
            options.maxRatio,
            options.interpolation.name().toLowerCase(java.util.Locale.ROOT));
  }
}
