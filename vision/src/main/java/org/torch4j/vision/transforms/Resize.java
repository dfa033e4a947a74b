package org.torch4j.vision.transforms;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * Brings the image to a size, {@code torchvision.transforms.Resize}. Images of bytes get the pixels
 * that Python's imaging library (Pillow) computes.
 */
public final class Resize implements Transform {
  private final long[] size;
  private final Options options;

  /**
   * Options of {@link Resize}.
   *
   * @param interpolation how, bilinear by default
   * @param maxSize what the longer side may be at most, if only the shorter is given; null for any
   * @param antialias whether pixels are means of all that they cover, true by default
   */
  public record Options(Interpolation interpolation, @Nullable Long maxSize, boolean antialias) {
    /** How. */
    public Options interpolation(Interpolation mode) {
      return new Options(mode, maxSize, antialias);
    }

    /** What the longer side may be at most. */
    public Options maxSize(long pixels) {
      return new Options(interpolation, pixels, antialias);
    }

    /** Whether pixels are means of all that they cover. */
    public Options antialias(boolean on) {
      return new Options(interpolation, maxSize, on);
    }
  }

  /** The defaults: bilinear, antialiased. */
  public static Options options() {
    return new Options(Interpolation.BILINEAR, null, true);
  }

  /** The shorter side gets this length; the longer one keeps the proportion. */
  public Resize(long size) {
    this(size, options());
  }

  /** The shorter side gets this length, with these options. */
  public Resize(long size, Options options) {
    this(new long[] {size}, options);
  }

  /** {@code {height, width}}, or {@code {shorter side}}, with these options. */
  public Resize(long[] size, Options options) {
    Sizes.heightAndWidth("Resize", size);
    this.size = size.clone();
    this.options = options;
    Long max = options.maxSize;
    if (max != null && (size.length == 2 || max <= size[0])) {
      throw new IllegalArgumentException(
          "Resize: maxSize must be greater than the one size of the shorter side, got maxSize="
              + max
              + " and size="
              + java.util.Arrays.toString(size));
    }
  }

  @Override
  public Tensor apply(Tensor image) {
    Transforms.check("resize", image);
    long height = size[0];
    long width = size[size.length - 1];
    if (size.length == 1) {
      long h = image.size(-2);
      long w = image.size(-1);
      long shorter = size[0];
      long longer = shorter * Math.max(h, w) / Math.max(1, Math.min(h, w));
      Long max = options.maxSize;
      if (max != null && longer > max) {
        shorter = max * shorter / longer;
        longer = max;
      }
      height = h <= w ? shorter : longer;
      width = h <= w ? longer : shorter;
    }
    return Transforms.resize(image, height, width, options.interpolation, options.antialias);
  }

  @Override
  public String toString() {
    return "Resize(size=%s, interpolation=%s, max_size=%s, antialias=%s)"
        .formatted(
            size.length == 1 ? size[0] : java.util.Arrays.toString(size),
            options.interpolation.name().toLowerCase(java.util.Locale.ROOT),
            options.maxSize == null ? "None" : options.maxSize,
            options.antialias ? "True" : "False");
  }
}
