package org.torch4j.vision;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.torch4j.Tensor;

/**
 * The four files of a data set in the format of MNIST, where they may lie, and where they come
 * from.
 *
 * @param name of the data set and of its folder
 * @param site where they come from
 * @param md5 by their names; the digests that torchvision knows
 */
record IdxFiles(String name, String site, Map<String, String> md5) {
  static final IdxFiles MNIST =
      new IdxFiles(
          "MNIST",
          "https://ossci-datasets.s3.amazonaws.com/mnist/",
          Map.of(
              "train-images-idx3-ubyte", "f68b3c2dcbeaaa9fbdd348bbdeb94873",
              "train-labels-idx1-ubyte", "d53e105ee54ea40749a09fcbcd1e9432",
              "t10k-images-idx3-ubyte", "9fb629c4189551a2d022fa330f9573f3",
              "t10k-labels-idx1-ubyte", "ec29112dd5afa0611ce80d1b7f02629c"));

  static final IdxFiles FASHION =
      new IdxFiles(
          "FashionMNIST",
          "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
          Map.of(
              "train-images-idx3-ubyte", "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
              "train-labels-idx1-ubyte", "25c81989df183df01b3e8a0aad5dffbe",
              "t10k-images-idx3-ubyte", "bef4ecab320f06d8554ea6380940ec79",
              "t10k-labels-idx1-ubyte", "bb300cfdad3c16e7a12a480ee83cd310"));

  Tensor images(Path root, boolean train, boolean download) {
    return read(root, (train ? "train" : "t10k") + "-images-idx3-ubyte", download);
  }

  Tensor labels(Path root, boolean train, boolean download) {
    return read(root, (train ? "train" : "t10k") + "-labels-idx1-ubyte", download);
  }

  private Tensor read(Path root, String file, boolean download) {
    Path raw = root.resolve(name).resolve("raw");
    for (Path folder : List.of(root, raw)) {
      for (String ending : List.of("", ".gz")) {
        Path found = folder.resolve(file + ending);
        if (Files.isRegularFile(found)) {
          return Idx.read(found);
        }
      }
    }
    if (download) {
      Download from = new Download(site + file + ".gz", "MD5", md5.get(file));
      return Idx.read(from.fetch(raw.resolve(file + ".gz"), DownloadProgress.onConsole()));
    }
    throw new UncheckedIOException(
        "%s: neither %s nor %s holds %s or %s.gz".formatted(name, root, raw, file, file),
        new NoSuchFileException(root.resolve(file).toString()));
  }
}
