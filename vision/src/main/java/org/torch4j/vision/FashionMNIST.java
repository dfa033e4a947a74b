package org.torch4j.vision;

import java.nio.file.Path;
import java.util.List;

/**
 * Pieces of clothing, {@code torchvision.datasets.FashionMNIST}: 28x28 grey pictures in ten
 * classes, otherwise like {@link MNIST}.
 */
public final class FashionMNIST extends MNIST {
  private static final List<String> CLASSES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  /**
   * The training pictures of the files in {@code root}.
   *
   * @throws java.io.UncheckedIOException if a file is missing or not what it should be
   */
  public FashionMNIST(Path root) {
    this(root, options());
  }

  /**
   * The pictures of the files in {@code root} or in torchvision's {@code FashionMNIST/raw}, named
   * as MNIST's.
   *
   * @throws java.io.UncheckedIOException if a file is missing or not what it should be
   */
  public FashionMNIST(Path root, Options options) {
    super(root, options, IdxFiles.FASHION);
  }

  /** The names of the classes. */
  public List<String> classes() {
    return CLASSES;
  }
}
