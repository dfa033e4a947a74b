package org.torch4j.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The golden cases that come with the sources, {@code oracle.zip}, as a folder. */
public final class ShippedOracle {
  private ShippedOracle() {}

  /** Unpacked when first asked for, and gone when the tests end. */
  private static final class Unpacked {
    static final Path FOLDER = unpack();
  }

  /** The folder with {@code ops}, {@code modules}, {@code rng} and {@code pth}. */
  public static Path folder() {
    return Unpacked.FOLDER;
  }

  private static Path unpack() {
    try (InputStream in = ShippedOracle.class.getResourceAsStream("/oracle.zip");
        ZipInputStream zip = new ZipInputStream(Objects.requireNonNull(in, "oracle.zip"))) {
      Path folder = Files.createTempDirectory("torch4j-oracle");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        Path file = folder.resolve(e.getName());
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.copy(zip, file);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
