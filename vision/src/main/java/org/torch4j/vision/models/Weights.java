package org.torch4j.vision.models;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.torch4j.vision.transforms.ImageClassification;

/**
 * Trained weights of a model and what goes with them, {@code torchvision.models.Weights}.
 *
 * @param url where they are; the file's name ends with the first digits of its SHA-256
 * @param transforms what an image must go through before the model
 * @param numParams how many numbers they are
 * @param categories the names of the classes, in the order of the scores
 * @param minSize the least height and width of an image
 * @param acc1 per cent of ImageNet's test images that the model tells right
 * @param acc5 per cent whose class is among the model's first five
 */
public record Weights(
    String url,
    ImageClassification transforms,
    long numParams,
    List<String> categories,
    long minSize,
    double acc1,
    double acc5) {
  static final ImageClassification RESIZED_256 = new ImageClassification(224);
  static final ImageClassification RESIZED_232 =
      new ImageClassification(224, ImageClassification.options().resizeSize(232));
  static final ImageClassification FEATURES =
      new ImageClassification(
          224,
          ImageClassification.options()
              .mean(0.48235, 0.45882, 0.40784)
              .std(1.0 / 255, 1.0 / 255, 1.0 / 255));

  private static final String SITE = "https://download.pytorch.org/models/";

  /** The names are read once, when first asked for. */
  private static final class ImageNet {
    static final List<String> CLASSES = read();

    private static List<String> read() {
      try (InputStream in = Weights.class.getResourceAsStream("imagenet-classes.txt")) {
        return new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))
            .lines()
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static Weights of(
      String file,
      ImageClassification transforms,
      long numParams,
      List<String> categories,
      long minSize,
      double acc1,
      double acc5) {
    return new Weights(SITE + file, transforms, numParams, categories, minSize, acc1, acc5);
  }

  static List<String> imagenetClasses() {
    return ImageNet.CLASSES;
  }
}
