package org.torch4j.vision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.data.Dataset;
import org.torch4j.data.Example;

/**
 * Pictures in one folder for each class, {@code torchvision.datasets.ImageFolder}: {@code
 * root/cat/1.jpg}, {@code root/dog/nested/2.png}. Classes are numbered in the order of their names.
 *
 * <p>An input is what {@link Images#read} gives, then the transform; a target is an int64 scalar.
 */
public class ImageFolder implements Dataset<Example> {
  private static final List<String> ENDINGS =
      List.of(".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp", ".gif");

  private final List<String> classes;
  private final List<Sample> samples;
  private final Options options;

  /**
   * A picture and its class.
   *
   * @param file the picture
   * @param target the number of its class
   */
  public record Sample(Path file, int target) {}

  /**
   * Options of {@link ImageFolder}.
   *
   * @param transform what to do to each picture; null for nothing
   * @param loader reads a picture, {@link Images#read} by default
   * @param isValidFile which files are pictures; by default those with a usual ending
   */
  public record Options(
      @Nullable UnaryOperator<Tensor> transform,
      Function<Path, Tensor> loader,
      Predicate<Path> isValidFile) {
    /** What to do to each picture. */
    public Options transform(@Nullable UnaryOperator<Tensor> value) {
      return new Options(value, loader, isValidFile);
    }

    /** What reads a picture. */
    public Options loader(Function<Path, Tensor> value) {
      return new Options(transform, value, isValidFile);
    }

    /** Which files are pictures. */
    public Options isValidFile(Predicate<Path> value) {
      return new Options(transform, loader, value);
    }
  }

  /** The defaults: no transform, all files with the ending of a picture. */
  public static Options options() {
    return new Options(null, Images::read, ImageFolder::hasPictureEnding);
  }

  /** The pictures under {@code root}. */
  public ImageFolder(Path root) {
    this(root, options());
  }

  /** The pictures under {@code root}, each through this transform. */
  public ImageFolder(Path root, UnaryOperator<Tensor> transform) {
    this(root, options().transform(transform));
  }

  /**
   * The pictures under {@code root}.
   *
   * @throws UncheckedIOException if there is no such folder, no class in it, or a class without
   *     pictures
   */
  public ImageFolder(Path root, Options options) {
    this.options = options;
    try {
      this.classes = folders(root);
      this.samples = new ArrayList<>();
      for (int i = 0; i < classes.size(); i++) {
        add(root.resolve(classes.get(i)), i);
      }
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException("ImageFolder: no such folder: " + root, e);
    } catch (IOException e) {
      throw new UncheckedIOException("ImageFolder: " + e.getMessage(), e);
    }
  }

  private static List<String> folders(Path root) throws IOException {
    try (Stream<Path> children = Files.list(root)) {
      List<String> names =
          children
              .filter(Files::isDirectory)
              .map(p -> p.getFileName().toString())
              .sorted()
              .toList();
      if (names.isEmpty()) {
        throw new IOException(
            root + " holds no folders: one is wanted for each class, with its pictures inside");
      }
      return names;
    }
  }

  private void add(Path folder, int target) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> found =
          files.filter(Files::isRegularFile).filter(options.isValidFile).sorted().toList();
      if (found.isEmpty()) {
        throw new IOException(
            folder + " holds no pictures; their names end with " + String.join(", ", ENDINGS));
      }
      found.forEach(f -> samples.add(new Sample(f, target)));
    }
  }

  private static boolean hasPictureEnding(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  /** The names of the classes, {@code classes}. */
  public List<String> classes() {
    return classes;
  }

  /** The numbers of the classes by their names, {@code class_to_idx}. */
  public Map<String, Integer> classToIdx() {
    Map<String, Integer> all = new LinkedHashMap<>();
    for (int i = 0; i < classes.size(); i++) {
      all.put(classes.get(i), i);
    }
    return Collections.unmodifiableMap(all);
  }

  /** The files and their classes, {@code samples}. */
  public List<Sample> samples() {
    return Collections.unmodifiableList(samples);
  }

  @Override
  public Example get(long index) {
    if (index < 0 || index >= samples.size()) {
      throw new IndexOutOfBoundsException(
          "ImageFolder: index " + index + " is out of range for " + samples.size() + " samples");
    }
    Sample sample = samples.get((int) index);
    Tensor image = options.loader.apply(sample.file);
    UnaryOperator<Tensor> transform = options.transform;
    return new Example(
        transform == null ? image : transform.apply(image), Torch.tensor((long) sample.target));
  }

  @Override
  public long size() {
    return samples.size();
  }
}
