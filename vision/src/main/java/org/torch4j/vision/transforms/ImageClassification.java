package org.torch4j.vision.transforms;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.type.DType;

/**
 * What an image goes through before a network that tells what is on it, {@code
 * torchvision.transforms._presets.ImageClassification}: resized, cropped in the middle, scaled to
 * [0, 1] and normalized.
 */
public final class ImageClassification implements Transform {
  private final long cropSize;
  private final Options options;
  private final Compose steps;

  /**
   * Options of {@link ImageClassification}.
   *
   * @param resizeSize length of the shorter side before the crop, 256 by default
   * @param mean of each channel, ImageNet's by default
   * @param std of each channel, ImageNet's by default
   * @param interpolation bilinear by default
   */
  public record Options(
      long resizeSize, List<Double> mean, List<Double> std, Interpolation interpolation) {
    /** Length of the shorter side before the crop. */
    public Options resizeSize(long pixels) {
      return new Options(pixels, mean, std, interpolation);
    }

    /** What is subtracted from each channel. */
    public Options mean(double red, double green, double blue) {
      return new Options(resizeSize, List.of(red, green, blue), std, interpolation);
    }

    /** What each channel is divided by. */
    public Options std(double red, double green, double blue) {
      return new Options(resizeSize, mean, List.of(red, green, blue), interpolation);
    }

    /** How the image is resized. */
    public Options interpolation(Interpolation mode) {
      return new Options(resizeSize, mean, std, mode);
    }
  }

  /** The defaults: a shorter side of 256 pixels, ImageNet's mean and deviation. */
  public static Options options() {
    return new Options(
        256, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225), Interpolation.BILINEAR);
  }

  /** To a square of this size. */
  public ImageClassification(long cropSize) {
    this(cropSize, options());
  }

  /** To a square of this size, with these options. */
  public ImageClassification(long cropSize, Options options) {
    this.cropSize = cropSize;
    this.options = options;
    this.steps =
        new Compose(
            new Resize(options.resizeSize, Resize.options().interpolation(options.interpolation)),
            new CenterCrop(cropSize),
            new ConvertImageDtype(DType.FLOAT32),
            new Normalize(array(options.mean), array(options.std)));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The image as the network wants it: float32 {@code [3, cropSize, cropSize]}. */
  @Override
  public Tensor apply(Tensor image) {
    return steps.apply(image);
  }

  /** Size of the result. */
  public long cropSize() {
    return cropSize;
  }

  /** What was chosen besides. */
  public Options settings() {
    return options;
  }

  @Override
  public String toString() {
    return "ImageClassification(crop_size=[%d], resize_size=[%d], mean=%s, std=%s, interpolation=%s)"
        .formatted(
            cropSize,
            options.resizeSize,
            options.mean,
            options.std,
            options.interpolation.name().toLowerCase(java.util.Locale.ROOT));
  }
}
