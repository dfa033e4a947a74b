package org.torch4j.vision.transforms;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * The transforms as functions, {@code torchvision.transforms.functional}. For what an image is, see
 * {@link Transform}.
 */
public final class Transforms {
  private Transforms() {}

  // ---- values

  /**
   * Bytes as float32 in [0, 1], {@code to_tensor}; other integers become float32 as they are, and
   * floating images stay.
   */
  public static Tensor toTensor(Tensor image) {
    check("to_tensor", image);
    if (image.dtype().isFloatingPoint()) {
      return image;
    }
    Tensor x = image.to(DType.FLOAT32);
    return image.dtype() == DType.UINT8 ? x.div(255) : x;
  }

  /**
   * The image in another dtype, its values scaled to the range of that dtype, {@code
   * convert_image_dtype}: uint8 0..255 and floating 0..1.
   */
  public static Tensor convertImageDtype(Tensor image, DType dtype) {
    check("convert_image_dtype", image);
    DType from = image.dtype();
    if (from == dtype) {
      return image;
    }
    if (from == DType.UINT8 && dtype.isFloatingPoint()) {
      return image.to(dtype).div(255);
    }
    if (from.isFloatingPoint() && dtype == DType.UINT8) {
      return image.mul(255 + 1.0 - 1e-3).to(dtype);
    }
    if (from.isFloatingPoint() && dtype.isFloatingPoint()) {
      return image.to(dtype);
    }
    throw new DTypeException(
        "convert_image_dtype: images are uint8 or floating, got " + from + " to " + dtype);
  }

  /**
   * {@code (image - mean) / std} of each channel, {@code normalize}.
   *
   * @throws DTypeException if the image is not floating: convert it first
   */
  public static Tensor normalize(Tensor image, double[] mean, double[] std) {
    check("normalize", image);
    if (!image.dtype().isFloatingPoint()) {
      throw new DTypeException(
          "normalize: the image must be floating (see ToTensor), got " + image.dtype());
    }
    for (double s : std) {
      if (s == 0) {
        throw new IllegalArgumentException(
            "normalize: std must not be 0, got " + java.util.Arrays.toString(std));
      }
    }
    return image.sub(channels(mean, image)).div(channels(std, image));
  }

  private static Tensor channels(double[] values, Tensor image) {
    if (values.length != 1 && values.length != image.size(-3)) {
      throw new ShapeException(
          "normalize: one mean and std are wanted for each of %d channels, got %d"
              .formatted(image.size(-3), values.length));
    }
    return Torch.tensor(values).to(image.dtype()).view(values.length, 1, 1);
  }

  // ---- sizes

  /**
   * The image with its shorter side of this length, {@code resize}, antialiased and bilinear.
   *
   * @param size of the shorter side in pixels
   */
  public static Tensor resize(Tensor image, long size) {
    return new Resize(size).apply(image);
  }

  /** The image with this height and width, {@code resize}, antialiased and bilinear. */
  public static Tensor resize(Tensor image, long height, long width) {
    return resize(image, height, width, Interpolation.BILINEAR, true);
  }

  /**
   * The image with this height and width, {@code resize}.
   *
   * @param antialias whether each pixel is a mean of all that it covers; without it, small images
   *     of large ones are grainy
   */
  public static Tensor resize(
      Tensor image, long height, long width, Interpolation interpolation, boolean antialias) {
    check("resize", image);
    if (height < 1 || width < 1) {
      throw new ShapeException(
          "resize: height and width must be at least 1, got %d and %d".formatted(height, width));
    }
    if (image.dtype() != DType.UINT8 && !image.dtype().isFloatingPoint()) {
      throw new DTypeException("resize: images are uint8 or floating, got " + image.dtype());
    }
    return Resampling.resize(
        image, Math.toIntExact(height), Math.toIntExact(width), interpolation, antialias);
  }

  /**
   * A part of the image, {@code crop}; what lies outside of the image is 0.
   *
   * @param top row of the upper edge
   * @param left column of the left edge
   */
  public static Tensor crop(Tensor image, long top, long left, long height, long width) {
    check("crop", image);
    long h = image.size(-2);
    long w = image.size(-1);
    long up = Math.max(0, -top);
    long start = Math.max(0, -left);
    long below = Math.max(0, top + height - h);
    long after = Math.max(0, left + width - w);
    Tensor x = image;
    if (up + start + below + after > 0) {
      x = pad(image, start, up, after, below, 0);
    }
    return x.narrow(-2, top + up, height).narrow(-1, left + start, width);
  }

  /** The middle of the image, {@code center_crop}; what lies outside of the image is 0. */
  public static Tensor centerCrop(Tensor image, long height, long width) {
    check("center_crop", image);
    long h = image.size(-2);
    long w = image.size(-1);
    Tensor x = image;
    if (width > w || height > h) {
      long left = Math.max(0, (width - w) / 2);
      long top = Math.max(0, (height - h) / 2);
      long right = Math.max(0, (width - w + 1) / 2);
      long bottom = Math.max(0, (height - h + 1) / 2);
      x = pad(image, left, top, right, bottom, 0);
      h = x.size(-2);
      w = x.size(-1);
    }
    // Half pixels go to the even side, as in Python's round.
    long top = (long) Math.rint((h - height) / 2.0);
    long left = (long) Math.rint((w - width) / 2.0);
    return x.narrow(-2, top, height).narrow(-1, left, width);
  }

