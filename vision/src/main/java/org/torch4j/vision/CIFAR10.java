package org.torch4j.vision;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.data.Dataset;
import org.torch4j.data.Example;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * 32x32 colour pictures in ten classes, {@code torchvision.datasets.CIFAR10}, from the files of its
 * binary version.
 *
 * <p>An input is uint8 {@code [3, 32, 32]}, then the transform; a target is an int64 scalar.
 */
public final class CIFAR10 implements Dataset<Example> {
  private static final String FOLDER = "cifar-10-batches-bin";
  private static final Download ARCHIVE =
      new Download(
          "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
          "MD5",
          "c32a1d4ab5d03f1284b67883e8d87530");
  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private final Tensor images;
  private final Tensor labels;
  private final @Nullable UnaryOperator<Tensor> transform;

  /**
   * Options of {@link CIFAR10}.
   *
   * @param train the 50,000 training pictures, else the 10,000 for tests
   * @param transform what to do to each picture; null for nothing
   * @param download whether to fetch the files first if they are not there
   */
  public record Options(
      boolean train, @Nullable UnaryOperator<Tensor> transform, boolean download) {
    /** Whether the training pictures, else those for tests. */
    public Options train(boolean value) {
      return new Options(value, transform, download);
    }

    /** What to do to each picture. */
    public Options transform(@Nullable UnaryOperator<Tensor> value) {
      return new Options(train, value, download);
    }

    /** Whether to fetch the files first if they are not there. */
    public Options download(boolean value) {
      return new Options(train, transform, value);
    }
  }

  /** The default options: training pictures, no transform, no download. */
  public static Options options() {
    return new Options(true, null, false);
  }

  /** The training pictures in {@code root}. */
  public CIFAR10(Path root) {
    this(root, options());
  }

  /**
   * The pictures in {@code root} or in its folder {@code cifar-10-batches-bin}.
   *
   * @throws UncheckedIOException if a file is missing or not what it should be
   */
  public CIFAR10(Path root, Options options) {
    List<String> names =
        options.train
            ? IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList()
            : List.of("test_batch.bin");
    try {
      Path folder = folder(root, names.get(0), options.download);
      byte[] all = joined(folder, names);
      int n = all.length / (PIXELS + 1);
      byte[] pixels = new byte[n * PIXELS];
      long[] classes = new long[n];
      for (int i = 0; i < n; i++) {
        classes[i] = all[i * (PIXELS + 1)];
        System.arraycopy(all, i * (PIXELS + 1) + 1, pixels, i * PIXELS, PIXELS);
        if (classes[i] < 0 || classes[i] > 9) {
          throw new IOException(folder + ": classes must be 0 to 9, found " + classes[i]);
        }
      }
      images = Torch.fromArray(pixels, Shape.of(n, 3, SIDE, SIDE), DType.UINT8);
      labels = Torch.tensor(classes);
      transform = options.transform;
    } catch (IOException e) {
      throw new UncheckedIOException("CIFAR10: " + e.getMessage(), e);
    }
  }

  private static Path folder(Path root, String first, boolean download) throws IOException {
    for (Path folder : List.of(root, root.resolve(FOLDER))) {
      if (Files.isRegularFile(folder.resolve(first))) {
        return folder;
      }
    }
    if (!download) {
      throw new NoSuchFileException(
          "neither %s nor %s holds %s".formatted(root, root.resolve(FOLDER), first));
    }
    Path archive = root.resolve("cifar-10-binary.tar.gz");
    unpack(ARCHIVE.fetch(archive, DownloadProgress.onConsole()), root.resolve(FOLDER));
    return root.resolve(FOLDER);
  }

  private static byte[] joined(Path folder, List<String> names) throws IOException {
    byte[][] parts = new byte[names.size()][];
    int total = 0;
    for (int i = 0; i < parts.length; i++) {
      Path file = folder.resolve(names.get(i));
      parts[i] = Files.readAllBytes(file);
      if (parts[i].length == 0 || parts[i].length % (PIXELS + 1) != 0) {
        throw new IOException(
            "%s: pictures take %d bytes each, but the file has %d"
                .formatted(file, PIXELS + 1, parts[i].length));
      }
      total += parts[i].length;
    }
    byte[] all = new byte[total];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** The .bin files of a tar archive: headers of 512 bytes, contents padded to that. */
  private static void unpack(Path archive, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (InputStream in =
        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
      byte[] header = new byte[512];
      while (in.readNBytes(header, 0, 512) == 512 && header[0] != 0) {
        String name = text(header, 0, 100);
        long size = Long.parseLong(text(header, 124, 12).strip(), 8);
        byte[] content = in.readNBytes(Math.toIntExact(size));
        in.skipNBytes((512 - size % 512) % 512);
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (last.endsWith(".bin")) {
          Files.write(folder.resolve(last), content);
        }
      }
    }
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** The names of the classes. */
  public List<String> classes() {
    return CLASSES;
  }

  /** The pictures as they are stored: uint8 of shape [n, 3, 32, 32]. */
  public Tensor images() {
    return images;
  }

  /** The classes: int64 of shape [n]. */
  public Tensor labels() {
    return labels;
  }

  @Override
  public Example get(long index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException(
          "CIFAR10: index " + index + " is out of range for " + size() + " samples");
    }
    Tensor image = images.select(0, index);
    return new Example(
        transform == null ? image.clone() : transform.apply(image), labels.select(0, index));
  }

  @Override
  public long size() {
    return images.size(0);
  }
}
