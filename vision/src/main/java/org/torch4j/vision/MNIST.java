package org.torch4j.vision;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.data.BatchDataset;
import org.torch4j.data.Example;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * Handwritten digits, {@code torchvision.datasets.MNIST}: 28x28 grey pictures and their digits.
 *
 * <p>An input is what torchvision's {@code ToTensor} makes of the picture: float32 in [0, 1], shape
 * [1, 28, 28], then the transform if there is one. A target is an int64 scalar, 0 to 9.
 *
 * <pre>{@code
 * var train = MNIST.shipped(true);
 * for (Example batch : new DataLoader<>(train, DataLoader.options().batchSize(64).shuffle(true))) {
 *   // batch.input() [64, 1, 28, 28], batch.target() [64]
 * }
 * }</pre>
 */
public sealed class MNIST implements BatchDataset<Example> permits FashionMNIST {
  /** The digits that ship with the library are split here. */
  private static final long SHIPPED_TRAIN = 8_000;

  private static final int SIDE = 28;

  /**
   * Options of {@link MNIST}.
   *
   * @param train whether to read the training files, else the test files
   * @param transform what to do to each input; null for nothing
   * @param download whether to fetch the files first if they are not there
   */
  public record Options(
      boolean train, @Nullable UnaryOperator<Tensor> transform, boolean download) {
    /** These options with {@code train}. */
    public Options train(boolean train) {
      return new Options(train, transform, download);
    }

    /** These options with {@code transform}, which is given float32 of shape [1, 28, 28]. */
    public Options transform(@Nullable UnaryOperator<Tensor> transform) {
      return new Options(train, transform, download);
    }

    /** These options with {@code download}. */
    public Options download(boolean download) {
      return new Options(train, transform, download);
    }
  }

  private final Tensor images;
  private final Tensor labels;
  // Scaled once: a training step on these digits takes less time than scaling its batch would.
  private final Tensor inputs;
  private final @Nullable UnaryOperator<Tensor> transform;

  /**
   * The training digits of the files in {@code root}.
   *
   * @throws UncheckedIOException if a file is missing or not what it should be
   */
  public MNIST(Path root) {
    this(root, options());
  }

  /**
   * The digits of the files in {@code root}: {@code train-images-idx3-ubyte} and {@code
   * train-labels-idx1-ubyte}, or {@code t10k-...} for tests, plain or {@code .gz}, there or in
   * torchvision's {@code MNIST/raw}.
   *
   * @throws UncheckedIOException if a file is missing or not what it should be
   */
  public MNIST(Path root, Options options) {
    this(root, options, IdxFiles.MNIST);
  }

  /** The pictures of such files. */
  MNIST(Path root, Options options, IdxFiles files) {
    this(
        files.images(root, options.train, options.download),
        files.labels(root, options.train, options.download),
        root.toString(),
        options.transform);
  }

  /**
   * The digits of a file of images and a file of labels, whatever they are called.
   *
   * @throws UncheckedIOException if a file is missing or not what it should be
   */
  public MNIST(Path images, Path labels) {
    this(Idx.read(images), Idx.read(labels), images + " and " + labels, null);
  }

  private MNIST(
      Tensor images, Tensor labels, String name, @Nullable UnaryOperator<Tensor> transform) {
    if (images.dtype() != DType.UINT8
        || images.dim() != 3
        || images.size(1) != SIDE
        || images.size(2) != SIDE) {
      throw bad(name, "images", "[n, 28, 28]", images);
    }
    if (labels.dtype() != DType.UINT8 || labels.dim() != 1 || labels.size(0) != images.size(0)) {
      throw bad(name, "labels", Shape.of(images.size(0)).toString(), labels);
    }
    this.images = images;
    this.labels = labels.to(DType.INT64);
    this.inputs = scaled(images);
    this.transform = transform;
    for (long label : this.labels.toLongArray()) {
      if (label > 9) {
        String message = "MNIST: " + name + ": labels must be 0 to 9, found " + label;
        throw new UncheckedIOException(message, new IOException(message));
      }
    }
  }

  /** The default options: training files, no transform. */
  public static Options options() {
    return new Options(true, null, false);
  }

  /**
   * The digits that ship with this library: MNIST's 10,000 test digits, of which the first 8,000
   * serve for training and the last 2,000 for testing.
   */
  public static MNIST shipped(boolean train) {
    return shipped(options().train(train));
  }

  /** The same with a transform. */
  public static MNIST shipped(Options options) {
    Tensor images = resource("mnist/t10k-images-idx3-ubyte.gz");
    Tensor labels = resource("mnist/t10k-labels-idx1-ubyte.gz");
    long from = options.train ? 0 : SHIPPED_TRAIN;
    long count = options.train ? SHIPPED_TRAIN : images.size(0) - SHIPPED_TRAIN;
    return new MNIST(
        images.narrow(0, from, count),
        labels.narrow(0, from, count),
        "the shipped digits",
        options.transform);
  }

  private static Tensor resource(String name) {
    try (InputStream in = MNIST.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("MNIST: the library lacks its resource " + name);
      }
      return Idx.read(in, name);
    } catch (IOException e) {
      throw new UncheckedIOException("MNIST: " + name + ": " + e.getMessage(), e);
    }
  }

  private static UncheckedIOException bad(String name, String what, String shape, Tensor found) {
    String message =
        "MNIST: %s: expected %s of shape %s of uint8, found shape %s of %s"
            .formatted(name, what, shape, found.shape(), found.dtype());
    return new UncheckedIOException(message, new IOException(message));
  }

  /** The pictures as they are stored: uint8 of shape [n, 28, 28]. */
  public Tensor images() {
    return images;
  }

  /** The digits: int64 of shape [n]. */
  public Tensor labels() {
    return labels;
  }

  @Override
  public Example get(long index) {
    check(index);
    Tensor input = inputs.select(0, index).clone();
    return new Example(transform == null ? input : transform.apply(input), labels.select(0, index));
  }

  @Override
  public Example getBatch(long[] indices) {
    for (long i : indices) {
      check(i);
    }
    if (transform != null) {
      throw new IllegalStateException("MNIST: with a transform there are single samples only");
    }
    Tensor rows = Torch.tensor(indices);
    return new Example(inputs.indexSelect(0, rows), labels.indexSelect(0, rows));
  }

  /** The images as float32 in [0, 1] with a channel dimension: [n, 1, 28, 28]. */
  private static Tensor scaled(Tensor images) {
    float[] scale = new float[256];
    for (int i = 0; i < scale.length; i++) {
      scale[i] = i / 255f;
    }
    byte[] pixels = images.toByteArray();
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale[pixels[i] & 0xff];
    }
    return Torch.tensor(values).view(images.size(0), 1, SIDE, SIDE);
  }

  /** False with a transform, which may be random and so must see each picture by itself. */
  @Override
  public boolean batched() {
    return transform == null;
  }

  @Override
  public long size() {
    return images.size(0);
  }

  private void check(long index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException(
          "MNIST: index " + index + " is out of range for " + size() + " samples");
    }
  }
}