  /** A part of the image, brought to another size, {@code resized_crop}. */
  public static Tensor resizedCrop(
      Tensor image, long top, long left, long height, long width, long toHeight, long toWidth) {
    return resize(crop(image, top, left, height, width), toHeight, toWidth);
  }

  /** The image with a border of one value, {@code pad}. */
  public static Tensor pad(
      Tensor image, long left, long top, long right, long bottom, double fill) {
    check("pad", image);
    long[] sizes = image.shape().toArray();
    int n = sizes.length;
    long h = sizes[n - 2];
    long w = sizes[n - 1];
    sizes[n - 2] = h + top + bottom;
    sizes[n - 1] = w + left + right;
    Tensor out = Torch.full(Shape.of(sizes), fill, image.dtype());
    out.narrow(-2, top, h).narrow(-1, left, w).copy_(image);
    return out;
  }

  /** Left and right exchanged, {@code hflip}. */
  public static Tensor hflip(Tensor image) {
    check("hflip", image);
    return image.flip(-1);
  }

  /** Top and bottom exchanged, {@code vflip}. */
  public static Tensor vflip(Tensor image) {
    check("vflip", image);
    return image.flip(-2);
  }

  // ---- colours

  /**
   * How bright each pixel is, {@code rgb_to_grayscale}: {@code 0.2989 R + 0.587 G + 0.114 B}.
   *
   * @param channels 1, or 3 for three equal channels
   */
  public static Tensor rgbToGrayscale(Tensor image, int channels) {
    check("rgb_to_grayscale", image);
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          "rgb_to_grayscale: the result has 1 or 3 channels, got " + channels);
    }
    Tensor gray = image;
    if (image.size(-3) == 3) {
      List<Tensor> rgb = image.unbind(-3);
      Tensor sum = rgb.get(0).mul(0.2989).add(rgb.get(1).mul(0.587)).add(rgb.get(2).mul(0.114));
      gray = sum.to(image.dtype()).unsqueeze(-3);
    } else if (image.size(-3) != 1) {
      throw channels("rgb_to_grayscale", image);
    }
    if (channels == 1) {
      return gray;
    }
    long[] sizes = gray.shape().toArray();
    sizes[sizes.length - 3] = 3;
    return gray.expand(sizes);
  }

  /** Darker below 1, brighter above, {@code adjust_brightness}. */
  public static Tensor adjustBrightness(Tensor image, double factor) {
    factor("adjust_brightness", image, factor);
    return blend(image, Torch.zerosLike(image), factor);
  }

  /** Nearer to an even gray below 1, farther above, {@code adjust_contrast}. */
  public static Tensor adjustContrast(Tensor image, double factor) {
    factor("adjust_contrast", image, factor);
    DType type = image.dtype().isFloatingPoint() ? image.dtype() : DType.FLOAT32;
    Tensor mean = rgbToGrayscale(image, 1).to(type).mean(new long[] {-3, -2, -1}, true);
    return blend(image, mean, factor);
  }

  /** Nearer to its gray version below 1, farther above, {@code adjust_saturation}. */
  public static Tensor adjustSaturation(Tensor image, double factor) {
    factor("adjust_saturation", image, factor);
    return image.size(-3) == 1 ? image : blend(image, rgbToGrayscale(image, 1), factor);
  }

  /**
   * All colours turned on the colour circle, {@code adjust_hue}.
   *
   * @param factor from -0.5 to 0.5 of the circle
   */
  public static Tensor adjustHue(Tensor image, double factor) {
    check("adjust_hue", image);
    if (!(factor >= -0.5 && factor <= 0.5)) {
      throw new IllegalArgumentException(
          "adjust_hue: the factor must be in [-0.5, 0.5], got " + factor);
    }
    if (image.size(-3) == 1) {
      return image;
    }
    if (image.size(-3) != 3) {
      throw channels("adjust_hue", image);
    }
    boolean bytes = image.dtype() == DType.UINT8;
    Tensor x = bytes ? image.to(DType.FLOAT32).div(255) : image;
    Tensor turned = HueSaturationValue.of(x).turned(factor).toRgb();
    return bytes ? turned.mul(255).to(DType.UINT8) : turned;
  }

  private static Tensor blend(Tensor image, Tensor other, double ratio) {
    double bound = image.dtype().isFloatingPoint() ? 1 : 255;
    return image.mul(ratio).add(other.mul(1 - ratio)).clamp(0, bound).to(image.dtype());
  }

  // ---- checks

  static void check(String op, Tensor image) {
    if (image.dim() < 3) {
      throw new ShapeException(
          op + ": an image has the dimensions [C, H, W], got shape " + image.shape());
    }
  }

  private static ShapeException channels(String op, Tensor image) {
    return new ShapeException(
        op + ": the image must have 1 or 3 channels, got shape " + image.shape());
  }

  private static void factor(String op, Tensor image, double factor) {
    check(op, image);
    if (!(factor >= 0)) {
      throw new IllegalArgumentException(op + ": the factor must not be negative, got " + factor);
    }
    if (image.size(-3) != 1 && image.size(-3) != 3) {
      throw channels(op, image);
    }
  }
}
