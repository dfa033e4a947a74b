package org.torch4j.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where golden files lie: a directory or the resources of a class. A file may be stored as it is or
 * compressed, with {@code .gz} added to its name; readers ask for the bare name.
 */
@FunctionalInterface
public interface GoldenSource {
  /** Opens the file of exactly this name, or returns null if there is none. */
  @Nullable InputStream find(String name);

  /** Files under a directory. */
  static GoldenSource directory(Path directory) {
    return name -> {
      Path file = directory.resolve(name);
      try {
        return Files.exists(file) ? Files.newInputStream(file) : null;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot open " + file, e);
      }
    };
  }

  /** Resources under {@code folder}, a path from the root, found through the class's loader. */
  static GoldenSource resources(Class<?> owner, String folder) {
    return name -> owner.getResourceAsStream("/" + folder + "/" + name);
  }

  /** The content of a file, unpacked if it is stored compressed. */
  default byte[] read(String name) {
    try (InputStream plain = find(name)) {
      if (plain != null) {
        return plain.readAllBytes();
      }
      try (InputStream packed = find(name + ".gz")) {
        if (packed != null) {
          return new GZIPInputStream(new BufferedInputStream(packed)).readAllBytes();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read golden file " + name, e);
    }
    throw new IllegalArgumentException("no golden file " + name + " or " + name + ".gz");
  }
}
